import { describe, expect, it } from 'vitest';
import { money } from '../../src/money.ts';
import {
  fits,
  proposals,
  whyNot,
  type LineToMatch,
  type Pair,
  type RunToMatch,
} from '../../src/reconciliation/rules.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

const line = (more: Partial<LineToMatch> = {}): LineToMatch => ({
  id: '1',
  bankAccountId: 'A',
  bookedOn: day('2026-04-02'),
  amount: money('-500.00'),
  left: money('500.00'),
  reference: null,
  text: null,
  ...more,
});

const run = (more: Partial<RunToMatch> = {}): RunToMatch => ({
  id: 'R',
  serial: '000123',
  bankAccountId: 'A',
  valueOn: day('2026-04-02'),
  released: true,
  left: money('500.00'),
  ...more,
});

describe('a line fits a pay run', () => {
  it.each<[string, Partial<LineToMatch>, Partial<RunToMatch>, boolean]>([
    ['on the value date', {}, {}, true],
    ['a penny less', { amount: money('-499.99'), left: money('499.99') }, {}, false],
    ['money in', { amount: money('500.00') }, {}, false],
    ['another account', {}, { bankAccountId: 'B' }, false],
    ['not released', {}, { released: false }, false],
    ['nothing left of either', { left: money('0.00') }, { left: money('0.00') }, false],
    ['as much left of both', { amount: money('-600.00') }, {}, true],
    ['the day before', { bookedOn: day('2026-04-01') }, {}, false],
    // 2 April 2026 is the Thursday before Easter: the next working days are 7, 8 and 9 April.
    ['on Good Friday', { bookedOn: day('2026-04-03') }, {}, true],
    ['three working days after, over Easter', { bookedOn: day('2026-04-09') }, {}, true],
    ['four working days after', { bookedOn: day('2026-04-10') }, {}, false],
    ['beyond the calendar', { bookedOn: day('2099-01-05') }, { valueOn: day('2099-01-05') }, false],
  ])('%s', (_what, ofLine, ofRun, expected) => {
    expect(fits({ line: line(ofLine), run: run(ofRun) })).toBe(expected);
  });
});

describe('a proposal', () => {
  const evidence = (ofLine: Partial<LineToMatch>, ofRun: Partial<RunToMatch> = {}) =>
    proposals([{ line: line(ofLine), run: run(ofRun) }])[0]!.evidence;

  it('says why, in sentences', () => {
    expect(evidence({ reference: 'BACS 000123', text: 'Pay run 000123.' })).toEqual([
      'The £500.00 that went out is exactly what is in transit for the pay run.',
      'The line was booked on 2026-04-02, the value date.',
      "The line's reference names the pay run's serial, 000123.",
      "The line's text names the pay run's serial, 000123.",
    ]);
  });

  it('says how late the line is, and that only a part of it is left', () => {
    const late = { bookedOn: day('2026-04-08'), amount: money('-700.00') };
    expect(evidence(late)).toEqual([
      'The £500.00 that is left of the £700.00 that went out is exactly what is in transit for the pay run.',
      'The line was booked on 2026-04-08, 2 working days after the value date, 2026-04-02.',
    ]);
    expect(evidence({ bookedOn: day('2026-04-05') })[1]).toContain(', 1 working day after');
  });

  it.each([['20000123'], ['000123X'], ['A000123'], ['00123']])(
    'does not see a serial in %s',
    (text) => {
      expect(evidence({ text })).toHaveLength(2);
    },
  );

  it('is certain only when nothing else fits the line or the run', () => {
    const [first, second] = [line({ id: '1' }), line({ id: '2' })];
    const [early, late] = [run({ id: 'E', serial: 'E00001' }), run({ id: 'L', serial: 'L00001' })];
    const of = (...pairs: Pair[]) =>
      proposals(pairs).map((one) => ({
        pair: `${one.line.id}${one.run.id}`,
        runs: one.rivals.runs.map((other) => other.id),
        lines: one.rivals.lines.map((other) => other.id),
        certain: one.certain,
      }));
    expect(of({ line: first, run: early })).toEqual([
      { pair: '1E', runs: [], lines: [], certain: true },
    ]);
    expect(of({ line: first, run: early }, { line: first, run: late })).toEqual([
      { pair: '1E', runs: ['L'], lines: [], certain: false },
      { pair: '1L', runs: ['E'], lines: [], certain: false },
    ]);
    expect(of({ line: first, run: early }, { line: second, run: early })).toEqual([
      { pair: '1E', runs: [], lines: ['2'], certain: false },
      { pair: '2E', runs: [], lines: ['1'], certain: false },
    ]);
    // What does not fit is no rival.
    const other = { line: first, run: run({ id: 'X', left: money('1.00') }) };
    expect(of({ line: first, run: early }, other)).toHaveLength(1);
  });

  it('stands in the same order, whatever order the candidates come in', () => {
    const pairs = ['9', '10', '2'].flatMap((id) =>
      ['B00001', 'A00001'].map((serial) => ({
        line: line({ id }),
        run: run({ id: serial, serial }),
      })),
    );
    const earlier = {
      line: line({ id: '11', bookedOn: day('2026-04-02') }),
      run: run({ id: 'E' }),
    };
    const late = { line: line({ id: '1', bookedOn: day('2026-04-07') }), run: run({ id: 'E' }) };
    const all = [late, ...pairs, earlier];
    const order = (list: Pair[]) => proposals(list).map((one) => `${one.line.id} ${one.run.id}`);
    expect(order(all)).toEqual([
      '2 A00001',
      '2 B00001',
      '9 A00001',
      '9 B00001',
      '10 A00001',
      '10 B00001',
      '11 E',
      '1 E',
    ]);
    expect(order(all.toReversed())).toEqual(order(all));
  });
});

describe('why a line and a run cannot be matched', () => {
  it.each<[string, Partial<LineToMatch>, Partial<RunToMatch>, string | undefined, string[]]>([
    ['they can', {}, {}, undefined, []],
    ['a part of both', {}, {}, '0.01', []],
    ['late, by hand', { bookedOn: day('2026-06-01') }, {}, undefined, []],
    [
      'everything is wrong',
      { amount: money('500.00'), left: money('0.00') },
      { bankAccountId: 'B', released: false },
      undefined,
      ['payRunId', 'lineId', 'payRunId', 'lineId'],
    ],
    ['the run is matched', {}, { left: money('0.00') }, undefined, ['payRunId']],
    ['different amounts are left', {}, { left: money('400.00') }, undefined, ['amount']],
    ['more than the run', {}, { left: money('400.00') }, '400.01', ['amount']],
    ['more than both', {}, { left: money('400.00') }, '500.01', ['amount', 'amount']],
    ['as much as the smaller', {}, { left: money('400.00') }, '400.00', []],
  ])('%s', (_what, ofLine, ofRun, amount, places) => {
    const pair = { line: line(ofLine), run: run(ofRun) };
    const faults = whyNot(pair, amount === undefined ? undefined : money(amount));
    expect(faults.map((fault) => fault.where)).toEqual(places);
  });
});

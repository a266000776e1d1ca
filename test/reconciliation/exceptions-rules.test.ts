import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addWorkingDays } from '../../src/calendar.ts';
import { RulesInForce, type Rule } from '../../src/law/rules.ts';
import { money } from '../../src/money.ts';
import { EXCEPTION_NAME, partsOf } from '../../src/reconciliation/exceptions/kinds.ts';
import {
  dueOn,
  gapsIn,
  limitsOf,
  offsetsOf,
  within,
  type Span,
} from '../../src/reconciliation/exceptions/rules.ts';
import { missingStatement } from '../../src/reconciliation/exceptions/standing.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

/** Rules of the reconciliation as they are seeded, or changed. */
function rules(changed: Record<string, string> = {}): RulesInForce {
  const values: Record<string, string> = {
    statement_expected: '35',
    exception_due: '10',
    exception_large: '1000.00',
    exception_large_due: '3',
    exception_very_large: '10000.00',
    exception_very_large_due: '1',
    ...changed,
  };
  const list = Object.entries(values).map(([name, value]) => ({
    id: name,
    name,
    sector: null,
    value,
  }));
  return new RulesInForce(
    day('2026-04-15'),
    list.map((one) => ({
      ...one,
      unit: one.name === 'statement_expected' ? 'days' : 'x',
    })) as never as Rule[],
  );
}

describe('by when an exception is seen to', () => {
  it.each([
    ['a small one', '2026-04-01', '999.99', '2026-04-17'],
    ['about no amount', '2026-04-01', null, '2026-04-17'],
    ['large to the penny', '2026-04-01', '1000.00', '2026-04-08'],
    ['below very large', '2026-04-01', '9999.99', '2026-04-08'],
    ['very large to the penny', '2026-04-01', '10000.00', '2026-04-02'],
    ['over Easter', '2026-04-02', '10000.00', '2026-04-07'],
    ['since a Saturday', '2026-04-11', '10000.00', '2026-04-13'],
    ['small, over Christmas', '2026-12-22', '0.01', '2027-01-08'],
  ])('%s', (_what, since, amount, expected) => {
    const size = amount === null ? null : money(amount);
    expect(dueOn(day(since), size, limitsOf(rules())).toString()).toBe(expected);
  });

  it('is by the larger limit first, however the rules are set', () => {
    const swapped = limitsOf(rules({ exception_large: '20000.00', exception_large_due: '2' }));
    expect(dueOn(day('2026-04-13'), money('20000.00'), swapped).toString()).toBe('2026-04-15');
    expect(dueOn(day('2026-04-13'), money('19999.99'), swapped).toString()).toBe('2026-04-14');
  });

  it('is looked up for every day as it is counted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3600 }),
        fc.constantFrom(0, 1, 3, 10),
        (later, workingDays) => {
          const { first, days } = offsetsOf(within(workingDays));
          const since = day(first).add({ days: later });
          const found = since.add({ days: days[later]! });
          expect(found.toString()).toBe(addWorkingDays(since, workingDays).toString());
        },
      ),
    );
  });
});

describe('gaps between statements', () => {
  const span = (
    from: string,
    to: string,
    opening: string | null,
    closing: string | null,
  ): Span => ({
    id: `${from} to ${to}`,
    from: `2026-04-${from}`,
    to: `2026-04-${to}`,
    opening,
    closing,
  });
  it.each<[string, Span[], [string, string, string][]]>([
    ['none in no statements', [], []],
    ['none in one', [span('01', '07', '0.00', '5.00')], []],
    [
      'none where each follows',
      [span('01', '07', '0.00', '5.00'), span('08', '14', '5.00', '6.00')],
      [],
    ],
    [
      'none over days without money',
      [span('01', '02', '0.00', '5.00'), span('20', '21', '5.00', '6.00')],
      [],
    ],
    [
      'one where a balance does not follow',
      [span('01', '07', '0.00', '5.00'), span('08', '14', '5.01', '6.00')],
      [['08 to 14', '5.00', '5.01']],
    ],
    [
      'two',
      [
        span('01', '02', '0.00', '5.00'),
        span('05', '06', '6.00', '7.00'),
        span('09', '10', '-8.00', '9.00'),
      ],
      [
        ['05 to 06', '5.00', '6.00'],
        ['09 to 10', '7.00', '-8.00'],
      ],
    ],
    [
      'none by what overlaps, which the next follows',
      [
        span('01', '07', '0.00', '5.00'),
        span('05', '10', '99.00', '7.00'),
        span('11', '12', '7.00', '8.00'),
      ],
      [],
    ],
    [
      'none by what lies within another',
      [span('01', '30', '0.00', '5.00'), span('03', '04', '1.00', '2.00')],
      [],
    ],
    [
      'none where one of two that end on a day fits',
      [
        span('01', '07', '0.00', null),
        span('02', '07', '0.00', '5.00'),
        span('07', '07', '1.00', '4.00'),
        span('08', '09', '4.00', '8.00'),
      ],
      [],
    ],
    [
      'none without the balances',
      [span('01', '07', '0.00', null), span('08', '14', '5.00', null)],
      [],
    ],
    [
      'none before an unknown opening',
      [span('01', '07', '0.00', '1.00'), span('08', '14', null, '2.00')],
      [],
    ],
  ])('%s', (_what, spans, gaps) => {
    const found = gapsIn(spans).map(({ after, closing, opening }) => [after.id, closing, opening]);
    expect(found).toEqual(gaps);
  });
});

describe('a missing statement', () => {
  const standing = { id: 'a', through: null, signOffId: null, signOffEntry: null, ledger: null };
  it.each([
    ['the last ended 35 days ago', '2026-03-11', null, null],
    ['the last ended 36 days ago', '2026-03-10', null, '2026-04-14'],
    ['there never was one, and a payment long ago', null, '2026-02-02', '2026-03-09'],
    ['there never was one, and a payment lately', null, '2026-04-02', null],
    ['there never was one, nor a payment', null, null, null],
    ['payments from before the first statement', '2026-04-10', '2020-01-01', null],
  ])('%s', (_what, statementTo, paidSince, since) => {
    const facts = { ...standing, statementTo, paidSince };
    const found = missingStatement(facts, rules(), day('2026-04-15'));
    expect(found.map((one) => one.since)).toEqual(since === null ? [] : [since]);
  });
});

describe('the name of an exception', () => {
  const ID = '6f0f3d8e-8f3c-4c6c-9b0e-6a2f0e1d2c3b';
  it.each([
    ['unidentified_receipt:17', 'unidentified_receipt', '17'],
    [`unmatched_payment:pay_run:${ID}`, 'unmatched_payment', `pay_run:${ID}`],
    [`unmatched_payment:pay_run:${ID}:2026-04-17`, 'unmatched_payment', `pay_run:${ID}:2026-04-17`],
    ['expected_receipt_missing:entry:5', 'expected_receipt_missing', 'entry:5'],
    [`gap:${ID}`, 'gap', ID],
    [`missing_statement:${ID}:2026-04-17`, 'missing_statement', `${ID}:2026-04-17`],
  ])('%s', (name, kind, subject) => {
    expect(EXCEPTION_NAME.test(name)).toBe(true);
    expect(partsOf(name)).toEqual({ kind, subject });
  });
  it.each([
    'gap:17',
    'unidentified_receipt:0',
    `duplicate:${ID}`,
    'other:1',
    'gap:',
    `gap:${ID} `,
    `missing_statement:${ID}`,
  ])('is not %s', (name) => expect(EXCEPTION_NAME.test(name)).toBe(false));
});

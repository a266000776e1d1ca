import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdictsOn, type LineInWords } from '../../src/reconciliation/importing/likeness.ts';

const line = (
  reference: string | null,
  text: string | null = null,
  { family = 'camt', counterparty = null as string | null } = {},
): LineInWords => ({ reference, text, counterparty, family });
const csv = (text: string): LineInWords => line(null, text, { family: 'csv' });

/** A verdict in one word: the number of the known line that it is, with "?" where it may be. */
function inWords(known: LineInWords[], found: LineInWords[], wholeDay = false): string[] {
  return verdictsOn({ known, found, wholeDay }).map((verdict) => {
    if (verdict.is === 'new') return 'new';
    return `${verdict.known}${verdict.is === 'same' ? '' : '?'}`;
  });
}

describe('lines of one day and amount in other words', () => {
  it.each<[string, LineInWords[], LineInWords[], string[]]>([
    ['nothing is known', [], [line('FP880412')], ['new']],
    ['nothing is found', [line('FP880412')], [], []],
    // a
    ['a: the same reference', [line('FP 880-412', 'A')], [line('fp880412', 'B')], ['0']],
    ['a: of several', [line('FP000001'), line('FP000002')], [line('FP000002', 'B')], ['1']],
    [
      'a: one known line is one line',
      [line('FP880412')],
      [line('FP880412', 'B'), line('FP880412', 'C')],
      ['0', 'new'],
    ],
    ['a: "BACS" says nothing', [line('BACS', 'Anne')], [line('BACS', 'Bert')], ['0?']],
    [
      'a: "NOTPROVIDED" says nothing',
      [line('NOTPROVIDED', 'Anne')],
      [line('NOTPROVIDED', 'Bert')],
      ['0?'],
    ],
    ['a: a short one says nothing', [line('RUN1', 'Anne')], [line('RUN1', 'Bert')], ['0?']],
    // c
    [
      'c: the reference stands in the text',
      [line('FP880412')],
      [csv('FPI SMITH FP880412 GB')],
      ['0'],
    ],
    ['c: in parts, too', [line('PB202617')], [csv('PAYMENT PB-2026-17')], ['0']],
    ['c: the text of the known has it', [csv('FPI SMITH FP880412')], [line('FP880412')], ['0']],
    [
      'c: all words stand in the other',
      [line(null, 'Rates Quarter', { counterparty: 'Testshire' })],
      [csv('TESTSHIRE RATES QUARTER 1')],
      ['0'],
    ],
    [
      'c: either way round',
      [csv('TESTSHIRE RATES QUARTER 1')],
      [line(null, 'Rates quarter')],
      ['0'],
    ],
    ['c: not all of them', [line(null, 'Rates spring')], [csv('TESTSHIRE RATES QUARTER')], ['0?']],
    [
      'c: words about no payment say nothing',
      [line(null, 'Charges')],
      [csv('CHARGES ABROAD TICKET')],
      ['0?'],
    ],
    ['c: nothing written says nothing', [line(null)], [csv('SMITH')], ['0?']],
    [
      'c: the likest of several',
      [csv('SMITH JONES BAKER'), csv('SMITH')],
      [line(null, 'Smith Jones')],
      ['0'],
    ],
    [
      'c: one known line is one line',
      [csv('SMITH')],
      [line(null, 'Smith A'), line(null, 'Smith B')],
      ['0', 'new'],
    ],
    [
      'c: not where references of one format differ',
      [line('FP000001', 'Smith')],
      [line('FP000002', 'Smith')],
      ['new'],
    ],
    [
      'c: but where the formats differ',
      [line('FP000001', 'Smith', { family: 'mt940' })],
      [line('XY000002', 'Smith FP000001')],
      ['0'],
    ],
    // d
    ['d: a person looks', [line('ABC', 'Anne')], [line('DEF', 'Bert')], ['0?']],
    ['d: each of several may be it', [csv('ANNE')], [csv('BERT'), csv('CARL')], ['0?', '0?']],
    [
      'd: not what is taken',
      [csv('ANNE'), csv('BERT')],
      [csv('ANNE SMITH'), csv('CARL')],
      ['0', '1?'],
    ],
    [
      'd: nothing to look at',
      [line('FP000001')],
      [line('FP000001', 'x'), line('FP000002')],
      ['0', 'new'],
    ],
  ])('%s', (_what, known, found, verdicts) => {
    expect(inWords(known, found)).toEqual(verdicts);
  });

  it.each<[string, LineInWords[], LineInWords[], string[]]>([
    [
      'b: as many are the same, whatever is written',
      [csv('ANNE'), csv('BERT')],
      [line('X', 'Carl'), line('Y', 'Dora')],
      ['0', '1'],
    ],
    [
      'b: the likest first',
      [csv('ANNE SMITH'), csv('BERT')],
      [line('X', 'Bert'), line('Y', 'Dora')],
      ['1', '0'],
    ],
    [
      'b: after those of one reference',
      [line('FP000001'), csv('BERT')],
      [csv('DORA'), line('FP000001', 'x')],
      ['1', '0'],
    ],
    ['b: more than are known are not', [csv('ANNE')], [csv('BERT'), csv('CARL')], ['0?', '0?']],
    ['b: fewer than are known are not', [csv('ANNE'), csv('BERT')], [csv('CARL')], ['0?']],
    ['b: then by their words', [csv('ANNE'), csv('BERT')], [csv('BERT SMITH')], ['1']],
  ])('on a day that both have whole, %s', (_what, known, found, verdicts) => {
    expect(inWords(known, found, true)).toEqual(verdicts);
  });

  it('no known line is two lines, and every line found has its verdict', () => {
    const word = fc.constantFrom('ANNE', 'BERT', 'CARL', 'FP000001', 'FP000002', 'PAYMENT');
    const any = fc.record({
      reference: fc.option(word),
      text: fc.option(fc.array(word, { maxLength: 3 }).map((words) => words.join(' '))),
      counterparty: fc.option(word),
      family: fc.constantFrom('camt', 'csv'),
    });
    fc.assert(
      fc.property(fc.array(any), fc.array(any), fc.boolean(), (known, found, wholeDay) => {
        const verdicts = verdictsOn({ known, found, wholeDay });
        expect(verdicts).toHaveLength(found.length);
        const same = verdicts.flatMap((one) => (one.is === 'same' ? [one.known] : []));
        expect(new Set(same).size).toBe(same.length);
        const named = verdicts.flatMap((one) => (one.is === 'new' ? [] : [one.known]));
        expect(named.filter((n) => known[n] === undefined)).toEqual([]);
        const likely = verdicts.flatMap((one) => (one.is === 'likely' ? [one.known] : []));
        expect(likely.filter((n) => same.includes(n))).toEqual([]);
        const isWhole = wholeDay && known.length === found.length;
        expect(same).toHaveLength(isWhole ? known.length : same.length);
      }),
    );
  });

  it('thousands of one amount on one day are compared in a moment', () => {
    const lines = (prefix: string) =>
      Array.from({ length: 5000 }, (_, n) => csv(`${prefix} PAYEE${n % 7} WEEK`));
    const started = performance.now();
    const verdicts = verdictsOn({ known: lines('ONE'), found: lines('TWO'), wholeDay: false });
    expect(verdicts).toHaveLength(5000);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

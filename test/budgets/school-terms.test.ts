import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOfTerms, schedule, type Terms } from '../../src/budgets/rules.ts';
import { Decimal, instalmentsByWeeks, money, sum, toText } from '../../src/money.ts';

/** A schedule paid by the term (case 10), and what can be wrong with its terms. */
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const term = (from: string, to: string, weeks: number) => ({ from: day(from), to: day(to), weeks });
const AUTUMN = term('2026-09-05', '2026-12-18', 14);
const SPRING = term('2027-01-04', '2027-03-25', 12);
const SUMMER = term('2027-04-12', '2027-07-21', 13);
const YEAR: Terms = {
  amount: money('7020.00'),
  effectiveOn: day('2026-09-05'),
  every: 'term',
  firstPeriodOn: day('2026-09-05'),
  instalments: 3,
  paid: 'in_advance',
  terms: [AUTUMN, SPRING, SUMMER],
};
const BUDGET = { startsOn: day('2026-09-01'), endsOn: day('2027-07-31') };

describe('a schedule by the term', () => {
  it('pays by weeks, in advance by the first day of the term', () => {
    const plan = schedule(YEAR, [new Decimal(1), new Decimal(2)]);
    // 5 September 2026 is a Saturday.
    expect(plan.map((one) => [one.valueOn.toString(), toText(one.amount)])).toEqual([
      ['2026-09-04', '2520.00'],
      ['2027-01-04', '2160.00'],
      ['2027-04-12', '2340.00'],
    ]);
    expect(plan.map((one) => one.periodTo.toString())).toEqual([
      '2026-12-18',
      '2027-03-25',
      '2027-07-21',
    ]);
    expect(plan[0]!.shares.map(toText)).toEqual(['840.00', '1680.00']);
    expect(faultsOfTerms(YEAR, BUDGET, 'direct')).toEqual([]);
  });

  it.each([
    ['cumulative', ['35.90', '30.77', '33.33']],
    ['first', ['35.91', '30.76', '33.33']],
    ['last', ['35.89', '30.76', '33.35']],
  ] as const)(
    'has what its weeks do not divide evenly where it is agreed: %s',
    (where, amounts) => {
      const plan = schedule({ ...YEAR, amount: money('100.00'), remainder: where }, [
        new Decimal(1),
      ]);
      expect(plan.map((one) => toText(one.amount))).toEqual(amounts);
    },
  );

  it('adds up whatever the weeks, each term within a penny of its part', () => {
    const weeks = fc.array(fc.integer({ min: 1, max: 53 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_00 }), weeks, (pence, list) => {
        const total = new Decimal(pence).div(100);
        const rows = instalmentsByWeeks(total, list);
        const all = list.reduce((count, one) => count + one, 0);
        expect(toText(sum(rows))).toBe(toText(total));
        rows.forEach((row, n) => {
          expect(row.minus(total.times(list[n]!).div(all)).abs().lte('0.01')).toBe(true);
        });
      }),
    );
  });

  it.each<[string, Partial<Terms>, string, string]>([
    ['no terms', { terms: undefined }, 'terms', 'needs its terms'],
    ['an empty list', { terms: [] }, 'terms', 'needs its terms'],
    ['terms for another schedule', { every: 'month' }, 'terms', 'Found every "month"'],
    ['a term too many', { terms: [AUTUMN, SPRING] }, 'instalments', '3 instalments and 2 terms'],
    ['another first day', { firstPeriodOn: day('2026-09-07') }, 'firstPeriodOn', '2026-09-05'],
    ['the wrong order', { terms: [AUTUMN, SUMMER, SPRING] }, 'terms.2.from', 'in order'],
    [
      'two that share a day',
      { terms: [AUTUMN, { ...SPRING, from: AUTUMN.to }, SUMMER] },
      'terms.1.from',
      'apart',
    ],
    [
      'an end before the start',
      { terms: [AUTUMN, { ...SPRING, to: day('2027-01-03') }, SUMMER] },
      'terms.1.to',
      'ends after it begins',
    ],
    [
      'one past the budget',
      { terms: [AUTUMN, SPRING, { ...SUMMER, to: day('2027-08-01') }] },
      'terms.2.from',
      'within the budget',
    ],
    ['no weeks', { terms: [{ ...AUTUMN, weeks: 0 }, SPRING, SUMMER] }, 'terms.0.weeks', 'Found 0'],
    [
      'too many weeks',
      { terms: [AUTUMN, SPRING, { ...SUMMER, weeks: 54 }] },
      'terms.2.weeks',
      'Found 54',
    ],
    [
      'half a week',
      { terms: [AUTUMN, { ...SPRING, weeks: 1.5 }, SUMMER] },
      'terms.1.weeks',
      'Found 1.5',
    ],
  ])('refuses %s', (_, change, where, message) => {
    const faults = faultsOfTerms({ ...YEAR, ...change }, BUDGET, 'direct');
    expect(faults.map((one) => one.where)).toContain(`body.schedule.${where}`);
    expect(faults.map((one) => one.message).join(' ')).toContain(message);
  });

  it('has a penny for every week at least', () => {
    const faults = (amount: string) =>
      faultsOfTerms({ ...YEAR, amount: money(amount) }, BUDGET, 'direct');
    expect(faults('0.38').map((one) => one.where)).toEqual(['body.amount']);
    expect(faults('0.39')).toEqual([]);
    const plan = schedule({ ...YEAR, amount: money('0.39') }, [new Decimal(1)]);
    expect(plan.every((one) => one.amount.gt(0))).toBe(true);
  });

  it('throws where its faults were not looked at', () => {
    expect(() => schedule({ ...YEAR, terms: [] }, [new Decimal(1)])).toThrow('needs its terms');
  });
});

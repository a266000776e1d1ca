import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addWorkingDays, isWorkingDay } from '../../src/calendar.ts';
import {
  faultsOfTerms,
  schedule,
  shareOut,
  type Every,
  type ShareTerm,
  type Terms,
} from '../../src/budgets/rules.ts';
import { Decimal, REMAINDERS, money, sum, toText, type Fraction } from '../../src/money.ts';

/** Rules R1 to R5 over random terms, shares and spending: sums hold, and nothing goes below zero. */
const pence = (count: number): Decimal => new Decimal(count).div(100);
/** Often so little that a share gains less than a penny an instalment, which is where rules slip. */
const amounts = fc
  .oneof(fc.integer({ min: 60, max: 500 }), fc.integer({ min: 60, max: 100_000_000_00 }))
  .map(pence);
const BUDGET = {
  startsOn: Temporal.PlainDate.from('2019-01-11'),
  endsOn: Temporal.PlainDate.from('2028-12-31'),
};

const EVERY: readonly Every[] = ['week', '2_weeks', '4_weeks', 'month', 'once'];
const terms: fc.Arbitrary<Terms> = fc
  .record({
    amount: amounts,
    every: fc.constantFrom(...EVERY),
    day: fc.integer({ min: 0, max: 3_600 }),
    count: fc.integer({ min: 2, max: 53 }),
    paid: fc.constantFrom('in_advance' as const, 'in_arrears' as const),
    remainder: fc.constantFrom(...REMAINDERS),
  })
  .map(({ amount, every, day, count, paid, remainder }) => ({
    amount,
    every,
    paid,
    remainder,
    effectiveOn: BUDGET.startsOn.add({ days: day }),
    firstPeriodOn: BUDGET.startsOn.add({ days: day }),
    instalments: every === 'once' ? 1 : count,
  }))
  .filter((one) => faultsOfTerms(one, BUDGET, 'direct').length === 0);

/** Parts of a whole number, as fractions that make one in different terms. */
const fractions: fc.Arbitrary<ShareTerm[]> = fc
  .array(fc.integer({ min: 1, max: 99_999 }), { minLength: 1, maxLength: 10 })
  .map((parts) => {
    const denominator = parts.reduce((total, part) => total + part, 0);
    return parts.map((numerator): ShareTerm => ({ fraction: { numerator, denominator } }));
  })
  .filter((all) => all.every((one) => 'fraction' in one && one.fraction.denominator <= 999_999));

const fixed = (amount: Decimal): fc.Arbitrary<ShareTerm[]> =>
  fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 9 }).map((parts) => {
    const whole = parts.reduce((total, part) => total + part, 0) + 1;
    const shares = parts.map((part) => amount.times(part).div(whole).toDecimalPlaces(2, 1));
    return [...shares.filter((one) => one.gt(0)).map((one) => ({ fixed: one })), { rest: true }];
  });

const agreements = terms.chain((one) =>
  fc.record({ terms: fc.constant(one), shares: fc.oneof(fractions, fixed(one.amount)) }),
);

const totals = (rows: readonly (readonly Decimal[])[]): string[] =>
  (rows[0] ?? []).map((_, column) => toText(sum(rows.map((row) => row[column]!))));

describe('a schedule', () => {
  it('adds up along every row and down every column, with no part below zero', () => {
    fc.assert(
      fc.property(agreements, (agreement) => {
        const shared = shareOut(agreement.terms.amount, agreement.shares);
        if (!shared.ok) throw new Error(shared.message);
        const plan = schedule(agreement.terms, shared.weights);
        expect(plan).toHaveLength(agreement.terms.instalments);
        for (const { amount, shares } of plan) {
          expect(toText(sum(shares))).toBe(toText(amount));
          expect(amount.gt(0)).toBe(true);
          expect(shares.every((share) => share.gte(0) && share.decimalPlaces() <= 2)).toBe(true);
        }
        expect(totals(plan.map((one) => one.shares))).toEqual(shared.amounts.map(toText));
        expect(toText(sum(plan.map((one) => one.amount)))).toBe(toText(agreement.terms.amount));
      }),
      { numRuns: 300 },
    );
  });

  it('has its periods and dates in order, and pays on working days with two days for the file', () => {
    const before = (a: Temporal.PlainDate, b: Temporal.PlainDate): boolean =>
      Temporal.PlainDate.compare(a, b) < 0;
    fc.assert(
      fc.property(terms, (one) => {
        const plan = schedule(one, [new Decimal(1)]);
        plan.forEach((instalment, n) => {
          const { number, periodFrom, periodTo, valueOn, inputOn } = instalment;
          expect(number).toBe(n + 1);
          expect(before(periodTo, periodFrom)).toBe(false);
          expect(isWorkingDay(valueOn)).toBe(true);
          expect(inputOn.toString()).toBe(addWorkingDays(valueOn, -2).toString());
          const due = one.paid === 'in_advance' ? periodFrom : periodTo.add({ days: 1 });
          expect(before(due, valueOn)).toBe(false);
          const between = due.since(valueOn, { largestUnit: 'days' }).days;
          expect(between).toBeLessThanOrEqual(4);
          const next = plan[n + 1];
          if (next === undefined) return;
          expect(next.periodFrom.toString()).toBe(periodTo.add({ days: 1 }).toString());
          expect(before(valueOn, next.valueOn)).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe('shares', () => {
  it('make the whole, each within a penny of its fraction', () => {
    fc.assert(
      fc.property(amounts, fractions, (amount, shares) => {
        const shared = shareOut(amount, shares);
        if (!shared.ok) throw new Error(shared.message);
        expect(toText(sum(shared.amounts))).toBe(toText(amount));
        shared.amounts.forEach((part, n) => {
          const { numerator, denominator } = (shares[n] as { fraction: Fraction }).fraction;
          const exact = amount.times(numerator).div(denominator);
          expect(part.minus(exact).abs().lt('0.01')).toBe(true);
        });
      }),
    );
  });

  it('of large denominators are split by their exact remainders', () => {
    // Each pair makes a fifth; the common denominator of all ten has 27 digits.
    const primes = [199_999, 199_967, 199_961, 199_933, 199_931];
    const parts = primes.flatMap((prime): Fraction[] => {
      const third = Math.floor(prime / 3);
      return [third, prime - third].map((numerator) => ({ numerator, denominator: 5 * prime }));
    });
    const amount = 99_999_999_999_999n;
    const exact = parts.map(
      ({ numerator, denominator }) => (amount * BigInt(numerator)) / BigInt(denominator),
    );
    const shared = shareOut(
      money('999999999999.99'),
      parts.map((fraction) => ({ fraction })),
    );
    if (!shared.ok) throw new Error(shared.message);
    expect(toText(sum(shared.amounts))).toBe('999999999999.99');
    shared.amounts.forEach((part, n) => {
      const above = BigInt(part.times(100).toFixed(0)) - exact[n]!;
      expect(above === 0n || above === 1n).toBe(true);
    });
  });
});

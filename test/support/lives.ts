import fc from 'fast-check';
import {
  workOut,
  type Grid,
  type Locked,
  type Version,
  type VersionShare,
  type WorkedOut,
} from '../../src/budgets/entitlement.ts';
import type { SchoolTerm } from '../../src/budgets/rules.ts';
import { Decimal, REMAINDERS, ZERO, toPence } from '../../src/money.ts';
import { day, lock } from './entitlement.ts';

/** Random lives of an arrangement: versions, and payments that go out between them. */
const FIRST = day('2024-01-01');
export const EARLIEST = day('2027-05-01');
export const SECTORS = ['education', 'health', 'social_care'] as const;
const pence = (count: number): Decimal => new Decimal(count).div(100);

const schoolTerms: fc.Arbitrary<SchoolTerm[]> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 40 }),
      days: fc.integer({ min: 1, max: 110 }),
      weeks: fc.integer({ min: 1, max: 20 }),
    }),
    { minLength: 2, maxLength: 5 },
  )
  .map((list) => {
    let next = FIRST;
    return list.map(({ gap, days, weeks }) => {
      const from = next;
      const to = from.add({ days: days - 1 });
      next = to.add({ days: gap });
      return { from, to, weeks };
    });
  });
const periods: fc.Arbitrary<Grid> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      every: fc.constantFrom(
        'week' as const,
        '2_weeks' as const,
        '4_weeks' as const,
        'month' as const,
      ),
      firstPeriodOn: fc.integer({ min: 0, max: 60 }).map((days) => FIRST.add({ days })),
      instalments: fc.integer({ min: 2, max: 13 }),
      paid: fc.constantFrom('in_advance' as const, 'in_arrears' as const),
    }),
  },
  schoolTerms.map((terms) => ({
    every: 'term' as const,
    firstPeriodOn: terms[0]!.from,
    instalments: terms.length,
    paid: 'in_advance' as const,
    terms,
  })),
  fc.constant({
    every: 'once' as const,
    firstPeriodOn: FIRST,
    instalments: 1,
    paid: 'in_advance' as const,
  }),
);
/** Each of the three places that the pence which do not divide evenly can be in. */
const grids: fc.Arbitrary<Grid> = fc
  .record({ grid: periods, remainder: fc.constantFrom(...REMAINDERS) })
  .map(({ grid, remainder }) => ({ ...grid, remainder }));

/** A change is often by some part of what was agreed before. */
const percents = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: fc.integer({ min: 30, max: 150 }) },
);
/** Often a penny or less for each share and period, which is where rules slip. */
const amounts = fc
  .oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 40_000_00 }))
  .map(pence);
const weights = (count: number) =>
  fc
    .array(fc.oneof(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 99_999 })), {
      minLength: count,
      maxLength: count,
    })
    .filter((list) => list.some((weight) => weight > 0));

interface Step {
  readonly after: number;
  readonly amount: Decimal;
  readonly ends: boolean;
  readonly weights: readonly number[];
  readonly weekly: Decimal | null;
  readonly paid: 'net' | 'gross';
  /** Which of the payments to come are then locked: the first so many, or any. */
  readonly lock: { readonly first: number } | { readonly any: readonly boolean[] };
}

const steps = (count: number): fc.Arbitrary<Step[]> =>
  fc
    .array(
      fc.record({
        after: fc.oneof(fc.integer({ min: -40, max: 120 }), fc.integer({ min: -40, max: 400 })),
        amount: amounts,
        percent: percents,
        ends: fc.integer({ min: 0, max: 6 }).map((n) => n === 0),
        weights: weights(count),
        weekly: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 60_00 }).map(pence)),
        paid: fc.constantFrom('net' as const, 'gross' as const),
        lock: fc.oneof(
          fc.integer({ min: 0, max: 14 }).map((first) => ({ first })),
          fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }).map((any) => ({ any })),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((list) =>
      list.map(({ percent, ...step }, n) => {
        if (n === 0 || percent === null) return step;
        const changed = toPence(list[0]!.amount.times(percent).div(100));
        return { ...step, amount: Decimal.max(changed, pence(1)) };
      }),
    );
export const lives = fc
  .integer({ min: 1, max: 5 })
  .chain((count) => fc.record({ grid: grids, steps: steps(count) }));

/** The same proportions from first to last, as most arrangements have. */
export const plainLives = fc.integer({ min: 1, max: 5 }).chain((count) =>
  fc.record({ grid: grids, steps: steps(count) }).map(({ grid, steps: all }) => ({
    grid,
    steps: all.map((one) => ({ ...one, weights: all[0]!.weights, weekly: null })),
  })),
);

export function versionOf(step: Step, number: number, grid: Grid): Version {
  const shares = step.weights.map((weight, n): VersionShare => ({
    shareId: `share ${n}`,
    source: SECTORS[n % 3]!,
    weight: new Decimal(weight),
  }));
  const weekly = step.weekly ?? ZERO;
  const contribution = { shareId: 'C', source: 'contribution', weight: ZERO, weekly } as const;
  return {
    number,
    effectiveOn: grid.firstPeriodOn.add({ days: step.after }),
    ends: step.ends && number > 1,
    amount: step.amount,
    shares: step.weekly === null ? shares : [...shares, { ...contribution, paid: step.paid }],
  };
}

/** Runs a life: a version is agreed, some payments go out, and so on. Calls back at every step. */
export function live(
  { grid, steps: all }: { grid: Grid; steps: readonly Step[] },
  check: (known: readonly Version[], locked: readonly Locked[], result: WorkedOut) => void,
): void {
  const known: Version[] = [];
  let locked: Locked[] = [];
  for (const step of all) {
    known.push(versionOf(step, known.length + 1, grid));
    const result = workOut(grid, known, locked, { earliest: EARLIEST });
    check(known, locked, result);
    const { lock: chosen } = step;
    const leaving = result.payments.filter((_, n) =>
      'first' in chosen ? n < chosen.first : chosen.any[n] === true,
    );
    const going = leaving.map((payment, n) => lock(payment, `${known.length}/${n}`));
    locked = [...locked, ...going];
    if (going.length > 0)
      check(known, locked, workOut(grid, known, locked, { earliest: EARLIEST }));
  }
}

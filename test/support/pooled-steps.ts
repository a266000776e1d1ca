import fc from 'fast-check';

/** Something that a person's money does at the broker; which days and people it is, see the life. */
export interface RandomMove {
  readonly kind: 'spending' | 'fee' | 'refund' | 'contribution';
  readonly who: number;
  readonly day: number;
  readonly pence: number;
}

/** What is wrong with a return: a line of its statement, one that is missing, or one not declared. */
export type Plant = 'none' | 'wrong_line' | 'missing_line' | 'undeclared';

export type RandomStep =
  | { readonly what: 'happen'; readonly moves: readonly RandomMove[] }
  | {
      readonly what: 'apart';
      readonly of: 'other' | 'interest';
      readonly day: number;
      readonly pence: number;
    }
  | { readonly what: 'record'; readonly late: boolean; readonly move: RandomMove }
  | {
      readonly what: 'transfer';
      readonly pair: number;
      readonly back: boolean;
      readonly late: boolean;
      readonly day: number;
      readonly pence: number;
    }
  | { readonly what: 'pay' }
  | { readonly what: 'pass'; readonly days: number }
  | { readonly what: 'send'; readonly plant: Plant; readonly which: number; readonly short: number }
  | { readonly what: 'query'; readonly which: number; readonly who: number | null }
  | { readonly what: 'send back'; readonly which: number }
  | { readonly what: 'replace'; readonly which: number }
  | { readonly what: 'accept'; readonly which: number; readonly only: number | null }
  | { readonly what: 'close'; readonly back: number };

const any = fc.nat(10_000);
const pence = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 9000 }));
const move: fc.Arbitrary<RandomMove> = fc.record({
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant('spending' as const) },
    { weight: 2, arbitrary: fc.constantFrom('fee' as const, 'refund' as const) },
    { weight: 2, arbitrary: fc.constant('contribution' as const) },
  ),
  who: any,
  day: any,
  pence,
});
const seldom = fc.nat(3).map((n) => n === 0);
const plant = fc.constantFrom<Plant>(
  'none',
  ...(['wrong_line', 'missing_line', 'undeclared'] as const).flatMap((one) => [one, one]),
);

const step: fc.Arbitrary<RandomStep> = fc.oneof(
  weighing(6, {
    what: fc.constant('happen'),
    moves: fc.array(move, { minLength: 4, maxLength: 30 }),
  }),
  weighing(1, {
    what: fc.constant('apart'),
    of: fc.constantFrom('other' as const, 'interest' as const),
    day: any,
    pence: fc.integer({ min: -5000, max: 9000 }),
  }),
  weighing(2, { what: fc.constant('record'), late: seldom, move }),
  weighing(3, {
    what: fc.constant('transfer'),
    pair: any,
    back: fc.boolean(),
    late: seldom,
    day: any,
    pence,
  }),
  weighing(2, { what: fc.constant('pay') }),
  weighing(4, { what: fc.constant('pass'), days: fc.integer({ min: 1, max: 9 }) }),
  weighing(3, {
    what: fc.constant('send'),
    plant,
    which: any,
    short: fc.integer({ min: 0, max: 3 }),
  }),
  weighing(2, {
    what: fc.constant('query'),
    which: any,
    who: fc.option(any),
  }),
  weighing(1, { what: fc.constant('send back'), which: any }),
  weighing(2, { what: fc.constant('replace'), which: any }),
  weighing(4, { what: fc.constant('accept'), which: any, only: fc.option(any) }),
  weighing(1, { what: fc.constant('close'), back: fc.integer({ min: 3, max: 40 }) }),
);

function weighing(weight: number, parts: object) {
  return { weight, arbitrary: fc.record(parts) as unknown as fc.Arbitrary<RandomStep> };
}

/** A part of a broker's life, whether nobody does wrong in it, and on which days to look at it. */
export const randomLives = (most: number) =>
  fc.record({
    honest: fc.boolean(),
    steps: fc.array(step, { minLength: Math.ceil(most / 2), maxLength: most, size: 'max' }),
    looks: fc.array(any, { minLength: 4, maxLength: 7 }),
  });

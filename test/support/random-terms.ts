import fc from 'fast-check';

/** Random arrangements and changes of them, as data; `random-life.ts` makes requests of them. */

/** How the funders of an arrangement share its public money. */
export interface RandomShares {
  readonly how: 'fractions' | 'fixed' | 'capped' | 'lines';
  /** Of the pool, in order, without repeats. */
  readonly funders: readonly number[];
  readonly weights: readonly number[];
}

/** A contribution or a top-up, in pence a week. */
export interface RandomContribution {
  readonly pence: number;
  readonly paid: 'net' | 'gross';
}

export interface RandomArrangement {
  readonly kind: 'direct' | 'third_party' | 'notional';
  readonly every: 'week' | '2_weeks' | '4_weeks' | 'month' | 'term' | 'once';
  readonly count: number;
  /** Days from the first day that a period may begin on. */
  readonly begins: number;
  readonly paid: 'in_advance' | 'in_arrears';
  readonly pence: number;
  readonly shares: RandomShares;
  readonly contribution: RandomContribution | null;
  readonly topUp: number | null;
}

/** One thing that happens to one of the arrangements, or to the pay runs of all. */
export type RandomStep =
  | { readonly what: 'days pass'; readonly days: number }
  | {
      readonly what: 'change' | 'end';
      readonly on: number;
      /** From today to the day it takes effect. */
      readonly days: number;
      readonly percent: number | null;
      readonly shares: RandomShares | null;
      readonly contribution: RandomContribution | null | undefined;
      readonly noticed: boolean;
      readonly decided: 'agreed' | 'refused' | 'later';
      readonly onFile: boolean;
    }
  | { readonly what: 'decide' | 'decide while a run is drawn up'; readonly on: number }
  | { readonly what: 'draw up'; readonly ahead: number }
  | { readonly what: 'pay' | 'withdraw'; readonly nth: number }
  | {
      /** What is due soon is paid, and some payment comes back, or is rejected before its day. */
      readonly what: 'bounce';
      readonly nth: number;
    }
  | {
      /** Consent is taken back, and given again some days later. */
      readonly what: 'lapse';
      readonly on: number;
      readonly sector: string;
      readonly days: number;
    }
  | { readonly what: 'let go'; readonly on: number; readonly nth: number; readonly cover: string }
  | { readonly what: 'spend'; readonly on: number; readonly percent: number };

/** How many funders there are: one of health, two of each other sector. */
export const FUNDERS = 5;

const shares: fc.Arbitrary<RandomShares> = fc
  .record({
    how: fc.constantFrom('fractions', 'fractions', 'fractions', 'fixed', 'capped', 'lines'),
    funders: fc.shuffledSubarray(
      Array.from({ length: FUNDERS }, (_, n) => n),
      { minLength: 1, maxLength: 4 },
    ),
    weights: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 4, maxLength: 4 }),
  })
  .map((one) => one as RandomShares);

const contribution: fc.Arbitrary<RandomContribution> = fc.record({
  pence: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 60_00 })),
  paid: fc.constantFrom('net', 'gross'),
});
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { freq: 2 });

const arrangement: fc.Arbitrary<RandomArrangement> = fc.record({
  kind: fc.constantFrom('direct', 'direct', 'direct', 'third_party', 'notional'),
  every: fc.constantFrom(
    ...(['week', '2_weeks', '4_weeks', '4_weeks', 'month', 'month', 'term', 'once'] as const),
  ),
  count: fc.integer({ min: 2, max: 13 }),
  begins: fc.nat(30),
  paid: fc.constantFrom('in_advance', 'in_arrears'),
  // Often a few pence, which is where rules slip.
  pence: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 100, max: 30_000_00 })),
  shares,
  contribution: seldom(contribution),
  topUp: seldom(fc.integer({ min: 1, max: 20_00 })),
});

const on = fc.nat(3);
const sector = fc.constantFrom('education', 'health', 'social_care');
const between = (min: number, max: number) => fc.noBias(fc.integer({ min, max }));
const change = fc.record({
  what: fc.constantFrom(...Array<'change'>(7).fill('change'), 'end'),
  on,
  days: fc.oneof(between(-60, 60), between(-200, 300)),
  percent: fc.option(between(20, 180), { freq: 5 }),
  shares: seldom(shares),
  contribution: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: contribution },
  ),
  noticed: fc.boolean(),
  decided: fc.constantFrom('agreed', 'agreed', 'agreed', 'agreed', 'refused', 'later'),
  onFile: fc.boolean(),
});

const DAYS = fc.record({ what: fc.constant('days pass'), days: between(1, 40) });
const steps = {
  change,
  decide: fc.record({ what: fc.constantFrom('decide', 'decide while a run is drawn up'), on }),
  drawUp: fc.record({ what: fc.constant('draw up'), ahead: between(10, 70) }),
  run: fc.record({ what: fc.constantFrom('pay', 'pay', 'pay', 'withdraw'), nth: fc.nat(5) }),
  bounce: fc.record({ what: fc.constant('bounce'), nth: fc.nat(20) }),
  lapse: fc.record({ what: fc.constant('lapse'), on, sector, days: between(1, 30) }),
  letGo: fc.record({
    what: fc.constant('let go'),
    nth: fc.nat(4),
    on,
    cover: fc.constantFrom('whole_period', 'by_days'),
  }),
  spend: fc.record({ what: fc.constant('spend'), on, percent: between(1, 110) }),
};
const step = fc.oneof(
  { weight: 7, arbitrary: steps.change },
  { weight: 2, arbitrary: steps.decide },
  { weight: 5, arbitrary: steps.drawUp },
  { weight: 7, arbitrary: steps.run },
  { weight: 4, arbitrary: steps.bounce },
  { weight: 2, arbitrary: steps.lapse },
  { weight: 2, arbitrary: steps.letGo },
  { weight: 1, arbitrary: steps.spend },
  { weight: 4, arbitrary: DAYS },
) as fc.Arbitrary<RandomStep>;

/** One or two arrangements of one budget, and what happens to them one thing after the other. */
export const randomLives = fc.record({
  arrangements: fc.array(arrangement, { minLength: 1, maxLength: 2 }),
  steps: fc.array(step, { minLength: 8, maxLength: 24, size: 'max' }),
  /** Days from the start on which the budget is looked at. */
  looks: fc.array(fc.integer({ min: -40, max: 700 }), { minLength: 2, maxLength: 3 }),
});

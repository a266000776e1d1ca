import { Decimal as Library } from 'decimal.js';

/**
 * Money: exact decimals in pounds. Every amount in the service is a `Decimal` made here.
 *
 * The only rounding in the product is in this file, by five rules (see docs/decisions/0003):
 * - R1 pence, half up, only when something is posted; exact before.
 * - R2 schedules are cumulative: instalment n = round(T x n/N) - round(T x (n-1)/N). An agreement
 *   can say otherwise: see `Remainder`.
 * - R3 splits by largest remainder; ties go to the earliest share in the agreed order.
 * - R4 a schedule that is also split: split the cumulative total by R3, then take movements.
 * - R5 pro rata by calendar days, both ends included; the day of a change is at the new rate.
 */
export const Decimal = Library.clone({ precision: 40, rounding: Library.ROUND_HALF_UP });
export type Decimal = InstanceType<typeof Decimal>;

/**
 * Comparing or adding amounts with operators compares their text ("9" > "10"). Such a mistake
 * must fail at once, so a Decimal turns into text where text is asked for and throws elsewhere.
 */
Object.defineProperty(Decimal.prototype, Symbol.toPrimitive, {
  value(this: Decimal, hint: string): string {
    if (hint === 'string') return this.toString();
    throw new TypeError('An amount was used with an operator. Use .plus, .minus, .lt or .gt.');
  },
});

export const ZERO = new Decimal(0);

/** An amount as the service takes it: a sign, 1 to 12 digits, a point, two digits. */
export const MONEY_PATTERN = /^-?\d{1,12}\.\d{2}$/;

/** Reads an amount that is already known to be well formed, e.g. a numeric from the database. */
export function money(text: string): Decimal {
  return new Decimal(text);
}

/** The amount as text with exactly two decimals and a minus sign, e.g. "-12.30". Never rounds. */
export function toText(amount: Decimal): string {
  if (amount.decimalPlaces() > 2) {
    throw new RangeError(
      'An amount with parts of a penny was about to be written. Round it by rule first.',
    );
  }
  return amount.isZero() ? '0.00' : amount.toFixed(2);
}

/** R1: to pence, half up (away from zero at exactly half a penny). */
export function toPence(amount: Decimal): Decimal {
  return amount.toDecimalPlaces(2, Library.ROUND_HALF_UP);
}

/** The sum, 0 for an empty list. */
export function sum(amounts: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const amount of amounts) total = total.plus(amount);
  return total;
}

/** An exact part of a whole, e.g. one third. Whole numbers, 0 <= numerator <= denominator. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** Reads "3/5" (whole numbers, not above one), or null. */
export function parseFraction(text: string): Fraction | null {
  const found = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  if (!found) return null;
  const [numerator, denominator] = [Number(found[1]), Number(found[2])];
  if (denominator === 0 || numerator === 0 || numerator > denominator) return null;
  return { numerator, denominator };
}

/** Fractions over one denominator, as whole numbers of any size. */
export function overOneDenominator(fractions: readonly Fraction[]): {
  readonly numerators: readonly bigint[];
  readonly denominator: bigint;
} {
  const denominator = fractions.reduce((product, part) => product * BigInt(part.denominator), 1n);
  const numerators = fractions.map(
    (part) => (denominator / BigInt(part.denominator)) * BigInt(part.numerator),
  );
  return { numerators, denominator };
}

/** Whether fractions make exactly one whole. */
export function makesOne(fractions: readonly Fraction[]): boolean {
  const { numerators, denominator } = overOneDenominator(fractions);
  return numerators.reduce((total, part) => total + part, 0n) === denominator;
}

/**
 * R3: splits an amount in whole pence by exact weights; the parts add up to the amount.
 * Pence left over go to the largest remainders, ties to the earliest. Weights are amounts or
 * whole numbers of any scale, not negative, at least one above zero.
 */
export function splitByWeights(amount: Decimal, weights: readonly Decimal[]): Decimal[] {
  return splitByWholes(amount, wholesOf(weights));
}

/** R3 by whole numbers of any size, for weights that have more digits than a Decimal keeps. */
export function splitByWholes(amount: Decimal, weights: readonly bigint[]): Decimal[] {
  const whole = weights.reduce((total, weight) => total + weight, 0n);
  if (whole <= 0n) throw new RangeError('A split needs at least one weight above zero.');
  const pence = penceOf(amount.abs());
  const parts = weights.map((weight) => (pence * weight) / whole);
  const remainders = weights.map((weight) => (pence * weight) % whole);
  const left = Number(pence - parts.reduce((total, part) => total + part, 0n));
  const order = weights
    .map((_, index) => index)
    .sort((a, b) => compare(remainders[b]!, remainders[a]!) || a - b);
  for (const index of order.slice(0, left)) parts[index]! += 1n;
  const sign = amount.isNegative() ? -1n : 1n;
  return parts.map((part) => new Decimal((part * sign).toString()).div(100));
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** An amount in whole pence. @throws RangeError when it has parts of a penny. */
export function penceOf(amount: Decimal): bigint {
  if (amount.decimalPlaces() > 2) {
    throw new RangeError('Expected whole pence, found parts of a penny. Round by rule first.');
  }
  return BigInt(amount.times(100).toFixed());
}

/** Weights as whole numbers in the same proportions. */
export function wholesOf(weights: readonly Decimal[]): bigint[] {
  const scale = Math.max(0, ...weights.map((weight) => weight.decimalPlaces()));
  return weights.map((weight) => BigInt(weight.toFixed(scale).replace('.', '')));
}

/** R3 by exact fractions that make one whole. */
export function split(amount: Decimal, fractions: readonly Fraction[]): Decimal[] {
  return splitByWholes(amount, overOneDenominator(fractions).numerators);
}

/** Whole-number weights in the proportions of the fractions, without any division. */
export function weightsOf(fractions: readonly Fraction[]): Decimal[] {
  const common = fractions.reduce(
    (product, part) => product.times(part.denominator),
    new Decimal(1),
  );
  return fractions.map((part) => common.div(part.denominator).times(part.numerator));
}

/**
 * Where the pence go that a total has above equal instalments: spread over the schedule (R2), or all
 * of them on the first or on the last instalment. It is a recorded property of an agreement.
 */
export const REMAINDERS = ['cumulative', 'first', 'last'] as const;
export type Remainder = (typeof REMAINDERS)[number];

/** R2, or by the remainder named: a total in `count` instalments that add up to it. */
export function instalments(
  total: Decimal,
  count: number,
  remainder: Remainder = 'cumulative',
): Decimal[] {
  return instalmentsByWeeks(
    total,
    Array.from({ length: count }, () => 1),
    remainder,
  );
}

/**
 * R2, or by the remainder named, over periods of unequal length: each has its part of the total by
 * its weeks, which are whole numbers.
 */
export function instalmentsByWeeks(
  total: Decimal,
  weeks: readonly number[],
  remainder: Remainder = 'cumulative',
): Decimal[] {
  const all = weeks.reduce((count, one) => count + one, 0);
  if (remainder !== 'cumulative') {
    const even = weeks.map((one) => withoutPartsOfAPenny(total.times(one).div(all)));
    const bearer = remainder === 'first' ? 0 : weeks.length - 1;
    const left = total.minus(sum(even));
    return even.map((one, n) => (n === bearer ? one.plus(left) : one));
  }
  let passed = 0;
  let before = ZERO;
  return weeks.map((one) => {
    passed += one;
    const upTo = toPence(total.times(passed).div(all));
    const instalment = upTo.minus(before);
    before = upTo;
    return instalment;
  });
}

/** Never rounded up, so that the instalment that bears the remainder bears no less than nothing. */
function withoutPartsOfAPenny(amount: Decimal): Decimal {
  return amount.toDecimalPlaces(2, Library.ROUND_DOWN);
}

/**
 * R4: splits each of a row of amounts so that rows and columns both add up: the running total is
 * split by R3 and each part is the movement since the amount before.
 *
 * Largest remainder can step back by a penny between two running totals when there are three or
 * more shares; a part is then held where it was and the penny comes from the share that gained
 * most, so that no part of a positive amount is ever negative.
 */
export function splitCumulatively(
  amounts: readonly Decimal[],
  weights: readonly Decimal[],
  before: { total: Decimal; parts: readonly Decimal[] } = {
    total: ZERO,
    parts: weights.map(() => ZERO),
  },
): Decimal[][] {
  let { total, parts } = before;
  return amounts.map((amount) => {
    total = total.plus(amount);
    const next = withoutSteppingBack(parts, splitByWeights(total, weights), amount);
    const movement = next.map((part, index) => part.minus(parts[index] ?? ZERO));
    parts = next;
    return movement;
  });
}

/**
 * R4 for a whole schedule: every row adds up to its amount, and every column to what R3 makes of the
 * total. It is found from the end, where the columns are known, back to the beginning.
 */
export function splitSchedule(
  amounts: readonly Decimal[],
  weights: readonly Decimal[],
): Decimal[][] {
  const total = sum(amounts);
  const back = amounts.toReversed().map((amount) => amount.negated());
  const rows = splitCumulatively(back, weights, { total, parts: splitByWeights(total, weights) });
  return rows.toReversed().map((row) => row.map((part) => part.negated()));
}

function withoutSteppingBack(
  before: readonly Decimal[],
  target: readonly Decimal[],
  amount: Decimal,
): Decimal[] {
  const forward = amount.isNegative() ? -1 : 1;
  const movement = target.map((part, index) => part.minus(before[index] ?? ZERO).times(forward));
  const owed = sum(movement.filter((part) => part.isNegative())).negated();
  const gains = movement.map((part) => (part.isNegative() ? ZERO : part));
  const kept = owed.isZero() ? gains : withoutMost(gains, owed);
  return kept.map((part, index) => (before[index] ?? ZERO).plus(part.times(forward)));
}

/**
 * Takes an amount off parts, penny by penny from whichever is the largest then, the earliest first:
 * the largest come down to one level, which is found at once however many pennies that takes. No
 * part may be below zero, and the amount above zero and not above their sum.
 */
export function withoutMost(parts: readonly Decimal[], amount: Decimal): Decimal[] {
  const falling = parts.toSorted((a, b) => b.cmp(a));
  const above = (count: number, level: Decimal): Decimal =>
    sum(falling.slice(0, count)).minus(level.times(count));
  const next = falling.findIndex((_, n) => above(n + 1, falling[n + 1] ?? ZERO).gte(amount));
  const count = next + 1;
  // Pennies do not always come out even: the level is above what it should be by less than one.
  const level = sum(falling.slice(0, count))
    .minus(amount)
    .div(count)
    .toDecimalPlaces(2, Library.ROUND_CEIL);
  let left = amount.minus(sum(parts.map((part) => Decimal.max(part.minus(level), ZERO))));
  return parts.map((part) => {
    if (part.lt(level)) return part;
    const extra = left.gt(0) ? new Decimal('0.01') : ZERO;
    left = left.minus(extra);
    return level.minus(extra);
  });
}

/** R5: an amount for some days of a period, exact (round by R1 when posted). */
export function proRata(amount: Decimal, days: number, ofDays: number): Decimal {
  return amount.times(days).div(ofDays);
}

import { Decimal, ZERO, splitByWeights, splitByWholes, sum, withoutMost } from '../money.ts';

/** What is to be shared out in whole pence. Shares are in one order throughout. */
export interface ToShareOut {
  /** What each share exactly owes, by period, in whole numbers of one scale. */
  readonly claims: readonly (readonly bigint[])[];
  /** Public money due over the whole schedule. */
  readonly total: Decimal;
  /** What each share has locked. */
  readonly lockedParts: readonly Decimal[];
  /** Payments to come, in order, with the numbers of the periods that each pays. */
  readonly payments: readonly { readonly amount: Decimal; readonly periods: readonly number[] }[];
}

export interface SharedPayments {
  /** What R3 makes of the total. */
  readonly entitled: readonly Decimal[];
  /** The parts of each payment, none below zero. */
  readonly rows: readonly (readonly Decimal[])[];
}

/**
 * Shares payments out so that every row adds up to its payment and every column, with what is
 * locked, to what R3 makes of the total. It is found from the end, where the columns are known,
 * back to the beginning: before each payment the columns are what R3 makes of the money to date,
 * as near as they can be without a share paying less than nothing, or less than is locked.
 *
 * Where a share has paid too much and what is to come cannot put that right, it pays nothing more
 * and the others pay less than their columns by the same sum each.
 */
export function shareOutPayments(toShare: ToShareOut): SharedPayments {
  const { total, lockedParts, payments } = toShare;
  let claims = toShare.claims.reduce(
    plus,
    lockedParts.map(() => 0n),
  );
  const entitled = byClaims(total, claims);
  if (payments.length === 0) return { entitled, rows: [] };
  let left = stillFromEach(
    differences(entitled, lockedParts),
    sum(payments.map((one) => one.amount)),
  );
  const rows: Decimal[][] = [];
  for (const { amount, periods } of payments.slice(1).toReversed()) {
    claims = periods.map((number) => toShare.claims[number - 1]!).reduce(minus, claims);
    const after = lockedParts.map((part, n) => part.plus(left[n]!));
    const before = byClaims(sum(after).minus(amount), claims);
    const row = nearestWithin(differences(after, before), left, amount);
    left = differences(left, row);
    rows.unshift(row);
  }
  return { entitled, rows: [left, ...rows] };
}

/**
 * Whose money was paid too much: each payment's excess goes back to its shares in the proportions
 * of that payment (R3), and to none more than it has paid.
 *
 * @param overpaid what could not be taken off payments to come, at most the sum of the excesses
 */
export function shareOutOverpaid(
  overpaid: Decimal,
  tooMuch: readonly { readonly parts: readonly Decimal[]; readonly by: Decimal }[],
  lockedParts: readonly Decimal[],
): Decimal[] {
  const nothing = lockedParts.map(() => ZERO);
  if (overpaid.isZero()) return nothing;
  const excess = tooMuch
    .map(({ parts, by }) => splitByWeights(by, parts))
    .reduce((sofar, parts) => sofar.map((part, n) => part.plus(parts[n]!)), nothing);
  return nearestWithin(splitByWeights(overpaid, excess), lockedParts, overpaid);
}

/** R3 by claims; nothing is nothing for each, whatever the claims. */
function byClaims(amount: Decimal, claims: readonly bigint[]): Decimal[] {
  return amount.isZero() ? claims.map(() => ZERO) : splitByWholes(amount, claims);
}

/**
 * What each share still pays of an amount. Where others have paid too much, the amount is less
 * than what is open, and each share is short by the same sum, or by all of what it has open: a
 * sum that stays the same when the first payments have gone out.
 */
function stillFromEach(open: readonly Decimal[], amount: Decimal): Decimal[] {
  const aboveZero = open.map((part) => Decimal.max(part, ZERO));
  return differences(aboveZero, withoutMost(aboveZero, amount));
}

/**
 * The parts nearest to those wanted that make the total, each from zero to its most. Where the
 * most of some keeps them low, the others pay more by the same sum each, as far as they can: so a
 * lower most, once payments before have gone out, changes none of those that it leaves room for.
 */
function nearestWithin(
  wanted: readonly Decimal[],
  most: readonly Decimal[],
  total: Decimal,
): Decimal[] {
  const parts = wanted.map((part, n) => Decimal.min(Decimal.max(part, ZERO), most[n]!));
  const above = sum(parts).minus(total);
  if (above.isZero()) return parts;
  if (above.gt(0)) return withoutMost(parts, above);
  const room = differences(most, parts);
  const unused = sum(room).plus(above);
  const more = unused.isZero() ? room : withoutMost(room, unused);
  return parts.map((part, n) => part.plus(more[n]!));
}

function differences(parts: readonly Decimal[], less: readonly Decimal[]): Decimal[] {
  return parts.map((part, n) => part.minus(less[n]!));
}

function plus(a: readonly bigint[], b: readonly bigint[]): bigint[] {
  return a.map((one, n) => one + b[n]!);
}

function minus(a: readonly bigint[], b: readonly bigint[]): bigint[] {
  return a.map((one, n) => one - b[n]!);
}

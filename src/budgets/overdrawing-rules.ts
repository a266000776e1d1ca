import { Decimal, ZERO, splitByWeights, sum, type Decimal as Amount } from '../money.ts';
import type { HolderDay } from './spending-rules.ts';

type Day = Temporal.PlainDate;

/** An exception in force: by how much the shares together may be below zero, and on which days. */
export interface Overdrawing {
  readonly fromOn: Day;
  readonly untilOn: Day;
  readonly most: Amount;
  /** The place of the first public share, which bears what goes beyond where nothing was paid in. */
  readonly firstPublic: number;
  /** The first day that is not in a closed period: what is dated before takes effect on it. */
  readonly firstOpen: Day | null;
}

/** What was to be spent on a day, how much of each share covers it, and what was paid in by then. */
export interface Beyond {
  readonly spentOn: Day;
  readonly amount: Amount;
  readonly covered: readonly Amount[];
  readonly paidIn: readonly Amount[];
}

/**
 * The parts of spending that is more than there is, as far as an overdrawing allows it: all that the
 * shares have, and the rest in the proportions of what was paid in, or from the first public share
 * where nothing was. The shares together are never further below zero than the overdrawing's `most`
 * on any day, and once it is over nothing takes a share further below zero.
 *
 * @param days what moved the holder's money, in any order
 * @returns the parts, or how much could be spent at the most
 */
export function partsBeyond(
  days: readonly HolderDay[],
  { spentOn, amount, covered, paidIn }: Beyond,
  overdrawing: Overdrawing,
): { readonly parts: Amount[] } | { readonly available: Amount } {
  const available = sum(covered);
  const on = later(spentOn, overdrawing.firstOpen);
  if (isBefore(on, overdrawing.fromOn) || isBefore(overdrawing.untilOn, on)) return { available };
  const ahead = balancesFrom(days, on);
  const lowest = Decimal.max(...ahead.map(({ balances }) => belowZero(balances)));
  const room = Decimal.max(overdrawing.most.minus(lowest), ZERO);
  const extra = amount.minus(available);
  if (extra.gt(room)) return { available: available.plus(room) };
  const borne = bear(extra, paidIn, overdrawing.firstPublic);
  const parts = covered.map((one, n) => one.plus(borne[n]!));
  const fallsLater = ahead.some(
    (day) =>
      isBefore(overdrawing.untilOn, day.on) &&
      day.balances.some((one, n) => day.moved[n]!.lt(0) && one.lt(parts[n]!)),
  );
  return fallsLater ? { available } : { parts };
}

function bear(extra: Amount, paidIn: readonly Amount[], firstPublic: number): Amount[] {
  const weights = paidIn.map((one) => Decimal.max(one, ZERO));
  return sum(weights).gt(0)
    ? splitByWeights(extra, weights)
    : weights.map((_, n) => (n === firstPublic ? extra : ZERO));
}

const isBefore = (one: Day, other: Day): boolean => Temporal.PlainDate.compare(one, other) < 0;
const later = (one: Day, other: Day | null): Day =>
  other !== null && isBefore(one, other) ? other : one;

/** By how much shares are below zero, all of them together. */
const belowZero = (balances: readonly Amount[]): Amount =>
  sum(balances.map((one) => Decimal.max(one.negated(), ZERO)));

/** The shares at the end of a day: what each holds, and by how much that changed on the day. */
interface Standing {
  readonly on: Day;
  readonly balances: readonly Amount[];
  readonly moved: readonly Amount[];
}

/** How the shares stand on a day, and on every later day on which something moves. */
function balancesFrom(days: readonly HolderDay[], from: Day): Standing[] {
  const byDay = days.toSorted((a, b) => Temporal.PlainDate.compare(a.on, b.on));
  const added = (some: readonly HolderDay[]): Amount[] =>
    (days[0]?.held ?? []).map((_, n) => sum(some.map((day) => day.held[n]!)));
  const past = byDay.filter((day) => !isBefore(from, day.on));
  const ahead = Map.groupBy(byDay.slice(past.length), (day) => day.on.toString());
  let balances = added(past);
  const standing: Standing[] = [{ on: from, balances, moved: balances.map(() => ZERO) }];
  for (const some of ahead.values()) {
    const moved = added(some);
    balances = balances.map((one, n) => one.plus(moved[n]!));
    standing.push({ on: some[0]!.on, balances, moved });
  }
  return standing;
}

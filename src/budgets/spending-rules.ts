import { Decimal, ZERO, splitCumulatively, sum, type Decimal as Amount } from '../money.ts';

type Day = Temporal.PlainDate;

/** What moved a holder's money on a day, by share in the agreed order. */
export interface HolderDay {
  readonly on: Day;
  /** By how much what is held, and what is spent, rose or fell. */
  readonly held: readonly Amount[];
  readonly spent: readonly Amount[];
}

/** Spending that the holder's money does not cover: what there is, and what was to be recorded. */
export interface Shortfall {
  readonly available: Amount;
  readonly asked: Amount;
}

/**
 * Which share each spending comes from (R4): cumulatively, in the proportions of the money that had
 * been paid in by then, and never more than a share still holds then or at any later day. So a
 * share whose money came late, or was on hold, pays for nothing before it had any.
 *
 * @returns the parts of each spending in the order given, or the first that is not covered
 */
export function shareSpending(
  days: readonly HolderDay[],
  spending: readonly { readonly spentOn: Day; readonly amount: Amount }[],
): { readonly parts: Amount[][] } | { readonly shortfall: Shortfall } {
  const moved = [...days];
  const parts: Amount[][] = [];
  for (const { spentOn, amount } of spending) {
    const now = standOn(moved, spentOn);
    const available = sum(now.least);
    if (available.lt(amount)) return { shortfall: { available, asked: amount } };
    const part = within(now, amount);
    parts.push(part);
    moved.push({ on: spentOn, held: part.map((one) => one.negated()), spent: part });
  }
  return { parts };
}

/** How each share stands at the end of a day, and the least it holds from then on. */
interface Stand {
  readonly paidIn: readonly Amount[];
  readonly spent: readonly Amount[];
  readonly least: readonly Amount[];
}

function standOn(days: readonly HolderDay[], on: Day): Stand {
  const count = days[0]?.held.length ?? 0;
  const past = days.filter((day) => Temporal.PlainDate.compare(day.on, on) <= 0);
  const future = days
    .filter((day) => Temporal.PlainDate.compare(day.on, on) > 0)
    .toSorted((a, b) => Temporal.PlainDate.compare(a.on, b.on));
  const total = (n: number, what: 'held' | 'spent'): Amount =>
    sum(past.map((day) => day[what][n]!));
  const shares = Array.from({ length: count }, (_, n) => {
    const [held, spent] = [total(n, 'held'), total(n, 'spent')];
    return { held, spent, least: leastAfter(held, future, n) };
  });
  return {
    paidIn: shares.map((share) => share.held.plus(share.spent)),
    spent: shares.map((share) => share.spent),
    least: shares.map((share) => share.least),
  };
}

/** The least that a share holds, from a balance on through the days to come, each as a whole. */
function leastAfter(held: Amount, future: readonly HolderDay[], n: number): Amount {
  const byDay = Map.groupBy(future, (day) => day.on.toString());
  let [balance, least] = [held, held];
  for (const movements of byDay.values()) {
    balance = balance.plus(sum(movements.map((day) => day.held[n]!)));
    least = Decimal.min(least, balance);
  }
  return Decimal.max(least, ZERO);
}

/** The parts by the proportions of what was paid in; what a share lacks, the others hold. */
function within({ paidIn, spent, least }: Stand, amount: Amount): Amount[] {
  const weights = sum(paidIn).gt(0) ? paidIn.map((one) => Decimal.max(one, ZERO)) : least;
  return splitWithin(amount, { weights, before: spent, most: least });
}

/**
 * Splits an amount among shares cumulatively (R4) by weights: together with what each had `before`
 * it comes to the split of the whole. No part is more than a share's `most`; what one lacks, the
 * others give, in the agreed order. The parts add up to the amount where the mosts do.
 */
export function splitWithin(
  amount: Amount,
  shares: {
    readonly weights: readonly Amount[];
    readonly before: readonly Amount[];
    readonly most: readonly Amount[];
  },
): Amount[] {
  const { weights, before, most } = shares;
  const [wanted] = splitCumulatively([amount], weights, { total: sum(before), parts: before });
  let missing = ZERO;
  const capped = wanted!.map((part, n) => {
    const less = Decimal.min(part, most[n]!);
    missing = missing.plus(part.minus(less));
    return less;
  });
  return capped.map((part, n) => {
    const more = Decimal.min(missing, most[n]!.minus(part));
    missing = missing.minus(more);
    return part.plus(more);
  });
}

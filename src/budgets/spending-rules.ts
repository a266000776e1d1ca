import { Decimal, ZERO, splitCumulatively, sum, type Decimal as Amount } from '../money.ts';
import { partsBeyond, type Overdrawing } from './overdrawing-rules.ts';

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
 * share whose money came late, or was on hold, pays for nothing before it had any. An amount below
 * zero came back from a supplier: it goes back to the shares that it came from, by the same split
 * backwards, and never more of it than a share has spent by then. Only under an overdrawing is more
 * spent than the shares hold.
 *
 * @returns the parts of each spending in the order given, or the first that is not covered
 */
export function shareSpending(
  days: readonly HolderDay[],
  spending: readonly { readonly spentOn: Day; readonly amount: Amount }[],
  overdrawing: Overdrawing | null = null,
): { readonly parts: Amount[][] } | { readonly shortfall: Shortfall } {
  const moved = [...days];
  const parts: Amount[][] = [];
  for (const { spentOn, amount } of spending) {
    const now = standOn(moved, spentOn);
    if (amount.isNegative()) {
      const spent = sum(now.spent.map((one) => Decimal.max(one, ZERO)));
      if (spent.lt(amount.negated())) return { shortfall: { available: spent, asked: amount } };
      const back = backFrom(now, amount);
      parts.push(back);
      addSpent(moved, spentOn, back);
      continue;
    }
    const shared = outOf(now, amount, (covered) =>
      overdrawing === null
        ? { available: sum(covered) }
        : partsBeyond(moved, { spentOn, amount, covered, paidIn: now.paidIn }, overdrawing),
    );
    if ('available' in shared) {
      return { shortfall: { available: shared.available, asked: amount } };
    }
    const part = shared.parts;
    parts.push(part);
    addSpent(moved, spentOn, part);
  }
  return { parts };
}

type Parts = { readonly parts: Amount[] } | { readonly available: Amount };

/** The parts of spending that the shares cover, or else what comes of going beyond them. */
function outOf(now: Stand, amount: Amount, beyond: (covered: readonly Amount[]) => Parts): Parts {
  return sum(now.least).lt(amount) ? beyond(now.least) : { parts: within(now, amount) };
}

/** Adds spending to its day, so that there are as many days as before however much is spent. */
function addSpent(days: HolderDay[], on: Day, spent: readonly Amount[]): void {
  const at = days.findIndex((day) => day.on.equals(on));
  const before = days[at];
  if (before === undefined) {
    days.push({ on, held: spent.map((one) => one.negated()), spent });
    return;
  }
  days[at] = {
    on,
    held: before.held.map((one, n) => one.minus(spent[n]!)),
    spent: before.spent.map((one, n) => one.plus(spent[n]!)),
  };
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

/** What came back, below zero, by the shares that had spent it. */
function backFrom({ paidIn, spent }: Stand, amount: Amount): Amount[] {
  const most = spent.map((one) => Decimal.max(one, ZERO));
  const weights = sum(paidIn).gt(0) ? paidIn.map((one) => Decimal.max(one, ZERO)) : most;
  const [wanted] = splitCumulatively([amount], weights, { total: sum(spent), parts: spent });
  const back = wanted!.map((one) => one.negated());
  return upTo(back, most).map((one) => one.negated());
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
  return upTo(wanted!, most);
}

/** Parts that are no more than each share's most; what one lacks, the others give, in order. */
function upTo(parts: readonly Amount[], most: readonly Amount[]): Amount[] {
  let missing = ZERO;
  const capped = parts.map((part, n) => {
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

import { financialYear } from '../calendar.ts';
import { Decimal, ZERO, sum, toText, type Decimal as Amount } from '../money.ts';
import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

/** The last day of the quarter of the financial year in which a day lies: 30 June, 30 September … */
export function quarterEnd(day: Day): Day {
  const { from } = financialYear(day);
  const ends = [3, 6, 9, 12].map((months) => from.add({ months }).subtract({ days: 1 }));
  return ends.find((end) => Temporal.PlainDate.compare(day, end) <= 0)!;
}

/**
 * The last day of a recharge unless somebody says otherwise: the latest quarter's end that has come,
 * or, where that is before the recharge begins, the end of the quarter in which it does.
 */
export function usualTo(from: Day, today: Day): Day {
  const begun = quarterEnd(today);
  const last = begun.equals(today) ? begun : quarterEnd(today.subtract({ months: 3 }));
  return Temporal.PlainDate.compare(last, from) < 0 ? quarterEnd(from) : last;
}

/**
 * What is wrong with the last day of a recharge; nothing if it is right. A recharge is of what was
 * spent, so its last day has come, and it begins on the day after the one before.
 */
export function faultsOfTo(to: Day, from: Day, today: Day): Fault[] {
  const fault = (message: string): Fault[] => [{ where: 'body.to', message }];
  if (Temporal.PlainDate.compare(to, from) < 0) {
    return fault(
      `The next recharge begins on ${from.toString()}, and it was to end on ${to.toString()}, before it.`,
    );
  }
  if (Temporal.PlainDate.compare(to, today) > 0) {
    return fault(
      `Only what was spent is recharged, and ${to.toString()} is still to come. Give a day up to ${today.toString()}.`,
    );
  }
  return [];
}

/** An issued recharge with what of it is not paid yet, in pounds. */
export interface OpenRecharge {
  readonly id: string;
  readonly number: number;
  readonly open: Amount;
}

/** So much of a receipt for a recharge. */
export interface Settling {
  readonly rechargeId: string;
  readonly amount: Amount;
}

/**
 * What a receipt pays where nobody says otherwise: the recharges in the order in which they were
 * issued, each as far as the money goes. What is left over stays on account.
 */
export function settleOldestFirst(amount: Amount, open: readonly OpenRecharge[]): Settling[] {
  let left = amount;
  return open.flatMap((recharge) => {
    const part = Decimal.max(Decimal.min(left, recharge.open), ZERO);
    left = left.minus(part);
    return part.gt(0) ? [{ rechargeId: recharge.id, amount: part }] : [];
  });
}

/** All faults of what somebody wants a receipt to pay; `left` is what of it is still free. */
export function faultsOfSettling(
  wanted: readonly Settling[],
  known: { readonly open: readonly OpenRecharge[]; readonly left: Amount },
): { readonly unknown: Fault[]; readonly faults: Fault[] } {
  const unknown: Fault[] = [];
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const [n, { rechargeId, amount }] of wanted.entries()) {
    const where = `body.settles.${n}`;
    const recharge = known.open.find((one) => one.id === rechargeId);
    if (recharge === undefined) {
      const message = 'This partner has no issued recharge of this identifier.';
      unknown.push({ where: `${where}.rechargeId`, message });
      continue;
    }
    if (seen.has(rechargeId)) {
      faults.push({ where: `${where}.rechargeId`, message: 'This recharge is named twice.' });
    }
    seen.add(rechargeId);
    if (amount.gt(recharge.open)) {
      const message = `Of recharge ${recharge.number} ${toText(recharge.open)} is open, and ${toText(amount)} was to be settled.`;
      faults.push({ where: `${where}.amount`, message });
    }
  }
  const total = sum(wanted.map((one) => one.amount));
  if (total.gt(known.left)) {
    const message = `Of the receipt ${toText(known.left)} is free, and ${toText(total)} was to be settled.`;
    faults.push({ where: 'body.settles', message });
  }
  return { unknown, faults };
}

/** What a receipt pays: what was asked for; the oldest first where nothing was. */
export function settlingOf(
  asked: { readonly left: Amount; readonly settles?: readonly Settling[] | undefined },
  open: readonly OpenRecharge[],
): {
  readonly settles: readonly Settling[];
  readonly unknown: Fault[];
  readonly faults: Fault[];
} {
  const { left, settles } = asked;
  if (settles === undefined) {
    return { settles: settleOldestFirst(left, open), unknown: [], faults: [] };
  }
  return { settles, ...faultsOfSettling(settles, { open, left }) };
}

/** Beyond so many open recharges only runs of them, from one to the next, are added up. */
const MOST_FOR_EVERY_SUM = 10;

/** The sets of open recharges that a payment could be for: a single one, or several together. */
export function setsOf(open: readonly OpenRecharge[]): OpenRecharge[][] {
  return open.length > MOST_FOR_EVERY_SUM ? runsOf(open) : subsetsOf(open);
}

/**
 * Those of the sets that come to an amount, the smaller ones first. They are proposals for a line
 * of the bank statement.
 */
export function setsThatMake(amount: Amount, open: readonly OpenRecharge[]): OpenRecharge[][] {
  return setsOf(open)
    .filter((set) => sum(set.map((one) => one.open)).eq(amount))
    .toSorted((a, b) => a.length - b.length);
}

/** Each number up to two to the power of how many there are says, by its digits, who is in. */
function subsetsOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: 2 ** all.length - 1 }, (_, n) =>
    all.filter((_one, place) => Math.floor((n + 1) / 2 ** place) % 2 === 1),
  );
}

function runsOf<T>(all: readonly T[]): T[][] {
  return all.flatMap((_, from) => all.slice(from).map((_one, n) => all.slice(from, from + n + 1)));
}

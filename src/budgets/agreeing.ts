import { ZERO, sum, type Decimal } from '../money.ts';
import type { NewPayment, WorkedOut } from './entitlement.ts';
import type { StandingInstalment } from './schedule-store.ts';

type Day = Temporal.PlainDate;

/** The accounts that agreeing moves money between, of one share. */
export interface ShareAccounts {
  readonly agreed: string;
  readonly available: string;
  readonly committed: string;
}

/** What is agreed of a notional arrangement, by share: before, if anything was, and now. */
export interface Unscheduled {
  readonly before: {
    readonly agreementId: string;
    readonly amounts: ReadonlyMap<string, Decimal>;
  } | null;
  readonly now: ReadonlyMap<string, Decimal>;
}

/** What agreeing a version changes: what goes, what comes, and what is agreed without a schedule. */
export interface Changes {
  readonly replaced: readonly StandingInstalment[];
  readonly added: readonly NewPayment[];
  readonly contributions: WorkedOut['due'];
  /** Null of an arrangement with a schedule. */
  readonly unscheduled: Unscheduled | null;
}

/**
 * Compares what was still to be paid with what is to be paid now. A payment that comes out as it
 * was stays, so that whoever looked at it finds it again.
 */
export function changesOf(
  standing: readonly StandingInstalment[],
  worked: WorkedOut | null,
  unscheduled: Unscheduled | null,
): Changes {
  const open = standing.filter((one) => !one.locked);
  const payments = worked?.payments ?? [];
  const same = new Map<NewPayment, StandingInstalment>();
  for (const payment of payments) {
    const found = open.find((one) => isSame(one, payment));
    if (found !== undefined) same.set(payment, found);
  }
  const kept = new Set(same.values());
  return {
    replaced: open.filter((one) => !kept.has(one)),
    added: payments.filter((payment) => !same.has(payment)),
    contributions: worked?.due ?? [],
    unscheduled,
  };
}

function isSame(one: StandingInstalment, payment: NewPayment): boolean {
  const plain = payment.lines.length === 1 && payment.lines[0]!.what === 'period';
  const before = [...one.parts].filter(([, amount]) => !amount.isZero());
  const now = [...payment.parts].filter(([, amount]) => !amount.isZero());
  return (
    plain &&
    one.differences.size === 0 &&
    one.ownAmount.eq(one.amount) &&
    one.number === payment.number &&
    one.periodFrom === payment.from.toString() &&
    one.periodTo === payment.to.toString() &&
    one.valueOn === payment.valueOn.toString() &&
    before.length === now.length &&
    now.every(([key, amount]) => one.parts.get(key)?.eq(amount) === true)
  );
}

interface Transfer {
  readonly from: string;
  readonly to: string;
  readonly amount: Decimal;
}

/** What is posted of a change on one day. */
export interface Booked {
  readonly on: Day;
  readonly agreed: readonly Transfer[];
  readonly scheduled: readonly Transfer[];
}

/** When a change is posted, and when those before it were. */
export interface Booking {
  readonly on: Day;
  /** Payments before this day were made before the book began; they are opening balances. */
  readonly paidBefore: Day | null;
  /** By version, from which day its money is agreed and scheduled in the books. */
  readonly booked: ReadonlyMap<string, Day>;
}

/** So much of one share that is agreed and scheduled from a day on; below zero, that goes back. */
interface Move {
  readonly on: Day;
  readonly more: Decimal;
}

/**
 * The transfers of a change by share. More than before: agreed -> available -> committed. Less:
 * back. What is already in a pay run or paid is not touched. Where payments before a day were made
 * before the book began, they are neither agreed nor committed here: they are opening balances.
 *
 * What falls away goes back on the day of the change, or on the day from which an earlier version
 * agreed it where that is later, e.g. a rise to come; and what was paid and came back, not before the
 * day on which it came back to what is committed. So on every day what is committed is exactly
 * what stands to be paid of the versions agreed up to it, and covers every payment that leaves.
 *
 * @returns what is posted by day: first the day of the change, then later ones in order, if any
 */
export function movementsOf(
  changes: Changes,
  accounts: ReadonlyMap<string, ShareAccounts>,
  booking: Booking,
): Booked[] {
  const moves = [...accounts].map(([key, account]) => ({
    account,
    moves: movesOf(changes, key, booking),
  }));
  const later = moves.flatMap((one) => one.moves.map((move) => move.on));
  const days = distinct([booking.on, ...later]);
  return days.map((on) => {
    const transfers = (from: 'agreed' | 'available', to: 'available' | 'committed') =>
      moves.flatMap((one) => {
        const more = sum(one.moves.filter((move) => move.on.equals(on)).map((move) => move.more));
        return between(one.account[from], one.account[to], more);
      });
    const scheduled = changes.unscheduled === null ? transfers('available', 'committed') : [];
    return { on, agreed: transfers('agreed', 'available'), scheduled };
  });
}

/** What comes and what falls away of one share. */
function movesOf(changes: Changes, key: string, { on, paidBefore, booked }: Booking): Move[] {
  const mine = (parts: ReadonlyMap<string, Decimal>): Decimal => parts.get(key) ?? ZERO;
  const back = (
    agreementId: string,
    parts: ReadonlyMap<string, Decimal>,
    backOn: string | null,
  ): Move => {
    const since = booked.get(agreementId);
    if (since === undefined) throw new Error('Money goes back that no version has agreed.');
    const again = backOn === null ? since : Temporal.PlainDate.from(backOn);
    return { on: latest([on, since, again]), more: mine(parts).negated() };
  };
  const { added, replaced, unscheduled } = changes;
  const counted = added.filter((payment) => !isBefore(payment.valueOn, paidBefore));
  const now = unscheduled === null ? [] : [unscheduled.now];
  const before = unscheduled?.before ?? null;
  return [
    { on, more: sum([...counted.map((payment) => payment.parts), ...now].map(mine)) },
    ...replaced.map((one) => back(one.agreementId, one.parts, one.backOn)),
    ...(before === null ? [] : [back(before.agreementId, before.amounts, null)]),
  ].filter((move) => !move.more.isZero());
}

const latest = (days: readonly Day[]): Day =>
  days.reduce((a, b) => (Temporal.PlainDate.compare(a, b) < 0 ? b : a));

function distinct(days: readonly Day[]): Day[] {
  return days
    .toSorted((a, b) => Temporal.PlainDate.compare(a, b))
    .filter((day, n, sorted) => n === 0 || !day.equals(sorted[n - 1]!));
}

function isBefore(day: Day, other: Day | null): boolean {
  return other !== null && Temporal.PlainDate.compare(day, other) < 0;
}

/** A transfer one way for an amount above zero, the other way for one below, none for zero. */
function between(from: string, to: string, amount: Decimal): Transfer[] {
  if (amount.isZero()) return [];
  return amount.isNegative()
    ? [{ from: to, to: from, amount: amount.negated() }]
    : [{ from, to, amount }];
}

import { Decimal, ZERO, sum } from '../money.ts';
import type { NewPayment, WorkedOut } from './entitlement.ts';
import type { StandingInstalment } from './schedule-store.ts';

type Day = Temporal.PlainDate;

/** The accounts that agreeing moves money between, of one share. */
export interface ShareAccounts {
  readonly agreed: string;
  readonly available: string;
  readonly committed: string;
}

/** What agreeing a version changes: what goes, what comes, and what was agreed without a schedule. */
export interface Changes {
  readonly replaced: readonly StandingInstalment[];
  readonly added: readonly NewPayment[];
  readonly contributions: WorkedOut['due'];
  /** A notional arrangement: by share, what is agreed more (or less, below zero). */
  readonly unscheduled: ReadonlyMap<string, Decimal>;
}

/**
 * Compares what was still to be paid with what is to be paid now. A payment that comes out as it
 * was stays, so that whoever looked at it finds it again.
 */
export function changesOf(
  standing: readonly StandingInstalment[],
  worked: WorkedOut | null,
  notional: {
    readonly before: ReadonlyMap<string, Decimal> | undefined;
    readonly now: ReadonlyMap<string, Decimal>;
  } | null,
): Changes {
  const open = standing.filter((one) => !one.locked);
  const payments = worked?.payments ?? [];
  const same = new Map<NewPayment, StandingInstalment>();
  for (const payment of payments) {
    const found = open.find((one) => isSame(one, payment));
    if (found !== undefined) same.set(payment, found);
  }
  const kept = new Set(same.values());
  const shares = [...(notional?.now.keys() ?? [])];
  return {
    replaced: open.filter((one) => !kept.has(one)),
    added: payments.filter((payment) => !same.has(payment)),
    contributions: worked?.due ?? [],
    unscheduled: new Map(
      shares.map((key) => [key, notional!.now.get(key)!.minus(notional!.before?.get(key) ?? ZERO)]),
    ),
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

/** What an account stands at from a day on, until the next. */
export interface Stand {
  readonly on: Day;
  readonly balance: Decimal;
}

/** When a change is posted, and what it finds. */
export interface Booking {
  readonly on: Day;
  /** Payments before this day were made before the book began; they are opening balances. */
  readonly paidBefore: Day | null;
  /** By account, in order of the days: what is committed, or available of a notional arrangement. */
  readonly stands: ReadonlyMap<string, readonly Stand[]>;
}

/**
 * The transfers of a change by share. More than before: agreed -> available -> committed. Less:
 * back. What is already in a pay run or paid is not touched. Where payments before a day were made
 * before the book began, they are neither agreed nor committed here: they are opening balances.
 *
 * What is less goes back on the day of the change, as far as it was there by then. What an earlier
 * version only agreed from a later day on, e.g. a rise to come, goes back on that day.
 *
 * @returns what is posted by day: first the day of the change, then later ones in order, if any
 */
export function movementsOf(
  changes: Changes,
  accounts: ReadonlyMap<string, ShareAccounts>,
  booking: Booking,
): Booked[] {
  const { on, paidBefore, stands } = booking;
  const counted = changes.added.filter((payment) => !isBefore(payment.valueOn, paidBefore));
  const moves = [...accounts].flatMap(([key, account]) => {
    const mine = (parts: ReadonlyMap<string, Decimal>): Decimal => parts.get(key) ?? ZERO;
    const now = sum(counted.map((payment) => mine(payment.parts)));
    const before = sum(changes.replaced.map((one) => mine(one.parts)));
    const unscheduled = mine(changes.unscheduled);
    const more = now.minus(before).plus(unscheduled);
    const notional = changes.unscheduled.has(key);
    if (!more.isNegative()) return [{ on, account, more, notional }];
    const source = stands.get(notional ? account.available : account.committed) ?? [];
    return takenBack(more.negated(), on, source).map((part) => ({
      on: part.on,
      account,
      more: part.amount.negated(),
      notional,
    }));
  });
  const days = moves.map((move) => move.on).filter((day) => isBefore(on, day));
  return [on, ...distinct(days)].map((day) => {
    const mine = moves.filter((move) => move.on.equals(day));
    return {
      on: day,
      agreed: mine.flatMap(({ account, more }) => between(account.agreed, account.available, more)),
      scheduled: mine.flatMap(({ account, more, notional }) =>
        notional ? [] : between(account.available, account.committed, more),
      ),
    };
  });
}

/**
 * The days on which an amount is taken from an account so that it stays at zero or above: as much as
 * there is to spare from the first day on, and the others as soon as it is there. What is never there
 * is asked for on the first day, and the ledger refuses it.
 */
function takenBack(
  amount: Decimal,
  from: Day,
  stands: readonly Stand[],
): { readonly on: Day; readonly amount: Decimal }[] {
  const later = stands.filter((stand) => isBefore(from, stand.on));
  const today = stands.findLast((stand) => !isBefore(from, stand.on))?.balance ?? ZERO;
  const days = [{ on: from, balance: today }, ...later];
  let taken = ZERO;
  const parts = days.map(({ on }, n) => {
    const least = Decimal.min(...days.slice(n).map((stand) => stand.balance));
    const part = Decimal.max(Decimal.min(least, amount).minus(taken), ZERO);
    taken = taken.plus(part);
    return { on, amount: part };
  });
  const [first, ...others] = parts;
  const missing = amount.minus(taken);
  return [
    { on: from, amount: first!.amount.plus(missing) },
    ...others.filter((part) => part.amount.gt(0)),
  ];
}

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

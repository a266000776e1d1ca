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

/**
 * The transfers of a change by share. More than before: agreed -> available -> committed. Less:
 * back. What is already in a pay run or paid is not touched. Where payments before a day were made
 * before the book began, they are neither agreed nor committed here: they are opening balances.
 */
export function movementsOf(
  changes: Changes,
  accounts: ReadonlyMap<string, ShareAccounts>,
  paidBefore: Day | null,
): { agreed: Transfer[]; scheduled: Transfer[] } {
  const counted = changes.added.filter((payment) => !isBefore(payment.valueOn, paidBefore));
  const agreed: Transfer[] = [];
  const scheduled: Transfer[] = [];
  for (const [key, account] of accounts) {
    const mine = (parts: ReadonlyMap<string, Decimal>): Decimal => parts.get(key) ?? ZERO;
    const now = sum(counted.map((payment) => mine(payment.parts)));
    const before = sum(changes.replaced.map((one) => mine(one.parts)));
    const more = now.minus(before);
    const all = more.plus(mine(changes.unscheduled));
    agreed.push(...between(account.agreed, account.available, all));
    scheduled.push(...between(account.available, account.committed, more));
  }
  return { agreed, scheduled };
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

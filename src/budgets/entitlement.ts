import type { Source } from '../ledger/accounts.ts';
import { ZERO, sum, type Decimal } from '../money.ts';
import { claimsOf, dueByPeriod, isPublic } from './due.ts';
import type { Grid } from './rules.ts';
import { stillToPay } from './to-pay.ts';
import { shareOutOverpaid, shareOutPayments } from './whole-pence.ts';

export type { Grid } from './rules.ts';

type Day = Temporal.PlainDate;

/** What one share pays of a version. Amounts in pounds. */
export interface VersionShare {
  readonly shareId: string;
  readonly source: Source;
  /** A public share's part of the version's public amount; 0 for a contribution or a top-up. */
  readonly weight: Decimal;
  /** A contribution or a top-up, by the week. */
  readonly weekly?: Decimal | undefined;
  /** A contribution is taken off what is paid (net), or owed to the authority (gross). */
  readonly paid?: 'net' | 'gross' | undefined;
}

/** The terms of an arrangement from a date on, until a later version's date. */
export interface Version {
  readonly number: number;
  readonly effectiveOn: Day;
  /** Whether nothing is due from its date on. */
  readonly ends: boolean;
  /** What the whole schedule would cost at these terms, before contributions. */
  readonly amount: Decimal;
  readonly shares: readonly VersionShare[];
}

/** A payment in a pay run or paid, which no version changes. */
export interface Locked {
  readonly instalmentId: string;
  readonly periodFrom: Day;
  readonly periodTo: Day;
  readonly number: number;
  readonly amount: Decimal;
  /** By public share. */
  readonly parts: ReadonlyMap<string, Decimal>;
  /** What this payment already made good for others: the adjusted one's id, a signed amount. */
  readonly differences: ReadonlyMap<string, Decimal>;
  /** The part of `amount` that is for its own period or periods: the sum of its period lines. */
  readonly ownAmount: Decimal;
}

/** What is due for one period. */
export interface DuePeriod {
  readonly number: number;
  readonly from: Day;
  readonly to: Day;
  readonly gross: Decimal;
  /** Contributions and top-ups above zero. */
  readonly contributions: readonly {
    readonly shareId: string;
    readonly source: Source;
    readonly amount: Decimal;
  }[];
  /** Public money: the gross amount less net contributions. */
  readonly amount: Decimal;
}

/** What a payment is made of: a period, or a difference for a locked payment's period. */
export interface PaymentLine {
  readonly what: 'period' | 'difference';
  readonly from: Day;
  readonly to: Day;
  /** Signed for a difference. */
  readonly amount: Decimal;
  /** The locked payment that a difference is for. */
  readonly adjusts?: string;
}

/** A payment still to be made. It pays every period from `from` to `to` not paid otherwise. */
export interface NewPayment {
  readonly number: number;
  readonly from: Day;
  readonly to: Day;
  readonly valueOn: Day;
  readonly inputOn: Day;
  /** Above zero. */
  readonly amount: Decimal;
  /** By public share, none below zero. */
  readonly parts: ReadonlyMap<string, Decimal>;
  readonly lines: readonly PaymentLine[];
}

/** What an arrangement's versions and locked payments come to. */
export interface WorkedOut {
  readonly due: readonly DuePeriod[];
  /** Public money due over the whole schedule. */
  readonly total: Decimal;
  /**
   * By public share: what is locked and still to be paid, less what is overpaid. Sums to `total`,
   * and is what each share is entitled to pay wherever what is to come can make it so.
   */
  readonly totals: ReadonlyMap<string, Decimal>;
  /**
   * By public share: what R3 makes of `total`. It differs from `totals` where a funder has paid
   * too much and the others too little, by what they owe one another.
   */
  readonly entitled: ReadonlyMap<string, Decimal>;
  readonly payments: readonly NewPayment[];
  /** Paid or locked, no longer due, and not to be taken off any payment to come. */
  readonly overpaid: Decimal;
  /** By public share, of those who paid it; sums to `overpaid`, none below zero. */
  readonly overpaidParts: ReadonlyMap<string, Decimal>;
}

/**
 * Works out what an arrangement's versions make due, period by period, and what is still to be
 * paid, from what is locked already. Each day counts at the version in force on it: the one with
 * the highest number of those whose date has come. Before the first date the first version holds.
 *
 * Differences for locked payments go on the first payment to come; what is too much is taken off
 * the payments to come, none of which is below a penny. The parts of the payments follow what each
 * share was due to date (R4), as near as whole pence that never step back can.
 *
 * @param grid the periods, which are the same for every version
 * @param versions those agreed, one at least, in any order, with different numbers
 * @param locked payments in a pay run or paid; every one that a difference was for is among them
 * @param options.earliest the first value date for a payment outside the grid
 * @throws RangeError when a locked payment is not the sum of its lines or of its parts, a
 *   difference names no locked payment, or a version has public money due and no share to pay it
 */
export function workOut(
  grid: Grid,
  versions: readonly Version[],
  locked: readonly Locked[],
  options: { readonly earliest: Day },
): WorkedOut {
  const byVersion = dueByPeriod(grid, versions);
  const due = byVersion.map((one) => one.period);
  const total = sum(due.map((one) => one.amount));
  const { drafts, overpaid, tooMuch } = stillToPay(due, locked, {
    grid,
    earliest: options.earliest,
  });
  const shareIds = publicShares(versions, locked);
  const inOrder = (parts: ReadonlyMap<string, Decimal>) =>
    shareIds.map((id) => parts.get(id) ?? ZERO);
  const byShare = (parts: readonly Decimal[]) => new Map(shareIds.map((id, n) => [id, parts[n]!]));
  const lockedParts = columns(
    locked.map((one) => inOrder(one.parts)),
    shareIds.length,
  );
  const { entitled, rows } = shareOutPayments({
    claims: claimsOf(byVersion, shareIds),
    total,
    lockedParts,
    payments: drafts.map(({ payment, periods }) => ({ amount: payment.amount, periods })),
  });
  const overpaidParts = shareOutOverpaid(
    overpaid,
    tooMuch.map(({ paid, by }) => ({ parts: inOrder(paid.parts), by })),
    lockedParts,
  );
  const toPay = columns(rows, shareIds.length);
  return {
    due,
    total,
    totals: byShare(lockedParts.map((part, n) => part.plus(toPay[n]!).minus(overpaidParts[n]!))),
    entitled: byShare(entitled),
    payments: drafts.map(({ payment }, n) => ({ ...payment, parts: byShare(rows[n]!) })),
    overpaid,
    overpaidParts: byShare(overpaidParts),
  };
}

/** The sum of each column; nothing for each where there is no row. */
function columns(rows: readonly (readonly Decimal[])[], count: number): Decimal[] {
  return Array.from({ length: count }, (_, n) => sum(rows.map((row) => row[n]!)));
}

/** The public shares of any version, in the order agreed, which decides ties. */
function publicShares(versions: readonly Version[], locked: readonly Locked[]): string[] {
  const agreed = versions
    .toSorted((a, b) => a.number - b.number)
    .flatMap((version) => version.shares)
    .filter((share) => isPublic(share.source))
    .map((share) => share.shareId);
  return [...new Set([...agreed, ...locked.flatMap((one) => [...one.parts.keys()])])];
}

import { addWorkingDays, nextWorkingDay } from '../calendar.ts';
import type { Tx } from '../database/transactions.ts';
import { ZERO, toText, type Decimal } from '../money.ts';
import { workOut, type WorkedOut } from './entitlement.ts';
import { lockedOf, standingInstalments } from './schedule-store.ts';
import { agreedVersions, type Versioned } from './version-store.ts';
import type { NewVersion } from './version-writer.ts';
import { isPublic, versionOf, type StatedShare } from './versions.ts';

/** The first day on which money that is decided on today can be there: Bacs takes three days. */
export const earliestValueDay = (today: Temporal.PlainDate): Temporal.PlainDate =>
  addWorkingDays(nextWorkingDay(today), 2);

/**
 * What is due under the agreed versions (as known up to an entry, or with one more that is only
 * planned), and what is still to be paid. A notional arrangement pays nothing out by a schedule.
 */
export async function entitlementOf(
  tx: Tx,
  arrangement: Versioned,
  options: { knownThrough?: string | null; also?: NewVersion },
): Promise<WorkedOut> {
  const known = options.knownThrough ?? null;
  const agreed = agreedVersions(arrangement, known);
  const made = options.also === undefined ? null : versionOf(arrangement.grid, options.also.terms);
  if (made?.ok === false) throw new Error('A planned version has shares that do not stand.');
  const versions = made === null ? agreed : [...agreed, made.version];
  const last = versions.at(-1);
  if (last === undefined) return NOTHING;
  const { grid, arrangementId: id } = arrangement;
  const earliest = earliestValueDay(tx.scope.today);
  if (arrangement.kind === 'notional') {
    const worked = workOut(grid, [{ ...last, effectiveOn: grid.firstPeriodOn }], [], { earliest });
    return { ...worked, payments: [] };
  }
  const standing = (await standingInstalments(tx, [id], known)).get(id) ?? [];
  return workOut(grid, versions, lockedOf(standing), { earliest });
}

/** Nothing is due under terms that nobody has agreed. */
const NOTHING: WorkedOut = {
  due: [],
  total: ZERO,
  totals: new Map(),
  entitled: new Map(),
  payments: [],
  overpaid: ZERO,
  overpaidParts: new Map(),
};

/** What was worked out, with each share by its source and funder. */
export async function shownEntitlement(
  tx: Tx,
  arrangement: Versioned,
  worked: WorkedOut,
  newShares: readonly StatedShare[],
) {
  const funders = await tx.sql<{ id: string; name: string }[]>`select id, name from funders`;
  const names = new Map(funders.map((funder) => [funder.id, funder.name]));
  const known = [...arrangement.versions.flatMap((version) => version.shares), ...newShares];
  const shares = new Map(known.map((share) => [share.key, share]));
  const part = (key: string, amount: Decimal) => {
    const { source, funderId } = shares.get(key)!;
    const funder = funderId === null ? null : (names.get(funderId) ?? null);
    return { source, funder, amount: toText(amount) };
  };
  const parts = (amounts: ReadonlyMap<string, Decimal>) =>
    [...amounts]
      .filter(([key]) => isPublic(shares.get(key)!.source))
      .map(([key, amount]) => part(key, amount));
  return {
    total: toText(worked.total),
    totals: parts(worked.totals),
    due: worked.due.map((period) => ({
      number: period.number,
      from: period.from.toString(),
      to: period.to.toString(),
      gross: toText(period.gross),
      contributions: period.contributions.map((one) => part(one.shareId, one.amount)),
      amount: toText(period.amount),
    })),
    payments: worked.payments.map((payment) => ({
      number: payment.number,
      from: payment.from.toString(),
      to: payment.to.toString(),
      valueOn: payment.valueOn.toString(),
      inputOn: payment.inputOn.toString(),
      amount: toText(payment.amount),
      parts: parts(payment.parts),
      lines: payment.lines.map((line) => ({
        what: line.what,
        from: line.from.toString(),
        to: line.to.toString(),
        amount: toText(line.amount),
      })),
    })),
    overpaid: toText(worked.overpaid),
    overpaidParts: parts(worked.overpaidParts),
  };
}

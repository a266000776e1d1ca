import { addWorkingDays, bacsInputDay, financialYear, nextWorkingDay } from '../calendar.ts';
import type { Tx } from '../database/transactions.ts';
import { ZERO, sum, toText, type Decimal } from '../money.ts';
import { dueByPeriod } from './due.ts';
import { workOut, type WorkedOut } from './entitlement.ts';
import {
  byFinancialYear,
  shownYear,
  type DatedPayment,
  type YearOfArrangement,
} from './financial-years.ts';
import { lockedOf, standingInstalments } from './schedule-store.ts';
import { agreedVersions, loadVersions, type Versioned } from './version-store.ts';
import type { NewVersion } from './version-writer.ts';
import { isPublic, versionOf, type StatedShare } from './versions.ts';

/** The first day on which money that is decided on today can be there: Bacs takes three days. */
export const earliestValueDay = (today: Temporal.PlainDate): Temporal.PlainDate =>
  addWorkingDays(nextWorkingDay(today), 2);

/** What is due and still to be paid, and what that makes of each financial year. */
export interface Entitlement extends WorkedOut {
  readonly years: readonly YearOfArrangement[];
}

/** An arrangement with its versions, or one that is only planned and has none. */
type WithVersions = Pick<Versioned, 'arrangementId' | 'kind' | 'grid' | 'versions'>;

/**
 * What is due under the agreed versions (as known up to an entry, or with one more that is only
 * planned), and what is still to be paid. A notional arrangement pays nothing out by a schedule.
 */
export async function entitlementOf(
  tx: Tx,
  arrangement: WithVersions,
  options: { knownThrough?: string | null; also?: NewVersion },
): Promise<Entitlement> {
  const known = options.knownThrough ?? null;
  const agreed = agreedVersions(arrangement, known);
  const { grid, arrangementId: id } = arrangement;
  const made = options.also === undefined ? null : versionOf(options.also.grid, options.also.terms);
  if (made?.ok === false) throw new Error('A planned version has shares that do not stand.');
  const versions = made === null ? agreed : [...agreed, made.version];
  const last = versions.at(-1);
  if (last === undefined) return NOTHING;
  const earliest = earliestValueDay(tx.scope.today);
  if (arrangement.kind === 'notional') {
    const worked = workOut(grid, [{ ...last, effectiveOn: grid.firstPeriodOn }], [], { earliest });
    return { ...worked, payments: [], years: [] };
  }
  const standing = (await standingInstalments(tx, [id], known)).get(id) ?? [];
  const worked = workOut(grid, versions, lockedOf(standing), { earliest });
  const before = standing.filter((one) => one.locked).map(datedPayment);
  const years = byFinancialYear(dueByPeriod(grid, versions), [...before, ...worked.payments]);
  return { ...worked, years };
}

function datedPayment({ valueOn, amount }: { valueOn: string; amount: Decimal }): DatedPayment {
  const day = Temporal.PlainDate.from(valueOn);
  return { valueOn: day, inputOn: bacsInputDay(day), amount };
}

/** The financial years of an agreed schedule; none of one that pays nothing out. */
export async function scheduledYears(
  tx: Tx,
  arrangementId: string,
): Promise<readonly YearOfArrangement[]> {
  const arrangement = (await loadVersions(tx, [arrangementId])).get(arrangementId);
  if (arrangement === undefined || arrangement.kind === 'notional') return [];
  const versions = agreedVersions(arrangement);
  if (versions.length === 0) return [];
  const standing = (await standingInstalments(tx, [arrangementId])).get(arrangementId) ?? [];
  return byFinancialYear(dueByPeriod(arrangement.grid, versions), standing.map(datedPayment));
}

/** Nothing is due under terms that nobody has agreed. */
const NOTHING: Entitlement = {
  due: [],
  total: ZERO,
  totals: new Map(),
  entitled: new Map(),
  payments: [],
  overpaid: ZERO,
  overpaidParts: new Map(),
  years: [],
};

/** What was worked out, with each share by its source and funder. */
export async function shownEntitlement(
  tx: Tx,
  arrangement: WithVersions,
  worked: Entitlement,
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
    bySector: bySector(shares, worked),
    contributions: contributed(worked).map(([key, amount]) => part(key, amount)),
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
      paidIn: financialYear(payment.valueOn).name,
      inputOn: payment.inputOn.toString(),
      submittedIn: financialYear(payment.inputOn).name,
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
    byFinancialYear: worked.years.map(shownYear),
  };
}

/** What the funders of each sector pay over the whole schedule, in the agreed order. */
function bySector(shares: ReadonlyMap<string, StatedShare>, { totals }: WorkedOut) {
  const ours = [...totals].flatMap(([key, amount]) => {
    const { source: sector } = shares.get(key)!;
    return isPublic(sector) ? [{ sector, amount }] : [];
  });
  return [...Map.groupBy(ours, (one) => one.sector)].map(([sector, mine]) => ({
    sector,
    amount: toText(sum(mine.map((one) => one.amount))),
  }));
}

/** What is due of each contribution and top-up over all periods. */
function contributed({ due }: WorkedOut): (readonly [string, Decimal])[] {
  const all = due.flatMap((period) => period.contributions);
  return [...Map.groupBy(all, (one) => one.shareId)].map(
    ([key, mine]) => [key, sum(mine.map((one) => one.amount))] as const,
  );
}

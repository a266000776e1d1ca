import type { Tx } from '../database/transactions.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { agreedVersions, loadVersions, type Versioned } from '../budgets/version-store.ts';
import type { Holding, Sector } from '../ledger/accounts.ts';
import { ZERO, money } from '../money.ts';
import { carriedPayments, type AsAt } from './payment-query.ts';
import type { CarriedItem } from './report.ts';
import { carriedOver, type Carried, type Line } from './rules.ts';

interface Row {
  readonly id: string;
  readonly arrangementId: string;
  readonly kind: Holding;
  readonly beneficiary: string;
  readonly from: string;
  readonly to: string;
  readonly valueOn: string;
  readonly amount: string;
  readonly version: number;
  readonly lines: { from: string; to: string; amount: string; what: string }[] | null;
  readonly shares: {
    source: Sector;
    funderId: string;
    funder: string;
    amount: string;
    paid: boolean;
  }[];
  readonly changed: boolean;
}

/**
 * The payments of which something is carried over a year's end, by identifier after one, in
 * batches. Needs a transaction to itself, whose cursor goes when it ends.
 */
export async function* carriedBatches(
  tx: Tx,
  at: AsAt,
  page: { readonly after?: string | undefined; readonly limit?: number } = {},
): AsyncGenerator<CarriedItem[]> {
  const { sql } = tx;
  const { after = null, limit } = page;
  // All rows are wanted, so the plan must not be the one that gives the first rows soonest; and what
  // is hashed, when rows are fetched, must still fit in memory.
  await sql`set local cursor_tuple_fraction = 1`;
  await sql`set local work_mem = '64MB'`;
  await joiningWhole(
    tx,
    () => sql`declare carried_payments no scroll cursor for
      select * from (${carriedPayments(tx, at, after)}) as c order by id
      ${limit === undefined ? sql`` : sql`limit ${limit}`}`,
  );
  for (;;) {
    const rows = await sql<Row[]>`fetch 5000 from carried_payments`;
    if (rows.length === 0) break;
    const versions = await versionsOf(tx, rows);
    const carried = carriedOf(rows, versions, at);
    yield rows.map((row, n) => itemOf(row, carried[n]!));
  }
  await sql`close carried_payments`;
}

/** The versions of those arrangements only whose terms changed within a period. */
async function versionsOf(tx: Tx, rows: readonly Row[]): Promise<Map<string, Versioned>> {
  const ids = rows.filter((row) => row.changed).map((row) => row.arrangementId);
  return ids.length === 0 ? new Map() : loadVersions(tx, ids);
}

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);

/** What is carried over of each payment. Of payments that are alike it is worked out once. */
function carriedOf(
  rows: readonly Row[],
  versions: ReadonlyMap<string, Versioned>,
  at: AsAt,
): (readonly Carried[])[] {
  const known = new Map<string, readonly Carried[]>();
  const yearEnd = day(at.on);
  return rows.map((row) => {
    const versioned = row.changed ? versions.get(row.arrangementId) : undefined;
    const terms = versioned === undefined ? null : row.arrangementId;
    const paid = row.shares.map((share) => [share.amount, share.paid]);
    const key = JSON.stringify([row.from, row.to, row.amount, row.lines, paid, terms, row.version]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const shares = row.shares.map((share) => ({ ...share, amount: money(share.amount) }));
    const carried = carriedOver(linesOf(row, versioned), shares, yearEnd);
    known.set(key, carried);
    return carried;
  });
}

function itemOf(row: Row, carried: readonly Carried[]): CarriedItem {
  return {
    what: 'payment',
    id: row.id,
    arrangementId: row.arrangementId,
    kind: row.kind,
    beneficiary: row.beneficiary,
    from: row.from,
    to: row.to,
    valueOn: row.valueOn,
    amount: money(row.amount),
    shares: row.shares.map(({ source, funderId, funder, amount }, n) => ({
      source,
      funderId,
      funder,
      amount: money(amount),
      ...carried[n]!,
      inQuery: ZERO,
    })),
  };
}

/** The lines of a payment; where only a part of it is paid by decision, its period. */
function linesOf(row: Row, versioned: Versioned | undefined): Line[] {
  const whole = { from: row.from, to: row.to, amount: row.amount, what: 'period' };
  return (row.lines ?? [whole]).map(({ from, to, amount, what }) => {
    const line = { from: day(from), to: day(to), amount: money(amount) };
    if (versioned === undefined || what !== 'period') return line;
    const versions = agreedVersions(versioned).filter((one) => one.number <= row.version);
    return { ...line, under: { grid: versioned.grid, versions } };
  });
}

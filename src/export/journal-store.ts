import type { Fragment, Tx } from '../database/transactions.ts';
import { everyBalance, startOf, type Viewpoint } from '../ledger/balances.ts';
import type {
  ExportedAccount,
  ExportedBalance,
  ExportedEntry,
  ExportedTransfer,
} from './journal-format.ts';

/** What is exported: days up to one, as known up to an entry (null for all known now). */
export type ExportView = Viewpoint;

/** How many records are read at a time. */
const ENTRIES_AT_ONCE = 2_000;
const TRANSFERS_AT_ONCE = 10_000;
const ACCOUNTS_AT_ONCE = 5_000;

/** The largest id there can be. */
const EVERYTHING = '9223372036854775807';

/** A transfer, and the entry that it belongs to. */
export interface TransferOfEntry extends ExportedTransfer {
  readonly entry: string;
}

type Classes = ReadonlyMap<number, Pick<ExportedAccount, 'book' | 'class'>>;

/** The classes of account, by their number. */
export async function classesOf({ sql }: Tx): Promise<Classes> {
  const rows = await sql<{ id: number; book: ExportedAccount['book']; class: string }[]>`
    select id, book, name as class from account_classes`;
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

/** The entries of a view in the order of their numbers, in batches. */
export async function* entriesIn({ sql }: Tx, view: ExportView): AsyncGenerator<ExportedEntry[]> {
  const day = view.asAt.toString();
  for (let after = '0'; ;) {
    const rows = await sql<ExportedEntry[]>`
      select e.id, e.key, k.name as kind, e.effective_on as "effectiveOn",
        e.relates_on as "relatesOn",
        to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "recordedAt",
        e.by, e.reason, e.reverses
      from entries e join entry_kinds k on k.id = e.kind
      where e.id > ${after} and e.id <= ${view.knownThrough ?? EVERYTHING}
        and e.effective_on <= ${day}
      order by e.id limit ${ENTRIES_AT_ONCE}`;
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)!.id;
  }
}

interface TransferRow {
  readonly entry: string;
  readonly line: number;
  readonly fromClass: number;
  readonly toClass: number;
  readonly fromSubject: string;
  readonly toSubject: string;
  readonly amount: string;
}

/** The transfers of the entries of a view from one number to another, in their order, in batches. */
export async function* transfersIn(
  { sql }: Tx,
  view: ExportView,
  { classes, first, last }: { classes: Classes; first: string; last: string },
): AsyncGenerator<TransferOfEntry[]> {
  const day = view.asAt.toString();
  let [entry, line] = [first, 0];
  for (;;) {
    // Looked up one by one, because a join would read every account for each batch.
    const rows = await sql<TransferRow[]>`
      select t.entry_id as entry, t.line, t.from_class as "fromClass", t.to_class as "toClass",
        (select subject from accounts where id = t.from_account) as "fromSubject",
        (select subject from accounts where id = t.to_account) as "toSubject", t.amount
      from transfers t
      where (t.entry_id, t.line) > (${entry}::bigint, ${line}::smallint) and t.entry_id <= ${last}
        and t.effective_on <= ${day}
      order by t.entry_id, t.line limit ${TRANSFERS_AT_ONCE}`;
    yield rows.map((row) => ({
      entry: row.entry,
      from: { ...classes.get(row.fromClass)!, subject: row.fromSubject },
      to: { ...classes.get(row.toClass)!, subject: row.toSubject },
      amount: row.amount,
    }));
    if (rows.length < TRANSFERS_AT_ONCE) return;
    ({ entry, line } = rows.at(-1)!);
  }
}

/**
 * Whether anything moved on an account `a` in a view: what was opened since is in no export of what
 * was known before. Looked up one by one, because the other way is to hash all transfers.
 */
function movedIn({ sql }: Tx, view: ExportView): Fragment {
  const within = sql`effective_on <= ${view.asAt.toString()}
    and entry_id <= ${view.knownThrough ?? EVERYTHING}`;
  return sql`(
    (select true from transfers where from_account = a.id and ${within} limit 1)
    or (select true from transfers where to_account = a.id and ${within} limit 1))`;
}

/** Every account on which anything moved, in the order of their numbers, in batches. */
export async function* accountsIn(
  tx: Tx,
  view: ExportView,
  classes: Classes,
): AsyncGenerator<ExportedAccount[]> {
  for (let after = '0'; ;) {
    const rows = await tx.sql<{ id: string; class: number; subject: string }[]>`
      select a.id, a.class, a.subject from accounts a
      where a.id > ${after} and ${movedIn(tx, view)} order by a.id limit ${ACCOUNTS_AT_ONCE}`;
    if (rows.length === 0) return;
    yield rows.map((row) => ({ ...classes.get(row.class)!, subject: row.subject }));
    after = rows.at(-1)!.id;
  }
}

/**
 * The balance of every account on which anything moved, zero too, in the order of their numbers, in batches: as the service
 * has it everywhere, from its checkpoints, and not added up from what is exported.
 */
export async function* balancesIn(
  tx: Tx,
  view: ExportView,
  classes: Classes,
): AsyncGenerator<ExportedBalance[]> {
  const { sql } = tx;
  const start = await startOf(tx, view);
  // All rows are wanted, so the plan must not be the one that gives the first rows soonest.
  await sql`set local cursor_tuple_fraction = 1`;
  await sql`
    declare exported_balances no scroll cursor for
    select a.class, a.subject, coalesce(b.balance, 0.00) as balance
    from accounts a left join (${everyBalance(tx, start)}) as b on b.account_id = a.id
    where b.balance is not null or ${movedIn(tx, view)}
    order by a.id`;
  for (;;) {
    const rows = await sql<{ class: number; subject: string; balance: string }[]>`
      fetch ${sql.unsafe(String(ACCOUNTS_AT_ONCE))} from exported_balances`;
    if (rows.length === 0) break;
    yield rows.map((row) => ({
      account: { ...classes.get(row.class)!, subject: row.subject },
      balance: row.balance,
    }));
  }
  await sql`close exported_balances`;
}

import type postgres from 'postgres';
import { cancelledBy } from '../database/cancelled.ts';
import type { Tx } from '../database/transactions.ts';
import { money, type Decimal } from '../money.ts';

/** As at an effective date, as known when the journal reached an entry (all of it when null). */
export interface Viewpoint {
  readonly asAt: Temporal.PlainDate;
  readonly knownThrough: string | null;
}

/** The largest id there can be: "everything that is known now". */
const EVERYTHING = '9223372036854775807';

/**
 * The last entry that was known at a moment: the end of the last batch sealed by then. Sealed
 * batches order knowledge; clocks and ids do not (a longer transaction commits later).
 * @returns "0" when nothing had been sealed yet.
 */
export async function knownThrough(
  tx: Tx,
  moment: Temporal.Instant | null,
): Promise<string | null> {
  if (moment === null) return null;
  const [batch] = await tx.sql<{ through: string }[]>`
    select through_entry as through from seal_batches
    where sealed_at <= ${moment.toString()}::timestamptz order by sealed_at desc, size desc limit 1`;
  return batch?.through ?? '0';
}

/** Where a reading starts: the last checkpoint that fits the viewpoint, if there is one. */
export interface Start {
  readonly checkpoint: number;
  readonly monthEnd: string;
  readonly through: string;
  readonly sealed: string;
  readonly day: string;
  readonly known: string;
}

/** Finds the last checkpoint that fits a viewpoint. */
export async function startOf(tx: Tx, at: Viewpoint): Promise<Start> {
  const known = at.knownThrough ?? EVERYTHING;
  const day = at.asAt.toString();
  const [start] = await tx.sql<Omit<Start, 'day' | 'known'>[]>`
    select coalesce(c.id, 0) as checkpoint, coalesce(c.month_end, '-infinity') as "monthEnd",
      coalesce(c.through_entry, 0) as through,
      (select coalesce(max(through_entry), 0) from seal_batches) as sealed
    from (select) as nothing left join (
      select * from balance_checkpoints where month_end <= ${day} and through_entry <= ${known}
      order by month_end desc limit 1) c on true`;
  return { ...start!, day, known };
}

type Query = postgres.PendingQuery<postgres.Row[]>;

/** What the checkpoint says, as a query of (account_id, balance); of some accounts or of all. */
function atCheckpoint({ sql }: Tx, { checkpoint }: Start, ids?: readonly string[]): Query {
  const only = ids === undefined ? sql`` : sql`and account_id = any(${ids as string[]}::bigint[])`;
  return sql`
    select account_id, balance from checkpoint_balances where checkpoint_id = ${checkpoint} ${only}`;
}

/**
 * The movements that the checkpoint does not know, as a query of (account_id, amount): what arrived
 * late for it, what took effect since, and what is not sealed yet. With ids it reads single accounts
 * by index; without, all of them. What is sealed between the two statements counts as not sealed in
 * both parts, or it would be there twice.
 */
function sinceCheckpoint(tx: Tx, start: Start, ids?: readonly string[]): Query {
  const { sql } = tx;
  const { monthEnd, through, sealed, day, known } = start;
  const only = (column: string) =>
    ids === undefined ? sql`` : sql`and ${sql(column)} = any(${ids as string[]}::bigint[])`;
  return sql`
    select account_id, amount from late_movements
    where effective_on <= ${monthEnd} and through_entry > ${through}
      and through_entry <= least(${known}::bigint, ${sealed}::bigint) ${only('account_id')}
    union all
    select to_account, amount from transfers
    where effective_on > ${monthEnd} and effective_on <= ${day} and entry_id <= ${known} ${only('to_account')}
    union all
    select from_account, -amount from transfers
    where effective_on > ${monthEnd} and effective_on <= ${day} and entry_id <= ${known} ${only('from_account')}
    union all
    select to_account, amount from transfers
    where entry_id > ${sealed} and entry_id <= ${known} and effective_on <= ${monthEnd} ${only('to_account')}
    union all
    select from_account, -amount from transfers
    where entry_id > ${sealed} and entry_id <= ${known} and effective_on <= ${monthEnd} ${only('from_account')}`;
}

/** All that makes up balances, as a query of (account_id, amount); of some accounts or of all. */
export function movements(tx: Tx, start: Start, ids?: readonly string[]): Query {
  return tx.sql`
    select account_id, balance as amount from (${atCheckpoint(tx, start, ids)}) as c
    union all ${sinceCheckpoint(tx, start, ids)}`;
}

/**
 * Every account that is not at zero, as a query of (account_id, balance). Only the movements are
 * summed, and their sums added to the checkpoint: a sum takes much more memory than a balance.
 */
export function everyBalance(tx: Tx, start: Start): Query {
  const { sql } = tx;
  return sql`
    select account_id, balance from (
      select account_id, coalesce(c.balance, 0) + coalesce(m.amount, 0) as balance
      from (${atCheckpoint(tx, start)}) as c
      full join (
        select account_id, sum(amount) as amount from (${sinceCheckpoint(tx, start)}) as each
        group by account_id
      ) as m using (account_id)
    ) as added where balance <> 0`;
}

/** The balances of some accounts by id; an account that never moved is absent. */
export async function balancesOf(
  tx: Tx,
  ids: readonly string[],
  at: Viewpoint,
): Promise<Map<string, Decimal>> {
  const start = await startOf(tx, at);
  const rows = await tx.sql<{ id: string; balance: string }[]>`
    select account_id as id, sum(amount) as balance
    from (${movements(tx, start, ids)}) as m group by account_id`;
  return new Map(rows.map((row) => [row.id, money(row.balance)]));
}

/** A balance as reports show it. */
export interface BalanceRow {
  readonly account: string;
  readonly class: string;
  readonly subject: string;
  readonly balance: string;
}

/**
 * Every account that is not at zero, by id, in batches of rows: for reports, in bounded memory. An
 * abort cancels the statement that is running and throws what the database says of it. Needs a
 * transaction to itself, whose cursor goes when it ends.
 */
export async function* allBalances(
  tx: Tx,
  at: Viewpoint,
  stop?: AbortSignal,
): AsyncGenerator<readonly BalanceRow[]> {
  const { sql } = tx;
  const start = await startOf(tx, at);
  // All rows are wanted, so the plan must not be the one that gives the first rows soonest.
  await sql`set local cursor_tuple_fraction = 1`;
  const declared = sql`
    declare all_balances no scroll cursor for
    select a.id as account, c.name as class, a.subject, b.balance
    from (${everyBalance(tx, start)}) as b
    join accounts a on a.id = b.account_id
    join account_classes c on c.id = a.class
    order by a.id`;
  await cancelledBy(stop, declared);
  for (;;) {
    const rows = await cancelledBy(stop, sql<BalanceRow[]>`fetch 5000 from all_balances`);
    if (rows.length === 0) return;
    yield rows;
  }
}

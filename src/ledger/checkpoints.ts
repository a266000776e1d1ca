import type { Tx } from '../database/transactions.ts';
import { everyBalance, startOf } from './balances.ts';

/** A month is given this many days to settle before its checkpoint is made. */
const SETTLING_DAYS = 5;

/**
 * Takes the right to seal, and to make checkpoints of what is sealed, until the transaction ends:
 * were both done at once, a month made while a batch is on its way would never hear what of the
 * batch was late for it. @returns whether it was free.
 */
export async function sealingIsMine(tx: Tx): Promise<boolean> {
  const [lock] = await tx.sql<{ mine: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtext('seal'), hashtext(${tx.scope.authority})) as mine`;
  return lock?.mine === true;
}

/**
 * Notes what a freshly sealed range of entries added to months that have a checkpoint already.
 * Called in the transaction that seals the range, so that no reader sees one without the other.
 */
export async function noteLateMovements(
  tx: Tx,
  range: { after: string; through: string },
): Promise<void> {
  await tx.sql`
    insert into late_movements (account_id, effective_on, through_entry, amount)
    select account_id, effective_on, ${range.through}::bigint, sum(amount) from (
      select to_account as account_id, effective_on, amount from transfers
      where entry_id > ${range.after} and entry_id <= ${range.through}
        and effective_on <= (select max(month_end) from balance_checkpoints)
      union all
      select from_account, effective_on, -amount from transfers
      where entry_id > ${range.after} and entry_id <= ${range.through}
        and effective_on <= (select max(month_end) from balance_checkpoints)
    ) as late
    group by account_id, effective_on
    having sum(amount) <> 0`;
}

/**
 * Makes the checkpoint of the next month that has ended and has none, from the checkpoint before
 * it. @returns the month's end, or null when there is nothing to do or another instance is at it.
 */
export async function makeNextCheckpoint(tx: Tx): Promise<string | null> {
  const { sql } = tx;
  if (!(await sealingIsMine(tx))) return null;
  const settled = tx.scope.today.subtract({ days: SETTLING_DAYS });
  const [next] = await sql<{ monthEnd: string | null; through: string | null }[]>`
    select (date_trunc('month', coalesce(
        (select max(month_end) + 1 from balance_checkpoints),
        (select min(effective_on) from entries where id <= sealed.through)
      )) + interval '1 month - 1 day')::date as "monthEnd", sealed.through
    from (select max(through_entry) as through from seal_batches) as sealed`;
  const { monthEnd, through } = next!;
  if (monthEnd === null || through === null) return null;
  if (Temporal.PlainDate.compare(Temporal.PlainDate.from(monthEnd), settled) > 0) return null;
  const start = await startOf(tx, {
    asAt: Temporal.PlainDate.from(monthEnd),
    knownThrough: through,
  });
  const [made] = await sql<{ id: number }[]>`
    insert into balance_checkpoints (month_end, through_entry) values (${monthEnd}, ${through})
    on conflict (month_end) do nothing returning id`;
  if (made === undefined) return null;
  await sql`
    insert into checkpoint_balances (checkpoint_id, account_id, balance)
    select ${made.id}, account_id, balance from (${everyBalance(tx, start)}) as b`;
  return monthEnd;
}

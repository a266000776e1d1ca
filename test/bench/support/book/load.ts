import type { Client } from '../../../../src/database/connections.ts';
import type { Progress } from '../../../../src/database/migrate.ts';
import { copyRows } from './copy.ts';
import {
  ACCOUNTS_EACH,
  ENTRIES_EACH,
  MONTHS,
  accountRows,
  entryRows,
  transferRows,
  type BookPlan,
} from './rows.ts';

/**
 * Fills an authority's empty tables with accounts, entries, transfers and guarded balances.
 *
 * @param sql signed in as superuser, with the tables on the search path: the rows refer to each
 *   other as they should, so that this need not be checked for each of them
 */
export async function loadBook(
  sql: Client,
  size: { arrangements: number; today: Temporal.PlainDate },
  onProgress: Progress,
): Promise<void> {
  const plan = await planOf(sql, size);
  await sql.unsafe(`set session_replication_role = replica`);
  onProgress(`${plan.arrangements * ACCOUNTS_EACH} accounts`);
  const account = 'accounts (id, class, subject, arrangement_id, beneficiary_id)';
  await copyRows(sql, account, accountRows(plan));
  onProgress(`${plan.arrangements * ENTRIES_EACH} entries`);
  const entry = 'entries (id, key, kind, effective_on, by, content)';
  await copyRows(sql, entry, entryRows(plan));
  onProgress(`${plan.arrangements * ENTRIES_EACH * 2} transfers`);
  await withoutIndexes(sql, ['transfers_from_by_date', 'transfers_to_by_date'], onProgress, () =>
    copyRows(
      sql,
      `transfers (entry_id, line, kind, effective_on, from_class, to_class, from_account,
        to_account, amount)`,
      transferRows(plan),
    ),
  );
  onProgress('balances and statistics');
  await sql.unsafe(`
    insert into account_balances (account_id, balance, last_effective_on)
    select a.id, sum(m.amount), max(m.effective_on) from (
      select to_account as id, amount, effective_on from transfers
      union all select from_account, -amount, effective_on from transfers) as m
    join accounts a using (id) join account_classes c on c.id = a.class
    where c.guarded group by a.id;
    select setval('accounts_id_seq', (select max(id) from accounts)),
      setval('entries_id_seq', (select max(id) from entries))`);
  await sql.unsafe('vacuum (freeze, analyze)');
}

async function planOf(
  sql: Client,
  { arrangements, today }: { arrangements: number; today: Temporal.PlainDate },
): Promise<BookPlan> {
  const numbers = async (table: string): Promise<ReadonlyMap<string, number>> => {
    const rows = await sql<{ id: number; name: string }[]>`select id, name from ${sql(table)}`;
    return new Map(rows.map(({ id, name }) => [name, id]));
  };
  const end = today.with({ day: 1 });
  const first = end.subtract({ months: MONTHS });
  return {
    arrangements,
    first,
    days: first.until(end, { largestUnit: 'day' }).days,
    kinds: await numbers('entry_kinds'),
    classes: await numbers('account_classes'),
  };
}

/** Does without indexes for a while, because to build one at the end is much faster. */
async function withoutIndexes(
  sql: Client,
  names: readonly string[],
  onProgress: Progress,
  work: () => Promise<void>,
): Promise<void> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = current_schema() and indexname = any(${[...names]}::text[])`;
  for (const { name } of indexes) await sql`drop index ${sql(name)}`;
  await work();
  for (const { name, definition } of indexes) {
    onProgress(name.replaceAll('_', ' '));
    await sql.unsafe(definition);
  }
}

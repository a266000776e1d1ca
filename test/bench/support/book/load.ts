import type { Client } from '../../../../src/database/connections.ts';
import type { Progress } from '../../../../src/database/migrate.ts';
import { AGREEMENTS, SCHEDULES } from './agreements.ts';
import { AUDIT } from './audit.ts';
import { BANK, CONTRIBUTIONS } from './bank.ts';
import { copyRows } from './copy.ts';
import { HOLDERS, RECHARGES } from './holders.ts';
import { ORDERS } from './orders.ts';
import { PAYMENTS } from './payments.ts';
import { PEOPLE, REQUESTS } from './people.ts';
import { MONTHS, type BookPlan } from './plan.ts';
import {
  accountRows,
  arrangementRows,
  entryRows,
  paymentRows,
  sizesOf,
  transferRows,
} from './rows.ts';
import { prepare, type Step } from './statements.ts';

/** The steps after the journal is there, in the order in which they build on each other. */
const STEPS: readonly Step[] = [
  ...PEOPLE,
  ...REQUESTS,
  ...AGREEMENTS,
  ...SCHEDULES,
  ...PAYMENTS,
  ...ORDERS,
  ...BANK,
  ...CONTRIBUTIONS,
  ...HOLDERS,
  ...RECHARGES,
  ...AUDIT,
];

/**
 * Fills an authority's empty tables: with accounts, entries, transfers and guarded balances, and with
 * the records of a council that has so many arrangements, whose accounts these are. What is made is
 * the same on every machine that makes it for the same day.
 *
 * @param sql signed in as superuser on one connection, with the tables on the search path: the rows
 *   refer to each other as they should, so that this need not be checked for each of them
 */
export async function loadBook(
  sql: Client,
  size: { arrangements: number; today: Temporal.PlainDate },
  onProgress: Progress,
): Promise<void> {
  const plan = await planOf(sql, size);
  const sizes = sizesOf(plan);
  await sql.unsafe(`set session_replication_role = replica; set work_mem = '256MB'; set jit = off`);
  onProgress(`${sizes.accounts} accounts`);
  const account = 'accounts (id, class, subject, arrangement_id, beneficiary_id)';
  await copyRows(sql, account, accountRows(plan));
  onProgress(`${sizes.entries} entries`);
  const entry = 'entries (id, key, kind, effective_on, recorded_at, by, content)';
  await copyRows(sql, entry, entryRows(plan));
  onProgress(`${sizes.transfers} transfers`);
  await withoutIndexes(sql, ['transfers_from_by_date', 'transfers_to_by_date'], onProgress, () =>
    copyRows(
      sql,
      `transfers (entry_id, line, kind, effective_on, from_class, to_class, from_account,
        to_account, amount)`,
      transferRows(plan),
    ),
  );
  await numberFrom(sql);
  await sql.unsafe(prepare(plan));
  await copyRows(sql, 'book_arrangements', arrangementRows(plan));
  await copyRows(sql, 'book_payments', paymentRows(plan));
  await sql.unsafe(
    'analyze book_arrangements; analyze book_payments; analyze accounts; analyze entries',
  );
  for (const [what, statements] of STEPS) {
    onProgress(what);
    await sql.unsafe(statements);
  }
  onProgress('balances and statistics');
  await sql.unsafe(`
    insert into account_balances (account_id, balance, last_effective_on)
    select a.id, sum(m.amount), max(m.effective_on) from (
      select to_account as id, amount, effective_on from transfers
      union all select from_account, -amount, effective_on from transfers) as m
    join accounts a using (id) join account_classes c on c.id = a.class
    where c.guarded group by a.id`);
  await numberFrom(sql);
  await sql.unsafe('analyze entries; analyze transfers; analyze accounts');
}

/** New accounts and entries are numbered from the last ones on. */
const numberFrom = (sql: Client): Promise<unknown> =>
  sql.unsafe(`
    select setval('accounts_id_seq', (select max(id) from accounts)),
      setval('entries_id_seq', (select max(id) from entries))`);

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
    today,
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

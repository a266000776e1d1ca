import type postgres from 'postgres';
import type { Tx } from './transactions.ts';

/**
 * For queries that read whole tables. Under row-level security the planner expects next to no rows
 * of them and would join them row by row, which for a hundred thousand would never end; and so many
 * are sorted and hashed in memory.
 */
export const FOR_WHOLE_TABLES = { enable_nestloop: 'off', work_mem: '64MB' };

/** Does work whose queries read whole tables; afterwards all is set as it was before. */
export const joiningWhole = <T>(tx: Tx, work: () => PromiseLike<T>): Promise<T> =>
  under(FOR_WHOLE_TABLES, tx, work);

/**
 * What many queries one after the other need that read whole temporary tables: hashing alone, as
 * sorting both sides of every join takes longer, and memory for all rows of one of them.
 */
const FOR_A_SEARCH = { ...FOR_WHOLE_TABLES, enable_mergejoin: 'off', work_mem: '192MB' };

/** As `joiningWhole`, for work of many statements on rows that are as many in all of them. */
export const hashingWhole = <T>(tx: Tx, work: () => PromiseLike<T>): Promise<T> =>
  under(FOR_A_SEARCH, tx, work);

/** Each reading begins with the first row, and several processes do not take turns at its rows. */
const FOR_A_COPY = { synchronize_seqscans: 'off', max_parallel_workers_per_gather: '0' };

/** Does work that copies whole tables, whose rows come as they lie there, the same each time. */
export const copyingWhole = <T>(tx: Tx, work: () => PromiseLike<T>): Promise<T> =>
  under(FOR_A_COPY, tx, work);

/**
 * The rows of a query that reads whole tables, so many at a time. All of them are wanted, so the
 * plan must not be the one that gives the first rows soonest.
 */
export async function* readingWhole<Row extends object>(
  tx: Tx,
  query: postgres.PendingQuery<Row[]>,
  size: number,
): AsyncGenerator<Row[]> {
  const before = await changeSettings(tx, { ...FOR_WHOLE_TABLES, cursor_tuple_fraction: '1' });
  for await (const batch of query.cursor(size)) yield batch;
  await changeSettings(tx, before);
}

type Settings = Readonly<Record<string, string>>;

/** Does work under settings; where it fails, they end with the transaction. */
async function under<T>(settings: Settings, tx: Tx, work: () => PromiseLike<T>): Promise<T> {
  const before = await changeSettings(tx, settings);
  const result = await work();
  await changeSettings(tx, before);
  return result;
}

/** Changes settings for the rest of the transaction. @returns what they were */
export async function changeSettings(tx: Tx, settings: Settings): Promise<Settings> {
  const rows = await tx.sql<{ name: string; before: string }[]>`
    with before as materialized (
      select key as name, current_setting(key) as before, value
      from jsonb_each_text(${JSON.stringify(settings)}::text::jsonb)
    )
    select name, before, set_config(name, value, true) from before`;
  return Object.fromEntries(rows.map(({ name, before }) => [name, before]));
}

import type { Fragment, Tx } from '../database/transactions.ts';
import type { ReportAt } from '../reports/report.ts';

type AtMoment = Pick<ReportAt, 'knownMoment'>;

/** What the department calls the figures that are not broken down; plans have no such column. */
const NOT_BROKEN_DOWN = ['', 'All', 'Total', 'All personal budgets', 'All plans'];

/**
 * The published rows that count, as a query of the columns of a table of published figures: of each
 * period those of the last file imported that has it, and only the rows that are not broken down.
 */
export function publishedRows(
  tx: Tx,
  table: 'published_budgets' | 'published_plans',
  { knownMoment }: AtMoment,
): Fragment {
  const { sql } = tx;
  return sql`
    select p.* from ${sql(table)} p
    join (
      select distinct on (x.time_period) x.time_period, x.file_id
      from (select distinct time_period, file_id from ${sql(table)}) as x
      join published_files f on f.id = x.file_id
      where f.imported_at <= coalesce(${knownMoment}::timestamptz, 'infinity')
      order by x.time_period, f.imported_at desc, f.id
    ) as last using (time_period, file_id)
    where p.breakdown_topic = any(${NOT_BROKEN_DOWN}::text[])
      and p.breakdown = any(${NOT_BROKEN_DOWN}::text[])`;
}

import type { Fragment, Tx } from '../database/transactions.ts';
import type { ReportAt } from '../reports/report.ts';
import { publishedRows } from './figures.ts';

/**
 * This authority as published tables have it, as a query of one row: (country_code, country_name,
 * region_code, region_name, new_la_code, old_la_code, la_name). It is found by the code that the
 * report was given, or by the authority's own name; what no imported file says is empty.
 */
export function ownPlace(tx: Tx, at: Pick<ReportAt, 'knownMoment' | 'given'>): Fragment {
  const area = at.given.area ?? null;
  const places = (table: 'published_budgets' | 'published_plans') => tx.sql`
    select time_period, country_code, country_name, region_code, region_name, new_la_code,
      old_la_code, la_name
    from (${publishedRows(tx, table, at)}) as p where geographic_level = 'Local authority'`;
  return tx.sql`
    select coalesce(nullif(p.country_code, ''), 'E92000001') as country_code,
      coalesce(nullif(p.country_name, ''), 'England') as country_name,
      coalesce(p.region_code, '') as region_code, coalesce(p.region_name, '') as region_name,
      coalesce(p.new_la_code, ${area}::text, '') as new_la_code,
      coalesce(p.old_la_code, '') as old_la_code, coalesce(p.la_name, a.title) as la_name
    from public.authorities a
    left join lateral (
      select * from (
        ${places('published_budgets')} union all ${places('published_plans')}) as each
      where case when ${area}::text is null then lower(la_name) = lower(a.title)
        else new_la_code = ${area}::text end
      order by time_period desc, country_code desc limit 1
    ) as p on true
    where a.name = current_schema()`;
}

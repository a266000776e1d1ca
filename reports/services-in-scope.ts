import type { Report } from '../src/reports/report.ts';

/** What personal budgets can cover, and the funding freed for it (Code of Practice 2015, 3.39). */
export const report: Report = {
  name: 'services-in-scope',
  group: 'growth',
  question:
    'Which services can personal budgets cover, since when, and what funding was freed for them?',
  notes:
    'A row for each service of the register that was in scope by the day of the report, and a row "total" for each sector and for all. The register has no history of its own: kinds and funding freed are as they are recorded now.',
  columns: [
    { name: 'sector', type: 'text', meaning: 'Whose service it is; "all" for all sectors.' },
    { name: 'service', type: 'text', meaning: 'The service; "total" for those of the sector.' },
    { name: 'in_scope', type: 'count', meaning: 'Services in scope on the day: of one, 1 or 0.' },
    { name: 'in_scope_before', type: 'count', meaning: 'Services in scope a year before.' },
    { name: 'change', type: 'change', meaning: 'In scope on the day, less a year before.' },
    { name: 'from_on', type: 'date', meaning: 'From when it is in scope; the first of a total.' },
    { name: 'to_on', type: 'date', meaning: 'Until when; empty where no end is set.' },
    { name: 'kinds', type: 'text', meaning: 'How the money may be held for it.' },
    {
      name: 'funding_freed',
      type: 'money',
      meaning: 'What was taken out of other contracts for a year, in pounds; in scope on the day.',
    },
    {
      name: 'funding_freed_before',
      type: 'money',
      meaning: 'The same of the services that were in scope a year before.',
    },
    { name: 'freed_from', type: 'text', meaning: 'What it was taken out of.' },
  ],
  query: (tx, at) => {
    const day = at.asAt.toString();
    const before = at.asAt.subtract({ years: 1 }).toString();
    return tx.sql`
      with service as (
        select s.*, now.there as now, before.there as before
        from scope_services s,
          lateral (select (${day}::date between from_on and coalesce(to_on, 'infinity'))::int as there)
            as now,
          lateral (select (${before}::date between from_on and coalesce(to_on, 'infinity'))::int as there)
            as before
        where from_on <= ${day}::date
          and recorded_at <= coalesce(${at.knownMoment}::timestamptz, 'infinity')
      )
      select coalesce(sector, 'all') as sector,
        case when grouping(name) = 1 then 'total' else name end as service,
        coalesce(sum(now), 0)::text as in_scope, coalesce(sum(before), 0)::text as in_scope_before,
        coalesce(sum(now) - sum(before), 0)::text as change, min(from_on)::text as from_on,
        case when grouping(name) = 0 then max(to_on)::text end as to_on,
        case when grouping(name) = 0 then array_to_string(max(kinds), ', ') end as kinds,
        coalesce(sum(funding_freed) filter (where now = 1), 0.00)::text as funding_freed,
        coalesce(sum(funding_freed) filter (where before = 1), 0.00)::text as funding_freed_before,
        case when grouping(name) = 0 then max(freed_from) end as freed_from
      from service
      group by grouping sets ((sector, name, from_on), (sector), ())
      order by grouping(sector) desc, sector, grouping(name) desc, name, from_on`;
  },
};

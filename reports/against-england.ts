import { plansInForce, sen2Figures } from '../src/national-returns/sen2-figures.ts';
import { publishedRows } from '../src/published/figures.ts';
import { ownPlace } from '../src/published/place.ts';
import type { Report, ReportColumn } from '../src/reports/report.ts';

const figure = (name: string, meaning: string): ReportColumn => ({ name, type: 'figure', meaning });

/** Our own figures at each census beside those that the department published. */
export const report: Report = {
  name: 'against-england',
  group: 'growth',
  question: 'How do we stand beside our region and England, by the department’s published figures?',
  notes:
    'For each academic year of the published files that were imported, and for each census since this ledger began: our own figures on the day of the census (rule sen2_census_day), and the published ones of the authority (parameter area, or found by its name), its region and England. Published figures are as they were published, letters included; where two files have a year, those of the one imported last. Ours are not suppressed, as the department does not suppress them. Plans are those kept in this ledger.',
  parameters: ['area'],
  callers: ['finance_officer', 'approver', 'auditor', 'commissioner'],
  columns: [
    { name: 'time_period', type: 'text', meaning: 'The academic year: 202425 for January 2025.' },
    { name: 'census', type: 'date', meaning: 'The day of the census; empty where no rule has it.' },
    {
      name: 'whose',
      type: 'text',
      meaning: 'ours (from this ledger), or as published: authority, region or England.',
    },
    { name: 'place', type: 'text', meaning: 'The name of the authority or region.' },
    figure('ehcplans', 'Education, Health and Care plans.'),
    figure('personal_budget', 'Plans with a personal budget in place.'),
    figure(
      'per_100_plans',
      'Personal budgets in the hundred plans; empty where either is a letter.',
    ),
    figure('org_arrangements', 'Of those with a budget: organised arrangements.'),
    figure('pb_education', 'Direct payments for education alone.'),
    figure('pb_health', 'Direct payments for health alone.'),
    figure('pb_social', 'Direct payments for social care alone.'),
    figure('pb_integrated', 'Direct payments for two or more of the three.'),
  ],
  query: (tx, at) => {
    const { sql } = tx;
    // A name that no query within has for a table of its own.
    const census = sql`census_of_year.census`;
    const asAt = at.asAt.toString();
    return sql`
      with census as materialized (
        select distinct on (effective_on) value::date as census,
          concat(extract(year from value::date) - 1, to_char(value::date, 'YY')) as time_period
        from rules where name = 'sen2_census_day' and value <= ${asAt}::text
          and recorded_at <= coalesce(${at.knownMoment}::timestamptz, 'infinity')
        order by effective_on, revision desc
      ), own as (${ownPlace(tx, at)}),
      budgets_published as (${publishedRows(tx, 'published_budgets', at)}),
      plans_published as (${publishedRows(tx, 'published_plans', at)}),
      ours as (
        select census_of_year.time_period, 'ours' as whose, 0 as place_order, o.la_name as place,
          p.ehcplans::text as ehcplans, f.personal_budget::text as personal_budget,
          f.org_arrangements::text as org_arrangements, f.pb_education::text as pb_education,
          f.pb_health::text as pb_health, f.pb_social::text as pb_social,
          f.pb_integrated::text as pb_integrated
        from census census_of_year cross join own o
        cross join lateral (${sen2Figures(tx, { ...at, census })}) as f
        cross join lateral (${plansInForce(tx, { on: census, knownMoment: at.knownMoment })}) as p
        where census_of_year.census >= (select min(effective_on) from agreements)
      ),
      places as (
        select 'Local authority' as level, 'authority' as whose, 1 as place_order,
          new_la_code as code, la_name as place from own where new_la_code <> ''
        union all
        select 'Regional', 'region', 2, region_code, region_name from own where region_code <> ''
        union all
        select 'National', 'England', 3, '', 'England'
      ),
      published as (
        select coalesce(b.time_period, p.time_period) as time_period, x.whose, x.place_order, x.place,
          p.ehcplans, b.personal_budget, b.org_arrangements, b.pb_education, b.pb_health, b.pb_social,
          b.pb_integrated
        from places x
        cross join (
          select time_period from budgets_published union select time_period from plans_published
        ) as t
        left join budgets_published b on b.time_period = t.time_period
          and b.geographic_level = x.level
          and case x.level when 'Regional' then b.region_code else b.new_la_code end = x.code
        left join plans_published p on p.time_period = t.time_period
          and p.geographic_level = x.level
          and case x.level when 'Regional' then p.region_code else p.new_la_code end = x.code
        where b.time_period is not null or p.time_period is not null
      )
      select a.time_period, c.census::text as census, a.whose, a.place, a.ehcplans,
        a.personal_budget,
        case when a.personal_budget ~ '^[0-9]+$' and a.ehcplans ~ '^[0-9]+$' then
          round(100.0 * a.personal_budget::numeric / nullif(a.ehcplans::numeric, 0), 2)::text end
          as per_100_plans,
        a.org_arrangements, a.pb_education, a.pb_health, a.pb_social, a.pb_integrated
      from (select * from ours union all select * from published) as a
      left join census c using (time_period)
      order by a.time_period desc, a.place_order`;
  },
};

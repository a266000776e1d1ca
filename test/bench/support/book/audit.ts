import { entriesOf, transfersOf, type Step } from './statements.ts';

/** How many authorities there are in the department's files. */
const PLACES = 152;

/** Periods that were closed, what came after, and what there is beside the books. */
export const AUDIT: readonly Step[] = [
  [
    'closed periods and what was reversed',
    `insert into period_closings (closed_through, reason, closed_by, closed_at, entry_id)
    select d.day - 1, 'month_end', pg_temp.officer(m), d.day + 15, pg_temp.entry_on(d.day + 15, m)
    from book, generate_series(1, 34) as m,
      lateral (select (first + make_interval(months => m))::date as day) as d;
    create temp table book_reversed as
    select e.id, e.effective_on, e.recorded_at from entries e
    where e.kind = pg_temp.kind_of_entry('spending') and e.id % 1000 = 7
      and e.effective_on < (select "end" from book) - 20;
    ${entriesOf(`select 'reversal:' || id as key, 'reversal' as kind, effective_on + 14 as day,
        recorded_at + interval '14 days' as recorded_at, 'entered_twice' as reason, id as reverses,
        null::date as relates_on from book_reversed
      union all
      select 'spending late:' || id, 'spending', (select "end" - 1 from book),
        (select "end" from book) - interval '12 hours', null, null, effective_on
      from book_reversed where id % 3 = 0`)};
    ${transfersOf(`select 'reversal:' || t.entry_id as key, t.line, t.to_account as from_id,
        t.from_account as to_id, t.amount
      from transfers t join book_reversed r on r.id = t.entry_id
      union all
      select 'spending late:' || t.entry_id, t.line, t.from_account, t.to_account, t.amount
      from transfers t join book_reversed r on r.id = t.entry_id and r.id % 3 = 0`)}`,
  ],
  [
    'policy, codes and published figures',
    `insert into policy_statements (number, effective_on, introduction, eligibility, decisions, support,
      complaints, kinds, published_by, published_at)
    select y + 1, (first + make_interval(years => y))::date, 'Policy', 'Who', 'How', 'Help', 'Complaints',
      array['direct', 'notional', 'third_party'], pg_temp.officer(y), first
    from book, generate_series(0, 2) as y;
    insert into general_ledger_codes (account_class, funder_id, from_on, revision, code, name, set_by,
      set_at, entry_id)
    select c.id, null, first, 1, 'GL' || c.id, 'Code of ' || c.name, pg_temp.officer(c.id), first, c.id
    from account_classes c, book;
    insert into published_files (id, figures, name, sha256, rows, imported_by, imported_at)
    select pg_temp.uid('file ' || f), f, f || '.csv', pg_temp.digest(f), ${PLACES * 5}, pg_temp.officer(1), first
    from unnest(array['personal_budgets', 'plans']) as f, book;
    create temp table book_places as
    select row_number() over (order by y, n) as position, (2019 + y)::text || (20 + y)::text as time_period,
      case n when 1 then 'National' when 2 then 'Regional' else 'Local authority' end as level,
      case when n > 1 then 'E12000001' else '' end as region, case n when 3 then 'Benchmark' else 'Place ' || n end as place, n
    from generate_series(0, 5) as y, generate_series(1, ${PLACES}) as n;
    insert into published_budgets (file_id, position, time_period, time_identifier, geographic_level,
      country_code, country_name, region_code, region_name, new_la_code, old_la_code, la_name,
      breakdown_topic, breakdown, personal_budget, org_arrangements, pb_health, pb_education, pb_social,
      pb_integrated)
    select pg_temp.uid('file personal_budgets'), position, time_period, 'Academic year', level,
      'E92000001', 'England', region, case when region = '' then '' else 'North East' end,
      case when n > 2 then 'E0800' || lpad(n::text, 4, '0') else '' end, case when n > 2 then n::text else '' end,
      case when n > 2 then place else '' end, 'Total', 'Total', '100', '20', '10', '40', '20', '10'
    from book_places;
    insert into published_plans (file_id, position, time_period, time_identifier, geographic_level,
      country_code, country_name, region_code, region_name, new_la_code, old_la_code, la_name,
      breakdown_topic, breakdown, ehcplans)
    select pg_temp.uid('file plans'), position, time_period, 'Academic year', level,
      'E92000001', 'England', region, case when region = '' then '' else 'North East' end,
      case when n > 2 then 'E0800' || lpad(n::text, 4, '0') else '' end, case when n > 2 then n::text else '' end,
      case when n > 2 then place else '' end, 'Total', 'Total', '1000'
    from book_places`,
  ],
];

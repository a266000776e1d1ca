import { twelveMonthsTo } from '../src/reports/past-years.ts';
import { hideSmallCounts } from '../src/reports/hidden-counts.ts';
import type { Report, ReportColumn } from '../src/reports/report.ts';

const DEFAULT_YEARS = 3;

/** Refusals because a sum cannot be taken out of a larger one come first: they inform commissioning. */
const GROUNDS = [
  'not_disaggregable_services',
  'not_disaggregable_efficiency',
  'not_in_scope',
  'not_eligible',
  'not_able_to_manage',
  'not_appropriate',
  'adverse_effect',
  'inefficient',
  'setting_does_not_agree',
  'excluded_person',
  'other',
];

const FAMILIES = [
  { counts: ['asked'] },
  { counts: ['decided', 'refused'], with: ['percent_refused'] },
  { counts: ['reviews_asked', 'overturned'] },
];

const figure = (name: string, meaning: string): ReportColumn => ({ name, type: 'figure', meaning });

/** What families could not have, and why (Code of Practice 2015, 9.97; SI 2014/1652, regulation 7). */
export const report: Report = {
  name: 'requests-refused',
  group: 'growth',
  question: 'How many requests were refused, by whom, and why: above all as not disaggregable?',
  notes:
    'For the twelve months to the day of the report, and to that day of the years before (parameter years; 3 if left out). A request counts once for each funder that is asked. Asked is by the day of the request; decided, refused, reviews and outcomes by their own day, so they need not be of the same requests. Not disaggregable is a sum that cannot be taken out of a larger one: it would affect services for others, or not be an efficient use of resources. Small numbers (rule small_numbers_below) are hidden by the letter c, with as many other rows as keep them from being worked out.',
  parameters: ['years'],
  asService: true,
  columns: [
    { name: 'from_on', type: 'date', meaning: 'The first day of the twelve months.' },
    { name: 'to_on', type: 'date', meaning: 'The last day of the twelve months.' },
    {
      name: 'breakdown',
      type: 'text',
      meaning: 'all, or what it is broken down by: funder, ground.',
    },
    { name: 'sector', type: 'text', meaning: 'The sector of the funder; empty for others.' },
    { name: 'group', type: 'text', meaning: 'The funder, or the ground of the refusal.' },
    figure('asked', 'Requests made, for each funder asked; empty by ground.'),
    figure('decided', 'Decisions told to families; empty by ground.'),
    figure('refused', 'Of these, refusals.'),
    figure('percent_refused', 'Refusals in the hundred decisions; empty by ground.'),
    figure('reviews_asked', 'Reviews of refusals that families asked for.'),
    figure('overturned', 'Refusals that a review overturned.'),
  ],
  query: (tx, at) => {
    const years = twelveMonthsTo(at.asAt, Number(at.given.years ?? DEFAULT_YEARS));
    const { known, knownMoment } = at;
    const { sql } = tx;
    const recorded = sql`<= coalesce(${knownMoment}::timestamptz, 'infinity')`;
    return sql`
      with years as (
        select "from" as from_on, "to" as to_on from jsonb_to_recordset(
          ${JSON.stringify(years)}::text::jsonb) as y("from" date, "to" date)
      ), facts as (
        select 'asked' as what, r.made_on as on, q.funder_id, null as ground
        from budget_requests r join request_funders q on q.request_id = r.id
        where r.recorded_at ${recorded}
        union all
        select w.what, d.told_on, d.funder_id, d.ground from funder_decisions d
        cross join lateral (values ('decided'), (case d.outcome when 'refused' then 'refused' end))
          as w(what)
        where w.what is not null and d.entry_id <= ${known}::bigint
        union all
        select 'reviews_asked', w.asked_on, d.funder_id, d.ground
        from decision_reviews w join funder_decisions d on d.id = w.decision_id
        where w.recorded_at ${recorded}
        union all
        select 'overturned', o.told_on, d.funder_id, d.ground
        from review_outcomes o join decision_reviews w on w.id = o.review_id
        join funder_decisions d on d.id = w.decision_id
        where o.outcome = 'overturned' and o.entry_id <= ${known}::bigint
      ), groups as (
        select 'all' as breakdown, null as sector, 'all' as grp, null::uuid as funder_id,
          null as ground, 0 as place
        union all
        select 'funder', sector, name, id, null, 1 from funders
        union all
        select 'ground', null, g, null, g, 2 + n::int
        from unnest(${GROUNDS}::text[]) with ordinality as x(g, n)
      ), counted as (
        select y.from_on, y.to_on, g.*, case when g.ground is null then
            count(f.what) filter (where f.what = 'asked') end as asked,
          case when g.ground is null then count(f.what) filter (where f.what = 'decided') end as decided,
          count(f.what) filter (where f.what = 'refused') as refused,
          count(f.what) filter (where f.what = 'reviews_asked') as reviews_asked,
          count(f.what) filter (where f.what = 'overturned') as overturned
        from years y cross join groups g
        left join facts f on f.on between y.from_on and y.to_on
          and f.funder_id = coalesce(g.funder_id, f.funder_id)
          and (g.ground is null or f.ground = g.ground)
        group by y.from_on, y.to_on, g.breakdown, g.sector, g.grp, g.funder_id, g.ground, g.place
      )
      select from_on::text as from_on, to_on::text as to_on, breakdown, sector, grp as "group",
        asked::text as asked, decided::text as decided, refused::text as refused,
        round(100.0 * refused / nullif(decided, 0), 2)::text as percent_refused,
        reviews_asked::text as reviews_asked, overturned::text as overturned
      from counted order by counted.to_on desc, place, sector, grp`;
  },
  finish: (rows, at) => {
    const below = Number(at.rules.rule('small_numbers_below').value);
    const years = [...Map.groupBy(rows, (row) => row['to_on']!).values()];
    return years.flatMap((year) => hideSmallCounts(year, FAMILIES, { below, addsUp: () => true }));
  },
};

import { hideSmallCounts } from '../src/reports/hidden-counts.ts';
import { twelveMonthsTo } from '../src/reports/past-years.ts';
import type { Report, ReportColumn } from '../src/reports/report.ts';

const DEFAULT_YEARS = 3;

const FAMILIES = [
  { counts: ['requests', 'offered', 'chosen', 'agreed'], with: ['percent_chosen'] },
];

const figure = (name: string, meaning: string): ReportColumn => ({ name, type: 'figure', meaning });

/** What families were offered, what they chose, and what came of it (Code of Practice 2015, 3.38). */
export const report: Report = {
  name: 'take-up',
  group: 'growth',
  question: 'Of what was offered to families, what did they choose, and what came of it?',
  notes:
    'Of the requests made in the twelve months to the day of the report, and to that day of the years before (parameter years; 3 if left out). A family may be offered, and choose, more than one way of holding the money. Offered and chosen are as last recorded by the day of the report; agreed is a request of which a funder agreed at least a part by then. Services and policy are as on the last day of the twelve months. Small numbers (rule small_numbers_below) are hidden by the letter c, with as many other rows as keep them from being worked out.',
  parameters: ['years'],
  asService: true,
  columns: [
    { name: 'from_on', type: 'date', meaning: 'The first day of the twelve months.' },
    { name: 'to_on', type: 'date', meaning: 'The last day of the twelve months.' },
    { name: 'breakdown', type: 'text', meaning: 'all, or kind.' },
    { name: 'group', type: 'text', meaning: 'The way of holding the money.' },
    figure('requests', 'Requests made; empty by kind.'),
    figure('offered', 'Requests to which it was offered; of all, those with an offer.'),
    figure('chosen', 'Of these, those that chose it.'),
    figure('percent_chosen', 'Chosen in the hundred offered.'),
    figure('agreed', 'Of those that chose it, agreed in part or whole; of all, of all requests.'),
    { name: 'services', type: 'count', meaning: 'Services in scope for which it may be used.' },
    {
      name: 'in_policy',
      type: 'text',
      meaning: 'Whether the published policy names it: yes or no.',
    },
  ],
  query: (tx, at) => {
    const years = twelveMonthsTo(at.asAt, Number(at.given.years ?? DEFAULT_YEARS));
    const { known, knownMoment, asAt } = at;
    const { sql } = tx;
    const recorded = sql`<= coalesce(${knownMoment}::timestamptz, 'infinity')`;
    return sql`
      with years as (
        select "from" as from_on, "to" as to_on from jsonb_to_recordset(
          ${JSON.stringify(years)}::text::jsonb) as y("from" date, "to" date)
      ), choice as (
        select distinct on (request_id) request_id, offered, chosen from holding_choices
        where chosen_on <= ${asAt.toString()}::date and recorded_at ${recorded}
        order by request_id, chosen_on desc, recorded_at desc, id
      ), agreed as (
        select distinct request_id from funder_decisions
        where outcome = 'agreed' and told_on <= ${asAt.toString()}::date
          and entry_id <= ${known}::bigint
      ), request as (
        select y.to_on, r.id, c.offered, c.chosen, (a.request_id is not null) as agreed
        from years y
        join budget_requests r on r.made_on between y.from_on and y.to_on
          and r.recorded_at ${recorded}
        left join choice c on c.request_id = r.id
        left join agreed a on a.request_id = r.id
      ), groups as (
        select 'all' as breakdown, 'all' as grp, 0 as place
        union all select 'kind', k, n::int
        from unnest(array['direct', 'third_party', 'notional']) with ordinality as x(k, n)
      ), counted as (
        select y.from_on, y.to_on, g.*, count(r.id) as requests,
          count(r.id) filter (where r.offered is not null and (place = 0 or grp = any(r.offered)))
            as offered,
          count(r.id) filter (where r.chosen is not null and (place = 0 or grp = any(r.chosen)))
            as chosen,
          count(r.id) filter (where r.agreed and (place = 0 or grp = any(r.chosen))) as agreed
        from years y cross join groups g left join request r on r.to_on = y.to_on
        group by y.from_on, y.to_on, g.breakdown, g.grp, g.place
      )
      select from_on::text as from_on, to_on::text as to_on, breakdown, grp as "group",
        case place when 0 then requests::text end as requests, offered::text as offered,
        chosen::text as chosen, round(100.0 * chosen / nullif(offered, 0), 2)::text as percent_chosen,
        agreed::text as agreed, (
          select count(*) from scope_services s
          where c.to_on between s.from_on and coalesce(s.to_on, 'infinity')
            and s.recorded_at ${recorded} and (c.place = 0 or c.grp = any(s.kinds))
        )::text as services,
        case when place > 0 then coalesce((
          select case when c.grp = any(p.kinds) then 'yes' else 'no' end from policy_statements p
          where p.effective_on <= c.to_on and p.published_at ${recorded}
          order by p.number desc limit 1), 'no') end as in_policy
      from counted c order by c.to_on desc, place`;
  },
  finish: (rows, at) => {
    const below = Number(at.rules.rule('small_numbers_below').value);
    const years = [...Map.groupBy(rows, (row) => row['to_on']!).values()];
    return years.flatMap((year) => hideSmallCounts(year, FAMILIES, { below, addsUp: () => false }));
  },
};

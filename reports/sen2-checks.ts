import type { Fragment, Tx } from '../src/database/transactions.ts';
import { censusOf, requireSen2Codes } from '../src/national-returns/sen2.ts';
import { codesOf } from '../src/national-returns/codes-query.ts';
import { sen2Figures } from '../src/national-returns/sen2-figures.ts';
import { publishedRows } from '../src/published/figures.ts';
import { arrangementsInPlace } from '../src/reports/in-place.ts';
import type { Report, ReportAt } from '../src/reports/report.ts';

/** What to look into before the SEN2 return is sent: jumps, and records that do not fit together. */
export const report: Report = {
  name: 'sen2-checks',
  group: 'national returns',
  question: 'What should be looked into before the SEN2 return is sent?',
  notes:
    'A figure is a jump where it is less than half or more than twice what it is held against, and ten or more away from it: that of this ledger on the same day a year before, and, where the authority is named by its code in "area", the one last published. Small numbers are shown, so those who make the return read it, and nobody else. The other checks find records that contradict each other; sen2-records and the records themselves say which.',
  callers: ['finance_officer', 'approver', 'auditor'],
  parameters: ['census', 'area'],
  example: { census: '2026-10-01' },
  columns: [
    { name: 'check', type: 'text', meaning: 'What was looked at.' },
    {
      name: 'item',
      type: 'text',
      meaning: 'Which figure of the return; empty for a check of records.',
    },
    { name: 'found', type: 'count', meaning: 'The figure now, or how many records contradict.' },
    { name: 'before', type: 'count', meaning: 'The figure it is held against; empty for none.' },
    {
      name: 'result',
      type: 'text',
      meaning: 'in order, jump, look, or no figure to compare with.',
    },
    { name: 'what_to_do', type: 'text', meaning: 'What to do about it.' },
  ],
  requires: (tx, at) => requireSen2Codes(tx, at, ['kind']),
  query: (tx, at) => {
    const { sql } = tx;
    const census = censusOf(at);
    const before = census.subtract({ years: 1 });
    const figures = (on: Temporal.PlainDate) => sen2Figures(tx, { ...at, census: on });
    return sql`
      with now as materialized (select to_jsonb(f) as figures from (${figures(census)}) as f),
      year_ago as materialized (
        -- A day before the return had codes has no figures: it would seem a jump from nothing.
        select to_jsonb(f) as figures from (${figures(before)}) as f
        where exists (${codesOf(tx, { ...at, of: 'sen2', item: 'kind', on: before })})
      ),
      published as materialized (
        select to_jsonb(p) as figures from (${publishedRows(tx, 'published_budgets', at)}) as p
        where p.new_la_code = ${at.given.area ?? ''} and p.geographic_level = 'Local authority'
        order by p.time_period desc limit 1
      ), held as (
        select 'this ledger a year before' as against, (select figures from year_ago) as figures
        union all
        select 'the figures last published', (select figures from published)
      ), figures as (
        select h.against, i.item, (n.figures ->> i.name)::bigint as found,
          case when h.figures ->> i.name ~ '^[0-9]+$' then (h.figures ->> i.name)::bigint end as before
        from now n cross join held h cross join (values
          ('PB', 'personal_budget'), ('OA', 'org_arrangements'), ('DP education', 'pb_education'),
          ('DP health', 'pb_health'), ('DP social care', 'pb_social'),
          ('DP integrated', 'pb_integrated')) as i(item, name)
      ), judged as (
        select *, coalesce(abs(found - before) >= 10
          and (found * 2 < before or found > before * 2), false) as is_jump
        from figures
      ), records as (${contradictions(tx, at)})
      select 'held against ' || against as check, item, found::text as found, before::text as before,
        case when before is null or (before = 0 and found = 0) then 'no figure to compare with'
          when is_jump then 'jump' else 'in order' end as result,
        case when is_jump
          then 'Look at sen2-records for both days before it is sent: a change like this was often a fault of the extract.'
          else '' end as what_to_do
      from judged
      union all
      select r.check, '', found::text, null, case when found = 0 then 'in order' else 'look' end,
        case when found = 0 then '' else what_to_do end
      from records r
      order by 1, 2`;
  },
};

/** The checks of records against each other, as a query of (check, found, what_to_do). */
function contradictions(tx: Tx, at: ReportAt): Fragment {
  const { sql } = tx;
  const day = sql`${censusOf(at).toString()}::date`;
  const known = sql`${at.known}::bigint`;
  const recorded = (moment: Fragment) =>
    sql`${moment} <= coalesce(${at.knownMoment}::timestamptz, 'infinity')`;
  const inPlace = arrangementsInPlace(tx, { on: censusOf(at), known: at.known });
  return sql`
        select 'budgets in force without an arrangement in place' as check, count(*) as found,
          'End the budget, or agree its arrangement.' as what_to_do
        from budgets b join plans p on p.id = b.plan_id
        where ${day} between b.starts_on and b.ends_on and ${recorded(sql`b.recorded_at`)}
          and coalesce(p.ceased_on, 'infinity') > ${day}
          and not exists (select from budget_closures c where c.budget_id = b.id
            and c.closed_on <= ${day} and c.entry_id <= ${known})
          and b.id not in (select budget_id from (${inPlace}) as i)
        union all
        select 'versions of terms proposed more than 60 days before and not decided', count(*),
          'Agree or refuse them: what is not agreed does not count.'
        from agreements g
        where g.effective_on <= ${day} and ${recorded(sql`g.proposed_at`)}
          and (g.proposed_at at time zone 'Europe/London')::date < ${day} - 60
          and not exists (select from agreement_decisions d where d.agreement_id = g.id
            and d.entry_id <= ${known})
          and not exists (select from agreement_refusals x where x.agreement_id = g.id
            and x.entry_id <= ${known})
        union all
        select 'plans that ceased with a budget that goes on', count(*),
          'Close the budget on the day on which the plan ceased.'
        from budgets b join plans p on p.id = b.plan_id
        where p.ceased_on <= ${day} and b.ends_on >= ${day} and ${recorded(sql`b.recorded_at`)}
          and not exists (select from budget_closures c where c.budget_id = b.id
            and c.closed_on <= ${day} and c.entry_id <= ${known})
        union all
        select 'plans past the day by which they are reviewed, by more than 90 days', count(*),
          'Record the review, or that the plan ceased.'
        from plans p where p.review_by < ${day} - 90 and coalesce(p.ceased_on, 'infinity') > ${day}
          and ${recorded(sql`p.recorded_at`)}
        union all
        select 'people with more than one plan in force', count(*), 'Record which plan ceased.'
        from (select beneficiary_id from plans where starts_on <= ${day}
          and coalesce(ceased_on, 'infinity') > ${day} and ${recorded(sql`recorded_at`)}
          group by 1 having count(*) > 1) as several`;
}

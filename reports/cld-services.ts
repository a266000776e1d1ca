import { requireCodes } from '../src/national-returns/codes-begun.ts';
import { codesOf } from '../src/national-returns/codes-query.ts';
import { versionsInPlace } from '../src/reports/in-place.ts';
import type { Report, ReportAt } from '../src/reports/report.ts';

/** The last day of the period. */
const lastOf = ({ asAt, given }: ReportAt) => Temporal.PlainDate.from(given.to ?? asAt);

/** Service rows of the adult social care Client Level Data, for those who are 18 or over. */
export const report: Report = {
  name: 'cld-services',
  group: 'national returns',
  question: 'Which services of adults go into Client Level Data, delivered how and at what cost?',
  notes:
    'One row for each version of terms in force in the period, of arrangements with social care money, for those who had turned 18 by the last day of the version in the period. The unit cost is the social care share of one instalment at the terms of that version, rounded half up to pennies (rule R1). Whom the row is about is told by the reference; NHS numbers and assessments are joined from the authority’s own records.',
  callers: ['finance_officer', 'approver', 'auditor'],
  parameters: ['from', 'to'],
  example: { from: '2026-07-01', to: '2026-09-30' },
  columns: [
    { name: 'reference', type: 'text', meaning: 'The reference of the person.' },
    { name: 'event', type: 'id', meaning: 'The number of the version of terms.' },
    { name: 'arrangement', type: 'id', meaning: 'The number of the arrangement.' },
    {
      name: 'event_start',
      type: 'date',
      meaning: 'From when it was in force, after the 18th birthday.',
    },
    { name: 'event_end', type: 'date', meaning: 'Until when in the period; empty if it goes on.' },
    { name: 'delivery_mechanism', type: 'text', meaning: 'The code of how it is delivered.' },
    {
      name: 'unit_cost',
      type: 'money',
      meaning: 'Social care’s share of one instalment, in pounds.',
    },
    { name: 'cost_frequency', type: 'text', meaning: 'How often an instalment is due.' },
    { name: 'planned_units', type: 'count', meaning: 'How many instalments the schedule has.' },
  ],
  requires: (tx, at) => {
    const items = ['delivery_mechanism', 'cost_frequency'];
    const parameter = at.given.to === undefined ? undefined : 'to';
    return requireCodes(tx, { ...at, of: 'cld', items, on: lastOf(at), parameter });
  },
  query: (tx, at) => {
    const to = lastOf(at);
    const from = Temporal.PlainDate.from(
      at.given.from ?? to.subtract({ months: 3 }).add({ days: 1 }),
    );
    // What ends on the last day of the period is told from what goes on by the day after.
    const dayAfter = to.add({ days: 1 });
    const codes = (item: string) => codesOf(tx, { ...at, of: 'cld', item, on: to });
    return tx.sql`
      select b.reference, g.id::text as event, v.arrangement_id::text as arrangement,
        greatest(g.effective_on, birthday(d.born_on, 18))::text as event_start,
        case when v.last_on <= ${to.toString()}::date then v.last_on end::text as event_end, m.code as delivery_mechanism,
        round(sum(x.amount) * g.amount / (a.amount * g.instalments), 2)::text as unit_cost, f.code as cost_frequency,
        g.instalments::text as planned_units
      from (${versionsInPlace(tx, { from, to: dayAfter, known: at.known })}) as v
      join agreements g on g.id = v.agreement_id
      join agreement_shares x on x.agreement_id = g.id
      join shares s on s.id = x.share_id and s.source = 'social_care'
      join (select agreement_id, sum(amount) as amount from agreement_shares group by agreement_id) as a
        on a.agreement_id = g.id
      join beneficiaries b on b.id = v.beneficiary_id
      join personal_details d on d.beneficiary_id = b.id
      join (${codes('delivery_mechanism')}) as m on m.ours = v.kind
      join (${codes('cost_frequency')}) as f on f.ours = g.every
      where birthday(d.born_on, 18) <= least(v.last_on, ${to.toString()}::date) and x.amount > 0
        and v.first_on <= ${to.toString()}::date
      group by b.reference, g.id, v.arrangement_id, g.effective_on, d.born_on, v.last_on, m.code,
        f.code, g.instalments, g.amount, a.amount
      order by b.reference, event_start, g.id`;
  },
};

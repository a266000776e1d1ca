import { requireCodes } from '../src/national-returns/codes-begun.ts';
import { codesOf } from '../src/national-returns/codes-query.ts';
import { versionsInPlace } from '../src/reports/in-place.ts';
import { quarterOver } from '../src/reports/payments-made.ts';
import type { Report, ReportAt } from '../src/reports/report.ts';
import { financialYear } from '../src/calendar.ts';

/** The last day of the quarter. */
const lastOf = ({ asAt, given }: ReportAt) =>
  quarterOver(Temporal.PlainDate.from(given.quarterEnd ?? asAt)).to;

/** The NHS England collection of personal health budgets: by method, in the year and at the end. */
export const report: Report = {
  name: 'phb-quarter',
  group: 'national returns',
  question:
    'How many people have a personal health budget, by method: in the year so far, and at the quarter’s end?',
  notes:
    'The quarter that ends on the given day, or the last one over by then. People with an arrangement to which health money is agreed. Who has two methods counts under each, and once under "all". Age is that on the last day of the quarter. The reason for being eligible (continuing care, s. 117, wheelchair, other) is not kept in this ledger, so the return is not split by it.',
  callers: ['finance_officer', 'approver', 'auditor'],
  parameters: ['quarterEnd'],
  example: { quarterEnd: '2026-09-30' },
  asService: true,
  columns: [
    { name: 'quarter_end', type: 'date', meaning: 'The last day of the quarter.' },
    { name: 'age', type: 'text', meaning: 'Child, Adult, or all.' },
    { name: 'method', type: 'text', meaning: 'How the budget is held, or all.' },
    {
      name: 'in_the_year',
      type: 'count',
      meaning: 'People since 1 April, whether it goes on or not.',
    },
    { name: 'at_the_end', type: 'count', meaning: 'People on the last day of the quarter.' },
  ],
  requires: (tx, at) => {
    const parameter = at.given.quarterEnd === undefined ? undefined : 'quarterEnd';
    const on = lastOf(at);
    return requireCodes(tx, { ...at, of: 'phb', items: ['method', 'age'], on, parameter });
  },
  query: (tx, at) => {
    const to = lastOf(at);
    const { from } = financialYear(to);
    const codes = (item: string) => codesOf(tx, { ...at, of: 'phb', item, on: to });
    return tx.sql`
      with people as materialized (
        select v.beneficiary_id, m.code as method, v.last_on,
          case when birthday(d.born_on, 18) <= ${to.toString()}::date then 'adult' else 'child' end as age
        from (${versionsInPlace(tx, { from, to, known: at.known })}) as v
        join (${codes('method')}) as m on m.ours = v.kind
        join personal_details d on d.beneficiary_id = v.beneficiary_id
        where v.agreement_id in (select x.agreement_id from agreement_shares x
          join shares s on s.id = x.share_id where s.source = 'health' and x.amount > 0)
      ), counted as (
        select age, method, count(distinct beneficiary_id) as in_the_year,
          count(distinct beneficiary_id) filter (where last_on = ${to.toString()}::date) as at_the_end
        from people group by cube (age, method)
      ), cells as (
        select a.ours as age, a.code as age_code, m.code as method
        from (${codes('age')} ) as a, (${codes('method')}) as m
        union select ours, code, null from (${codes('age')}) as a
        union select null, null, code from (${codes('method')}) as m
        union select null, null, null
      )
      select ${to.toString()} as quarter_end, coalesce(x.age_code, 'all') as age,
        coalesce(x.method, 'all') as method, coalesce(c.in_the_year, 0)::text as in_the_year,
        coalesce(c.at_the_end, 0)::text as at_the_end
      from cells x
      left join counted c on c.age is not distinct from x.age and c.method is not distinct from x.method
      order by x.age_code nulls last, x.method nulls last`;
  },
};

import { codesOf } from '../src/national-returns/codes-query.ts';
import { censusOf, requireSen2Codes, sen2Items } from '../src/national-returns/sen2.ts';
import type { Report } from '../src/reports/report.ts';

/** The person-level items of the SEN2 census, derived from the books. */
export const report: Report = {
  name: 'sen2-plans',
  group: 'national returns',
  question: 'What does each plan say under personal budgets in the SEN2 census (items PB, OA, DP)?',
  notes:
    'Every plan in force on the day of the census. A budget is in place where an agreed arrangement is; payments to third parties count as direct payments. What the codes are is dated data: see the report return-codes. Names and pupil numbers are joined from the authority’s own records, by the reference.',
  callers: ['finance_officer', 'approver', 'auditor'],
  parameters: ['census'],
  example: { census: '2026-10-01' },
  columns: [
    { name: 'reference', type: 'text', meaning: 'The reference of the child or young person.' },
    { name: 'plan', type: 'id', meaning: 'The number of the plan in this ledger.' },
    { name: 'start_date', type: 'date', meaning: 'StartDate: the day on which the plan began.' },
    { name: 'sex', type: 'text', meaning: 'The code of the sex, as the return has it.' },
    { name: 'placement', type: 'text', meaning: 'The setting, as recorded now.' },
    { name: 'PB', type: 'text', meaning: 'PB: whether a personal budget is in place.' },
    { name: 'OA', type: 'text', meaning: 'OA: whether there is an organised arrangement.' },
    { name: 'DP', type: 'text', meaning: 'DP: what direct payments are for; empty for none.' },
    { name: 'arrangements', type: 'count', meaning: 'How many arrangements in place it rests on.' },
  ],
  requires: (tx, at) => requireSen2Codes(tx, at, ['kind', 'PB', 'OA', 'DP', 'sex']),
  query: (tx, at) => {
    const census = censusOf(at);
    const codes = (item: string) =>
      codesOf(tx, { of: 'sen2', item, on: census, knownMoment: at.knownMoment });
    return tx.sql`
      with items as materialized (${sen2Items(tx, { ...at, census })})
      select b.reference, p.id::text as plan, p.starts_on::text as start_date, x.code as sex,
        b.placement, pb.code as "PB", oa.code as "OA", dp.code as "DP",
        coalesce(i.arrangements, 0)::text as arrangements
      from plans p
      join beneficiaries b on b.id = p.beneficiary_id
      left join items i on i.plan_id = p.id
      join (${codes('sex')}) as x on x.ours = b.sex
      join (${codes('PB')}) as pb on pb.ours = coalesce(i.pb, 'not_in_place')
      join (${codes('OA')}) as oa on oa.ours = coalesce(i.oa, 'none')
      join (${codes('DP')}) as dp on dp.ours = coalesce(i.dp, 'none')
      where p.starts_on <= ${census.toString()}::date
        and coalesce(p.ceased_on, 'infinity') > ${census.toString()}::date
        and p.recorded_at <= coalesce(${at.knownMoment}::timestamptz, 'infinity')
      order by b.reference, p.starts_on, p.id`;
  },
};

import { codesOf } from '../src/national-returns/codes-query.ts';
import { censusOf, requireSen2Codes } from '../src/national-returns/sen2.ts';
import { arrangementsInPlace } from '../src/reports/in-place.ts';
import type { Report } from '../src/reports/report.ts';

/** The records behind each figure of the SEN2 census, so that a figure can be followed to its source. */
export const report: Report = {
  name: 'sen2-records',
  group: 'national returns',
  question: 'Which arrangements stand behind each item of the SEN2 census?',
  callers: ['finance_officer', 'approver', 'auditor'],
  parameters: ['census'],
  example: { census: '2026-10-01' },
  columns: [
    { name: 'reference', type: 'text', meaning: 'The reference of the child or young person.' },
    { name: 'plan', type: 'id', meaning: 'The number of the plan in this ledger.' },
    { name: 'arrangement', type: 'id', meaning: 'The number of the arrangement.' },
    { name: 'kind', type: 'text', meaning: 'How the money is held, in our words.' },
    { name: 'counts_as', type: 'text', meaning: 'The item it counts under: OA or DP.' },
    {
      name: 'sector',
      type: 'text',
      meaning: 'Whose money it is, a row for each sector; empty where none of it is public.',
    },
    { name: 'agreed', type: 'money', meaning: 'What the sector has agreed for it, in pounds.' },
    { name: 'in_force_from', type: 'date', meaning: 'From when the version in force holds.' },
    { name: 'entry', type: 'id', meaning: 'The entry of the journal that recorded the decision.' },
  ],
  requires: (tx, at) => requireSen2Codes(tx, at, ['kind']),
  query: (tx, at) => {
    const on = censusOf(at);
    return tx.sql`
      select b.reference, i.plan_id::text as plan, i.arrangement_id::text as arrangement, i.kind,
        k.code as counts_as, s.source as sector, coalesce(sum(s.amount), 0.00)::text as agreed,
        g.effective_on::text as in_force_from, d.entry_id::text as entry
      from (${arrangementsInPlace(tx, { on, known: at.known })}) as i
      left join (
        select x.agreement_id, x.amount, s.source from agreement_shares x
        join shares s on s.id = x.share_id where s.funder_id is not null and x.amount > 0
      ) as s using (agreement_id)
      join (${codesOf(tx, { ...at, of: 'sen2', item: 'kind', on })}) as k on k.ours = i.kind
      join beneficiaries b on b.id = i.beneficiary_id
      join agreements g on g.id = i.agreement_id
      join agreement_decisions d on d.agreement_id = g.id
      group by b.reference, i.plan_id, i.arrangement_id, i.kind, k.code, s.source, g.effective_on,
        d.entry_id
      order by b.reference, d.entry_id, s.source`;
  },
};

import type { Fragment } from '../src/database/transactions.ts';
import type { Report } from '../src/reports/report.ts';

/** Whether anybody decided on what they had drawn up themselves. */
export const report: Report = {
  name: 'same-person',
  group: 'audit',
  question: 'Did the same person draw up and approve anything?',
  notes:
    'The database refuses it for each of these, so every count of the same person is zero; it is counted here all the same. The last row has no such rule: payments that were drawn up or approved by whoever had recorded or checked the bank details within the days of the rule bank_details_new_for.',
  callers: ['finance_officer', 'approver', 'auditor'],
  columns: [
    { name: 'decision', type: 'text', meaning: 'What is decided by a second person.' },
    { name: 'decided', type: 'count', meaning: 'How many were decided.' },
    { name: 'by_the_same', type: 'count', meaning: 'How many by whoever had drawn them up.' },
    { name: 'people', type: 'count', meaning: 'How many people decided.' },
  ],
  query: (tx, at) => {
    const { sql } = tx;
    const known = sql`${at.known}::bigint`;
    const of = (decision: string, table: string, first: string, second: string): Fragment => sql`
      select ${decision} as decision, count(*)::text as decided,
        (count(*) filter (where ${sql(first)} = ${sql(second)}))::text as by_the_same,
        count(distinct ${sql(second)})::text as people
      from ${sql(table)} where entry_id <= ${known}`;
    return sql`
      ${of('versions of terms agreed', 'agreement_decisions', 'proposed_by', 'decided_by')}
      union all ${of('versions of terms refused', 'agreement_refusals', 'proposed_by', 'decided_by')}
      union all ${of('decisions looked at again', 'review_outcomes', 'first_decided_by', 'decided_by')}
      union all ${of('files of arrangements loaded', 'book_import_loads', 'recorded_by', 'loaded_by')}
      union all ${of('bank details checked', 'bank_details_checks', 'recorded_by', 'checked_by')}
      union all ${of('pay runs approved', 'pay_run_approvals', 'drawn_up_by', 'approved_by')}
      union all ${of('limits set', 'approval_limits', 'user_id', 'set_by')}
      union all ${of('lines written off', 'write_off_decisions', 'asked_by', 'decided_by')}
      union all ${of('bank accounts signed off', 'bank_sign_off_approvals', 'prepared_by', 'approved_by')}
      union all ${of('transfers between arrangements', 'arrangement_transfer_decisions', 'proposed_by', 'decided_by')}
      union all
      select 'invoice lines accepted', count(*)::text,
        (count(*) filter (where by = recorded_by))::text, count(distinct by)::text
      from invoice_steps where step = 'accepted' and entry_id <= ${known}
      union all ${of('uplifts decided', 'uplift_decisions', 'drawn_up_by', 'decided_by')}
      union all ${of('recharges issued', 'recharge_issues', 'drawn_up_by', 'issued_by')}
      union all
      select 'payments to new bank details, by who set them up', count(*)::text,
        (count(*) filter (where n.recorded_by in (r.drawn_up_by, a.approved_by)
          or k.checked_by in (r.drawn_up_by, a.approved_by)))::text,
        count(distinct a.approved_by)::text
      from pay_run_approvals a
      join pay_runs r on r.id = a.pay_run_id
      join pay_run_credits c on c.pay_run_id = r.id
      join bank_details n on n.id = c.bank_details_id
      join bank_details_checks k on k.bank_details_id = n.id
      where a.entry_id <= ${known} and (n.recorded_at at time zone 'Europe/London')::date >= c.value_on
        - ${at.rules.rule('bank_details_new_for').value}::int
      order by decision`;
  },
};

import { utc } from '../src/reports/moments.ts';
import type { Report } from '../src/reports/report.ts';

/** Payments that left soon after the bank details they went to were changed. */
export const report: Report = {
  name: 'bank-details-before-payment',
  group: 'audit',
  question: 'Which payments left soon after the bank details of their payee were changed?',
  notes:
    'A payee who had other bank details before, and was paid to new ones within the days of the rule bank_details_new_for. First bank details of a payee are no change.',
  callers: ['finance_officer', 'approver', 'auditor'],
  columns: [
    { name: 'pay_run', type: 'text', meaning: 'The serial number of the pay run.' },
    { name: 'reference', type: 'text', meaning: 'The reference of the payment.' },
    { name: 'payee', type: 'id', meaning: 'The number of the payee.' },
    { name: 'value_on', type: 'date', meaning: 'The day on which it was paid.' },
    { name: 'amount', type: 'money', meaning: 'How much, in pounds.' },
    { name: 'recorded_at', type: 'moment', meaning: 'When the new details were recorded.' },
    { name: 'days_before', type: 'change', meaning: 'How many days before the payment.' },
    { name: 'recorded_by', type: 'id', meaning: 'The user who recorded them.' },
    { name: 'checked_by', type: 'id', meaning: 'The user who checked them.' },
    { name: 'method', type: 'text', meaning: 'How they were checked.' },
    { name: 'drawn_up_by', type: 'id', meaning: 'The user who drew the pay run up.' },
    { name: 'approved_by', type: 'id', meaning: 'The user who approved it.' },
  ],
  query: (tx, at) => {
    const { sql } = tx;
    const asAt = sql`${at.asAt.toString()}::date`;
    return sql`
      select r.serial as pay_run, c.reference, n.payee_id::text as payee, c.value_on::text as value_on,
        c.amount::text as amount, ${utc(tx, sql`n.recorded_at`)} as recorded_at,
        (c.value_on - n.day)::text as days_before, n.recorded_by::text as recorded_by,
        k.checked_by::text as checked_by, k.method, r.drawn_up_by::text as drawn_up_by,
        a.approved_by::text as approved_by
      from (
        select d.*, (d.recorded_at at time zone 'Europe/London')::date as day,
          row_number() over (partition by d.payee_id order by d.entry_id) as number
        from bank_details d where d.entry_id <= ${at.known}::bigint
      ) as n
      join pay_run_credits c on c.bank_details_id = n.id
      join pay_runs r on r.id = c.pay_run_id
      join pay_run_approvals a on a.pay_run_id = r.id and a.entry_id <= ${at.known}::bigint
      join pay_run_releases l on l.pay_run_id = r.id
        and l.released_at <= coalesce(${at.knownMoment}::timestamptz, 'infinity')
      left join bank_details_checks k on k.bank_details_id = n.id
      where n.number > 1 and c.value_on <= ${asAt}
        and c.value_on - n.day <= ${at.rules.rule('bank_details_new_for').value}::int
      order by c.value_on, r.serial, c.reference`;
  },
};

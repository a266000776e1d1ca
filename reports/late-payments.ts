import { financialYear } from '../src/calendar.ts';
import { latePaymentsOf } from '../src/payments/reading/late-store.ts';
import { lateInvoices } from '../src/reports/late-invoices.ts';
import type { Report } from '../src/reports/report.ts';
import { workingDayNumbers, workingDaysBetween } from '../src/reports/working-days.ts';

/** Every payment that was not there on its day, by how much, and why. */
export const report: Report = {
  name: 'late-payments',
  group: 'finance',
  question: 'Which payments were late or are overdue, by how many working days, and why?',
  notes:
    'Payments to families and brokers, and what was accepted of invoices of providers, that were due in the period: from 1 April of the financial ' +
    'year to the day of the report, unless it is told otherwise. Share by share where they differ. ' +
    'Of several causes the first counts: what the family or an officer has to do comes before what ' +
    'the authority did not do. Documents that are missing now are read as they are known now.',
  callers: ['finance_officer', 'approver', 'auditor'],
  parameters: ['from', 'to'],
  columns: [
    { name: 'what', type: 'text', meaning: 'payment, to a family or broker; or invoice.' },
    { name: 'due_on', type: 'date', meaning: 'The day on which it was to be there.' },
    {
      name: 'beneficiary',
      type: 'text',
      meaning: 'The reference of the child or young person; nothing of an invoice for several.',
    },
    { name: 'arrangement', type: 'id', meaning: 'The arrangement, by its number.' },
    {
      name: 'reference',
      type: 'text',
      meaning: 'The number of the payment in its schedule, or of the invoice.',
    },
    { name: 'period_from', type: 'date', meaning: 'The first day that it is for.' },
    { name: 'period_to', type: 'date', meaning: 'The last day that it is for.' },
    { name: 'sources', type: 'text', meaning: 'Whose shares of a payment were late so.' },
    { name: 'amount', type: 'money', meaning: 'What of it was late so, in pounds.' },
    {
      name: 'paid_on',
      type: 'date',
      meaning: 'The day it was there; nothing while it is overdue.',
    },
    { name: 'state', type: 'text', meaning: 'paid_late or overdue.' },
    {
      name: 'days',
      type: 'count',
      meaning: 'Calendar days late, to the day paid or of the report.',
    },
    { name: 'working_days', type: 'count', meaning: 'The same in Bacs working days.' },
    {
      name: 'why',
      type: 'text',
      meaning: 'The cause: a document, a hold, the bank, late terms, and so on.',
    },
    {
      name: 'code',
      type: 'text',
      meaning: "The reason of the hold or withdrawal, or the bank's code.",
    },
    { name: 'missing', type: 'text', meaning: 'The documents that it was on hold for.' },
  ],
  query: (tx, at) => {
    const { sql } = tx;
    const on = at.asAt.toString();
    const to = at.given.to ?? on;
    const from = at.given.from ?? financialYear(Temporal.PlainDate.from(to)).from.toString();
    const asked = { from, to, on, known: at.known };
    return sql`
      select l.what, l.due_on::text as due_on, l.beneficiary, l.arrangement_id::text as arrangement,
        l.reference, l.period_from::text as period_from,
        l.period_to::text as period_to, array_to_string(array(
          select jsonb_array_elements_text(l.sources)), ' ') as sources,
        l.amount::text as amount, l.paid_on::text as paid_on,
        case when l.paid_on is null then 'overdue' else 'paid_late' end as state,
        (l.until - l.due_on)::text as days,
        ${workingDaysBetween(tx, sql`l.due_on`, sql`l.until`)}::text as working_days, l.why, l.code,
        array_to_string(array(
          select d ->> 'document' from jsonb_array_elements(l.missing) as d), ' ') as missing
      from (
        select *, coalesce(paid_on, ${on}::date) as until
        from (
          select 'payment' as what, due_on, position, number, number::text as reference, beneficiary,
            arrangement_id, period_from, period_to, sources, amount, paid_on, why, code, missing
          from (${latePaymentsOf(tx, asked, at.rules)}) as p
          union all
          select 'invoice', due_on, 0, 0, reference, beneficiary, arrangement_id, period_from,
            period_to, '[]'::jsonb, amount, paid_on, why, null, '[]'::jsonb
          from (${lateInvoices(tx, asked)}) as i
        ) as l
      ) as l
      cross join (${workingDayNumbers(tx)}) as c
      order by l.due_on, l.what, l.beneficiary, l.arrangement_id, l.number, l.reference, l.position,
        l.paid_on`;
  },
};

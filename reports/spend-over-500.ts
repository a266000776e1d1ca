import { codeOn } from '../src/general-ledger/code-store.ts';
import { paymentsMade, quarterOver } from '../src/reports/payments-made.ts';
import type { Report, ReportAt } from '../src/reports/report.ts';

/** The quarter that is asked for; a quarter that is not over yet is not published. */
const quarterOf = ({ asAt, given }: ReportAt) =>
  quarterOver(given.quarterEnd === undefined ? asAt : Temporal.PlainDate.from(given.quarterEnd));

/** What the authority publishes of its spending, with what it withholds to protect people. */
export const report: Report = {
  name: 'spend-over-500',
  group: 'finance',
  question:
    'Which payments of the quarter were over £500, to whom, for what, and how much is withheld?',
  notes:
    'Local Government Transparency Code 2015. A quarter of the calendar that is over: the one that ' +
    'ends on the given day, or the last before it. A payment is what left the bank as one, counted ' +
    'on its value date, without what came back; its parts are shown by sector. Payments to persons, ' +
    'and to sole traders, whose names are personal data too, are withheld together: their amounts ' +
    'stand in rows by sector, or, where a sector has fewer people than the rule on small numbers ' +
    'says, in one row for all. Sole traders count only where there are no other persons, so that ' +
    'they make no group of families look larger than it is. All amounts together are all payments of ' +
    'the quarter over the limit. A payment of two sectors counts in the row of each, and once in ' +
    'that of all.',
  callers: ['finance_officer', 'approver', 'auditor'],
  parameters: ['quarterEnd'],
  example: { quarterEnd: '2026-09-30' },
  columns: [
    { name: 'row', type: 'text', meaning: 'published, or withheld: a figure about many payments.' },
    { name: 'body', type: 'text', meaning: 'The authority, as its bank account is called.' },
    {
      name: 'paid_on',
      type: 'date',
      meaning: 'The day of the payment; of withheld, the last day.',
    },
    {
      name: 'transaction',
      type: 'text',
      meaning: 'The pay run, by its serial, or the reference of what paid invoices.',
    },
    {
      name: 'amount',
      type: 'money',
      meaning:
        'In pounds, as paid; recoverable VAT is a part of its own. Nothing beside rows by sector.',
    },
    {
      name: 'supplier',
      type: 'text',
      meaning: 'Who was paid; persons and sole traders are withheld.',
    },
    {
      name: 'expense_area',
      type: 'text',
      meaning: 'education, health, social_care; vat; of withheld, all where sectors are together.',
    },
    { name: 'expense_type', type: 'text', meaning: 'What it was for.' },
    {
      name: 'expense_code',
      type: 'text',
      meaning: "The code in the council's general ledger, if set.",
    },
    {
      name: 'creditor_type',
      type: 'text',
      meaning: 'broker or provider; of withheld, person or sole_trader: which, is not said.',
    },
    {
      name: 'payments',
      type: 'figure',
      meaning:
        'Of withheld: how many payments; c where they are of fewer people than may be shown.',
    },
  ],
  query: (tx, at) => {
    const { sql } = tx;
    const span = quarterOf(at);
    const fewest = sql`${at.rules.rule('small_numbers_below').value}::int`;
    const above = at.rules.rule('transparency_above').value;
    const codesBefore = sql`(least(${at.known}::bigint, 9223372036854775806) + 1)`;
    return sql`
      with made as materialized (
        select *, sum(amount) over (partition by payment, supplier) as total,
          case when class = 'vat' then 'Recoverable VAT on services'
            when class like '%/third_party/%' then 'Money held for people by a third party'
            when class like '%/direct/%' then 'Direct payments' else 'Services for children and young people'
            end as expense_type
        from (${paymentsMade(tx, at, span, above)}) as p
      ),
      over_limit as materialized (
        select * from made where total > ${above}::numeric
      ),
      coded as (
        select k.class, k.funder_id, k.paid_on, v.code
        from (
          select distinct class, funder_id, paid_on from over_limit
          where creditor not in ('person', 'sole_trader')
        ) as k
        join account_classes c on c.name = k.class
        left join funders f on f.id = k.funder_id
        cross join lateral (${codeOn(tx, sql`k.paid_on`, codesBefore)}) as v
      ),
      published as (
        select payment, body, m.paid_on, number, supplier, area, expense_type, v.code, creditor,
          sum(amount) as amount
        from over_limit m
        left join coded v on v.class = m.class and v.paid_on = m.paid_on
          and v.funder_id is not distinct from m.funder_id
        where creditor not in ('person', 'sole_trader')
        group by payment, body, m.paid_on, number, supplier, area, expense_type, v.code, creditor
      ),
      withheld as (
        select case when grouping(area) = 1 then 'all' else area end as area,
          coalesce(sum(amount), 0.00) as amount, count(distinct (payment, payee_id)) as payments,
          case when bool_or(creditor = 'person') then least(
              count(distinct payee_id) filter (where creditor = 'person'),
              count(distinct beneficiary_id) filter (where creditor = 'person'))
            else count(distinct payee_id) end as people
        from over_limit where creditor in ('person', 'sole_trader')
        group by grouping sets ((area), ())
      ),
      apart as (
        select coalesce(bool_and(people >= ${fewest}), false) as sectors
        from withheld where area <> 'all'
      )
      select 'published' as row, body, paid_on::text as paid_on, number as transaction,
        amount::text as amount, supplier, area as expense_area, expense_type, code as expense_code,
        creditor as creditor_type, null as payments
      from published where amount <> 0
      union all
      select 'withheld', (select min(account_name) from bank_accounts), ${span.to.toString()}, null,
        case when w.area <> 'all' or not a.sectors then w.amount::text end,
        'Withheld: personal data', w.area, 'Payments to persons and sole traders', null,
        'person or sole_trader',
        case when w.people > 0 and w.people < ${fewest} then 'c' else w.payments::text end
      from withheld w cross join apart a
      where w.area = 'all' or a.sectors
      order by row, paid_on, transaction, supplier, expense_area, expense_type, expense_code, amount`;
  },
};

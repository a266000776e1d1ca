import type { Fragment, Tx } from '../database/transactions.ts';
import { CREDITS } from '../orders/line-sums.ts';
import type { LateAsked } from '../payments/reading/late-store.ts';

/**
 * What of providers' invoices was paid after the day it was due, payment by payment, and what was
 * accepted and is overdue, as a query of (due_on, reference, beneficiary, arrangement_id,
 * period_from, period_to, amount, paid_on, why). Of an invoice for several people neither the person
 * nor the arrangement is named. What a partner pays itself is left out.
 */
export function lateInvoices(tx: Tx, asked: LateAsked & { readonly known: string }): Fragment {
  const { sql } = tx;
  const { from, to, on, known } = asked;
  return sql`
    with asked as materialized (
      select id, number, due_on from invoices
      where due_on between ${from}::date and ${to}::date and due_on < ${on}::date
    ), accepted as materialized (
      select s.invoice_id, max(s.effective_on) filter (where s.step = 'accepted') as accepted_on,
        bool_or(s.step = 'queried') as queried,
        coalesce(sum(s.net + s.vat) filter (where s.step = 'accepted'), 0.00)
          - coalesce(sum(s.net + s.vat) filter (where e.reason = ${CREDITS.accepted}), 0.00) as payable
      from asked i
      join invoice_steps s on s.invoice_id = i.id and s.effective_on <= ${on}::date
        and s.entry_id <= ${known}::bigint
      left join lateral (
        select reason from entries where s.step = 'credited' and id = s.entry_id offset 0) as e on true
      group by s.invoice_id
    ), paid as materialized (
      select l.invoice_id, p.paid_on, l.amount
      from asked i
      join invoice_payment_lines l on l.invoice_id = i.id
      join invoice_payments p on p.id = l.payment_id and p.paid_on <= ${on}::date
        and p.entry_id <= ${known}::bigint
    )
    select i.due_on, i.number as reference, case when w.people = 1 then b.reference end as beneficiary,
      case when w.people = 1 then w.arrangement_id::uuid end as arrangement_id, w.period_from,
      w.period_to, l.amount, l.paid_on,
      case when a.queried then 'queried' when a.accepted_on > i.due_on then 'accepted_late'
        else 'not_paid_in_time' end as why
    from (
      select invoice_id, paid_on, amount from paid where amount > 0
      union all
      select a.invoice_id, null, a.payable - coalesce(p.amount, 0.00)
      from accepted a
      left join (select invoice_id, sum(amount) as amount from paid group by invoice_id) as p
        on p.invoice_id = a.invoice_id
      where a.payable > coalesce(p.amount, 0.00)
    ) as l
    join asked i on i.id = l.invoice_id
    join accepted a on a.invoice_id = i.id
    join (
      select l.invoice_id, count(distinct l.beneficiary_id) as people,
        min(l.arrangement_id::text) as arrangement_id, min(l.beneficiary_id::text) as beneficiary_id,
        min(l.from_on) as period_from, max(l.to_on) as period_to
      from asked i
      join invoice_lines l on l.invoice_id = i.id
      join orders o on o.id = l.order_id and o.held_by is null
      group by l.invoice_id
    ) as w on w.invoice_id = i.id
    left join beneficiaries b on b.id = w.beneficiary_id::uuid
    where i.due_on < coalesce(l.paid_on, ${on}::date)`;
}

import type { Fragment, Tx } from '../database/transactions.ts';
import { isSoleTrader } from '../orders/provider-store.ts';
import { releasedRuns } from '../payments/reading/paid-on.ts';
import type { ReportAt } from './report.ts';

/** A span of days, both ends included. */
export interface Span {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

/** The last quarter of the calendar that was over at the end of a day. */
export function quarterOver(day: Temporal.PlainDate): Span {
  const next = day.add({ days: 1 });
  const begins = Temporal.PlainDate.from({
    year: next.year,
    month: next.month - ((next.month - 1) % 3),
    day: 1,
  });
  return { from: begins.subtract({ months: 3 }), to: begins.subtract({ days: 1 }) };
}

/**
 * What was paid in some days, by what paid for it, as a query of (payment, body, paid_on, number,
 * supplier, creditor, payee_id, beneficiary_id, class, area, funder_id, amount). A payment is what
 * left the bank as one. `creditor` is person, broker, provider or sole_trader, by what is recorded of
 * the provider now; `payee_id` is empty for a provider that is none. What came back is left out.
 *
 * @param above of pay runs only the payments of more than this, as they left the bank: most are less
 */
export const paymentsMade = (tx: Tx, at: ReportAt, span: Span, above: string): Fragment => tx.sql`
  ${paidByRuns(tx, at, span, above)} union all ${paidOfInvoices(tx, at, span)}`;

/** What pay runs paid: to families, and to brokers for all their people at once. */
function paidByRuns(tx: Tx, at: ReportAt, { from, to }: Span, above: string): Fragment {
  const { sql } = tx;
  const known = sql`id <= ${at.known}::bigint`;
  return sql`
    select m.payment, m.body, m.paid_on, m.number, m.supplier, m.creditor, m.payee_id,
      m.beneficiary_id, 'spent/' || a.kind || '/' || s.source as class, s.source as area, s.funder_id,
      sum(m.amount) as amount
    from (
      select c.id as payment, b.account_name as body, c.value_on as paid_on, r.serial as number,
        coalesce(o.name, p.name) as supplier,
        case when p.broker_id is null then 'person' else 'broker' end as creditor, p.id as payee_id,
        i.beneficiary_id, i.arrangement_id, x.share_id, x.amount
      from pay_run_credits c
      join pay_runs r on r.id = c.pay_run_id
      join bank_accounts b on b.id = r.bank_account_id
      join bank_details d on d.id = c.bank_details_id
      join payees p on p.id = d.payee_id
      left join brokers o on o.id = p.broker_id
      cross join lateral (
        select id, beneficiary_id, arrangement_id from pay_run_items
        where credit_id = c.id offset 0) as i
      join (${released(tx, at)}) as l on l.pay_run_id = c.pay_run_id
      left join undone_items u on u.item_id = i.id
      -- Of an item that was undone its own entries say whether it was paid, and came back.
      left join lateral (
        select id from entries where key = 'payment:' || u.item_id and ${known} offset 0) as e on true
      left join lateral (
        select id from entries where key = 'bounced:' || u.item_id and ${known}
          and effective_on <= ${at.asAt.toString()}::date offset 0) as back on true
      cross join lateral (
        select share_id, amount from pay_run_item_shares where item_id = i.id offset 0) as x
      where c.value_on between ${from.toString()}::date and ${to.toString()}::date
        and c.amount > ${above}::numeric
        and back.id is null and (u.item_id is null or e.id is not null)
      -- The items of each payment and their parts are looked up before anything is joined to them.
      offset 0
    ) as m
    join shares s on s.id = m.share_id
    join arrangements a on a.id = m.arrangement_id
    group by m.payment, m.body, m.number, m.paid_on, m.supplier, m.creditor, m.payee_id,
      m.beneficiary_id, a.kind, s.source, s.funder_id`;
}

/** The runs that were released, each looked at once. */
const released = (tx: Tx, at: ReportAt): Fragment => tx.sql`
  with released as materialized (${releasedRuns(tx, at.known)}) select * from released`;

/**
 * What was paid of invoices to each provider. What was accepted of an invoice says how its payments
 * fall on sectors and on VAT; of several payments of one each has its part, to the penny (R4).
 */
function paidOfInvoices(tx: Tx, at: ReportAt, { from, to }: Span): Fragment {
  const { sql } = tx;
  const part = (paid: Fragment): Fragment => sql`
    (round(${paid} * w.upto / w.total, 2) - round(${paid} * (w.upto - w.amount) / w.total, 2))`;
  return sql`
    select p.id as payment, b.account_name as body, p.paid_on, p.reference as number,
      v.name as supplier, case when v.alone then 'sole_trader' else 'provider' end as creditor,
      case when v.alone then v.id end as payee_id, null::uuid as beneficiary_id, w.class,
      coalesce(w.source, 'vat') as area, w.funder_id,
      sum(${part(sql`l.after`)} - ${part(sql`l.before`)}) as amount
    from invoice_payments p
    join bank_accounts b on b.id = p.bank_account_id
    join invoice_payment_lines l on l.payment_id = p.id
    join (
      select id, name, ${isSoleTrader(tx, sql`providers`)} as alone from providers
    ) as v on v.id = l.provider_id
    join (${acceptedParts(tx, at, { from, to })}) as w on w.invoice_id = l.invoice_id
    where p.paid_on between ${from.toString()}::date and ${to.toString()}::date
      and p.entry_id <= ${at.known}::bigint
    group by p.id, b.account_name, v.id, v.name, v.alone, w.class, w.source, w.funder_id`;
}

/**
 * What was accepted of each invoice that was paid in some days, by class and funder, with how far
 * that comes of the total.
 */
const acceptedParts = ({ sql }: Tx, at: ReportAt, { from, to }: Span): Fragment => sql`
  select *, sum(amount) over (partition by invoice_id order by class, funder_id) as upto,
    sum(amount) over (partition by invoice_id) as total
  from (
    select t.invoice_id, c.name as class, c.source, s.funder_id, sum(t.amount) as amount
    from (
      select e.invoice_id, t.account_id, t.amount
      from (
        select distinct invoice_id, entry_id from invoice_steps
        where step = 'accepted' and entry_id <= ${at.known}::bigint and invoice_id in (
          select l.invoice_id from invoice_payments p
          join invoice_payment_lines l on l.payment_id = p.id
          where p.paid_on between ${from.toString()}::date and ${to.toString()}::date)
      ) as e
      cross join lateral (
        select to_account as account_id, amount from transfers where entry_id = e.entry_id
        union all
        select from_account, -amount from transfers where entry_id = e.entry_id
      ) as t
      -- What these few entries moved is looked up before anything is joined to it.
      offset 0
    ) as t
    join accounts a on a.id = t.account_id
    join account_classes c on c.id = a.class and c.kind in ('spent', 'vat')
    left join shares s on s.id = a.subject
    group by t.invoice_id, c.name, c.source, s.funder_id
    having sum(t.amount) > 0
  ) as accepted`;

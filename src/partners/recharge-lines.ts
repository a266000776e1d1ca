import type { Tx } from '../database/transactions.ts';
import type { Query } from '../ledger/verify/check.ts';

/** Whose spending is recharged, and from when up to which day. Dates as text. */
export interface RechargeSpan {
  readonly funderId: string;
  readonly sinceOn: string;
  readonly to: string;
}

/**
 * What a partner owes by share up to a day, as a query: what each of its arrangements has cost all
 * public funders, the partner's part of that, what the partner itself paid of it, and what was
 * recharged before. All are sums from the first day on, so what is learnt late is in the next
 * recharge, and the recharges of a share add up to its part, to the penny (R4).
 *
 * A share with nothing new has no row.
 */
export function rechargeLinesOf(tx: Tx, { funderId, sinceOn, to }: RechargeSpan): Query {
  const { sql } = tx;
  return sql`
    with mine as materialized (
      select id, arrangement_id, beneficiary_id,
        row_number() over (partition by arrangement_id order by position) as place
      from shares where funder_id = ${funderId}
    ), moved as materialized (${movedByShare(tx, { funderId, sinceOn, to })}),
    reckoned as (
      select m.id as share_id, m.arrangement_id, m.beneficiary_id,
        coalesce(w.drawn, 0.00) as spent, coalesce(o.drawn, 0.00) as part,
        case when m.place = 1 then coalesce(h.amount, 0.00) else 0.00 end as paid_by_partner,
        coalesce(b.amount, 0.00) as before
      from mine m
      left join moved o on o.share_id = m.id
      left join (select arrangement_id, sum(drawn) as drawn from moved group by arrangement_id) as w
        on w.arrangement_id = m.arrangement_id
      left join (${paidByHolder(tx, { funderId, sinceOn, to })}) as h
        on h.arrangement_id = m.arrangement_id
      left join (
        select l.share_id, sum(l.amount) as amount
        from recharge_lines l join recharge_issues i on i.recharge_id = l.recharge_id
        where l.share_id in (select id from mine) group by l.share_id
      ) as b on b.share_id = m.id
    )
    select share_id, arrangement_id, beneficiary_id, spent, part, paid_by_partner, before,
      part - paid_by_partner - before as amount
    from reckoned where part - paid_by_partner - before <> 0`;
}

/** What was drawn of every public share of the partner's arrangements in the days of a span. */
function movedByShare({ sql }: Tx, { funderId, sinceOn, to }: RechargeSpan): Query {
  return sql`
    select s.id as share_id, s.arrangement_id, sum(t.amount) as drawn
    from shares s
    join accounts a on a.subject = s.id
    join account_classes c on c.id = a.class and c.kind = 'drawn'
    join (
      select to_account as account_id, amount, effective_on from transfers
      union all
      select from_account, -amount, effective_on from transfers
    ) as t on t.account_id = a.id and t.effective_on between ${sinceOn}::date and ${to}::date
    where s.arrangement_id in (select arrangement_id from shares where funder_id = ${funderId})
    group by s.id, s.arrangement_id`;
}

/**
 * What of invoices the partner pays itself, because it holds the money of their orders: what the
 * entries of their acceptances and credits moved to `spent`, net of VAT.
 */
function paidByHolder({ sql }: Tx, { funderId, sinceOn, to }: RechargeSpan): Query {
  return sql`
    with held_lines as materialized (
      select l.invoice_id, l.line, l.arrangement_id
      from orders o join invoice_lines l on l.order_id = o.id where o.held_by = ${funderId}
    ), stepped as materialized (
      select st.entry_id, h.arrangement_id
      from held_lines h join invoice_steps st on st.invoice_id = h.invoice_id and st.line = h.line
      union
      select n.entry_id, h.arrangement_id
      from held_lines h join credit_notes n on n.invoice_id = h.invoice_id
    )
    select s.arrangement_id, sum(t.amount) as amount
    from stepped s
    join (
      select entry_id, to_account as account_id, amount, effective_on from transfers
      union all
      select entry_id, from_account, -amount, effective_on from transfers
    ) as t on t.entry_id = s.entry_id
      and t.effective_on between ${sinceOn}::date and ${to}::date
    join accounts a on a.id = t.account_id and a.arrangement_id = s.arrangement_id
    join account_classes c on c.id = a.class and c.kind = 'spent'
    group by s.arrangement_id`;
}

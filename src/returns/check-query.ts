import type { Tx, Fragment } from '../database/transactions.ts';
import { repaymentStands } from './repaid.ts';
import { stands } from './state.ts';

/**
 * What a return of an arrangement waits for: whether its lines are in the books, or never will be.
 * Accepted and sent back are the ends; a return that another one replaced counts no more.
 */
const isWaiting = ({ sql }: Tx): Fragment => sql`
  not exists (select from holders_returns n where n.replaces = p.return_id)
  and not exists (select from return_decisions d where d.return_id = p.return_id
    and d.arrangement_id = p.arrangement_id and d.outcome in ('accepted', 'sent_back'))`;

/**
 * The three-way check of one return by arrangement, as a query of one row each. Amounts are in
 * pounds; `last_closing` is null where no earlier return is known.
 *
 * The ledger's figures are what is held and what is to be returned, without payments that the bank
 * sent back, and less what returns that are not accepted yet say was spent: so a holder may send in
 * the next return before the last one was accepted.
 */
export function checkedPeople(tx: Tx, returnId: string): Fragment {
  const { sql } = tx;
  return sql`
    with declared as materialized (
      select p.*, h.from_on, h.to_on from return_people p join holders_returns h on h.id = p.return_id
      where p.return_id = ${returnId}
    ), ledger as materialized (${ledgerFigures(tx)}),
    said as materialized (
      select arrangement_id, coalesce(sum(amount) filter (where kind = 'paid_in'), 0) as paid_in,
        coalesce(sum(amount) filter (where kind = 'contribution'), 0) as contribution,
        coalesce(sum(amount) filter (where kind = 'spending'), 0) as spending,
        coalesce(sum(amount) filter (where kind = 'fee'), 0) as fee,
        coalesce(sum(amount) filter (where kind = 'refund'), 0) as refund,
        coalesce(sum(amount) filter (where kind = 'transferred_in'), 0) as transferred_in,
        coalesce(sum(amount) filter (where kind = 'transferred_out'), 0) as transferred_out
      from return_lines where return_id = ${returnId} and arrangement_id is not null
      group by arrangement_id
    ), unsettled as materialized (
      select p.return_id, p.arrangement_id
      from declared d join return_people p on p.arrangement_id = d.arrangement_id
      where ${isWaiting(tx)}
    ), unposted as materialized (
      select l.return_id, l.arrangement_id,
        sum(case when l.kind in ('spending', 'fee') then l.amount else -l.amount end)
          filter (where l.on_day < h.from_on) as before,
        sum(case when l.kind in ('spending', 'fee') then l.amount else -l.amount end) as until
      from return_lines l join holders_returns h on h.id = ${returnId} and l.on_day <= h.to_on
      where l.return_id = any (array(select distinct return_id from unsettled))
        and l.kind in ('contribution', 'spending', 'fee', 'refund')
      group by l.return_id, l.arrangement_id
    ), waiting as materialized (
      select arrangement_id, sum(before) as before, sum(until) as until
      from unsettled join unposted using (return_id, arrangement_id) group by arrangement_id
    )
    select d.arrangement_id, d.beneficiary_id, d.opening, d.closing,
      coalesce(g.opening, 0) - coalesce(w.before, 0) as ledger_opening,
      coalesce(g.closing, 0) as ledger_closing, coalesce(g.paid_in, 0) as ledger_paid_in,
      coalesce(w.until, 0) as not_posted, coalesce(g.closing, 0) - coalesce(w.until, 0) as expected,
      coalesce(s.paid_in, 0) as paid_in, coalesce(s.contribution, 0) as contribution,
      coalesce(s.spending, 0) as spending, coalesce(s.fee, 0) as fee,
      coalesce(s.refund, 0) as refund, coalesce(s.transferred_in, 0) as transferred_in,
      coalesce(s.transferred_out, 0) as transferred_out, (
        select p.closing from return_people p join holders_returns r on r.id = p.return_id
        where p.arrangement_id = d.arrangement_id and r.to_on < d.from_on and ${stands(tx)}
        order by r.to_on desc limit 1) as last_closing
    from declared d
    left join ledger g on g.arrangement_id = d.arrangement_id
    left join said s on s.arrangement_id = d.arrangement_id
    left join waiting w on w.arrangement_id = d.arrangement_id`;
}

/**
 * What the ledger says of the arrangements declared: before the period, in it, and at its end. What
 * belongs to a day of a closed period counts on that day, as in the return, and not on the later one
 * on which it took effect. What came in is payments and transfers, less what was paid back to the
 * authority: the return declares both ways out as `transferred_out`.
 */
const ledgerFigures = (tx: Tx): Fragment => tx.sql`
  with money as materialized (
    select a.id, d.arrangement_id, d.from_on, d.to_on from declared d
    join accounts a on a.arrangement_id = d.arrangement_id
    join account_classes c on c.id = a.class and c.kind in ('held', 'to_return')
  ), came_back as materialized (
    select e.id from declared d
    join undone_items u on u.arrangement_id = d.arrangement_id and u.why in ('rejected', 'bounced')
    join entries e on e.key in ('payment:' || u.item_id, 'bounced:' || u.item_id)
  ), sides as (
    select m.*, t.entry_id, k.name as kind, t.amount
    from money m join transfers t on t.to_account = m.id join entry_kinds k on k.id = t.kind
    union all
    select m.*, t.entry_id, k.name, -t.amount
    from money m join transfers t on t.from_account = m.id join entry_kinds k on k.id = t.kind
  ), moved as (
    select s.*, coalesce(e.relates_on, e.effective_on) as on_day
    from sides s join entries e on e.id = s.entry_id
    where s.entry_id not in (select id from came_back) and ${repaymentStands(tx)}
  )
  select arrangement_id, sum(amount) filter (where on_day < from_on) as opening,
    sum(amount) as closing,
    sum(amount) filter (where on_day >= from_on and (kind in ('transfer', 'repaid')
      or (kind = 'payment' and amount > 0))) as paid_in
  from moved where on_day <= to_on
  group by arrangement_id`;

/** One return's account as a whole, as a query of one row: what the bank, and all people, say. */
export function checkedAccount(tx: Tx, returnId: string): Fragment {
  const { sql } = tx;
  return sql`
    select h.id, h.pooled_account_id, h.payee_id, h.broker_id, h.from_on, h.to_on, h.tier, h.opening,
      h.closing, l.bank_lines, l.bank, l.of_people, h.other_opening + l.other as other_closing,
      h.interest_opening + l.interest as interest_closing, l.other, l.interest,
      (select coalesce(sum(closing), 0) from return_people where return_id = h.id) as people_closing,
      (select r.closing from holders_returns r
        where r.pooled_account_id is not distinct from h.pooled_account_id
          and r.payee_id is not distinct from h.payee_id and r.to_on < h.from_on and ${stands(tx)}
        order by r.to_on desc limit 1) as last_closing
    from holders_returns h cross join (
      select count(*) filter (where kind = 'bank')::int as bank_lines,
        coalesce(sum(amount) filter (where kind = 'bank'), 0) as bank,
        coalesce(sum(amount) filter (where kind = 'other_authorities'), 0) as other,
        coalesce(sum(amount) filter (where kind = 'interest'), 0) as interest,
        coalesce(sum(case
          when kind in ('paid_in', 'contribution', 'refund', 'transferred_in') then amount
          when kind in ('spending', 'fee', 'transferred_out') then -amount end), 0) as of_people
      from return_lines where return_id = ${returnId}
    ) as l
    where h.id = ${returnId}`;
}

/**
 * The fees that were taken of each person, and the most that was agreed for the months that begin in
 * the period: so much a month, and so much for each public funder beyond one. A query of
 * (arrangement_id, beneficiary_id, agreed, taken); the arrangement is the one with the most fees.
 */
export function checkedFees({ sql }: Tx, returnId: string): Fragment {
  return sql`
    with months as (
      select coalesce(sum(f.per_month), 0.00) as per_month,
        coalesce(sum(f.per_extra_funder), 0.00) as per_extra_funder
      from holders_returns h
      cross join lateral generate_series(date_trunc('month', h.from_on::timestamp),
        h.to_on::timestamp, '1 month') as m(first)
      join lateral (
        select per_month, per_extra_funder from broker_fees f
        where f.broker_id = h.broker_id and f.effective_on <= m.first
        order by f.effective_on desc limit 1) as f on true
      where h.id = ${returnId} and m.first >= h.from_on
    )
    select x.arrangement_id, x.beneficiary_id, x.taken,
      m.per_month + m.per_extra_funder * greatest(u.funders - 1, 0) as agreed
    from (
      select distinct on (beneficiary_id) beneficiary_id, arrangement_id,
        sum(sum(amount)) over (partition by beneficiary_id) as taken
      from return_lines where return_id = ${returnId} and kind = 'fee' and exists (
        select from holders_returns h where h.id = ${returnId} and h.broker_id is not null)
      group by beneficiary_id, arrangement_id
      order by beneficiary_id, sum(amount) desc, arrangement_id
    ) as x
    join (
      select p.beneficiary_id, count(distinct s.funder_id)::int as funders
      from return_people p join shares s on s.arrangement_id = p.arrangement_id
      where p.return_id = ${returnId} group by p.beneficiary_id
    ) as u on u.beneficiary_id = x.beneficiary_id
    cross join months m`;
}

import type { Fragment, Tx } from '../database/transactions.ts';
import { everyBalance } from '../ledger/balances.ts';
import type { ReportAt } from './report.ts';

/*
 * What partners bear, of all of them at once: the figures of `rechargeLinesOf` (src/partners), which
 * draws up one partner's recharge, by the same rules. A test holds the two together.
 */

/** The partners by the day, with the shares of each, as (funder_id, share_id, arrangement_id). */
export const partnerShares = ({ sql }: Tx, at: ReportAt): Fragment => sql`
  select p.funder_id, p.since_on, s.id as share_id, s.arrangement_id
  from partners p join shares s on s.funder_id = p.funder_id
  where p.entry_id <= ${at.known}::bigint`;

/**
 * What was spent under each partner's arrangements since its share is recharged, of `partner_shares`
 * as (funder_id, spent, part): by all public funders, and by the partner. What was drawn before that
 * day is taken off account by account, and few have any.
 */
export function spentWithPartners(tx: Tx, at: ReportAt): Fragment {
  const { sql } = tx;
  const before = (account: Fragment, sign: Fragment): Fragment => sql`
    select ${sign} as amount from transfers t
    where ${account} = a.id and t.effective_on < a.since_on and t.entry_id <= ${at.known}::bigint`;
  return sql`
    select d.funder_id, sum(d.amount) as spent, sum(d.amount) filter (where d.own) as part
    from (
      select a.funder_id, a.own, coalesce(b.balance, 0.00) - coalesce((select sum(t.amount) from (
          ${before(sql`t.to_account`, sql`t.amount`)}
          union all ${before(sql`t.from_account`, sql`-t.amount`)}) as t), 0.00) as amount
      from (
        select g.funder_id, g.since_on, a.id, s.funder_id is not distinct from g.funder_id as own
        from (select distinct funder_id, since_on, arrangement_id from partner_shares) as g
        join accounts a on a.arrangement_id = g.arrangement_id
        join account_classes c on c.id = a.class and c.kind = 'drawn'
        join shares s on s.id = a.subject
      ) as a
      left join (${everyBalance(tx, at.start)}) as b on b.account_id = a.id
    ) as d group by d.funder_id`;
}

/**
 * What partners paid themselves of invoices, because they hold the money of their orders, as
 * (funder_id, amount), net of VAT: what their acceptances and credits moved to `spent`.
 */
export const paidByPartners = ({ sql }: Tx, at: ReportAt): Fragment => sql`
  select s.funder_id, sum(t.amount) as amount
  from (
    select o.held_by as funder_id, l.arrangement_id, e.entry_id
    from orders o
    join invoice_lines l on l.order_id = o.id
    join (
      select entry_id, invoice_id, line from invoice_steps
      union all select n.entry_id, n.invoice_id, l.line
        from credit_notes n join invoice_lines l on l.invoice_id = n.invoice_id
    ) as e on e.invoice_id = l.invoice_id and e.line = l.line
    where o.held_by is not null
    group by o.held_by, l.arrangement_id, e.entry_id
  ) as s
  join partners p on p.funder_id = s.funder_id
  cross join lateral (
    select to_account as account_id, amount, effective_on from transfers
    where entry_id = s.entry_id
    union all
    select from_account, -amount, effective_on from transfers where entry_id = s.entry_id
  ) as t
  join accounts a on a.id = t.account_id and a.arrangement_id = s.arrangement_id
  join account_classes c on c.id = a.class and c.kind = 'spent'
  where s.entry_id <= ${at.known}::bigint and t.effective_on >= p.since_on
    and t.effective_on <= ${at.asAt.toString()}::date
  group by s.funder_id`;

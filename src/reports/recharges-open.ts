import type { Fragment, Tx } from '../database/transactions.ts';
import type { ReportAt } from './report.ts';

/**
 * What partners were recharged by the day, as (funder_id, recharged, settled, open, overdue,
 * oldest_issued_on, oldest_due_on). A recharge counts from its last day, and what settles it from
 * the day the money came.
 */
export function rechargesOpen({ sql }: Tx, at: ReportAt): Fragment {
  const [day, known] = [sql`${at.asAt.toString()}::date`, sql`${at.known}::bigint`];
  return sql`
    select funder_id, sum(amount) as recharged, sum(settled) as settled,
      coalesce(sum(amount - settled) filter (where due_on < ${day} and amount > settled), 0.00)
        as overdue,
      min(issued_on) filter (where amount > settled) as oldest_issued_on,
      min(due_on) filter (where amount > settled) as oldest_due_on
    from (
      select r.funder_id, r.amount, i.issued_on, i.due_on, coalesce(s.amount, 0.00) as settled
      from recharges r
      join recharge_issues i on i.recharge_id = r.id and i.entry_id <= ${known}
      left join (
        select s.recharge_id, sum(s.amount) as amount
        from recharge_settlements s
        join partner_receipts c on c.id = s.receipt_id and c.received_on <= ${day}
        where s.entry_id <= ${known} group by s.recharge_id
      ) as s on s.recharge_id = r.id
      where r.to_on <= ${day}
    ) as each group by funder_id`;
}

/** What came from partners by the day, as (funder_id, received). */
export const partnersPaid = ({ sql }: Tx, at: ReportAt): Fragment => sql`
  select funder_id, sum(amount) as received from partner_receipts
  where received_on <= ${at.asAt.toString()}::date and entry_id <= ${at.known}::bigint
  group by funder_id`;

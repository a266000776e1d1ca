import type { Fragment, Tx } from '../database/transactions.ts';
import { dayIn } from '../database/day.ts';
import type { On } from './in-place.ts';

/**
 * What the holders of public shares have shown to be spent by a day, as a query of (share_id,
 * spent): the balances of the shares' `spent` accounts, each from its beginning. It starts from the
 * last checkpoint that fits the day and what was known, as the reading of balances does, but finds it
 * by itself, so that a report may look at several days.
 */
export function spentByShare(tx: Tx, { on, known }: On): Fragment {
  const { sql } = tx;
  const day = dayIn(tx, on);
  const through = sql`${known}::bigint`;
  const classes = sql`(select id from account_classes
    where kind = 'spent' and source in ('education', 'health', 'social_care'))`;
  const moved = (when: Fragment) => sql`
    select to_account as account_id, amount from transfers
    where to_class in ${classes} and entry_id <= ${through} and ${when}
    union all
    select from_account, -amount from transfers
    where from_class in ${classes} and entry_id <= ${through} and ${when}`;
  return sql`
    with start as materialized (
      select coalesce(c.id, 0) as checkpoint, coalesce(c.month_end, '-infinity') as month_end,
        coalesce(c.through_entry, 0) as through,
        (select coalesce(max(through_entry), 0) from seal_batches) as sealed
      from (select) as nothing left join (
        select * from balance_checkpoints where month_end <= ${day} and through_entry <= ${through}
        order by month_end desc limit 1) as c on true
    ), moved as (
      select account_id, balance as amount from checkpoint_balances
      where checkpoint_id = (select checkpoint from start)
      union all
      select account_id, amount from late_movements
      where effective_on <= (select month_end from start)
        and through_entry > (select through from start)
        and through_entry <= least(${through}, (select sealed from start))
      union all
      ${moved(sql`effective_on > (select month_end from start) and effective_on <= ${day}`)}
      union all
      ${moved(sql`entry_id > (select sealed from start)
        and effective_on <= (select month_end from start)`)}
    )
    select a.subject as share_id, sum(m.amount) as spent
    from moved m join accounts a on a.id = m.account_id
    where a.class in ${classes} group by a.subject`;
}

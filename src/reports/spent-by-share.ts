import type { Fragment, Tx } from '../database/transactions.ts';

/** The classes of what the holders of public shares have shown to be spent. */
const spentClasses = ({ sql }: Tx): Fragment => sql`
  (select id from account_classes
    where kind = 'spent' and source in ('education', 'health', 'social_care'))`;

/** The `spent` accounts of public shares, as a query of (id, share_id). */
export const spentAccounts = (tx: Tx): Fragment => tx.sql`
  select id, subject as share_id from accounts where class in ${spentClasses(tx)}`;

/**
 * What the holders of public shares have shown to be spent by each of some days, as a query of (on,
 * account_id, amount): the parts of the balances of the shares' `spent` accounts, each from its
 * beginning. A reading starts from the last checkpoint that fits its
 * day and what was known, as the reading of balances does, and looks only at what the checkpoint does
 * not know.
 *
 * @param of the names of a query of the days, as (on), and of that of the accounts
 * @param known the last entry that counts
 */
export function spentMovements(
  tx: Tx,
  of: { readonly days: Fragment; readonly accounts: Fragment },
  known: string,
): Fragment {
  const { sql } = tx;
  const through = sql`${known}::bigint`;
  const classes = spentClasses(tx);
  // Said so, it is looked up while rows are read, and not joined to all that were read.
  const own = sql`(account_id in (select id from ${of.accounts})) is true`;
  // Each day is read by itself and by index: a join would read all checkpoints, or all transfers.
  const moved = (when: Fragment) => sql`
    select s.on, m.account_id, m.amount from start s
    cross join lateral (
      select to_account, from_account, amount from transfers
      where entry_id <= ${through} and ${when}
        and (to_class in ${classes} or from_class in ${classes}) offset 0) as t
    cross join (values (1), (-1)) as side(sign)
    cross join lateral (select case side.sign when 1 then t.to_account else t.from_account end
      as account_id, side.sign * t.amount as amount) as m
    where ${own}`;
  return sql`
    with start as materialized (
      select y.on, coalesce(c.id, 0) as checkpoint, coalesce(c.month_end, '-infinity') as month_end,
        coalesce(c.through_entry, 0) as through,
        (select coalesce(max(through_entry), 0) from seal_batches) as sealed
      from ${of.days} y left join lateral (
        select * from balance_checkpoints where month_end <= y.on and through_entry <= ${through}
        order by month_end desc limit 1) as c on true
    )
    select s.on, b.account_id, b.amount from start s
    cross join lateral (
      select account_id, balance as amount from checkpoint_balances
      where checkpoint_id = s.checkpoint and ${own} offset 0) as b
    union all
    select s.on, l.account_id, l.amount from start s
    cross join lateral (
      select account_id, amount from late_movements
      where effective_on <= s.month_end and through_entry > s.through
        and through_entry <= least(${through}, s.sealed) and ${own} offset 0) as l
    union all ${moved(sql`effective_on > s.month_end and effective_on <= s.on`)}
    union all ${moved(sql`entry_id > s.sealed and effective_on <= s.month_end`)}`;
}

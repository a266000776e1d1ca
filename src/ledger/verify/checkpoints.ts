import type { Tx } from '../../database/transactions.ts';
import { bothSides, find, type Check } from './check.ts';

/** Every balance checkpoint, recomputed from the transfers. */
export const checkpointsAreRight: Check = {
  name: 'Every balance kept for a month is the sum of the transfers up to it',
  expected: 'A balance checkpoint holds what the transfers make, and a later month knows no less.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`
        select count(*) || ' months with ' || (select count(*) from checkpoint_balances)
          || ' balances' as figure
        from balance_checkpoints`,
      sql`
        select 'The month to ' || month_end || ' was made knowing less than the month before it.'
          as offender
        from (
          select month_end, through_entry,
            lag(through_entry) over (order by month_end) as earlier from balance_checkpoints
        ) as months where through_entry < earlier
        union all
        (select 'Account ' || coalesce(c.name || ':' || a.subject, w.account_id::text)
          || ' is kept otherwise than its transfers say from the month to ' || w.month_end || '.'
        from (${wrongFrom(tx)}) as w
        left join accounts a on a.id = w.account_id
        left join account_classes c on c.id = a.class
        order by w.account_id)`,
    );
  },
};

/**
 * The accounts whose balance at a checkpoint is not the sum of transfers, with the first month. A
 * transfer belongs to every checkpoint from the first that reaches both its date and its entry, so
 * one pass sorts the transfers by that checkpoint and sets them against the changes in what is kept.
 */
function wrongFrom(tx: Tx) {
  const { sql } = tx;
  return sql`
    with months as (
      select id, month_end, through_entry, row_number() over (order by month_end) as place
      from balance_checkpoints
    ), bounds as (
      select array_agg(month_end + 1 order by place) as days,
        array_agg(through_entry + 1 order by place) as ids from months
    ), changes as (
      select m.account_id, greatest(width_bucket(m.effective_on, b.days),
        width_bucket(m.entry_id, b.ids)) + 1 as place, m.amount
      from (${bothSides(tx)}) as m, bounds b
      union all
      select k.account_id, o.place, -k.balance
      from checkpoint_balances k join months o on o.id = k.checkpoint_id
      union all
      select k.account_id, o.place + 1, k.balance
      from checkpoint_balances k join months o on o.id = k.checkpoint_id
    )
    select distinct on (d.account_id) d.account_id, o.month_end
    from (
      select account_id, place from changes group by account_id, place having sum(amount) <> 0
    ) as d
    join months o on o.place = d.place
    order by d.account_id, d.place`;
}

/** What arrived late for months that were made already, batch by batch as it was sealed. */
export const lateMovementsAreRight: Check = {
  name: 'What was posted late for a month that is kept is noted with that month',
  expected: 'Late movements are the sums of the transfers sealed since the months were made.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' late movements' as figure from late_movements`,
      sql`
        select 'Account ' || coalesce(c.name || ':' || a.subject, w.account_id::text)
          || ', ' || w.effective_on || ', sealed through entry ' || w.through_entry
          || ': the late movement is not what its transfers make.' as offender
        from (
          select account_id, effective_on, through_entry from (
            ${lateTransfers(tx)}
            union all
            select l.account_id, l.effective_on, l.through_entry, -l.amount from late_movements l
            where exists (select from balance_checkpoints k
              where k.month_end >= l.effective_on and k.through_entry < l.through_entry)
          ) as changes
          group by account_id, effective_on, through_entry having sum(amount) <> 0
        ) as w
        left join accounts a on a.id = w.account_id
        left join account_classes c on c.id = a.class
        order by w.through_entry, w.account_id, w.effective_on`,
    );
  },
};

/** The movements of sealed transfers that some month did not know of when it was made. */
function lateTransfers(tx: Tx) {
  const { sql } = tx;
  return sql`
    select m.account_id, m.effective_on, b.through_entry, m.amount
    from (${bothSides(tx)}) as m
    cross join lateral (
      select min(through_entry) as through_entry from seal_batches
      where through_entry >= m.entry_id
    ) as b
    where m.entry_id <= (select max(through_entry) from seal_batches)
      and exists (select from balance_checkpoints k
        where k.month_end >= m.effective_on and k.through_entry < m.entry_id)`;
}

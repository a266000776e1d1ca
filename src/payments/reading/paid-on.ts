import type { Fragment, Tx } from '../../database/transactions.ts';

/**
 * The day on which a part `y` of an item pays, in a query with its run `r`: that of the run, but for
 * a run that pays each on its day. Only of those runs the credits are looked at, one by one.
 */
export const paidOn = ({ sql }: Tx): Fragment => sql`
  case when r.each_on_its_day then (
    select c.value_on from pay_run_credits c
    where c.id = (select i.credit_id from pay_run_items i where i.id = y.item_id)
  ) else r.value_on end`;

/**
 * The items of some runs that are not undone, as a query of (instalment_id, amount, paid_on). Nearly
 * every instalment is paid whole by one of them, and of what is known to be, no more must be read.
 *
 * @param runs a query of (id, value_on, each_on_its_day)
 */
export const itemsPaid = ({ sql }: Tx, runs: Fragment): Fragment => sql`
  select i.instalment_id, i.amount, case when r.each_on_its_day
    then (select c.value_on from pay_run_credits c where c.id = i.credit_id)
    else r.value_on end as paid_on
  from pay_run_items i join (${runs}) as r on r.id = i.pay_run_id
  where i.id not in (select item_id from undone_items)`;

/**
 * The runs that were released, by an entry (all that were if left out), as a query of (pay_run_id);
 * all payments of a run are entries of one moment, so one tells.
 */
export function releasedRuns({ sql }: Tx, known?: string): Fragment {
  if (known === undefined) return sql`select pay_run_id from pay_run_releases`;
  return sql`
    select l.pay_run_id
    from pay_run_releases l
    cross join lateral (
      select i.id from pay_run_items i
      where i.pay_run_id = l.pay_run_id
        and i.id not in (select item_id from undone_items where why = 'taken_out')
      limit 1) as i
    join lateral (
      select e.id from entries e where e.key = 'payment:' || i.id offset 0) as e
      on e.id <= ${known}::bigint`;
}

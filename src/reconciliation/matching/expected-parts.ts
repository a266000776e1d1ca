import type { Fragment, Tx } from '../../database/transactions.ts';

/** A reference as keys are written: capitals and digits. The pattern is tried where it must be. */
export const keyOf = ({ sql }: Tx, reference: Fragment): Fragment => sql`
  case when ${reference} ~ '[^A-Z0-9]'
    then upper(regexp_replace(${reference}, '[^A-Za-z0-9]+', '', 'g')) else ${reference} end`;

/**
 * What leaves together, of each run all at once or day by day, with how many payments it has; from
 * `credits`, a row of which is a payment: pay_run_id, leaves_on, at_once, key, amount, rejected.
 */
export const leavings = ({ sql }: Tx): Fragment => sql`
  select pay_run_id, leaves_on, at_once,
    case when at_once then 'pay_run:' || pay_run_id else 'pay_run:' || pay_run_id || ':' || leaves_on
      end as name,
    count(*) as payments, min(key collate "C") as key,
    coalesce(sum(amount) filter (where not at_once), 0) as amount,
    coalesce(sum(amount) filter (where not at_once and rejected), 0) as rejected
  from credits group by pay_run_id, leaves_on, at_once`;

/**
 * What the bank takes for a run at once, or day by day where each payment leaves on its own; from
 * `runs` (id, serial, bank_account_id, value_on, total, open, at_once), `leavings` and `taken`, which
 * has what is matched by name.
 */
export const wholes = ({ sql }: Tx): Fragment => sql`
  select 'pay_run:' || r.id as name, r.bank_account_id, -r.total as amount, r.value_on, r.open,
    array[r.serial] || case when l.payments = 1 then array[l.key] else '{}' end as keys,
    r.id as pay_run_id, l.payments
  from runs r
  left join leavings l on l.pay_run_id = r.id and l.at_once
  where r.at_once
  union all
  select l.name, r.bank_account_id, -l.amount, l.leaves_on,
    l.amount - l.rejected - coalesce(t.amount, 0),
    array[r.serial] || case when l.payments = 1 then array[l.key] else '{}' end, r.id, l.payments
  from leavings l
  join runs r on r.id = l.pay_run_id
  left join taken t on t.name = l.name
  where not l.at_once`;

/**
 * Single payments, for banks that book them one by one: no more than is left of their run, or day;
 * from `credits`, `wholes` and `taken`.
 */
export const payments = ({ sql }: Tx): Fragment => sql`
  select 'payment:' || p.id as name, w.bank_account_id, -p.amount as amount, p.value_on,
    case when w.open < p.left then 0 else p.left end as open, array[p.key] as keys, p.pay_run_id,
    p.id as credit_id, w.name as whole
  from (
    select c.*, case when t.amount is null then c.amount else c.amount - t.amount end as left
    from credits c left join taken t on t.credit_id = c.id and t.kind = 'payment'
    where not c.rejected
  ) as p
  join wholes w on w.pay_run_id = p.pay_run_id and w.value_on = p.leaves_on
  where w.payments > 1`;

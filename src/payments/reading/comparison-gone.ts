import type { Tx, Fragment } from '../../database/transactions.ts';
import type { RulesInForce } from '../../law/rules.ts';
import type { Sector } from '../../ledger/accounts.ts';
import { dedicatedSectors } from '../dedicated.ts';
import { covers, everyHold } from '../holding/open.ts';

/**
 * The queries `missing`, `elsewhere`, `schedules` and `gone`, which say of the arrangements in
 * `lost` why a payment of the run `last` has none that follows it in the run `this`. What is looked
 * at is what stood when the run was drawn up, so that the answer stays the same. It has the columns
 * (arrangement_id, why); an arrangement may have no row where its payment is simply not due.
 */
export function whyGone(tx: Tx, rules: RulesInForce): Fragment {
  const coolingOff = rules.rule('bank_details_cooling_off').value;
  return tx.sql`
    details as materialized (${detailsThen(tx, coolingOff)}
    ), missing as materialized (${missingPayments(tx, dedicatedSectors(rules))}
    ), elsewhere as materialized (
      select distinct i.arrangement_id
      from pay_run_items i
      join pay_runs r on r.id = i.pay_run_id
      join pay_run_releases q on q.pay_run_id = r.id
      join this t on r.serial < t.serial join last l on r.serial > l.serial
      where i.arrangement_id in (select arrangement_id from lost)
    ), schedules as materialized (
      select n.arrangement_id, bool_or(n.value_on > l.value_on) as goes_on
      from instalments n cross join this t cross join last l
      where n.arrangement_id in (select arrangement_id from lost)
        and ${stoodThen(tx)} group by n.arrangement_id
    ), gone as materialized (
      select x.arrangement_id, coalesce(m.why, case
        when e.arrangement_id is not null then 'paid_by_another_run'
        when s.goes_on then 'not_due' when b.ends_on < t.value_on then 'budget_ended'
        else 'ended' end) as why
      from lost x
      join arrangements a on a.id = x.arrangement_id join budgets b on b.id = a.budget_id
      cross join this t
      left join missing m on m.arrangement_id = x.arrangement_id
      left join elsewhere e on e.arrangement_id = x.arrangement_id
      left join schedules s on s.arrangement_id = x.arrangement_id`;
}

/** Whether an instalment `n` was agreed, not replaced and not paid before, when `t` was drawn up. */
const stoodThen = ({ sql }: Tx): Fragment => sql`
  exists (select from agreement_decisions d
    where d.agreement_id = n.agreement_id and d.decided_at <= t.drawn_up_at)
  and not exists (select from replaced_instalments r
    join agreement_decisions d on d.agreement_id = r.agreement_id
    where r.instalment_id = n.id and d.decided_at <= t.drawn_up_at)
  and not exists (select from instalments_paid_before b where b.instalment_id = n.id)`;

/** Of payees whether their latest details could be paid to, when the run was drawn up. */
function detailsThen({ sql }: Tx, coolingOff: string): Fragment {
  return sql`
    select distinct on (d.payee_id) d.payee_id, d.account_use = 'other_money_too' as other_money,
      k.checked_at is not null and k.checked_at <= t.drawn_up_at
        and not (e.effective_on + ${coolingOff}::int > t.value_on and exists (
          select from bank_details o
          where o.payee_id = d.payee_id and o.recorded_at < d.recorded_at)) as usable
    from bank_details d
    join this t on d.recorded_at <= t.drawn_up_at
    join entries e on e.id = d.entry_id
    left join bank_details_checks k on k.bank_details_id = d.id
    where d.payee_id in (select a.payee_id from arrangements a
      where a.id in (select arrangement_id from lost))
    order by d.payee_id, d.recorded_at desc, d.id`;
}

/** The latest payment of each arrangement that was due by the run and is in none, with the cause. */
function missingPayments(tx: Tx, dedicated: readonly Sector[]): Fragment {
  const { sql } = tx;
  return sql`
    select distinct on (n.arrangement_id) n.arrangement_id,
      case when exists (select from undone_items u where u.instalment_id = n.id
            and u.pay_run_id = t.id and u.why = 'taken_out')
          or exists (select from (${everyHold(tx)}) as h
            left join payment_hold_endings e on e.hold_id = h.id
            where h.arrangement_id = n.arrangement_id and h.placed_at <= t.drawn_up_at
              and coalesce(e.ended_at > t.drawn_up_at, true) and ${covers(tx, sql`n`)}) then 'held_by_officer'
        when c.budget_id is not null then 'budget_closed'
        when y.usable is not true then 'bank_details'
        when y.other_money and not exists (select from instalment_shares x
          join shares s on s.id = x.share_id
          where x.instalment_id = n.id and x.amount > 0 and not ${JSON.stringify(dedicated)}::text::jsonb ? s.source) then 'bank_details'
        when t.chosen then 'not_chosen' else 'on_hold' end as why
    from lost x
    join instalments n on n.arrangement_id = x.arrangement_id
    join this t on n.value_on <= t.value_on
    join arrangements a on a.id = n.arrangement_id
    left join budget_closures c on c.budget_id = a.budget_id and c.closed_on <= n.value_on
      and c.recorded_at <= t.drawn_up_at
    left join details y on y.payee_id = a.payee_id
    where ${stoodThen(tx)} and not exists (
      select from pay_run_items p
      join pay_runs r on r.id = p.pay_run_id and r.serial <= t.serial
      left join undone_items u on u.item_id = p.id
        and (u.recorded_at <= t.drawn_up_at or u.pay_run_id = t.id and u.why = 'taken_out')
      where p.instalment_id = n.id and u.item_id is null)
    order by n.arrangement_id, n.value_on desc, n.id`;
}

import { termsChangedSince } from '../budgets/came-back.ts';
import type { Tx, Fragment } from '../database/transactions.ts';
import { missingFor } from '../documents/missing.ts';
import type { RulesInForce } from '../law/rules.ts';
import { dedicatedSectors } from './dedicated.ts';
import { covers, openHolds } from './holding/open.ts';

/**
 * The shares of instalments that are due by a date and stand in no run, each with the payee's
 * checked bank details or why it cannot be paid: a query with columns (instalment_id,
 * arrangement_id, beneficiary_id, share_id, value_on, amount, bank_details_id, cool_on, why,
 * missing, holds). Where each payment leaves on its own day, none leaves before the day given.
 *
 * Due is a share of an instalment that no later version has replaced, that was not paid before the
 * book began, and that is in no item that is not undone. Of bank details the latest count: while a
 * change waits for its check, nothing is paid. What a sector requires must be on file on the first
 * day of the instalment's period (SI 2014/1652, reg. 8 and the like; see `missingFor`); what was on
 * hold and let go by decision is paid as it was decided. What an officer holds back is not paid
 * before the hold has ended. What came back is not paid again as it was where the terms have changed
 * since it was paid: a version that is agreed now says what is due (see `termsChangedSince`). By the
 * rule `dedicated_account` a sector's share does not go to an account that is known to have other
 * money in it too.
 */
export function dueShares(
  tx: Tx,
  valueOn: string,
  rules: RulesInForce,
  eachOnItsDayFrom?: string,
): Fragment {
  const { sql } = tx;
  const paysOn =
    eachOnItsDayFrom === undefined
      ? sql`${valueOn}::date`
      : sql`greatest(d.value_on, ${eachOnItsDayFrom}::date)`;
  const coolingOff = rules.rule('bank_details_cooling_off').value;
  const dedicated = dedicatedSectors(rules);
  const asked = sql`
    select distinct arrangement_id, share_id, period_from as day from due_shares where not closed`;
  return sql`
    with due_shares as materialized (${unpaidShares(tx, valueOn)}
    ), latest_details as materialized (
      select distinct on (d.payee_id) d.payee_id, d.id, k.checked_by, d.account_use,
        case when exists (select from bank_details o
            where o.payee_id = d.payee_id and o.recorded_at < d.recorded_at)
          then e.effective_on + ${coolingOff}::int end as cool_on
      from bank_details d join entries e on e.id = d.entry_id
      left join bank_details_checks k on k.bank_details_id = d.id
      where d.payee_id in (select payee_id from due_shares)
      order by d.payee_id, d.recorded_at desc, d.id
    ), held as materialized (
      select d.instalment_id, jsonb_agg(jsonb_build_object('id', h.id, 'reason', h.reason,
        'acts', h.acts) order by h.entry_id) as holds
      from (select distinct instalment_id, arrangement_id, number, value_on from due_shares) as d
      join (${openHolds(tx)}) as h on h.arrangement_id = d.arrangement_id
        and ${covers(tx, sql`d`)}
      group by d.instalment_id
    ), terms_changed as materialized (
      ${termsChangedSince(tx, sql`select instalment_id from due_shares`)}
    ), not_on_file as materialized (
      select arrangement_id, share_id, day, jsonb_agg(jsonb_build_object('document', document,
        'givenBy', given_by) order by document, given_by) as missing
      from (${missingFor(tx, asked, rules)}) as m group by arrangement_id, share_id, day
    )
    select d.instalment_id, d.arrangement_id, d.beneficiary_id, d.share_id, d.value_on, d.amount,
      b.id as bank_details_id, b.cool_on, m.missing, f.holds,
      case when d.closed then 'budget-closed' when f.holds is not null then 'held'
        when t.instalment_id is not null then 'terms-changed'
        when b.checked_by is null then 'bank-details-not-checked'
        when b.cool_on > ${paysOn} then 'bank-details-cooling-off'
        when m.missing is not null then 'on-hold'
        when b.account_use = 'other_money_too' and d.source in (select value
          from jsonb_array_elements_text(${JSON.stringify(dedicated)}::text::jsonb)) then 'account-not-dedicated' end as why
    from due_shares d
    left join latest_details b on b.payee_id = d.payee_id
    left join terms_changed t on t.instalment_id = d.instalment_id
    left join held f on f.instalment_id = d.instalment_id
    left join not_on_file m on m.arrangement_id = d.arrangement_id and m.share_id = d.share_id
      and m.day = d.period_from and not d.let_go`;
}

/** What is scheduled by a date and not paid, nor in a run that may still pay it. */
function unpaidShares(tx: Tx, valueOn: string): Fragment {
  return tx.sql`
    select i.id as instalment_id, i.arrangement_id, i.beneficiary_id, i.number, i.value_on,
      i.period_from, x.share_id, s.source, coalesce(h.amount, x.amount) as amount, h.share_id is not null as let_go,
      c.budget_id is not null as closed, a.payee_id
    from instalments i
    join instalment_shares x on x.instalment_id = i.id and x.amount > 0
    join shares s on s.id = x.share_id
    join arrangements a on a.id = i.arrangement_id
    left join budget_closures c on c.budget_id = a.budget_id and c.closed_on <= i.value_on
    left join hold_releases h on h.instalment_id = i.id and h.share_id = x.share_id
    where i.value_on <= ${valueOn}::date
      and not exists (select from replaced_instalments r where r.instalment_id = i.id)
      and not exists (select from instalments_paid_before b where b.instalment_id = i.id)
      and not exists (
        select from pay_run_item_shares p
        where p.instalment_id = i.id and p.share_id = x.share_id and not exists (
          select from undone_items u where u.item_id = p.item_id))`;
}

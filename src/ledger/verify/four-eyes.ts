import type { Tx } from '../../database/transactions.ts';
import { find, pounds, type Check, type Query } from './check.ts';

/** Constraints hold this too; here it is read from the records themselves, not from their copies. */
export const twoPeople: Check = {
  name: 'Two people decided, approved and checked, never one alone',
  expected:
    'Whoever decides did not propose, whoever approves did not draw up, whoever checks bank ' +
    'details did not record them, and nothing was released to details that nobody checked; nobody ' +
    'approved payments to details that they recorded or checked, or more than their limit was.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`
        select (select count(*) from agreement_decisions) || ' decisions, '
          || (select count(*) from pay_run_approvals) || ' approvals, '
          || (select count(*) from bank_details_checks) || ' checks of bank details' as figure`,
      sql`
        select 'Agreement ' || d.agreement_id || ' was decided by the one who proposed it.'
          as offender
        from agreement_decisions d left join agreements g on g.id = d.agreement_id
        where (d.decided_by <> g.proposed_by and d.proposed_by = g.proposed_by) is not true
        union all
        select 'Agreement ' || d.agreement_id || ' was refused by the one who proposed it.'
        from agreement_refusals d left join agreements g on g.id = d.agreement_id
        where (d.decided_by <> g.proposed_by and d.proposed_by = g.proposed_by) is not true
        union all
        select 'The refusal ' || r.decision_id || ' was reviewed by the one who had decided it.'
        from review_outcomes o join decision_reviews r on r.id = o.review_id
        left join funder_decisions d on d.id = r.decision_id
        where (o.decided_by <> d.decided_by and o.first_decided_by = d.decided_by) is not true
        union all
        select 'The import ' || l.import_id || ' was loaded by the one who had sent it in.'
        from book_import_loads l left join book_imports i on i.id = l.import_id
        where (l.loaded_by <> i.recorded_by and l.recorded_by = i.recorded_by) is not true
        union all
        select 'The uplift ' || d.uplift_id || ' was decided by the one who drew it up.'
        from uplift_decisions d left join uplifts u on u.id = d.uplift_id
        where (d.decided_by <> u.drawn_up_by and d.drawn_up_by = u.drawn_up_by) is not true
        union all
        select 'Pay run ' || p.pay_run_id || ' was approved by the one who drew it up.'
        from pay_run_approvals p left join pay_runs r on r.id = p.pay_run_id
        where (p.approved_by <> r.drawn_up_by and p.drawn_up_by = r.drawn_up_by) is not true
        union all
        select 'Bank details ' || c.bank_details_id || ' were checked by the one who recorded them.'
        from bank_details_checks c left join bank_details b on b.id = c.bank_details_id
        where (c.checked_by <> b.recorded_by and c.recorded_by = b.recorded_by) is not true
        union all
        select distinct 'Pay run ' || i.pay_run_id || ' was released to bank details '
          || i.bank_details_id || ', which nobody had checked.'
        from pay_run_items i join pay_run_releases r on r.pay_run_id = i.pay_run_id
        where not exists (
          select from bank_details_checks c where c.bank_details_id = i.bank_details_id)
        union all
        select 'The write-off ' || d.write_off_id || ' was decided by the one who asked for it.'
        from write_off_decisions d left join write_offs w on w.id = d.write_off_id
        where (d.decided_by <> w.asked_by and d.asked_by = w.asked_by) is not true
        union all ${approvedToOwnDetails(tx)} union all ${approvedAboveLimits(tx)}`,
    );
  },
};

/** Runs approved by somebody who recorded or checked bank details that they pay to. */
function approvedToOwnDetails({ sql }: Tx): Query {
  return sql`
    select 'Pay run ' || p.pay_run_id || ' was approved by the one who recorded or checked '
      || count(distinct i.bank_details_id) || ' of the bank details that it pays to.'
    from pay_run_approvals p
    join pay_run_items i on i.pay_run_id = p.pay_run_id
    join bank_details b on b.id = i.bank_details_id
    left join bank_details_checks c on c.bank_details_id = b.id
    where p.approved_by in (b.recorded_by, c.checked_by) and not exists (
      select from undone_items u where u.item_id = i.id and u.why = 'taken_out')
    group by p.pay_run_id`;
}

/**
 * Runs approved above the limit of their day, or by another limit than the one that counted: of
 * those set before, the one with the latest first day that had come. The journal says what was
 * before what.
 */
function approvedAboveLimits(tx: Tx): Query {
  const { sql } = tx;
  return sql`
    select 'Pay run ' || p.pay_run_id || ' of ' || ${pounds(tx, sql`p.total`)}
      || ' was approved where the limit was ' || case when l.id is null then 'none'
        else ${pounds(tx, sql`l.amount`)} end
      || case when p.limit_id is distinct from l.id then ', and by another limit.' else '.' end
    from pay_run_approvals p
    join entries e on e.id = p.entry_id
    left join lateral (
      select l.id, l.amount from approval_limits l
      where l.user_id = p.approved_by and l.entry_id < p.entry_id
        and l.from_on <= coalesce(e.relates_on, e.effective_on)
      order by l.from_on desc, l.entry_id desc limit 1
    ) as l on true
    where p.limit_id is distinct from l.id or p.total > l.amount`;
}

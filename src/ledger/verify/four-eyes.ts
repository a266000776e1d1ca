import { find, type Check } from './check.ts';

/** Constraints hold this too; here it is read from the records themselves, not from their copies. */
export const twoPeople: Check = {
  name: 'Two people decided, approved and checked, never one alone',
  expected:
    'Whoever decides did not propose, whoever approves did not draw up, whoever checks bank ' +
    'details did not record them, and nothing was released to details that nobody checked.',
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
          select from bank_details_checks c where c.bank_details_id = i.bank_details_id)`,
    );
  },
};

import type { Tx } from '../../database/transactions.ts';
import { bothSides, find, pounds, type Check, type Query } from './check.ts';

/**
 * Each charge brings what was charged of its period to what the version that was agreed last by
 * then makes due. Where some days of a share are paid net and others gross, only a part is charged,
 * which is no less than nothing and no more than all that is due.
 */
export const chargesAreWhatWasDue: Check = {
  name: 'What was charged of each contribution is what was due of it',
  expected:
    'With each charge, the charges of a period make what the agreement in force then has due, and ' +
    'its entry moves the same.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' charges of ' || ${pounds(tx, sql`sum(amount)`)} as figure
        from contribution_charges`,
      sql`
        select 'Share ' || share_id || ', period ' || number || ': ' || ${pounds(tx, sql`so_far`)}
          || ' is charged with charge ' || charge || ', and ' || ${pounds(tx, sql`due`)}
          || ' was due.' as offender
        from (${chargedAndDue(tx)}) as c
        where case when paid_net then so_far not between 0 and due else so_far <> due end
        union all ${chargesNotPosted(tx)}`,
    );
  },
};

/** What was charged of a period up to each charge, and what was due of it then. */
function chargedAndDue({ sql }: Tx): Query {
  return sql`
    select c.*, coalesce(d.amount, 0.00) as due, coalesce(n.from_version <= c.version, false) as paid_net
    from (
      select distinct on (c.id) c.id, c.share_id, c.number, c.charge, c.so_far, g.id as agreement_id,
        g.version
      from (
        select *, sum(amount) over (partition by share_id, number order by charge) as so_far
        from contribution_charges
      ) as c
      join agreements g on g.arrangement_id = c.arrangement_id
      join agreement_decisions a on a.agreement_id = g.id and a.entry_id < c.entry_id
      order by c.id, g.version desc
    ) as c
    left join contributions_due d on d.agreement_id = c.agreement_id and d.share_id = c.share_id
      and d.number = c.number
    left join (
      select x.share_id, min(g.version) as from_version from agreement_shares x
      join agreements g on g.id = x.agreement_id where x.paid = 'net' and x.weekly > 0
      group by x.share_id
    ) as n on n.share_id = c.share_id`;
}

/** Charges whose entry moves something else, and entries that no charge names. */
function chargesNotPosted(tx: Tx): Query {
  const { sql } = tx;
  return sql`
    select 'Entry ' || coalesce(c.entry_id, m.entry_id) || ': ' || ${pounds(tx, sql`c.amount`)}
      || ' is charged to person ' || coalesce(c.beneficiary_id, m.beneficiary_id)
      || ', and the entry moves ' || ${pounds(tx, sql`m.amount`)} || '.'
    from contribution_charges c
    full join (
      select m.entry_id, a.subject as beneficiary_id, sum(m.amount) as amount
      from (${bothSides(tx)}) as m
      join entries e on e.id = m.entry_id join entry_kinds k on k.id = e.kind
      join accounts a on a.id = m.account_id join account_classes s on s.id = a.class
      where k.name = 'contribution_due' and s.kind = 'contribution_due'
      group by m.entry_id, a.subject
    ) as m on m.entry_id = c.entry_id and m.beneficiary_id = c.beneficiary_id
    where c.amount is distinct from m.amount`;
}

/** Each receipt moved its money where it says, on its day; and each such entry has its receipt. */
export const receiptsAreInTheJournal: Check = {
  name: 'Every contribution that came is in the journal, in the account that it came to',
  expected: "A receipt's entry moves its amount to the holder's share or to the bank, on its day.",
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' receipts of ' || ${pounds(tx, sql`sum(amount)`)} as figure
        from contribution_receipts`,
      sql`
        select 'Entry ' || coalesce(r.entry_id, m.entry_id) || ': a receipt of '
          || ${pounds(tx, sql`r.amount`)} || ' came on ' || coalesce(r.received_on::text, 'no day')
          || ', and the entry moves ' || ${pounds(tx, sql`m.amount`)} || ' on '
          || coalesce(m.received_on::text, 'no day') || ' elsewhere or otherwise.' as offender
        from (
          select entry_id, received_on, amount, coalesce(bank_account_id, share_id) as came_to,
            case paid_into when 'holder' then 'held' else 'bank' end as kind,
            beneficiary_id as came_from
          from contribution_receipts
        ) as r
        full join (
          select t.entry_id, coalesce(e.relates_on, e.effective_on) as received_on, t.amount,
            o.subject as came_to, oc.kind, f.subject as came_from
          from entries e join entry_kinds k on k.id = e.kind and k.name = 'contribution_received'
          join transfers t on t.entry_id = e.id
          join accounts f on f.id = t.from_account
          join accounts o on o.id = t.to_account join account_classes oc on oc.id = o.class
        ) as m on m.entry_id = r.entry_id
        where (r.received_on, r.amount, r.came_to, r.kind, r.came_from)
          is distinct from (m.received_on, m.amount, m.came_to, m.kind, m.came_from)`,
    );
  },
};

/** What a person owes by the accounts is what they were charged and did not pay. */
export const contributionDueIsUnpaid: Check = {
  name: 'What a person owes is what was charged less what came to the authority',
  expected: 'For each person: contribution due = charges less receipts that were not undone.',
  run({ tx }) {
    const { sql } = tx;
    const balances = sql`
      select a.subject as beneficiary_id, sum(m.amount) as amount
      from (${bothSides(tx)}) as m
      join accounts a on a.id = m.account_id
      join account_classes c on c.id = a.class and c.kind = 'contribution_due'
      group by a.subject`;
    const unpaid = sql`
      select beneficiary_id, sum(amount) as amount from (
        select beneficiary_id, amount from contribution_charges
        union all
        select r.beneficiary_id, -r.amount from contribution_receipts r
        left join entries u on u.reverses = r.entry_id
        where r.paid_into = 'authority' and u.id is null
      ) as each group by beneficiary_id`;
    return find(
      tx,
      sql`select count(*) || ' people, ' || ${pounds(tx, sql`sum(amount)`)} || ' due' as figure
        from (${balances}) as b`,
      sql`
        select 'Person ' || coalesce(b.beneficiary_id, u.beneficiary_id) || ': '
          || ${pounds(tx, sql`b.amount`)} || ' is due by the accounts, and charges less receipts make '
          || ${pounds(tx, sql`u.amount`)} || '.' as offender
        from (${balances}) as b full join (${unpaid}) as u on u.beneficiary_id = b.beneficiary_id
        where coalesce(b.amount, 0) <> coalesce(u.amount, 0)`,
    );
  },
};

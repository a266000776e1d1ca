import type { Tx } from '../../database/transactions.ts';
import { find, pounds, type Check, type Query } from './check.ts';

const PUBLIC = ['education', 'health', 'social_care'];

/** What decided transfers say moves between shares: what is held, and what was drawn of it. */
function decided({ sql }: Tx): Query {
  return sql`
    select d.entry_id, t.effective_on, k.kind, x.from_share_id, x.to_share_id, x.amount
    from arrangement_transfers t
    join arrangement_transfer_decisions d on d.transfer_id = t.id and d.outcome = 'agreed'
    join arrangement_transfer_shares x on x.transfer_id = t.id
    join shares s on s.id = x.from_share_id
    cross join (values ('held'), ('drawn')) as k(kind)
    where t.what = 'held' and (k.kind = 'held' or s.source = any(${PUBLIC}))`;
}

/** What the journal moves between shares by entries of the kind. */
function posted({ sql }: Tx): Query {
  return sql`
    select e.id as entry_id, coalesce(e.relates_on, e.effective_on) as effective_on, fc.kind,
      f.subject as from_share_id, o.subject as to_share_id, m.amount
    from entries e join entry_kinds n on n.id = e.kind and n.name = 'transfer'
    join transfers m on m.entry_id = e.id
    join accounts f on f.id = m.from_account join account_classes fc on fc.id = f.class
    join accounts o on o.id = m.to_account join account_classes oc on oc.id = o.class
      and oc.kind = fc.kind`;
}

/** What one arrangement holds becomes another's only by a transfer that was agreed. */
export const transfersAreInTheJournal: Check = {
  name: 'What moved between arrangements is what two people agreed',
  expected:
    'Each agreed transfer of what is held moves, on its day, its parts between the shares it names, ' +
    'and as much that was drawn of public money; nothing else does, and the parts make its amount.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`
        select count(*) || ' transfers of ' || ${pounds(tx, sql`sum(t.amount)`)} as figure
        from arrangement_transfers t
        join arrangement_transfer_decisions d on d.transfer_id = t.id and d.outcome = 'agreed'`,
      sql`
        select 'Entry ' || coalesce(d.entry_id, p.entry_id) || ': '
          || ${pounds(tx, sql`d.amount`)} || ' ' || coalesce(d.kind, p.kind) || ' is agreed to go from share '
          || coalesce(d.from_share_id, p.from_share_id) || ' to '
          || coalesce(d.to_share_id, p.to_share_id) || ' on '
          || coalesce(d.effective_on, p.effective_on) || ', and the entry moves '
          || ${pounds(tx, sql`p.amount`)} || '.' as offender
        from (${decided(tx)}) as d full join (${posted(tx)}) as p using (entry_id, effective_on, kind,
          from_share_id, to_share_id)
        where d.amount is distinct from p.amount
        union all ${notAddingUp(tx)}`,
    );
  },
};

/** Transfers whose parts are not what was decided: the amount if agreed, nothing if not. */
function notAddingUp(tx: Tx): Query {
  const { sql } = tx;
  return sql`
    select 'Transfer ' || t.id || ' of ' || ${pounds(tx, sql`t.amount`)} || ' is '
      || coalesce(d.outcome, 'open') || ', and its parts make ' || ${pounds(tx, sql`x.amount`)} || '.'
    from arrangement_transfers t
    left join arrangement_transfer_decisions d on d.transfer_id = t.id
    left join (select transfer_id, sum(amount) as amount from arrangement_transfer_shares
      group by transfer_id) as x on x.transfer_id = t.id
    where coalesce(x.amount, 0) <> case when d.outcome = 'agreed' then t.amount else 0 end`;
}

/** By how much each version changes what each public share agrees. */
function changed({ sql }: Tx): Query {
  return sql`
    select g.id as agreement_id, x.share_id, x.amount - coalesce((
        select p.amount from agreement_shares p join agreements b on b.id = p.agreement_id
        join agreement_decisions d on d.agreement_id = b.id
        where p.share_id = x.share_id and b.version < g.version
        order by b.version desc limit 1), 0) as amount
    from agreements g join agreement_shares x on x.agreement_id = g.id
    join shares s on s.id = x.share_id and s.source = any(${PUBLIC})
    where exists (select from arrangement_transfers t
      where g.id in (t.from_agreement_id, t.to_agreement_id))`;
}

/** Agreed money leaves one arrangement as it comes to the other, by versions decided together. */
export const agreedMoneyMovesTogether: Check = {
  name: 'What was agreed and moved is agreed less in one place and as much more in the other',
  expected:
    'Both versions of such a transfer are decided as it was, and each share agrees less, or more, by ' +
    'its part.',
  run({ tx }) {
    const { sql } = tx;
    const both = sql`
      select t.id, d.outcome, v.agreement_id, v.sign from arrangement_transfers t
      left join arrangement_transfer_decisions d on d.transfer_id = t.id
      cross join lateral (values (t.from_agreement_id, -1), (t.to_agreement_id, 1))
        as v(agreement_id, sign)
      where t.what = 'agreed'`;
    const parts = sql`
      select transfer_id, from_share_id as share_id, -amount as amount
      from arrangement_transfer_shares
      union all
      select transfer_id, to_share_id, amount from arrangement_transfer_shares`;
    return find(
      tx,
      sql`select count(*) || ' versions decided by transfers' as figure
        from (${both}) as b where outcome is not null`,
      sql`
        select 'Transfer ' || b.id || ' is ' || coalesce(b.outcome, 'open') || ', and agreement '
          || b.agreement_id || ' is ' || case when a.agreement_id is not null then 'agreed'
            when r.agreement_id is not null then 'refused' else 'open' end || '.' as offender
        from (${both}) as b
        left join agreement_decisions a on a.agreement_id = b.agreement_id
        left join agreement_refusals r on r.agreement_id = b.agreement_id
        where (a.agreement_id is not null) <> (coalesce(b.outcome, '') = 'agreed')
          or (r.agreement_id is not null) <> (coalesce(b.outcome, '') = 'refused')
        union all
        select 'Transfer ' || coalesce(c.id, p.transfer_id) || ': share '
          || coalesce(c.share_id, p.share_id) || ' agrees ' || ${pounds(tx, sql`c.amount`)}
          || ' more by its version, and ' || ${pounds(tx, sql`p.amount`)} || ' by the transfer.'
        from (select b.id, c.share_id, c.amount from (${both}) as b
          join (${changed(tx)}) as c on c.agreement_id = b.agreement_id
          where b.outcome = 'agreed') as c
        full join (select p.* from (${parts}) as p join arrangement_transfers t
          on t.id = p.transfer_id and t.what = 'agreed') as p
          on p.transfer_id = c.id and p.share_id = c.share_id
        where coalesce(c.amount, 0) <> coalesce(p.amount, 0)`,
    );
  },
};

/** A constraint holds this too; here it is read from the proposals, not from their copies. */
export const twoPeopleMovedIt: Check = {
  name: 'Two people moved money between arrangements, never one alone',
  expected: 'Whoever decides on a transfer did not propose it.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' decisions on transfers' as figure
        from arrangement_transfer_decisions`,
      sql`
        select 'Transfer ' || d.transfer_id || ' was decided by the one who proposed it.' as offender
        from arrangement_transfer_decisions d
        left join arrangement_transfers t on t.id = d.transfer_id
        where (d.decided_by <> t.proposed_by and d.proposed_by = t.proposed_by) is not true`,
    );
  },
};

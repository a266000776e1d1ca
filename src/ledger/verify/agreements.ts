import type { Tx } from '../../database/transactions.ts';
import { bothSides, find, pounds, type Check, type Query } from './check.ts';

const PUBLIC = ['education', 'health', 'social_care'];

/**
 * What each decided version makes of each public share. The first: its amount, less what was paid
 * before the book began, which is an opening balance. A later one of a schedule: the payments it
 * added less those it replaced; of a notional arrangement, what is agreed now less what was before.
 */
function agreedByVersion({ sql }: Tx): Query {
  return sql`
    select agreement_id, share_id, sum(amount) as amount from (
      select g.id as agreement_id, p.share_id, p.amount - case when a.kind = 'notional'
        then coalesce(lag(p.amount) over (partition by p.share_id order by g.version), 0) else 0 end as amount
      from agreements g join agreement_decisions d on d.agreement_id = g.id
      join arrangements a on a.id = g.arrangement_id and (g.version = 1 or a.kind = 'notional')
      join agreement_shares p on p.agreement_id = g.id
      join shares s on s.id = p.share_id and s.source = any(${PUBLIC})
      union all
      select i.agreement_id, x.share_id, case when g.version = 1 then -x.amount else x.amount end
      from instalments i join agreements g on g.id = i.agreement_id
      join instalment_shares x on x.instalment_id = i.id
      left join instalments_paid_before b on b.instalment_id = i.id
      where (g.version = 1) = (b.instalment_id is not null)
      union all
      select r.agreement_id, x.share_id, -x.amount
      from replaced_instalments r join instalment_shares x on x.instalment_id = r.instalment_id
    ) as parts group by agreement_id, share_id having sum(amount) <> 0`;
}

/** The entry of each decision, and those of what it takes back on later days. */
function entriesOfDecisions({ sql }: Tx): Query {
  return sql`
    select agreement_id, entry_id from agreement_decisions
    union all
    select d.agreement_id, e.id from entries e
    join entry_kinds k on k.id = e.kind and k.name = 'agreed'
    join agreement_decisions d on d.agreement_id::text = split_part(e.key, ':', 2)
    where e.key like 'agreed:%:%'`;
}

/** The entries of each decision move, for every public share, what the version changes. */
export const agreementsAreInTheJournal: Check = {
  name: 'Every agreement that was decided is in the journal with its amount',
  expected:
    "Each decision's entries move, for each public share, what the version agreed more or less.",
  run({ tx }) {
    const { sql } = tx;
    const moved = sql`
      select d.agreement_id, a.subject as share_id, sum(m.amount) as amount
      from (${entriesOfDecisions(tx)}) as d join (${bothSides(tx)}) as m on m.entry_id = d.entry_id
      join accounts a on a.id = m.account_id
      join account_classes c on c.id = a.class and c.kind = 'available'
        and c.source = any(${PUBLIC})
      group by d.agreement_id, a.subject having sum(m.amount) <> 0`;
    return find(
      tx,
      sql`select count(*) || ' decided agreements over ' || ${pounds(tx, sql`sum(g.agreed_total)`)}
          as figure
        from agreement_decisions d join agreements g on g.id = d.agreement_id
        where not exists (select from agreements n join agreement_decisions e on e.agreement_id = n.id
          where n.arrangement_id = g.arrangement_id and n.version > g.version)`,
      sql`
        select 'Agreement ' || agreement_id || ', share ' || share_id || ': '
          || ${pounds(tx, sql`p.amount`)} || ' was agreed, and the entry moves '
          || ${pounds(tx, sql`m.amount`)} || '.' as offender
        from (${agreedByVersion(tx)}) as p full join (${moved}) as m using (agreement_id, share_id)
        where p.amount is distinct from m.amount
        order by agreement_id, share_id`,
    );
  },
};

/** What was paid before the book began is an opening balance, share by share. */
export const paidBeforeIsOpened: Check = {
  name: 'What was paid before the book began is an opening balance',
  expected:
    'For each public share: drawn by opening balances = its payments before the book began.',
  run({ tx }) {
    const { sql } = tx;
    const opened = sql`
      select a.subject as share_id, sum(m.amount) as amount
      from (${bothSides(tx)}) as m
      join entries e on e.id = m.entry_id
      join entry_kinds k on k.id = e.kind and k.name = 'opening_balance'
      join accounts a on a.id = m.account_id
      join account_classes c on c.id = a.class and c.kind = 'drawn'
      group by a.subject`;
    const before = sql`
      select x.share_id, sum(x.amount) as amount
      from instalments_paid_before b join instalment_shares x on x.instalment_id = b.instalment_id
      where x.amount <> 0 group by x.share_id`;
    return find(
      tx,
      sql`select count(*) || ' payments before the book began' as figure from instalments_paid_before`,
      sql`
        select 'Share ' || share_id || ': ' || ${pounds(tx, sql`b.amount`)}
          || ' was paid before the book began, and the opening balance is '
          || ${pounds(tx, sql`o.amount`)} || '.' as offender
        from (${before}) as b full join (${opened}) as o using (share_id)
        where b.amount is distinct from o.amount order by share_id`,
    );
  },
};

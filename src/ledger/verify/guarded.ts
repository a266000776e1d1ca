import type { Tx } from '../../database/transactions.ts';
import { bothSides, find, type Check, type Query } from './check.ts';
import { pounds } from './check.ts';

/** What moved in or out of each guarded account on each day. */
function guardedDays(tx: Tx): Query {
  return tx.sql`
    select m.account_id, m.effective_on, sum(m.amount) as amount
    from (${bothSides(tx)}) as m
    join accounts a on a.id = m.account_id join account_classes c on c.id = a.class
    where c.guarded
    group by m.account_id, m.effective_on`;
}

/** The row that posting locks must say what the journal says, or posting decides on a fiction. */
export const guardedBalancesAreRight: Check = {
  name: 'Every guarded balance is the sum of its transfers',
  expected: 'The balance, and the last day, that posting relies on are those of the transfers.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`
        select count(*) || ' guarded accounts with ' || ${pounds(tx, sql`sum(balance)`)} as figure
        from account_balances`,
      sql`
        select 'Account ' || c.name || ':' || a.subject || case
            when b.account_id is null then ' has no balance.'
            when b.balance <> coalesce(t.balance, 0) then ' stands at '
              || ${pounds(tx, sql`b.balance`)} || '; its transfers make '
              || ${pounds(tx, sql`t.balance`)} || '.'
            else ' is said to have moved last on ' || coalesce(b.last_effective_on::text, 'no day')
              || '; its transfers say ' || coalesce(t.last_on::text, 'no day') || '.'
          end as offender
        from accounts a join account_classes c on c.id = a.class and c.guarded
        left join account_balances b on b.account_id = a.id
        left join (
          select account_id, sum(amount) as balance, max(effective_on) as last_on
          from (${guardedDays(tx)}) as d group by account_id
        ) as t on t.account_id = a.id
        where b.account_id is null or b.balance <> coalesce(t.balance, 0)
          or b.last_effective_on is distinct from t.last_on
        order by a.id`,
    );
  },
};

/**
 * What each guarded account stands at on every day on which it moved: account_id, arrangement_id,
 * kind, effective_on, amount (by how much it moved on the day), balance.
 */
function guardedStandings(tx: Tx): Query {
  return tx.sql`
    select d.account_id, a.arrangement_id, c.kind, d.effective_on, d.amount,
      sum(d.amount) over (partition by d.account_id order by d.effective_on) as balance
    from (${guardedDays(tx)}) as d
    join accounts a on a.id = d.account_id join account_classes c on c.id = a.class`;
}

/**
 * Accounts that were below zero without an overdrawing. While one lasts, what is held under its
 * arrangement may be below zero; after its last day it may still be so, and only come back up.
 */
function belowWithoutException(tx: Tx): Query {
  return tx.sql`
    select 1 as part, r.account_id as place, 'Account ' || c.name || ':' || a.subject
      || ' stands at ' || ${pounds(tx, tx.sql`r.balance`)} || ' on ' || r.effective_on || '.'
      as offender
    from (
      select distinct on (s.account_id) s.* from (${guardedStandings(tx)}) as s
      where s.balance < 0 and not exists (
        select from overdrawings o
        where s.kind = 'held' and o.arrangement_id = s.arrangement_id
          and s.effective_on >= o.from_on and (s.effective_on <= o.until_on or s.amount >= 0))
      order by s.account_id, s.effective_on
    ) as r
    join accounts a on a.id = r.account_id join account_classes c on c.id = a.class`;
}

/** Arrangements whose shares together were further below zero than their overdrawing allows. */
function beyondException(tx: Tx): Query {
  return tx.sql`
    select 2, first.place, 'Arrangement ' || first.arrangement_id || ' is '
      || ${pounds(tx, tx.sql`first.below`)} || ' below zero on ' || first.effective_on
      || ', and its overdrawing allows ' || ${pounds(tx, tx.sql`first.most`)} || '.'
    from (
      select distinct on (m.arrangement_id) m.*, allowed.most from (
        select arrangement_id, effective_on, min(account_id) over (partition by arrangement_id)
          as place, sum(change) over (partition by arrangement_id order by effective_on) as below
        from (
          select s.*, greatest(-s.balance, 0) - greatest(s.amount - s.balance, 0) as change
          from (${guardedStandings(tx)}) as s
          where s.kind = 'held' and s.arrangement_id in (select arrangement_id from overdrawings)
        ) as changes
      ) as m
      cross join lateral (
        select coalesce(max(o.most) filter (where m.effective_on <= o.until_on), max(o.most)) as most
        from overdrawings o
        where o.arrangement_id = m.arrangement_id and o.from_on <= m.effective_on
      ) as allowed
      where m.below > allowed.most
      order by m.arrangement_id, m.effective_on
    ) as first`;
}

/** Accounts that the guard lets below zero though nobody allows it. */
function exceptionsWithoutName(tx: Tx): Query {
  return tx.sql`
    select 3, b.account_id, 'Account ' || c.name || ':' || a.subject
      || ' is let below zero, and no overdrawing is open.'
    from account_balances b
    join accounts a on a.id = b.account_id join account_classes c on c.id = a.class
    where b.may_go_below and not exists (
      select from overdrawings o
      where c.kind = 'held' and o.arrangement_id = a.arrangement_id
        and not exists (select from overdrawing_endings e where e.overdrawing_id = o.id))`;
}

/** `available`, `committed` and `held` may not go below zero, save within a named exception. */
export const neverBelowZero: Check = {
  name: 'No guarded account was below zero on any day',
  expected:
    'Available, committed and held stay at zero or above, save what is held while an overdrawing lasts, by no more than it allows.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`
        select count(*) || ' guarded accounts, ' || count(*) filter (where may_go_below)
          || ' with an exception' as figure
        from account_balances`,
      sql`
        select offender from (
          ${belowWithoutException(tx)} union all ${beyondException(tx)}
          union all ${exceptionsWithoutName(tx)}
        ) as found order by part, place`,
    );
  },
};

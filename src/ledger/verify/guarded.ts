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

/** `available`, `committed` and `held` may not go below zero, save a flagged exception. */
export const neverBelowZero: Check = {
  name: 'No guarded account was below zero on any day',
  expected: 'Available, committed and held stay at zero or above, save where an exception is set.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`
        select count(*) || ' guarded accounts, ' || count(*) filter (where may_go_below)
          || ' with an exception' as figure
        from account_balances`,
      sql`
        select 'Account ' || c.name || ':' || a.subject || ' stands at '
          || ${pounds(tx, sql`r.balance`)} || ' on ' || r.effective_on || '.' as offender
        from (
          select distinct on (account_id) * from (
            select account_id, effective_on,
              sum(amount) over (partition by account_id order by effective_on) as balance
            from (${guardedDays(tx)}) as d
          ) as running
          where balance < 0 order by account_id, effective_on
        ) as r
        join accounts a on a.id = r.account_id join account_classes c on c.id = a.class
        where not exists (
          select from account_balances b where b.account_id = r.account_id and b.may_go_below)
        order by r.account_id`,
    );
  },
};

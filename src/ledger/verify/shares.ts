import type { Tx } from '../../database/transactions.ts';
import { bothSides, find, pounds, type Check, type Query } from './check.ts';

const PUBLIC = ['education', 'health', 'social_care'];
const DRAWN_IS = ['held', 'to_return', 'recoverable', 'written_off', 'spent'];

/** What each public share's drawn account differs from the accounts that explain it, by day. */
function differences(tx: Tx): Query {
  const { sql } = tx;
  return sql`
    select a.subject, c.holding, c.source, m.effective_on,
      sum(case when c.kind = 'drawn' then m.amount else -m.amount end) as difference
    from (${bothSides(tx)}) as m
    join accounts a on a.id = m.account_id join account_classes c on c.id = a.class
    where c.source = any(${PUBLIC}) and (c.kind = 'drawn' or c.kind = any(${DRAWN_IS}))
    group by a.subject, c.holding, c.source, m.effective_on
    having sum(case when c.kind = 'drawn' then m.amount else -m.amount end) <> 0`;
}

/** What was drawn is somewhere, at the latest and at every earlier date. */
export const drawnIsExplained: Check = {
  name: 'Public money drawn is held, to return, recoverable, written off or spent, on every day',
  expected: 'For each public share: drawn = held + to return + recoverable + written off + spent.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`
        select count(distinct a.subject) || ' shares, ' || ${pounds(tx, sql`sum(m.amount)`)}
          || ' drawn' as figure
        from (${bothSides(tx)}) as m
        join accounts a on a.id = m.account_id join account_classes c on c.id = a.class
        where c.kind = 'drawn'`,
      sql`
        select 'Share ' || subject || ' (' || holding || ', ' || source || ') is out by '
          || ${pounds(tx, sql`so_far`)} || ' from ' || effective_on || '; at the latest date by '
          || ${pounds(tx, sql`latest`)} || '.' as offender
        from (
          select distinct on (subject, holding, source) * from (
            select *, sum(difference) over (partition by subject, holding, source
                order by effective_on) as so_far,
              sum(difference) over (partition by subject, holding, source) as latest
            from (${differences(tx)}) as d
          ) as running
          where so_far <> 0 order by subject, holding, source, effective_on
        ) as first`,
    );
  },
};

/** Under a notional arrangement nothing moves to the family. */
export const nothingHeldUnderNotional: Check = {
  name: "Nothing is held under a notional arrangement, and a share's accounts are its own",
  expected:
    'A share has accounts only of its own kind of arrangement, source of money and arrangement.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`
        select count(*) || ' accounts of shares, ' || count(*) filter (where r.kind = 'notional')
          || ' of them notional' as figure
        from accounts a join shares s on s.id = a.subject
        join arrangements r on r.id = s.arrangement_id`,
      sql`
        select 'Account ' || c.name || ':' || a.subject || ' '
          || case when c.holding = 'notional' and c.kind = any(${DRAWN_IS}) and c.kind <> 'spent'
            then 'holds money under a notional arrangement.'
            when c.holding <> r.kind then 'is of a share of a ' || r.kind || ' arrangement.'
            when c.source <> s.source then 'is of a share of ' || s.source || '.'
            else 'does not name the arrangement of its share.' end as offender
        from accounts a
        join account_classes c on c.id = a.class
        left join shares s on s.id = a.subject
        left join arrangements r on r.id = s.arrangement_id
        where (c.holding = 'notional' and c.kind = any(${DRAWN_IS}) and c.kind <> 'spent')
          or c.holding <> r.kind or c.source <> s.source
          or (c.holding is not null and a.arrangement_id is distinct from s.arrangement_id
            and s.id is not null)
        order by c.name, a.subject`,
    );
  },
};

/**
 * Every pound of a budget is in exactly one of available, committed and drawn. What came
 * from funders can only have changed by a cross-charge, which moves `drawn` between two shares.
 */
export const agreedIsSomewhere: Check = {
  name: 'What funders agreed for a share is available, committed or drawn',
  expected: 'For each public share: agreed, and cross-charged, = available + committed + drawn.',
  run({ tx }) {
    const { sql } = tx;
    const shares = sql`
      select a.subject, sum(m.amount) as stands, sum(m.amount) filter (
          where oc.kind = 'agreed' or (oc.kind = 'drawn' and c.kind = 'drawn')) as agreed
      from (${bothSides(tx)}) as m
      join accounts a on a.id = m.account_id join account_classes c on c.id = a.class
      join accounts o on o.id = m.other_id join account_classes oc on oc.id = o.class
      where c.kind in ('available', 'committed', 'drawn')
      group by a.subject`;
    return find(
      tx,
      sql`
        select count(*) || ' shares, ' || ${pounds(tx, sql`sum(agreed)`)} || ' agreed' as figure
        from (${shares}) as s`,
      sql`
        select 'Share ' || subject || ': ' || ${pounds(tx, sql`agreed`)} || ' agreed and cross-charged, '
          || ${pounds(tx, sql`stands`)} || ' available, committed or drawn.' as offender
        from (${shares}) as s where stands <> coalesce(agreed, 0) order by subject`,
    );
  },
};

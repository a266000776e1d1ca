import type { Tx } from '../../database/transactions.ts';
import { bothSides, find, pounds, type Check, type Query } from './check.ts';

/**
 * What moved in the money book by the feed that it belongs in, class, funder and side, as a query.
 * An entry belongs in the first feed that goes as far as its day and as its number; both only grow
 * from feed to feed, so each is found by how many feeds stop before it.
 */
function movedByFeed(tx: Tx): Query {
  return tx.sql`
    select m.feed, a.class as account_class, f.id as funder_id,
      case when m.received then 'debit' else 'credit' end as side, sum(m.amount) as amount
    from (
      select b.account_id, b.amount > 0 as received, sum(abs(b.amount)) as amount,
        1 + greatest(width_bucket(b.effective_on - 1, g.ends),
          width_bucket(b.entry_id - 1, g.throughs)) as feed
      from (${bothSides(tx)}) as b
      cross join (select array_agg(period_end order by number) as ends,
        array_agg(through_entry order by number) as throughs from general_ledger_feeds) as g
      group by b.account_id, received, feed
    ) as m
    join accounts a on a.id = m.account_id
    join account_classes c on c.id = a.class and c.book = 'money'
    left join shares s on s.id = a.subject and c.holding is not null
    left join funders f on f.id = coalesce(s.funder_id, a.subject)
    where m.feed <= (select max(number) from general_ledger_feeds)
    group by m.feed, a.class, f.id, side`;
}

/**
 * All feeds together are the trial balance as at the last one's day, as known through its last
 * entry, because each has exactly what belongs in it.
 */
const feedsAreWhatMoved: Check = {
  name: 'Every feed for the general ledger is what moved by its day and was in none before',
  expected:
    'For each class and funder, debits and credits of a feed are what its entries moved, so that all feeds together are the trial balance.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' feeds, ' || ${pounds(tx, sql`sum(total)`)} || ' on each side' as figure
        from general_ledger_feeds`,
      sql`
        select 'Feed ' || feed || ' has a ' || side || ' of ' || ${pounds(tx, sql`l.amount`)}
          || ' for ' || c.name || case when funder = '' then '' else ' of funder ' || funder end
          || '; the journal says ' || ${pounds(tx, sql`m.amount`)} || '.' as offender
        from (
          select feed, account_class, coalesce(funder_id::text, '') as funder, side,
            sum(amount) as amount
          from general_ledger_feed_lines group by feed, account_class, funder_id, side
        ) as l full join (
          select feed, account_class, coalesce(funder_id::text, '') as funder, side,
            amount
          from (${movedByFeed(tx)}) as moved
        ) as m using (feed, account_class, funder, side)
        join account_classes c on c.id = account_class
        where l.amount is distinct from m.amount
        order by feed, account_class, funder, side`,
    );
  },
};

const feedsBalance: Check = {
  name: 'Debits and credits of every feed for the general ledger make one sum',
  expected: 'The debits of a feed and its credits are each its total, in the lines it says it has.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' lines' as figure from general_ledger_feed_lines`,
      sql`
        select 'Feed ' || g.number || ' is of ' || ${pounds(tx, sql`g.total`)} || ' in ' || g.lines
          || ' lines; it has debits of ' || ${pounds(tx, sql`l.debits`)} || ' and credits of '
          || ${pounds(tx, sql`l.credits`)} || ' in ' || coalesce(l.lines, 0) || '.' as offender
        from general_ledger_feeds g
        left join (
          select feed, count(*) as lines, sum(amount) filter (where side = 'debit') as debits,
            sum(amount) filter (where side = 'credit') as credits
          from general_ledger_feed_lines group by feed
        ) as l on l.feed = g.number
        where (l.debits = g.total and l.credits = g.total and l.lines = g.lines) is not true
        order by g.number`,
    );
  },
};

/** What is proved of the feeds for the council's general ledger. */
export const GENERAL_LEDGER_PROOFS: readonly Check[] = [feedsAreWhatMoved, feedsBalance];

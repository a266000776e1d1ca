import type { Fragment, Tx } from '../database/transactions.ts';
import { everyBalance } from '../ledger/balances.ts';
import type { ReportAt } from './report.ts';

/*
 * The proof of every pooled account at once: the figures of `proofFigures` (src/brokers), which
 * proves one account, worked out for all by the same rules. A test holds the two together. It is
 * worked out for the last day that the latest return covers (`as_of`), so nothing is to be explained
 * since then.
 */

/** The returns that were neither replaced nor sent back, as known. */
const standing = ({ sql }: Tx, at: ReportAt): Fragment => sql`
  select r.* from holders_returns r
  left join holders_returns n on n.replaces = r.id and n.entry_id <= ${at.known}::bigint
  left join (
    select distinct return_id from return_decisions
    where outcome = 'sent_back' and entry_id <= ${at.known}::bigint
  ) as d on d.return_id = r.id
  where r.pooled_account_id is not null and r.entry_id <= ${at.known}::bigint
    and n.id is null and d.return_id is null`;

/** The latest return of each account that has begun by the day, and the last day that it covers. */
const covering = (tx: Tx, at: ReportAt): Fragment => tx.sql`
  select distinct on (r.pooled_account_id) r.*, least(${at.asAt.toString()}::date, r.to_on) as as_of
  from (${standing(tx, at)}) as r
  where r.from_on <= ${at.asAt.toString()}::date
  order by r.pooled_account_id, r.from_on desc`;

/** What the return declares until that day: other authorities' money, interest, and the statement. */
const declared = ({ sql }: Tx): Fragment => sql`
  select c.pooled_account_id, c.other_opening + coalesce(s.other, 0.00) as other_authorities,
    c.interest_opening + coalesce(s.interest, 0.00) as interest,
    case when s.bank_lines > 0 or c.tier = 'standard' then c.opening + coalesce(s.bank, 0.00)
      when c.as_of = c.to_on then c.closing end as statement
  from covering c
  left join (
    select l.return_id, count(*) filter (where l.kind = 'bank') as bank_lines,
      sum(l.amount) filter (where l.kind = 'bank' and l.on_day <= c.as_of) as bank,
      sum(l.amount) filter (where l.kind = 'other_authorities' and l.on_day <= c.as_of) as other,
      sum(l.amount) filter (where l.kind = 'interest' and l.on_day <= c.as_of) as interest
    from covering c
    join return_lines l on l.return_id = c.id and l.arrangement_id is null
    group by l.return_id
  ) as s on s.return_id = c.id`;

/**
 * Whose money was in which account on the day for which that is proved, as (pooled_account_id, day,
 * arrangement_id): in the account that the arrangement names, or in the one that its broker opened
 * first, as `pooledArrangementsOn` (src/brokers) has it for one day.
 */
const placed = ({ sql }: Tx, { knownMoment }: ReportAt): Fragment => sql`
  select pooled_account_id, day, arrangement_id
  from (
    select distinct on (d.pooled_account_id, p.arrangement_id) d.pooled_account_id, d.day,
      p.arrangement_id, coalesce(n.pooled_account_id, f.id) as in_account
    from days d
    join arrangement_parties p on p.party = 'broker' and p.party_id = d.broker_id
    join arrangements a on a.id = p.arrangement_id and a.kind = 'third_party'
    join (
      select distinct on (broker_id) broker_id, id from pooled_accounts
      order by broker_id, opened_on, entry_id
    ) as f on f.broker_id = d.broker_id
    left join pooled_arrangements n on n.arrangement_id = p.arrangement_id and n.from_on <= d.day
      and n.recorded_at <= coalesce(${knownMoment}::timestamptz, 'infinity')
    order by d.pooled_account_id, p.arrangement_id, n.from_on desc nulls last
  ) as p where in_account = pooled_account_id`;

/**
 * What the ledger has for everybody in the account, and what belongs to the days and is later: the
 * balances of the day of the report, without what moved between the two days.
 */
function inLedger(tx: Tx, at: ReportAt): Fragment {
  const { sql } = tx;
  const moved = (account: Fragment, sign: Fragment, when: Fragment): Fragment => sql`
    select t.entry_id, t.effective_on, ${sign} as amount from transfers t
    where ${account} = p.account_id and t.entry_id <= ${at.known}::bigint and ${when}`;
  const either = (when: Fragment): Fragment => sql`
    ${moved(sql`t.to_account`, sql`t.amount`, when)}
    union all ${moved(sql`t.from_account`, sql`-t.amount`, when)}`;
  return sql`
    select p.pooled_account_id, count(distinct p.arrangement_id) filter (where p.moved) as people,
      coalesce(sum(b.balance), 0.00) - coalesce(sum(p.since), 0.00) as ledger,
      coalesce(sum(p.later), 0.00) as posted_later
    from (
      select p.*, l.since, l.later, exists (${either(sql`t.effective_on <= p.day`)}) as moved
      from (
        select p.pooled_account_id, p.day, p.arrangement_id, a.id as account_id
        from (${placed(tx, at)}) as p
        join accounts a on a.arrangement_id = p.arrangement_id
        join account_classes c on c.id = a.class and c.kind in ('held', 'to_return')
        offset 0
      ) as p
      cross join lateral (
        select sum(t.amount) filter (where t.effective_on <= ${at.asAt.toString()}::date) as since,
          sum(t.amount) filter (where (
            select e.relates_on <= p.day from entries e where e.id = t.entry_id)) as later
        from (${either(sql`t.effective_on > p.day`)}) as t
      ) as l
    ) as p
    left join (${everyBalance(tx, at.start)}) as b on b.account_id = p.account_id
    group by p.pooled_account_id`;
}

/** What returns declare of days until then and nobody has decided on: money out above zero. */
const pending = (tx: Tx, at: ReportAt): Fragment => tx.sql`
  select c.pooled_account_id,
    sum(case when l.kind in ('spending', 'fee') then l.amount else -l.amount end) as amount
  from (${standing(tx, at)}) as r
  join days c on c.pooled_account_id = r.pooled_account_id
  join return_lines l on l.return_id = r.id and l.on_day <= c.day
    and l.kind in ('spending', 'fee', 'refund', 'contribution')
  left join (
    select distinct return_id, arrangement_id from return_decisions
    where outcome = 'accepted' and entry_id <= ${at.known}::bigint
  ) as d on d.return_id = r.id and d.arrangement_id = l.arrangement_id
  where d.return_id is null
  group by c.pooled_account_id`;

/**
 * The proof of every pooled account, as a query of (broker, account, as_of, people, ledger,
 * not_yet_accepted, posted_later, other_authorities, interest, statement), one row each.
 */
export const clientMoney = (tx: Tx, at: ReportAt): Fragment => tx.sql`
  with covering as materialized (${covering(tx, at)}),
  days as materialized (
    select a.id as pooled_account_id, a.broker_id, a.name, c.as_of,
      coalesce(c.as_of, ${at.asAt.toString()}::date) as day
    from pooled_accounts a left join covering c on c.pooled_account_id = a.id
    where a.entry_id <= ${at.known}::bigint
  )
  select b.name as broker, d.name as account, d.pooled_account_id, d.as_of,
    coalesce(l.people, 0) as people, coalesce(l.ledger, 0.00) as ledger,
    coalesce(n.amount, 0.00) as not_yet_accepted, coalesce(l.posted_later, 0.00) as posted_later,
    x.other_authorities, x.interest, x.statement
  from days d
  join brokers b on b.id = d.broker_id
  left join (${inLedger(tx, at)}) as l on l.pooled_account_id = d.pooled_account_id
  left join (${pending(tx, at)}) as n on n.pooled_account_id = d.pooled_account_id
  left join (${declared(tx)}) as x on x.pooled_account_id = d.pooled_account_id`;

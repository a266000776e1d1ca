import type { Fragment, Tx } from '../database/transactions.ts';
import { everyBalance } from '../ledger/balances.ts';
import type { ReportAt } from './report.ts';

/**
 * What holders have of each arrangement, as a query of (arrangement_id, holding, held, to_return,
 * recoverable, written_off, repaid). Held is all of it, the person's own money too.
 */
export function holdersMoney(tx: Tx, at: ReportAt): Fragment {
  const { sql } = tx;
  return sql`
    select arrangement_id, holding, sum(held) as held, sum(to_return) as to_return,
      sum(recoverable) as recoverable, sum(written_off) as written_off, sum(repaid) as repaid
    from (
      select a.arrangement_id, c.holding,
        case when c.kind = 'held' then b.balance else 0.00 end as held,
        case when c.kind = 'to_return' then b.balance else 0.00 end as to_return,
        case when c.kind = 'recoverable' then b.balance else 0.00 end as recoverable,
        case when c.kind = 'written_off' then b.balance else 0.00 end as written_off,
        0.00 as repaid
      from (${everyBalance(tx, at.start)}) as b
      join accounts a on a.id = b.account_id
      join account_classes c on c.id = a.class
        and c.kind in ('held', 'to_return', 'recoverable', 'written_off')
      union all
      select a.arrangement_id, c.holding, 0.00, 0.00, 0.00, 0.00, r.amount
      from (${repaid(tx, at)}) as r
      join accounts a on a.id = r.account_id
      join account_classes c on c.id = a.class and c.kind in ('to_return', 'recoverable')
    ) as m group by arrangement_id, holding`;
}

/** What came to the bank accounts of the authority, less what was taken back, by where from. */
function repaid({ sql }: Tx, at: ReportAt): Fragment {
  const counts = sql`
    effective_on <= ${at.asAt.toString()}::date and entry_id <= ${at.known}::bigint`;
  return sql`
    select t.account_id, sum(t.amount) as amount
    from (
      select id from accounts
      where class = (select id from account_classes where name = 'bank') offset 0
    ) as b
    cross join lateral (
      select from_account as account_id, amount from transfers where to_account = b.id and ${counts}
      union all
      select to_account, -amount from transfers where from_account = b.id and ${counts}
    ) as t
    group by t.account_id`;
}

/**
 * What the holders of arrangements may keep by so many weeks of payments, as (arrangement_id,
 * weekly, may_keep): as `weeklyRate` and `freeMoney` (src/liabilities/rules.ts) have it for one. A
 * single payment has no week, and after the end of an arrangement nothing may be kept.
 */
export function mayKeep({ sql }: Tx, at: ReportAt): Fragment {
  const weeks = sql`${at.rules.rule('retained_weeks').value}::numeric`;
  return sql`
    select arrangement_id, round(rate * 7 / days, 2) as weekly,
      round(rate * 7 * ${weeks} / days, 2) as may_keep
    from (
      select arrangement_id, case when every = 'once' then 0.00 when weekly is not null then weekly
          else amount end as rate,
        case when weekly is not null or every = 'once' then 7
          when terms is not null then 7 * (
            select sum((t ->> 'weeks')::int) from jsonb_array_elements(terms) as t)
          when every = 'month'
            then (first_period_on + make_interval(months => instalments))::date - first_period_on
          else instalments * case every when 'week' then 7 when '2_weeks' then 14 else 28 end
        end::numeric as days
      from (
        select distinct on (g.arrangement_id) g.*
        from agreements g join agreement_decisions d on d.agreement_id = g.id
        where g.effective_on <= ${at.asAt.toString()}::date and d.entry_id <= ${at.known}::bigint
        order by g.arrangement_id, g.version desc
      ) as v
    ) as rates`;
}

/** What holders owe because of their assistants, as (arrangement_id, owed). */
export const owedByHolders = ({ sql }: Tx, at: ReportAt): Fragment => sql`
  select arrangement_id, sum(amount) as owed from liability_movements
  where on_day <= ${at.asAt.toString()}::date and entry_id <= ${at.known}::bigint
  group by arrangement_id`;

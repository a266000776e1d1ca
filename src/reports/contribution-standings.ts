import { partsOwed, receiptsThrough } from '../contributions/owed.ts';
import type { Fragment, Tx } from '../database/transactions.ts';
import type { ReportAt } from './report.ts';

/**
 * How every contribution and top-up stands, as a query of (share_id, way, charged, due, received,
 * arrears, since, to_28, to_56, over_56), one row for each way in which a share is paid: as
 * `standingOf` (src/contributions/rules.ts) has it for one.
 */
export function contributionStandings(tx: Tx, at: ReportAt): Fragment {
  const { sql } = tx;
  const on = at.asAt.toString();
  return sql`
    with received as materialized (${receivedByWay(tx, at)})
    select share_id, way, coalesce(c.charged, 0.00) as charged, coalesce(d.due, 0.00) as due,
      coalesce(r.received, 0.00) as received, coalesce(d.arrears, 0.00) as arrears, d.since,
      coalesce(d.to_28, 0.00) as to_28, coalesce(d.to_56, 0.00) as to_56,
      coalesce(d.over_56, 0.00) as over_56
    from (${dueByWay(tx, at)}) as d
    full join received r using (share_id, way)
    full join (
      select c.share_id, 'gross' as way, sum(c.amount) as charged
      from contribution_charges c
      cross join lateral (select effective_on from entries where id = c.entry_id offset 0) as e
      where c.entry_id <= ${at.known}::bigint and e.effective_on <= ${on}::date
      group by c.share_id
    ) as c using (share_id, way)`;
}

const receivedByWay = (tx: Tx, at: ReportAt): Fragment => tx.sql`
  select share_id, way, sum(amount) as received
  from (${receiptsThrough(tx, at.asAt.toString(), { known: at.known })}) as r
  group by share_id, way`;

/** What is due of each period that has begun, and what of it is unpaid by `received`, added up. */
function dueByWay(tx: Tx, at: ReportAt): Fragment {
  const { sql } = tx;
  const on = at.asAt.toString();
  return sql`
    select share_id, way, sum(due) as due, sum(outstanding) as arrears,
      min(period_from) filter (where outstanding > 0) as since,
      sum(outstanding) filter (where age <= 28) as to_28,
      sum(outstanding) filter (where age between 29 and 56) as to_56,
      sum(outstanding) filter (where age > 56) as over_56
    from (
      select p.share_id, p.way, p.period_from, p.due, ${on}::date - p.period_to as age,
        case when p.way = 'top_up' then 0.00 else
          least(p.due, greatest(sum(p.due) over (partition by p.share_id, p.way order by p.number)
            - coalesce(r.received, 0.00), 0.00)) end as outstanding
      from (${partsOwed(tx, on, { known: at.known })}) as p
      left join received r on r.share_id = p.share_id and r.way = p.way
    ) as each_period
    group by share_id, way`;
}

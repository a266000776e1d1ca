import type { Tx } from '../database/transactions.ts';
import type { Sector } from '../ledger/accounts.ts';

/** Refusals of a financial year, sector and ground. */
export interface RefusalsRow {
  readonly financialYear: string;
  readonly sector: Sector;
  readonly ground: string;
  readonly refusals: number;
  readonly reviewed: number;
  readonly overturned: number;
}

/**
 * Refusals counted by financial year, sector and ground, from the first year with one to the
 * present one. Those because a sum cannot be taken out of a larger one are always there, also at
 * none, since what families could not have is to inform commissioning (Code 9.97).
 */
export async function countRefusals(tx: Tx): Promise<RefusalsRow[]> {
  return tx.sql<RefusalsRow[]>`
    with year_of as (select extract(year from ${tx.scope.today.toString()}::date - interval '3 months')::int as present),
    counted as (
      select extract(year from d.told_on - interval '3 months')::int as year, f.sector, d.ground,
        count(*)::int as refusals, count(w.id)::int as reviewed,
        (count(*) filter (where o.outcome = 'overturned'))::int as overturned
      from funder_decisions d
      join funders f on f.id = d.funder_id
      left join decision_reviews w on w.decision_id = d.id
      left join review_outcomes o on o.review_id = w.id
      where d.outcome = 'refused' group by 1, 2, 3
    ), always as (
      select y.year, s.sector, g.ground
      from generate_series((select least(min(c.year), min(p.present)) from year_of p
          left join counted c on true), (select present from year_of)) as y(year),
        (values ('education'), ('health'), ('social_care')) as s(sector),
        (values ('not_disaggregable_services'), ('not_disaggregable_efficiency')) as g(ground)
    )
    select year || '/' || lpad(((year + 1) % 100)::text, 2, '0') as "financialYear", sector,
      ground, coalesce(refusals, 0) as refusals, coalesce(reviewed, 0) as reviewed,
      coalesce(overturned, 0) as overturned
    from always full join counted using (year, sector, ground)
    order by year, sector, ground`;
}

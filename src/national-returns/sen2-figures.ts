import { dayIn, type DayOrExpression } from '../database/day.ts';
import type { Fragment, Tx } from '../database/transactions.ts';
import { sen2Items, type AtCensus } from './sen2.ts';

/**
 * The figures of the SEN2 census as the department publishes them, as a query of one row:
 * (personal_budget, org_arrangements, pb_health, pb_education, pb_social, pb_integrated). They
 * count the items of {@link sen2Items}, one for each plan.
 */
export function sen2Figures(tx: Tx, at: AtCensus): Fragment {
  return tx.sql`
    select count(*) as personal_budget, count(*) filter (where oa = 'notional') as org_arrangements,
      count(*) filter (where dp = 'health') as pb_health,
      count(*) filter (where dp = 'education') as pb_education,
      count(*) filter (where dp = 'social_care') as pb_social,
      count(*) filter (where dp = 'integrated') as pb_integrated
    from (${sen2Items(tx, at)}) as i`;
}

/** The plans in force on a day that are known, as a query of (ehcplans). */
export function plansInForce(
  tx: Tx,
  { on, knownMoment }: { on: DayOrExpression; knownMoment: string | null },
): Fragment {
  const day = dayIn(tx, on);
  return tx.sql`
    select count(*) as ehcplans from plans
    where starts_on <= ${day} and coalesce(ceased_on, 'infinity') > ${day}
      and recorded_at <= coalesce(${knownMoment}::timestamptz, 'infinity')`;
}

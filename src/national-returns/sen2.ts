import type { DayOrExpression } from '../database/day.ts';
import type { Fragment, Tx } from '../database/transactions.ts';
import { refuseFaults } from '../problem.ts';
import { arrangementsInPlace } from '../reports/in-place.ts';
import type { ReportAt } from '../reports/report.ts';
import { requireCodes } from './codes-begun.ts';
import { codesOf } from './codes-query.ts';

/**
 * The day of the census: as given, or by the rule in force, which is that of the year. In the days of
 * January before it there are no figures for it yet, so it must be given.
 */
export function censusOf({ asAt, given, rules }: ReportAt): Temporal.PlainDate {
  if (given.census !== undefined) return Temporal.PlainDate.from(given.census);
  const census = Temporal.PlainDate.from(rules.rule('sen2_census_day').value);
  const message =
    `The census of the year is on ${census.toString()}, after the day of the report, ` +
    `${asAt.toString()}. Name the day that you want it for.`;
  refuseFaults(
    'invalid-request',
    'The report cannot be made so.',
    Temporal.PlainDate.compare(census, asAt) > 0 ? [{ where: 'query.census', message }] : [],
  );
  return census;
}

/** Throws `CannotBeMade` where an item has a word without a code on the day of the census. */
export async function requireSen2Codes(
  tx: Tx,
  at: ReportAt,
  items: readonly string[],
): Promise<void> {
  const parameter = at.given.census === undefined ? undefined : 'census';
  await requireCodes(tx, { ...at, of: 'sen2', items, on: censusOf(at), parameter });
}

/** A day of the census, and what counts: the last entry, and the moment for what has no entry. */
export interface AtCensus {
  readonly census: DayOrExpression;
  readonly known: string;
  readonly knownMoment: string | null;
}

/**
 * The items PB, OA and DP of the SEN2 census for each plan that has a budget in place, as a query
 * of (plan_id, arrangements, pb, oa, dp): the words of ours, from which the codes are made. PB where
 * anything is in place, even where the person's own contribution pays for all of it and so nobody
 * makes a direct payment; OA where an arrangement counts as organised; DP the sector of the
 * arrangements that count as direct payments, or `integrated` where they are of two or more (SEN2
 * guide: direct payments "including payments to nominees and third parties").
 */
export function sen2Items(tx: Tx, at: AtCensus): Fragment {
  const { census: on, known, knownMoment } = at;
  return tx.sql`
    select plan_id, count(distinct arrangement_id) as arrangements, 'in_place' as pb,
      case when bool_or(k.code = 'OA') then 'notional' else 'none' end as oa,
      case count(distinct i.sector) filter (where k.code = 'DP') when 0 then 'none'
        when 1 then min(i.sector) filter (where k.code = 'DP') else 'integrated' end as dp
    from (
      select a.plan_id, a.arrangement_id, a.kind, s.sector
      from (${arrangementsInPlace(tx, { on, known })}) as a
      left join (
        select x.agreement_id, s.source as sector from agreement_shares x
        join shares s on s.id = x.share_id where s.funder_id is not null and x.amount > 0
      ) as s using (agreement_id)
    ) as i
    join (${codesOf(tx, { of: 'sen2', item: 'kind', on, knownMoment })}) as k on k.ours = i.kind
    group by plan_id`;
}

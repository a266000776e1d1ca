import { spansOf } from '../budgets/rules.ts';
import { weeksOf, type SchoolTerm } from '../budgets/school-terms.ts';
import type { Every } from '../budgets/rules.ts';
import { daysInclusive } from '../calendar.ts';
import type { Tx } from '../database/transactions.ts';
import { money, sum, type Decimal } from '../money.ts';
import type { RateTerms } from './rules.ts';

/** What is held of one share on a day. */
export interface HeldShare {
  readonly shareId: string;
  readonly source: string;
  readonly funderId: string | null;
  readonly held: string;
}

/** What is held of each share of an arrangement at the end of a day, in the agreed order. */
export async function heldOn(tx: Tx, arrangementId: string, on: string): Promise<HeldShare[]> {
  return tx.sql<HeldShare[]>`
    select s.id as "shareId", s.source, s.funder_id as "funderId",
      coalesce(sum(m.amount), 0)::numeric(14, 2)::text as held
    from shares s
    left join (
      select a.id, a.subject from accounts a
      join account_classes c on c.id = a.class and c.kind = 'held'
      where a.arrangement_id = ${arrangementId}
    ) as h on h.subject = s.id
    left join lateral (
      select t.amount from transfers t
      where t.to_account = h.id and t.effective_on <= ${on}::date
      union all
      select -t.amount from transfers t
      where t.from_account = h.id and t.effective_on <= ${on}::date
    ) as m on true
    where s.arrangement_id = ${arrangementId}
    group by s.id order by s.position`;
}

export const totalHeld = (shares: readonly HeldShare[]): Decimal =>
  sum(shares.map((share) => money(share.held)));

interface TermsRow {
  readonly amount: string;
  readonly weekly: string | null;
  readonly every: Every;
  readonly firstPeriodOn: string;
  readonly instalments: number;
  readonly terms: readonly { from: string; to: string; weeks: number }[] | null;
  readonly paid: 'in_advance' | 'in_arrears';
}

/** The terms that an arrangement's weekly rate follows from on a day; none before the first. */
export async function rateTermsOn(
  tx: Tx,
  arrangementId: string,
  on: string,
): Promise<RateTerms | undefined> {
  const [row] = await tx.sql<TermsRow[]>`
    select g.amount, g.weekly, g.every, g.first_period_on as "firstPeriodOn", g.instalments, g.terms,
      g.paid
    from agreements g join agreement_decisions d on d.agreement_id = g.id
    where g.arrangement_id = ${arrangementId} and g.effective_on <= ${on}::date
    order by g.version desc limit 1`;
  if (row === undefined) return undefined;
  const { amount, weekly, every } = row;
  return {
    amount: money(amount),
    weekly: weekly === null ? null : money(weekly),
    every,
    days: daysOf(row),
  };
}

/** The days of the schedule; of one by the term, those of the weeks that are paid for. */
function daysOf({ every, firstPeriodOn, instalments, terms, paid }: TermsRow): number {
  if (terms !== null) return weeksOf(terms.map(termOf)) * 7;
  const grid = { every, firstPeriodOn: Temporal.PlainDate.from(firstPeriodOn), instalments, paid };
  return spansOf(grid).reduce((days, { from, to }) => days + daysInclusive(from, to), 0);
}

const termOf = (term: { from: string; to: string; weeks: number }): SchoolTerm => ({
  from: Temporal.PlainDate.from(term.from),
  to: Temporal.PlainDate.from(term.to),
  weeks: term.weeks,
});

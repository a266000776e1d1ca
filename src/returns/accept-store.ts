import { recordSpending } from '../budgets/spending-store.ts';
import { postContributions, type ContributionLine } from './accept-contributions.ts';
import { recordMovements } from '../liabilities/store.ts';
import { money } from '../money.ts';
import type { Tx } from '../database/transactions.ts';
import type { ReturnFacts, StandingPerson } from './decision-store.ts';
import type { OpenDifference } from './decision-rules.ts';
import { MOST_NAMED, OF_ACCOUNT } from './difference-store.ts';

/** The differences of some arrangements, and of the whole account, that nobody has settled. */
export async function openDifferencesOf(
  tx: Tx,
  returnId: string,
  ids: readonly string[],
): Promise<{ named: OpenDifference[]; count: number }> {
  const rows = await tx.sql<(OpenDifference & { count: number })[]>`
    select f.id, f.what, f.arrangement_id as "arrangementId", f.expected::text as expected,
      f.found::text as found, (count(*) over ())::int as count
    from return_differences f
    where f.return_id = ${returnId}
      and (f.what in ${tx.sql([...OF_ACCOUNT])} or f.arrangement_id = any(${[...ids]}::uuid[]))
      and not exists (select from difference_steps s
        where s.difference_id = f.id and s.step <> 'handed_over')
    order by f.opened_at, f.what, f.arrangement_id limit ${MOST_NAMED}`;
  return {
    named: rows.map(({ count: _count, ...one }) => one),
    count: rows[0]?.count ?? 0,
  };
}

interface LineToPost {
  readonly id: string;
  readonly row: number;
  readonly kind: 'contribution' | 'spending' | 'fee' | 'refund';
  readonly onDay: string;
  readonly arrangementId: string;
  readonly amount: string;
  readonly category: string;
  readonly description: string;
}

/**
 * Puts the lines of arrangements into the books: first what people paid in, then in the order of the
 * days what was spent and what came back of it, and what the payroll made due. Nothing of it is kept
 * where one line is not covered: the problem "not-covered" names the arrangement and the figures.
 */
export async function postLines(
  tx: Tx,
  facts: ReturnFacts,
  people: readonly StandingPerson[],
): Promise<void> {
  const ids = people.map((one) => one.arrangementId);
  const lines = await linesToPost(tx, facts.id, ids);
  const contributions = lines.filter((line) => line.kind === 'contribution');
  await postContributions(tx, facts, contributions.map(contributionOf));
  await recordSpending(
    tx,
    lines
      .filter((line) => line.kind !== 'contribution')
      .map((line) => ({
        id: line.id,
        refund: line.kind === 'refund',
        arrangementId: line.arrangementId,
        spentOn: Temporal.PlainDate.from(line.onDay),
        amount: money(line.amount),
        category: line.category,
        description: line.description,
      })),
  );
  await postPayroll(tx, facts, ids);
}

const contributionOf = ({
  id,
  row,
  arrangementId,
  onDay,
  amount,
}: LineToPost): ContributionLine => ({
  id,
  row,
  arrangementId,
  receivedOn: onDay,
  amount: money(amount),
});

/** In the order of the days; on one day spending comes before what was given back of it. */
async function linesToPost(
  tx: Tx,
  returnId: string,
  ids: readonly string[],
): Promise<LineToPost[]> {
  return tx.sql<LineToPost[]>`
    select id, row, kind, on_day as "onDay", arrangement_id as "arrangementId", amount, category,
      description
    from return_lines
    where return_id = ${returnId} and arrangement_id = any(${[...ids]}::uuid[])
      and kind in ('contribution', 'spending', 'fee', 'refund')
    order by on_day, kind = 'refund', row`;
}

/** Holiday, tax and pension that a payroll says have become due, by assistant. */
async function postPayroll(tx: Tx, facts: ReturnFacts, ids: readonly string[]): Promise<void> {
  const rows = await tx.sql<
    {
      arrangementId: string;
      kind: 'holiday' | 'tax' | 'pension';
      employee: string;
      amount: string;
    }[]
  >`
    select p.arrangement_id as "arrangementId", v.kind, p.employee, v.amount
    from payroll_summaries p cross join lateral (values
      ('holiday', p.holiday_accrued), ('tax', p.tax), ('pension', p.pension)) as v(kind, amount)
    where p.return_id = ${facts.id} and p.arrangement_id = any(${[...ids]}::uuid[]) and v.amount > 0
    order by p.arrangement_id, p.employee, v.kind`;
  await recordMovements(
    tx,
    rows.map((row) => ({
      ...row,
      amount: money(row.amount),
      cause: 'payroll',
      onDay: facts.toOn,
      dueOn: null,
      returnId: facts.id,
    })),
  );
}

import type { Tx } from '../../database/transactions.ts';
import { money } from '../../money.ts';
import type { MatchingRule } from './rule-store.ts';
import { MOST_LISTED } from './search-rivals.ts';
import { MOST_SUMS, solveSum, type SolvedSum } from './sums.ts';

interface Smaller {
  readonly lineN: number;
  readonly open: string;
  readonly side: 'line' | 'expected';
  readonly ids: readonly string[];
  readonly amounts: readonly string[];
}

/**
 * What is exact by itself has a rival in a sum of others: of expected lines that the line names, or
 * of lines that name what is expected. There is one only where several smaller ones are named that
 * make at least so much. Where that is not known for want of looking, it is contested all the same.
 * @returns how many sums were given up
 */
export async function contestBySums(tx: Tx, position: number, rule: MatchingRule): Promise<number> {
  const rows = await smallerOnes(tx, position, rule);
  let gaveUp = 0;
  const contested = rows.flatMap(({ lineN, side, ...sum }, index) => {
    const answer: SolvedSum =
      index < MOST_SUMS ? solved(sum) : { result: 'gave_up', why: 'A search solves no more sums.' };
    if (answer.result === 'none') return [];
    if (answer.result === 'gave_up') gaveUp += 1;
    const ids = othersOf(answer);
    return [{ lineN, lines: side === 'line' ? ids : [], expected: side === 'line' ? [] : ids }];
  });
  if (contested.length === 0) return 0;
  const byLine = [...Map.groupBy(contested, ({ lineN }) => lineN)].map(([lineN, sums]) => ({
    lineN,
    many: sums.length,
    lines: sums.flatMap(({ lines }) => lines).slice(0, MOST_LISTED),
    expected: sums.flatMap(({ expected }) => expected).slice(0, MOST_LISTED),
  }));
  await tx.sql`
    update search_found f set rivals = c.many, rival_lines = c.lines, rival_expected = c.expected
    from jsonb_to_recordset(${JSON.stringify(byLine)}::text::jsonb)
      as c("lineN" int, many int, lines bigint[], expected text[])
    where f.position = ${position} and f.line_n = c."lineN"`;
  return gaveUp;
}

const solved = ({ open, ids, amounts }: Omit<Smaller, 'lineN' | 'side'>): SolvedSum =>
  solveSum(
    money(open),
    ids.map((id, n) => ({ id, amount: money(amounts[n]!) })),
  );

/** What makes the sum: the only set, or the first of several. Nothing where that is not known. */
function othersOf(answer: SolvedSum): readonly string[] {
  if (answer.result === 'unique') return answer.ids;
  return answer.result === 'several' ? answer.first[0] : [];
}

/** Of each line that has no rival yet: what smaller it names, and what smaller names the same. */
async function smallerOnes({ sql }: Tx, position: number, rule: MatchingRule): Promise<Smaller[]> {
  return sql<Smaller[]>`
    with others as materialized (
      select line_n, expected_n, line_id, expected_name, amount, short < 0 as of_line
      from search_named where short <> 0
        and days between ${-rule.daysBefore}::int and ${rule.daysAfter}::int
    ),
    several as materialized (
      select 'expected' as side, line_n as n, sum(amount) as total,
        array_agg(expected_name order by expected_n) as ids,
        array_agg(amount::text order by expected_n) as amounts
      from others where of_line group by line_n having count(*) > 1
      union all
      select 'line', expected_n, sum(amount), array_agg(line_id::text order by line_n),
        array_agg(amount::text order by line_n)
      from others where not of_line group by expected_n having count(*) > 1
    )
    select f.line_n as "lineN", f.amount as open, s.side, s.ids, s.amounts
    from several s join search_found f on s.side = 'expected' and f.line_n = s.n
    where f.position = ${position} and f.rivals = 0 and f.amount <= s.total
    union all
    select f.line_n, f.amount, s.side, s.ids, s.amounts
    from several s join search_found f on s.side = 'line' and f.expected_n = s.n
    where f.position = ${position} and f.rivals = 0 and f.amount <= s.total
    order by 1, 3`;
}

import type { Tx } from '../../database/transactions.ts';
import { money } from '../../money.ts';
import type { MatchingRule } from './rule-store.ts';
import { MOST_LISTED } from './search-rivals.ts';
import { lineId, nameOf } from './search-stage.ts';
import { MOST_SUMS, solveSum, type SolvedSum } from './sums.ts';

interface Smaller {
  /** The line's number in the search. */
  readonly lineN: string;
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
      as c("lineN" bigint, many int, lines bigint[], expected text[])
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
async function smallerOnes(tx: Tx, position: number, rule: MatchingRule): Promise<Smaller[]> {
  const { sql } = tx;
  return sql<Smaller[]>`
    with others as materialized (
      select line_n, expected_id, own_name, pence * 0.01 as amount, short < 0 as of_line
      from search_named where short <> 0
        and days between ${-rule.daysBefore}::int and ${rule.daysAfter}::int
    ),
    of_lines as materialized (
      select line_n, sum(amount) as total,
        array_agg(${nameOf(tx, 'expected_id', 'own_name')} order by expected_id) as ids,
        array_agg(amount::text order by expected_id) as amounts
      from others where of_line group by line_n having count(*) > 1
    ),
    of_expected as materialized (
      select expected_id, sum(amount) as total,
        array_agg(${lineId(tx, 'line_n')}::text order by line_n) as ids,
        array_agg(amount::text order by line_n) as amounts
      from others where not of_line group by expected_id having count(*) > 1
    ),
    single as materialized (
      select line_n, expected_id, pence * 0.01 as open from search_found
      where position = ${position} and rivals = 0 and (
        line_n in (select line_n from of_lines)
        or expected_id in (select expected_id from of_expected))
    )
    select f.line_n as "lineN", f.open, 'expected' as side, s.ids, s.amounts
    from of_lines s join single f on f.line_n = s.line_n where f.open <= s.total
    union all
    select f.line_n, f.open, 'line', s.ids, s.amounts
    from of_expected s join single f on f.expected_id = s.expected_id where f.open <= s.total
    order by 1, 3`;
}

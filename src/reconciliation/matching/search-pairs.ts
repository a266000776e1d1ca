import type { Fragment, Tx } from '../../database/transactions.ts';
import type { MatchingRule } from './rule-store.ts';
import { contestBySums } from './search-contested.ts';
import { MOST_LISTED } from './search-rivals.ts';
import { inTurn, lineId, nameOf } from './search-stage.ts';

/**
 * What of `search_named` a rule is for, by its amounts and days; null for rules that are not for
 * single pairs. What fits is found, by one pair or another: of a line that fits nothing is left.
 */
export function fits({ sql }: Tx, rule: MatchingRule): Fragment | null {
  if (rule.rule !== 'reference' && rule.rule !== 'tolerance') return null;
  const amounts =
    rule.rule === 'tolerance'
      ? sql`p.short <> 0 and abs(p.short) <= ${rule.tolerance}::numeric * 100
          and (p.short < 0 or p.own_name is null or p.own_name not like 'entry:%')`
      : sql`p.short = 0`;
  return sql`${amounts} and p.days between ${-rule.daysBefore}::int and ${rule.daysAfter}::int`;
}

/** What came of a rule: how many proposals, and how many sums it gave up. */
export interface RuleFound {
  readonly found: number;
  readonly gaveUp: number;
}

/**
 * The rules `reference` and `tolerance`: a line names what is expected (a word of it is the
 * payment's reference or the run's serial), and the amounts are the same, or differ by no more than
 * the rule says. Whoever else fits in the same way is a rival. What has the amount and the day only
 * is told apart by the name, and is listed too. Of what is in the ledger already no difference is
 * borne, so none is proposed.
 */
export async function findNamed(tx: Tx, position: number, rule: MatchingRule): Promise<RuleFound> {
  const { sql } = tx;
  const fitting = sql`select p.* from search_named p where ${fits(tx, rule) ?? sql`false`}`;
  const { count } = await sql`
    with fitting as not materialized (${fitting}),
    of_line as materialized (
      select line_n, count(*) as many from fitting group by line_n having count(*) > 1
    ),
    shared as materialized (
      select expected_id, count(*) as many from fitting group by expected_id having count(*) > 1
    ),
    ${contested(tx)}
    insert into search_found (position, turn, line_n, expected_id, own_name, days, short, pence,
      rivals, alike, rival_lines, rival_expected)
    select ${position}::int, 0, f.line_n, f.expected_id, f.own_name, f.days, f.short, f.pence, 0, 0,
      null::bigint[], null::text[]
    from fitting f
    where not exists (select from of_line o where o.line_n = f.line_n)
      and not exists (select from shared s where s.expected_id = f.expected_id)
    union all
    select ${position}::int, 0, c.line_n, c.expected_id, c.own_name, c.days, c.short, c.pence,
      c.for_line + c.for_expected - 2, 0,
      (array_remove(x.ids, ${lineId(tx, 'c.line_n')}))[1:${MOST_LISTED}::int],
      (array_remove(s.names, ${nameOf(tx, 'c.expected_id', 'c.own_name')}))[1:${MOST_LISTED}::int]
    from chosen c
    left join line_sides s on s.line_n = c.line_n
    left join expected_sides x on x.expected_id = c.expected_id`;
  if (count === 0) return { found: 0, gaveUp: 0 };
  await noteAlike(tx, position, rule);
  const gaveUp = rule.rule === 'reference' ? await contestBySums(tx, position, rule) : 0;
  return { found: count, gaveUp };
}

/**
 * The pairs that others contest. Of those, one for each line: the nearest in days; lines that fit
 * the same take them in turn. What else fits is gathered once for each side, so that crowds of lines
 * or payments that all fit each other cost no more than their number.
 */
const contested = (tx: Tx): Fragment => tx.sql`
  contended as materialized (
    select f.* from fitting f join of_line o on o.line_n = f.line_n
    union
    select f.* from fitting f join shared s on s.expected_id = f.expected_id
  ),
  counted as materialized (
    select f.*, coalesce(o.many, 1) as for_line, coalesce(s.many, 1) as for_expected,
      row_number() over nearest as choice, first_value(f.expected_id) over nearest as first
    from contended f
    left join of_line o on o.line_n = f.line_n
    left join shared s on s.expected_id = f.expected_id
    join search_expected e on e.id = f.expected_id
    window nearest as (partition by f.line_n order by abs(f.days), ${inTurn(tx)})
  ),
  turns as (
    select line_n, row_number() over (partition by first order by line_n) as turn
    from counted where choice = 1
  ),
  chosen as materialized (
    select c.* from counted c join turns t on t.line_n = c.line_n
      and c.choice = least(t.turn, c.for_line)
  ),
  line_sides as (
    select c.line_n, (array_agg(${nameOf(tx, 'c.expected_id', 'c.own_name')}
      order by choice))[1:${MOST_LISTED + 1}::int] as names
    from counted c where c.for_line > 1 group by c.line_n
  ),
  expected_sides as (
    select c.expected_id,
      (array_agg(${lineId(tx, 'line_n')} order by line_n))[1:${MOST_LISTED + 1}::int] as ids
    from counted c where c.for_expected > 1 group by c.expected_id
  )`;

/**
 * Notes with each line of the rule what else has its amount and a fitting day, and is told apart by
 * its name. It is counted by day, so that crowds cost no more than their number.
 */
async function noteAlike(tx: Tx, position: number, rule: MatchingRule): Promise<void> {
  await tx.sql`
    with crowded as materialized (
      select pence from search_expected group by pence having count(*) > 1
    ),
    of_crowds as materialized (
      select l.n, l.pence, l.day from search_lines l join crowded c on c.pence = l.pence
    ),
    lines as materialized (
      select l.* from of_crowds l join search_found f on f.line_n = l.n
      where f.position = ${position}
    ),
    crowds as materialized (
      select e.pence, e.day, count(*)::int as many, (array_agg(${nameOf(tx, 'e.id', 'e.own_name')}
        order by ${inTurn(tx)}))[1:6] as names
      from search_expected e where e.pence in (select pence from lines)
      group by e.pence, e.day
    ),
    near as (
      select l.n as line_n, c.day, c.many, c.names, abs(c.days) as days
      from (select *, ${daysOf(tx, rule)} as days from crowds) as c
      join lines l on l.pence = c.pence and l.day = c.day + c.days
    ),
    alike as (
      select n.line_n, sum(n.many) filter (where x.place = 1) as many,
        (array_agg(x.name order by n.days, n.day, x.place))[1:6] as names
      from near n cross join lateral unnest(n.names) with ordinality as x(name, place)
      group by n.line_n having sum(n.many) filter (where x.place = 1) > 1
    )
    update search_found f
    set alike = greatest(a.many - 1 - coalesce(cardinality(f.rival_expected), 0), 0),
      alike_expected = (array_remove(a.names,
        ${nameOf(tx, 'f.expected_id', 'f.own_name')}))[1:5]
    from alike a
    where f.position = ${position} and a.line_n = f.line_n`;
}

/** All days on which a line may be booked, one row each, as working days from the value date. */
export const daysOf = ({ sql }: Tx, { daysBefore, daysAfter }: MatchingRule): Fragment =>
  sql`generate_series(${-daysBefore}::int, ${daysAfter}::int)`;

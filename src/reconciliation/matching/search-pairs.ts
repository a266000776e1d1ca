import type { Fragment, Tx } from '../../database/transactions.ts';
import type { MatchingRule } from './rule-store.ts';
import { contestBySums } from './search-contested.ts';
import { MOST_LISTED } from './search-rivals.ts';

/**
 * The rules `reference` and `tolerance`: a line names what is expected (a word of it is the
 * payment's reference or the run's serial), and the amounts are the same, or differ by no more than
 * the rule says. Whoever else fits in the same way is a rival. What has the amount and the day only
 * is told apart by the name, and is listed too. Of what is in the ledger already no difference is
 * borne, so none is proposed. @returns how many sums that may be rivals were given up
 */
export async function findNamed(tx: Tx, position: number, rule: MatchingRule): Promise<number> {
  const { sql } = tx;
  const amounts =
    rule.rule === 'tolerance'
      ? sql`p.short <> 0 and abs(p.short) <= ${rule.tolerance}::numeric * 100
          and (p.short < 0 or p.expected_name not like 'entry:%')`
      : sql`p.short = 0`;
  const { count } = await sql`
    with fitting as materialized (
      select p.line_n, p.expected_n, p.days, p.short * 0.01 as short, p.line_id, p.expected_name,
        p.amount, count(*) over (partition by line_n) as for_line
      from search_named p
      where ${amounts} and p.days between ${-rule.daysBefore}::int and ${rule.daysAfter}::int
    ),
    shared as materialized (
      select expected_n, count(*) as many from fitting group by expected_n having count(*) > 1
    ),
    ${contested(tx)}
    insert into search_found (position, line_n, expected_n, days, difference, rivals, alike, line_id,
      expected_name, amount, rival_lines, rival_expected)
    select ${position}::int, f.line_n, f.expected_n, f.days, f.short, 0, 0, f.line_id,
      f.expected_name, f.amount, null::bigint[], null::text[]
    from fitting f left join shared s on s.expected_n = f.expected_n
    where f.for_line = 1 and s.many is null
    union all
    select ${position}::int, c.line_n, c.expected_n, c.days, c.short,
      c.for_line + c.for_expected - 2, 0, c.line_id, c.expected_name, c.amount,
      (array_remove(x.ids, c.line_id))[1:${MOST_LISTED}::int],
      (array_remove(s.names, c.expected_name))[1:${MOST_LISTED}::int]
    from chosen c
    left join line_sides s on s.line_n = c.line_n
    left join expected_sides x on x.expected_n = c.expected_n`;
  if (count === 0) return 0;
  await noteAlike(tx, position, rule);
  return rule.rule === 'reference' ? contestBySums(tx, position, rule) : 0;
}

/**
 * The pairs that others contest. Of those, one for each line: the nearest in days; lines that fit
 * the same take them in turn. What else fits is gathered once for each side, so that crowds of lines
 * or payments that all fit each other cost no more than their number.
 */
const contested = ({ sql }: Tx): Fragment => sql`
  counted as materialized (
    select f.*, coalesce(s.many, 1) as for_expected,
      row_number() over (partition by line_n order by abs(days), f.expected_n) as choice,
      first_value(f.expected_n) over (partition by line_n order by abs(days), f.expected_n) as first
    from fitting f left join shared s on s.expected_n = f.expected_n
    where f.for_line > 1 or s.many > 1
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
    select c.line_n, (array_agg(expected_name order by choice))[1:${MOST_LISTED + 1}::int] as names
    from counted c where c.for_line > 1 group by c.line_n
  ),
  expected_sides as (
    select c.expected_n, (array_agg(line_id order by line_n))[1:${MOST_LISTED + 1}::int] as ids
    from counted c where c.for_expected > 1 group by c.expected_n
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
      select e.pence, e.day, count(*)::int as many, (array_agg(e.name order by e.n))[1:6] as names
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
      alike_expected = (array_remove(a.names, f.expected_name))[1:5]
    from alike a
    where f.position = ${position} and a.line_n = f.line_n`;
}

/** All days on which a line may be booked, one row each, as working days from the value date. */
const daysOf = ({ sql }: Tx, { daysBefore, daysAfter }: MatchingRule): Fragment =>
  sql`generate_series(${-daysBefore}::int, ${daysAfter}::int)`;

/**
 * The rule `amount_and_day`: the amount is the same and the day fits, and nothing is named. Where
 * many have the same amount, lines and expected lines of a day take each other in turn; every other
 * is a rival, so that none of them is more than a suggestion.
 */
export async function findByAmount(tx: Tx, position: number, rule: MatchingRule): Promise<void> {
  const { sql } = tx;
  await sql`
    with lines as materialized (
      select l.n, l.id, l.pence, l.open, l.day,
        dense_rank() over (order by l.pence, l.day) as crowd,
        row_number() over (partition by l.pence, l.day order by l.n) as turn
      from search_lines l where l.day is not null
        and not exists (select from search_found f where f.line_n = l.n)
    ),
    awaited as materialized (
      select e.n, e.name, e.pence, e.day,
        dense_rank() over (order by e.pence, e.day) as crowd,
        row_number() over (partition by e.pence, e.day order by e.n) as turn
      from search_expected e where e.day is not null
        and not exists (select from search_found f where f.expected_n = e.n)
    ),
    crowds as materialized (
      select crowd, min(pence) as pence, min(day) as day, count(*)::int as many,
        array_agg(name order by turn) filter (where turn <= ${MOST_LISTED + 1}::int) as names
      from awaited group by crowd
    ),
    line_crowds as materialized (
      select crowd, min(pence) as pence, min(day) as day, count(*)::int as many,
        array_agg(id order by turn) filter (where turn <= ${MOST_LISTED + 1}::int) as ids
      from lines group by crowd
    ),
    near as materialized (
      select l.crowd as line_crowd, g.crowd, abs(g.days) as days, g.day, g.many, g.names,
        l.many as line_many, l.ids, l.day as line_day
      from (select *, ${daysOf(tx, rule)} as days from crowds) as g
      join line_crowds l on l.pence = g.pence and l.day = g.day + g.days
    ),
    others as materialized (
      select n.line_crowd, sum(n.many) filter (where x.place = 1) as many,
        (array_agg(n.crowd order by n.days, n.day))[1] as crowd,
        (array_agg(n.many order by n.days, n.day))[1] as first_many,
        (array_agg(x.name order by n.days, n.day, x.place))[1:${MOST_LISTED + 1}::int] as names
      from near n cross join lateral unnest(n.names) with ordinality as x(name, place)
      group by n.line_crowd
    ),
    back as materialized (
      select n.crowd, sum(n.line_many) filter (where x.place = 1) as many,
        (array_agg(x.id order by n.days, n.line_day, x.place))[1:${MOST_LISTED + 1}::int] as ids
      from near n cross join lateral unnest(n.ids) with ordinality as x(id, place)
      group by n.crowd
    ),
    taken as materialized (
      select l.n, l.id, l.open, l.day, o.crowd, o.many, o.names, least(l.turn, o.first_many) as turn
      from lines l join others o on o.line_crowd = l.crowd
    )
    insert into search_found (position, line_n, expected_n, days, difference, rivals, alike, line_id,
      expected_name, amount, rival_lines, rival_expected)
    select ${position}, t.n, e.n, t.day - e.day, 0, t.many + b.many - 2, 0, t.id, e.name, t.open,
      case when b.many > 1 then (array_remove(b.ids, t.id))[1:${MOST_LISTED}::int] end,
      case when t.many > 1 then (array_remove(t.names, e.name))[1:${MOST_LISTED}::int] end
    from taken t
    join awaited e on e.crowd = t.crowd and e.turn = t.turn
    join back b on b.crowd = t.crowd`;
}

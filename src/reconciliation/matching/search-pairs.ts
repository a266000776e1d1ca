import type { Fragment, Tx } from '../../database/transactions.ts';
import type { MatchingRule } from './rule-store.ts';

/** As many rivals are listed; all are counted. */
export const MOST_LISTED = 20;

/**
 * The rules `reference` and `tolerance`: a line names what is expected (a word of it is the
 * payment's reference or the run's serial), and the amounts are the same, or differ by no more than
 * the rule says. Whoever else fits in the same way is a rival. What has the amount and the day only
 * is told apart by the name, and is listed too.
 */
export async function findNamed(tx: Tx, position: number, rule: MatchingRule): Promise<void> {
  const { sql } = tx;
  const amounts =
    rule.rule === 'tolerance'
      ? sql`p.short <> 0 and abs(p.short) <= ${rule.tolerance}::numeric`
      : sql`p.short = 0`;
  await sql`
    with pairs as materialized (
      select distinct p.line_n, p.expected_n, p.days, p.short
      from search_named p
      where ${amounts} and p.days between ${-rule.daysBefore}::int and ${rule.daysAfter}::int
        and not exists (select from search_found f where f.line_n = p.line_n)
        and not exists (select from search_found f where f.expected_n = p.expected_n)
    ),
    of_line as materialized (select line_n, count(*) as many from pairs group by line_n),
    of_expected as materialized (
      select expected_n, count(*) as many from pairs group by expected_n)
    insert into search_found (position, line_n, expected_n, days, difference, rivals, alike)
    select ${position}, p.line_n, p.expected_n, p.days, p.short, 0, 0
    from pairs p
    join of_line l on l.line_n = p.line_n and l.many = 1
    join of_expected e on e.expected_n = p.expected_n and e.many = 1`;
  await sql.unsafe('analyze search_found (line_n, expected_n)').simple();
  await findContested(tx, position, { rule, amounts });
  await noteAlike(tx, position, rule);
}

/**
 * What was left because others fit as well. Of pairs that fit, one for each line: the nearest in
 * days; lines that fit the same take them in turn. What else fits is gathered once for each side, so
 * that crowds of lines or payments that all fit each other cost no more than their number.
 */
async function findContested(
  { sql }: Tx,
  position: number,
  { rule, amounts }: { rule: MatchingRule; amounts: Fragment },
): Promise<void> {
  await sql`
    with pairs as materialized (
      select distinct p.line_n, p.expected_n, p.days, p.short
      from search_named p
      where ${amounts} and p.days between ${-rule.daysBefore}::int and ${rule.daysAfter}::int
        and not exists (select from search_found f where f.line_n = p.line_n)
        and not exists (select from search_found f where f.expected_n = p.expected_n)
    ),
    counted as materialized (
      select line_n, expected_n, days, short,
        count(*) over (partition by expected_n) as for_expected,
        count(*) over (partition by line_n) as for_line,
        row_number() over (partition by line_n order by abs(days), expected_n) as choice,
        first_value(expected_n) over (partition by line_n order by abs(days), expected_n) as first
      from pairs
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
      select c.line_n, (array_agg(e.name order by c.choice))[1:${MOST_LISTED + 1}::int] as names
      from counted c join search_expected e on e.n = c.expected_n
      where c.for_line > 1 group by c.line_n
    ),
    expected_sides as (
      select c.expected_n, (array_agg(l.id order by l.n))[1:${MOST_LISTED + 1}::int] as ids
      from counted c join search_lines l on l.n = c.line_n
      where c.for_expected > 1 group by c.expected_n
    )
    insert into search_found (position, line_n, expected_n, days, difference, rivals, alike,
      rival_lines, rival_expected)
    select ${position}, c.line_n, c.expected_n, c.days, c.short, c.for_line + c.for_expected - 2, 0,
      (array_remove(x.ids, l.id))[1:${MOST_LISTED}::int],
      (array_remove(s.names, e.name))[1:${MOST_LISTED}::int]
    from chosen c
    join search_lines l on l.n = c.line_n
    join search_expected e on e.n = c.expected_n
    left join line_sides s on s.line_n = c.line_n
    left join expected_sides x on x.expected_n = c.expected_n`;
}

/**
 * Notes with each line of the rule what else has its amount and a fitting day, and is told apart by
 * its name. It is counted by day, so that crowds cost no more than their number.
 */
async function noteAlike({ sql }: Tx, position: number, rule: MatchingRule): Promise<void> {
  await sql`
    with crowded as materialized (
      select sign, open from search_expected group by sign, open having count(*) > 1
    ),
    crowds as materialized (
      select e.sign, e.open, e.day, count(*)::int as many, (array_agg(e.name order by e.n))[1:6] as names
      from search_expected e join crowded c on c.sign = e.sign and c.open = e.open
      group by e.sign, e.open, e.day
    ),
    near as (
      select f.line_n, g.day, g.many, g.names, abs(g.days) as days
      from search_found f
      join search_lines l on l.n = f.line_n
      join (
        select c.*, d.days, c.day + d.days as booked from crowds c
        cross join generate_series(${-rule.daysBefore}::int, ${rule.daysAfter}::int) as d(days)
      ) as g on g.booked = l.day and g.open = l.open and g.sign = l.sign
      where f.position = ${position}
    ),
    alike as (
      select n.line_n, sum(n.many) filter (where x.place = 1) as many,
        (array_agg(x.name order by n.days, n.day, x.place))[1:6] as names
      from near n cross join lateral unnest(n.names) with ordinality as x(name, place)
      group by n.line_n having sum(n.many) filter (where x.place = 1) > 1
    )
    update search_found f
    set alike = greatest(a.many - 1 - coalesce(cardinality(f.rival_expected), 0), 0),
      alike_expected = (array_remove(a.names, e.name))[1:5]
    from alike a, search_expected e
    where f.position = ${position} and a.line_n = f.line_n and e.n = f.expected_n`;
}

/**
 * The rule `amount_and_day`: the amount is the same and the day fits, and nothing is named. Where
 * many have the same amount, lines and expected lines of a day take each other in turn; every other
 * is a rival, so that none of them is more than a suggestion.
 */
export async function findByAmount(tx: Tx, position: number, rule: MatchingRule): Promise<void> {
  const { sql } = tx;
  await sql`
    with lines as materialized (
      select l.n, l.id, l.sign, l.open, l.day,
        dense_rank() over (order by l.sign, l.open, l.day) as crowd,
        row_number() over (partition by l.sign, l.open, l.day order by l.n) as turn
      from search_lines l where l.day is not null
        and not exists (select from search_found f where f.line_n = l.n)
    ),
    awaited as materialized (
      select e.n, e.name, e.sign, e.open, e.day,
        dense_rank() over (order by e.sign, e.open, e.day) as crowd,
        row_number() over (partition by e.sign, e.open, e.day order by e.n) as turn
      from search_expected e where e.day is not null
        and not exists (select from search_found f where f.expected_n = e.n)
    ),
    crowds as materialized (
      select crowd, min(sign) as sign, min(open) as open, min(day) as day, count(*)::int as many,
        array_agg(name order by turn) filter (where turn <= ${MOST_LISTED + 1}::int) as names
      from awaited group by crowd
    ),
    line_crowds as materialized (
      select crowd, min(sign) as sign, min(open) as open, min(day) as day, count(*)::int as many,
        array_agg(id order by turn) filter (where turn <= ${MOST_LISTED + 1}::int) as ids
      from lines group by crowd
    ),
    near as materialized (
      select l.crowd as line_crowd, g.crowd, abs(g.days) as days, g.day, g.many, g.names,
        l.many as line_many, l.ids, l.day as line_day
      from line_crowds l join (
        select c.*, d.days, c.day + d.days as booked from crowds c
        cross join generate_series(${-rule.daysBefore}::int, ${rule.daysAfter}::int) as d(days)
      ) as g on g.booked = l.day and g.open = l.open and g.sign = l.sign
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
      select l.n, l.id, l.day, o.crowd, o.many, o.names, least(l.turn, o.first_many) as turn
      from lines l join others o on o.line_crowd = l.crowd
    )
    insert into search_found (position, line_n, expected_n, days, difference, rivals, alike,
      rival_lines, rival_expected)
    select ${position}, t.n, e.n, t.day - e.day, 0, t.many + b.many - 2, 0,
      case when b.many > 1 then (array_remove(b.ids, t.id))[1:${MOST_LISTED}::int] end,
      case when t.many > 1 then (array_remove(t.names, e.name))[1:${MOST_LISTED}::int] end
    from taken t
    join awaited e on e.crowd = t.crowd and e.turn = t.turn
    join back b on b.crowd = t.crowd`;
}

import type { Fragment, Tx } from '../../database/transactions.ts';
import type { MatchingRule } from './rule-store.ts';
import { daysOf, type RuleFound } from './search-pairs.ts';
import { MOST_LISTED } from './search-rivals.ts';
import { inTurn, lineId, nameOf } from './search-stage.ts';

/**
 * The rule `amount_and_day`: the amount is the same and the day fits, and nothing is named. Where
 * many have the same amount, lines and expected lines of a day take each other in turn; every other
 * is a rival, so that none of them is more than a suggestion.
 */
export async function findByAmount(
  tx: Tx,
  position: number,
  rule: MatchingRule,
): Promise<RuleFound> {
  const { sql } = tx;
  const { count } = await sql`
    with ${crowdsOf(tx)},
    near as materialized (
      select l.crowd as line_crowd, g.crowd, abs(g.days) as days, g.day, g.many, g.names,
        l.many as line_many, l.ids, l.day as line_day
      from (select *, ${daysOf(tx, rule)} as days from crowds) as g
      join line_crowds l on l.pence = g.pence and l.day = g.day + g.days
    ),
    ${bothSides(tx)},
    taken as materialized (
      select l.n, l.pence, l.day, o.crowd, o.many, o.names, least(l.turn, o.first_many) as turn
      from lines l join others o on o.line_crowd = l.crowd
    )
    insert into search_found (position, turn, line_n, expected_id, own_name, days, short, pence,
      rivals, alike, rival_lines, rival_expected)
    select ${position}, 0, t.n, e.id, e.own_name, t.day - e.day, 0, abs(t.pence),
      t.many + b.many - 2, 0,
      case when b.many > 1
        then (array_remove(b.ids, ${lineId(tx, 't.n')}))[1:${MOST_LISTED}::int] end,
      case when t.many > 1 then (array_remove(t.names,
        ${nameOf(tx, 'e.id', 'e.own_name')}))[1:${MOST_LISTED}::int] end
    from taken t
    join awaited e on e.crowd = t.crowd and e.turn = t.turn
    join back b on b.crowd = t.crowd`;
  return { found: count, gaveUp: 0 };
}

/** What is free on both sides, in crowds of the same amount and day. */
const crowdsOf = (tx: Tx): Fragment => tx.sql`
  lines as materialized (
    select l.n, l.pence, l.day, dense_rank() over (order by l.pence, l.day) as crowd,
      row_number() over (partition by l.pence, l.day order by l.n) as turn
    from search_lines l where l.day is not null
      and not exists (select from search_found f where f.line_n = l.n)
  ),
  awaited as materialized (
    select e.id, e.own_name, e.pence, e.day, dense_rank() over (order by e.pence, e.day) as crowd,
      row_number() over (partition by e.pence, e.day order by ${inTurn(tx)}) as turn
    from search_expected e where e.day is not null
      and not exists (select from search_found f where f.expected_id = e.id)
  ),
  crowds as materialized (
    select crowd, min(pence) as pence, min(day) as day, count(*)::int as many,
      array_agg(${nameOf(tx, 'id', 'own_name')} order by turn)
        filter (where turn <= ${MOST_LISTED + 1}::int) as names
    from awaited group by crowd
  ),
  line_crowds as materialized (
    select crowd, min(pence) as pence, min(day) as day, count(*)::int as many,
      array_agg(${lineId(tx, 'n')} order by turn)
        filter (where turn <= ${MOST_LISTED + 1}::int) as ids
    from lines group by crowd
  )`;

/**
 * What each crowd of lines is near to, nearest first, and each crowd of expected lines. Nearly all
 * are near to one crowd only, and have its list; those of several are put together.
 */
const bothSides = (tx: Tx): Fragment => tx.sql`
  near_lines as materialized (
    select line_crowd, sum(many) as many, count(*) as crowds,
      (array_agg(crowd order by days, day))[1] as crowd,
      (array_agg(many order by days, day))[1] as first_many
    from near group by line_crowd
  ),
  of_several as materialized (${ofSeveral(tx, NAMES)}),
  others as materialized (
    select o.line_crowd, o.many, o.crowd, o.first_many, coalesce(s.names, c.names) as names
    from near_lines o
    join crowds c on c.crowd = o.crowd
    left join of_several s on s.line_crowd = o.line_crowd
  ),
  near_crowds as materialized (
    select crowd, sum(line_many) as many, count(*) as crowds, min(line_crowd) as line_crowd
    from near group by crowd
  ),
  lines_of_several as materialized (${ofSeveral(tx, IDS)}),
  back as materialized (
    select b.crowd, b.many, coalesce(s.ids, l.ids) as ids
    from near_crowds b
    join line_crowds l on l.crowd = b.line_crowd
    left join lines_of_several s on s.crowd = b.crowd
  )`;

/** Of what lists are put together, for which crowds, and by which day. */
type Several = Readonly<Record<'by' | 'those' | 'list' | 'day', string>>;
const NAMES: Several = { by: 'line_crowd', those: 'near_lines', list: 'names', day: 'day' };
const IDS: Several = { by: 'crowd', those: 'near_crowds', list: 'ids', day: 'line_day' };

/** The list of each crowd that is near to several: theirs one after the other, nearest first. */
function ofSeveral({ sql }: Tx, of: Several): Fragment {
  const [by, list, day] = [sql(`n.${of.by}`), sql(`n.${of.list}`), sql(`n.${of.day}`)];
  return sql`
    select ${by}, (array_agg(x.one order by n.days, ${day}, x.place))[1:${MOST_LISTED + 1}::int]
      as ${sql(of.list)}
    from near n cross join lateral unnest(${list}) with ordinality as x(one, place)
    where ${by} in (select ${sql(of.by)} from ${sql(of.those)} where crowds > 1)
    group by ${by}`;
}

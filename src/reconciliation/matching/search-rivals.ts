import type { Fragment, Tx } from '../../database/transactions.ts';
import { lineId, nameOf } from './search-stage.ts';

/** As many rivals are listed; all are counted. */
export const MOST_LISTED = 20;

/**
 * A run is matched whole or payment by payment, never both: what is proposed of the one is a rival of
 * what is proposed of the other. They are gathered by the run, or by its day where each payment
 * leaves on its own, so that many of both cost no more than their number.
 */
export async function noteWholes(tx: Tx): Promise<void> {
  const { sql } = tx;
  const [whole] = await sql`
    select from search_found where own_name like 'pay_run:%' or turn > 0 limit 1`;
  if (whole === undefined) return;
  const listed = (column: string): Fragment =>
    sql`(array_agg(${sql(column)} order by position, line_n, turn))[1:${MOST_LISTED}::int]`;
  await sql`
    with wholes as materialized (
      select position, line_n, turn, own_name as name, ${lineId(tx, 'line_n')} as line_id
      from search_found where result is null and own_name like 'pay_run:%'
      union all
      select f.position, f.line_n, f.turn, x.name, f.line_ids[1]
      from search_found f cross join lateral unnest(f.expected) as x(name)
      where f.expected is not null and f.result is null and x.name like 'pay_run:%'
    ),
    of_wholes as materialized (
      select p.id, w.name as whole from (
        select id, pay_run_id, value_on from search_expected where own_name is null
        union all select id, pay_run_id, value_on from search_parts
      ) as p
      join (select distinct name, split_part(name, ':', 2)::uuid as pay_run_id,
          nullif(split_part(name, ':', 3), '')::date as leaves_on from wholes) as w
        on w.pay_run_id = p.pay_run_id and coalesce(w.leaves_on = p.value_on, true)
    ),
    parts as materialized (
      select f.position, f.line_n, f.turn, ${nameOf(tx, 'f.expected_id', 'f.own_name')} as name,
        p.whole, ${lineId(tx, 'f.line_n')} as line_id
      from search_found f join of_wholes p on p.id = f.expected_id
      where f.result is null
      union all
      select f.position, f.line_n, f.turn, min(x.name collate "C"), p.whole, f.line_ids[1]
      from search_found f cross join lateral unnest(f.expected) as x(name)
      join of_wholes p on 'payment:' || p.id = x.name
      where f.expected is not null and f.result is null
      group by f.position, f.line_n, f.turn, p.whole, f.line_ids[1]
    ),
    sides as (
      select w.position, w.line_n, w.turn, p.*
      from wholes w join (
        select whole, count(*)::int as many, ${listed('name')} as names,
          ${listed('line_id')} as ids from parts group by whole) as p on p.whole = w.name
      union all
      select p.position, p.line_n, p.turn, w.*
      from parts p join (
        select name as whole, count(*)::int as many, array[name] as names,
          ${listed('line_id')} as ids from wholes group by name) as w on w.whole = p.whole
    ),
    rivals as (
      select position, line_n, turn, sum(many) filter (where x.place = 1)::int as many,
        array_agg(x.name order by whole, x.place) filter (where x.name is not null) as names,
        array_agg(x.id order by whole, x.place) filter (where x.id is not null) as ids
      from sides cross join lateral
        rows from (unnest(names), unnest(ids)) with ordinality as x(name, id, place)
      group by position, line_n, turn
    )
    update search_found f set rivals = f.rivals + r.many,
      rival_expected = (coalesce(f.rival_expected, '{}') || r.names)[1:${MOST_LISTED}::int],
      rival_lines = (coalesce(f.rival_lines, '{}') || r.ids)[1:${MOST_LISTED}::int]
    from rivals r
    where r.position = f.position and r.line_n = f.line_n and r.turn = f.turn`;
}

/** A line that may be the same as another has that one for its rival until somebody has decided. */
export async function noteSuspected(tx: Tx): Promise<void> {
  const undecided = tx.sql`
    select r.line_id, r.of_line_id from likely_repeats r
    where not exists (select from repeat_dismissals d where d.line_id = r.line_id)`;
  const [some] = await tx.sql`${undecided} limit 1`;
  if (some === undefined) return;
  await tx.sql`
    with undecided as materialized (${undecided}),
    suspected as (
      select f.position, f.line_n, f.turn, u.of_line_id
      from search_found f join undecided u on u.line_id = ${lineId(tx, 'f.line_n')}
      where f.line_ids is null
      union all
      select f.position, f.line_n, f.turn, u.of_line_id
      from (select *, unnest(line_ids) as one from search_found where line_ids is not null) as f
      join undecided u on u.line_id = f.one
    ),
    rivals as (
      select position, line_n, turn, count(distinct of_line_id)::int as many,
        (array_agg(distinct of_line_id))[1:${MOST_LISTED}::int] as ids
      from suspected group by position, line_n, turn
    )
    update search_found f set rivals = f.rivals + r.many,
      rival_lines = (coalesce(f.rival_lines, '{}') || r.ids)[1:${MOST_LISTED}::int]
    from rivals r
    where r.position = f.position and r.line_n = f.line_n and r.turn = f.turn`;
}

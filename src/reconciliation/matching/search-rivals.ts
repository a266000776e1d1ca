import type { Fragment, Tx } from '../../database/transactions.ts';

/** As many rivals are listed; all are counted. */
export const MOST_LISTED = 20;

/**
 * A run is matched whole or payment by payment, never both: what is proposed of the one is a rival of
 * what is proposed of the other. They are gathered by the run, so that many of both cost no more than
 * their number.
 */
export async function noteWholes({ sql }: Tx): Promise<void> {
  const listed = (column: string): Fragment =>
    sql`(array_agg(${sql(column)} order by position, line_n))[1:${MOST_LISTED}::int]`;
  await sql`
    with wholes as materialized (
      select position, line_n, expected_n, expected_name as name, line_id from search_found
      where line_id is not null and result is null and expected_name like 'pay_run:%'
      union all
      select f.position, f.line_n, f.expected_n, x.name, f.line_ids[1]
      from search_found f cross join lateral unnest(f.expected) as x(name)
      where f.line_id is null and f.result is null and x.name like 'pay_run:%'
    ),
    of_wholes as materialized (
      select p.name, p.whole from (
        select name, whole from search_expected union all select name, whole from search_parts
      ) as p where p.whole in (select name from wholes)
    ),
    parts as materialized (
      select f.position, f.line_n, f.expected_n, p.name, p.whole, f.line_id
      from search_found f join of_wholes p on p.name = f.expected_name
      where f.line_id is not null and f.result is null
      union all
      select f.position, f.line_n, f.expected_n, min(p.name collate "C"), p.whole, f.line_ids[1]
      from search_found f cross join lateral unnest(f.expected) as x(name)
      join of_wholes p on p.name = x.name
      where f.line_id is null and f.result is null
      group by f.position, f.line_n, f.expected_n, p.whole, f.line_ids[1]
    ),
    sides as (
      select w.position, w.line_n, w.expected_n, p.*
      from wholes w join (
        select whole, count(*)::int as many, ${listed('name')} as names,
          ${listed('line_id')} as ids from parts group by whole) as p on p.whole = w.name
      union all
      select p.position, p.line_n, p.expected_n, w.*
      from parts p join (
        select name as whole, count(*)::int as many, array[name] as names,
          ${listed('line_id')} as ids from wholes group by name) as w on w.whole = p.whole
    ),
    rivals as (
      select position, line_n, expected_n, sum(many) filter (where x.place = 1)::int as many,
        array_agg(x.name order by whole, x.place) filter (where x.name is not null) as names,
        array_agg(x.id order by whole, x.place) filter (where x.id is not null) as ids
      from sides cross join lateral
        rows from (unnest(names), unnest(ids)) with ordinality as x(name, id, place)
      group by position, line_n, expected_n
    )
    update search_found f set rivals = f.rivals + r.many,
      rival_expected = (coalesce(f.rival_expected, '{}') || r.names)[1:${MOST_LISTED}::int],
      rival_lines = (coalesce(f.rival_lines, '{}') || r.ids)[1:${MOST_LISTED}::int]
    from rivals r
    where r.position = f.position and r.line_n = f.line_n and r.expected_n = f.expected_n`;
}

/** A line that may be the same as another has that one for its rival until somebody has decided. */
export async function noteSuspected({ sql }: Tx): Promise<void> {
  await sql`
    with undecided as materialized (
      select r.line_id, r.of_line_id from likely_repeats r
      where not exists (select from repeat_dismissals d where d.line_id = r.line_id)
    ),
    suspected as (
      select f.position, f.line_n, f.expected_n, u.of_line_id
      from search_found f join undecided u on u.line_id = f.line_id
      union all
      select f.position, f.line_n, f.expected_n, u.of_line_id
      from (select *, unnest(line_ids) as one from search_found where line_id is null) as f
      join undecided u on u.line_id = f.one
    ),
    rivals as (
      select position, line_n, expected_n, count(distinct of_line_id)::int as many,
        (array_agg(distinct of_line_id))[1:${MOST_LISTED}::int] as ids
      from suspected group by position, line_n, expected_n
    )
    update search_found f set rivals = f.rivals + r.many,
      rival_lines = (coalesce(f.rival_lines, '{}') || r.ids)[1:${MOST_LISTED}::int]
    from rivals r
    where r.position = f.position and r.line_n = f.line_n and r.expected_n = f.expected_n`;
}

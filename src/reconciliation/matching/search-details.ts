import type { Tx } from '../../database/transactions.ts';
import { keyOf } from './expected-parts.ts';
import type { MatchingRule } from './rule-store.ts';
import type { RuleFound } from './search-pairs.ts';
import { MOST_LISTED } from './search-rivals.ts';
import { lineId, nameOf } from './search-stage.ts';
import { takeSums } from './search-taken.ts';

/**
 * The rule `batch_details`: the bank lists the payments that a line is the total of, and each of
 * them names one expected line of its amount, and no other. All of them, or no proposal. Another
 * line that names one of them is a rival.
 */
export async function findByDetails(
  tx: Tx,
  position: number,
  rule: MatchingRule,
): Promise<RuleFound> {
  const { sql } = tx;
  const { count } = await sql`
    create temporary table search_details on commit drop as
    select l.n as line_n, l.pence, l.day, d.number, abs(d.amount) as amount,
      array_remove(regexp_split_to_array(upper(concat_ws(' ', d.reference, d.text)),
        '[^A-Z0-9]+') || (${keyOf(tx, sql`d.reference`)}), '') as words
    from bank_line_details d join search_lines l on ${lineId(tx, 'l.n')} = d.line_id
    where not exists (select from search_found f where f.line_n = l.n)`;
  if (count === 0) return { found: 0, gaveUp: 0 };
  const { count: found } = await sql`
    with fitting as materialized (
      select distinct d.line_n, d.number, d.amount, e.id as expected_id, d.day - e.day as days
      from (select *, unnest(words) as word from search_details) as d
      join (select id, pence, day, unnest(coalesce(keys, array[key])) as word from search_expected)
        as e on e.word = d.word and (e.pence < 0) = (d.pence < 0)
          and abs(e.pence) = d.amount * 100
      where d.day - e.day between ${-rule.daysBefore}::int and ${rule.daysAfter}::int
        and not exists (select from search_found f where f.expected_id = e.id)
    ),
    counted as (
      select *, count(*) over (partition by line_n, number) as for_detail,
        count(*) over (partition by expected_id) as for_expected
      from fitting
    ),
    whole as (
      select d.line_n
      from search_details d left join counted c on c.line_n = d.line_n and c.number = d.number
      group by d.line_n, d.pence
      having bool_and(coalesce(c.for_detail = 1 and c.for_expected = 1, false))
        and sum(d.amount) * 100 = abs(d.pence)
    ),
    rivals as (
      select c.line_n, array_agg(distinct ${lineId(tx, 'p.line_n')}) as ids
      from whole w
      join counted c on c.line_n = w.line_n
      join search_named p on p.expected_id = c.expected_id
      where p.line_n <> c.line_n and p.short = 0
      group by c.line_n
    )
    insert into search_found (position, turn, line_n, days, short, pence, rivals, alike, line_ids,
      expected, amounts, rival_lines)
    select ${position}, 1, l.n, max(c.days), 0, abs(l.pence), coalesce(cardinality(r.ids), 0), 0,
      array[${lineId(tx, 'l.n')}],
      array_agg(${nameOf(tx, 'e.id', 'e.own_name')} order by c.number),
      array_agg(c.amount order by c.number), r.ids[1:${MOST_LISTED}::int]
    from whole w
    join search_lines l on l.n = w.line_n
    join counted c on c.line_n = w.line_n
    join search_expected e on e.id = c.expected_id
    left join rivals r on r.line_n = l.n
    group by l.n, l.pence, r.ids`;
  if (found > 0) await takeSums(tx, position);
  return { found, gaveUp: 0 };
}

import type { Tx } from '../../database/transactions.ts';
import type { MatchingRule } from './rule-store.ts';
import { fits } from './search-pairs.ts';
import { idOfName, lineId } from './search-stage.ts';

/**
 * Takes what is in the sums that a rule found out of the search, so that no later rule looks at it.
 * A sum that is one of several takes nothing but its line. Of payments it stays known of which run.
 */
export async function takeSums(tx: Tx, position: number): Promise<void> {
  const { sql } = tx;
  const taken = sql`from search_found where position = ${position} and result is null`;
  const expected = sql`select ${idOfName(tx, sql`x.name`)} from (
    select unnest(expected) as name ${taken}) as x`;
  await sql`delete from search_named where expected_id in (${expected})`;
  await sql`
    delete from search_named where ${lineId(tx, 'line_n')} in (select unnest(line_ids) ${taken})`;
  await sql`
    with gone as (
      delete from search_expected where id in (${expected})
      returning id, pay_run_id, value_on, own_name
    )
    insert into search_parts select id, pay_run_id, value_on from gone where own_name is null`;
  await sql`
    delete from search_lines where ${lineId(tx, 'n')} in (
      select unnest(line_ids) ${taken} and cardinality(line_ids) > 1)`;
}

/**
 * Leaves of what is named only what the rule did not find: the next rules look at that, which is
 * little, and not each of them at everything. What fits the rule is not looked at again: each of its
 * lines has found something.
 */
export async function leaveOthers(tx: Tx, position: number, rule: MatchingRule): Promise<void> {
  const { sql } = tx;
  await sql.unsafe('analyze search_found (position, line_n, expected_id)').simple();
  const found = fits(tx, rule);
  await sql`
    create temporary table search_left on commit drop as
    select p.* from search_named p
    where ${found === null ? sql`true` : sql`(${found}) is not true`}
      and not exists (
        select from search_found f where f.line_n = p.line_n and f.position = ${position})
      and not exists (
        select from search_found f where f.expected_id = p.expected_id and f.position = ${position})`;
  await sql
    .unsafe('drop table search_named; alter table search_left rename to search_named')
    .simple();
}

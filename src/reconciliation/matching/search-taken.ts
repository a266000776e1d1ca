import type { Tx } from '../../database/transactions.ts';

/**
 * Takes what is in the sums that a rule found out of the search, so that no later rule looks at it.
 * A sum that is one of several takes nothing but its line. Of payments it stays known of which run.
 */
export async function takeSums({ sql }: Tx, position: number): Promise<void> {
  const taken = sql`from search_found where position = ${position} and result is null`;
  await sql`
    delete from search_named where expected_n in (
      select n from search_expected where name in (select unnest(expected) ${taken}))`;
  await sql`
    delete from search_named where line_n in (
      select n from search_lines where id in (select unnest(line_ids) ${taken}))`;
  await sql`
    with gone as (
      delete from search_expected where name in (select unnest(expected) ${taken})
      returning name, whole
    )
    insert into search_parts select name, whole from gone where whole is not null`;
  await sql`
    delete from search_lines where id in (select unnest(line_ids) ${taken} and cardinality(line_ids) > 1)`;
}

/**
 * Leaves of what is named only what the rule did not find: the next rules look at that, which is
 * little, and not each of them at everything.
 */
export async function leaveOthers({ sql }: Tx, position: number): Promise<void> {
  const [some] = await sql`select from search_found where position = ${position} limit 1`;
  if (some === undefined) return;
  await sql.unsafe('analyze search_found (position, line_n, expected_n)').simple();
  await sql`
    create temporary table search_left on commit drop as
    select p.* from search_named p
    where not exists (
        select from search_found f where f.line_n = p.line_n and f.position = ${position})
      and not exists (
        select from search_found f where f.expected_n = p.expected_n and f.position = ${position})`;
  await sql
    .unsafe('drop table search_named; alter table search_left rename to search_named')
    .simple();
}

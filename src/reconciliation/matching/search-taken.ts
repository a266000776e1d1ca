import type { Tx } from '../../database/transactions.ts';

/**
 * Takes what is in the sums that a rule found out of the search, so that no later rule looks at it.
 * A sum that is one of several takes nothing but its line.
 */
export async function takeSums({ sql }: Tx, position: number): Promise<void> {
  const taken = sql`from search_found where position = ${position} and result is null`;
  await sql`
    delete from search_named where expected_n in (
      select n from search_expected where name in (select unnest(expected) ${taken}))`;
  await sql`
    delete from search_named where line_n in (
      select n from search_lines where id in (select unnest(line_ids) ${taken}))`;
  await sql`delete from search_expected where name in (select unnest(expected) ${taken})`;
  await sql`
    delete from search_lines where id in (select unnest(line_ids) ${taken} and cardinality(line_ids) > 1)`;
}

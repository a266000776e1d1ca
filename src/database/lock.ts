import type { Tx } from './transactions.ts';

/**
 * Makes whoever else decides about the same thing wait until this transaction ends, so that they
 * find what was decided here. Call it before reading the state that a decision depends on.
 *
 * @param what names the thing, e.g. `pay run ID`
 */
export async function decideAlone(tx: Tx, what: string): Promise<void> {
  const name = `${tx.scope.authority} ${what}`;
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

/**
 * The same for several things at once. They are locked in one order, so that no two sets of them
 * can wait for each other.
 */
export async function decideAloneOnAll(tx: Tx, whats: readonly string[]): Promise<void> {
  const names = whats.map((what) => `${tx.scope.authority} ${what}`);
  await tx.sql`
    select count(pg_advisory_xact_lock(number)) from (
      select hashtextextended(value, 0) as number
      from jsonb_array_elements_text(${JSON.stringify(names)}::text::jsonb) order by number) as in_order`;
}

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

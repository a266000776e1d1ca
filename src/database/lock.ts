import type { Fragment, Tx } from './transactions.ts';

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
  await tx.sql`select count(pg_advisory_xact_lock(number)) from (${inOrder(tx, whats)}) as in_order`;
}

/** The numbers of the locks of several things, in the one order in which they are taken. */
const inOrder = (tx: Tx, whats: readonly string[]): Fragment => tx.sql`
  select hashtextextended(value, 0) as number
  from jsonb_array_elements_text(${JSON.stringify(
    whats.map((what) => `${tx.scope.authority} ${what}`),
  )}::text::jsonb) order by number`;

/**
 * Holds the same lock together with others who do so: they do not wait for each other, but whoever
 * decides alone about it waits for all of them, and they for them.
 */
export async function decideBeside(tx: Tx, what: string): Promise<void> {
  const name = `${tx.scope.authority} ${what}`;
  await tx.sql`select pg_advisory_xact_lock_shared(hashtextextended(${name}, 0))`;
}

/** The same for several things at once. */
export async function decideBesideOnAll(tx: Tx, whats: readonly string[]): Promise<void> {
  await tx.sql`
    select count(pg_advisory_xact_lock_shared(number)) from (${inOrder(tx, whats)}) as in_order`;
}

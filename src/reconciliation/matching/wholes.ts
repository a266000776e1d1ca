import { decideAloneOnAll } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { ZERO, type Decimal } from '../../money.ts';
import { expectedToMatch, type ExpectedToMatch } from './line-state.ts';
import { idsOf } from './names.ts';

/** Expected lines by their names; what is open of them changes as a set is gone through. */
export type ExpectedByName = Map<string, ExpectedToMatch>;

/**
 * Holds the pay runs that names speak of, alone. A payment takes from its run, so that whoever else
 * matches payments of the run, or records what the bank rejected of it, waits and finds what is left.
 * The bank account is held before the runs, and all runs of a transaction at once, so that no two
 * transactions wait for each other.
 */
export async function holdRuns(tx: Tx, names: readonly string[]): Promise<void> {
  const { payRuns, credits } = idsOf(names);
  if (payRuns.length + credits.length === 0) return;
  const runs = await tx.sql<{ id: string }[]>`
    select id from pay_runs where id = any(${`{${payRuns.join(',')}}`}::uuid[])
    union select pay_run_id from pay_run_credits
    where id = any(${`{${credits.join(',')}}`}::uuid[])`;
  await decideAloneOnAll(
    tx,
    runs.map(({ id }) => `pay run ${id}`),
  );
}

/** Adds the expected lines of the runs of which single payments are a part. */
export async function withWholes(tx: Tx, expected: ExpectedByName): Promise<ExpectedByName> {
  const wholes = [...expected.values()].flatMap(({ whole }) =>
    whole === null || expected.has(whole) ? [] : [whole],
  );
  if (wholes.length === 0) return expected;
  return new Map([...(await expectedToMatch(tx, [...new Set(wholes)])), ...expected]);
}

/** A payment of a run of which others of the same set have left less is not open any more. */
export function withinWhole(one: ExpectedToMatch, expected: ExpectedByName): ExpectedToMatch {
  const whole = one.whole === null ? undefined : expected.get(one.whole);
  if (whole === undefined || one.open.lte(whole.open)) return one;
  return { ...one, open: ZERO };
}

/** Takes an amount from what is open of an expected line, and of the one that it is a part of. */
export function take(
  expected: ExpectedByName,
  { name, whole }: ExpectedToMatch,
  amount: Decimal,
): void {
  for (const each of whole === null ? [name] : [name, whole]) {
    const one = expected.get(each);
    if (one !== undefined) expected.set(each, { ...one, open: one.open.minus(amount) });
  }
}

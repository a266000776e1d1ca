import type { Tx } from '../database/transactions.ts';
import { openDifferencesOf, postLines } from './accept-store.ts';
import { cameToDiffer } from './difference-store.ts';
import { refuseChanged, refuseDiffering, refuseOwn, toAccept } from './decision-rules.ts';
import { decide, toDecideOn } from './decision-store.ts';

/**
 * Accepts a return as a second person: the arrangements named, or all that are not queried. What it
 * says of them is in the books from then on. Throws the problem "needs-a-second-person" to whoever
 * sent it in, and "state-does-not-allow" while a difference is open, or has come up since.
 * @returns how many arrangements were accepted
 */
export async function acceptReturn(
  tx: Tx,
  returnId: string,
  arrangements?: readonly string[],
): Promise<number> {
  const { facts, people } = await toDecideOn(tx, returnId);
  refuseOwn(facts, tx.scope.user);
  const accepted = toAccept(people, arrangements);
  const ids = accepted.map((one) => one.arrangementId);
  const open = await openDifferencesOf(tx, facts.id, ids);
  refuseDiffering(open.named, open.count);
  const came = await cameToDiffer(tx, facts.id, ids);
  refuseChanged(came.named, came.count);
  await postLines(tx, facts, accepted);
  await decide(tx, facts.id, { people: accepted, outcome: 'accepted' });
  return accepted.length;
}

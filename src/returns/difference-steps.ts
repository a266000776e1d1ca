import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { Problem, notFound } from '../problem.ts';
import { listDifferences, stillDiffers, type DifferenceRow } from './difference-list.ts';

/** What is done about a difference: given to somebody else, or ended. */
export interface NewStep {
  readonly step: 'handed_over' | 'explained' | 'corrected';
  readonly ownerId: string | null;
  readonly note: string | null;
}

/** The facts that the digest of a step covers. */
export interface StepRecord extends NewStep {
  readonly differenceId: string;
  readonly seq: number;
  readonly by: string;
}

export function stepFields(one: StepRecord): (string | null)[] {
  const { differenceId, seq, step, ownerId, note, by } = one;
  return ['difference-step-1', differenceId, String(seq), step, ownerId, note, by];
}

/** One difference the caller may see, or not found. */
export async function differenceOf(tx: Tx, id: string): Promise<DifferenceRow> {
  const today = tx.scope.today.toString();
  const [row] = await listDifferences(tx, { id, limit: 1, today });
  if (row === undefined) throw notFound();
  return row;
}

/**
 * Takes a step about a difference. Throws the problem "state-does-not-allow" where it is not open any
 * more, or where it is said to be corrected and is still there.
 */
export async function takeStep(tx: Tx, id: string, one: NewStep): Promise<void> {
  await decideAlone(tx, `difference ${id}`);
  const difference = await differenceOf(tx, id);
  if (difference.state !== 'open') {
    throw new Problem('state-does-not-allow', `The difference is ${difference.state} already.`, {
      state: difference.state,
    });
  }
  if (one.step === 'corrected') await refuseUncorrected(tx, difference);
  await refuseUnknownOwner(tx, one.ownerId);
  const record = {
    ...one,
    differenceId: id,
    seq: difference.steps.length + 1,
    by: tx.scope.user,
  };
  const [entry] = await recordDecisions(tx, [
    {
      key: `difference_step:${id}:${record.seq}`,
      reason: `difference_${one.step}`,
      fields: stepFields(record),
    },
  ]);
  await tx.sql`
    insert into difference_steps (difference_id, seq, step, owner_id, note, by, entry_id)
    values (${id}, ${record.seq}, ${one.step}, ${one.ownerId}, ${one.note}, ${record.by}, ${entry!})`;
}

async function refuseUncorrected(tx: Tx, difference: DifferenceRow): Promise<void> {
  const still = await stillDiffers(tx, difference);
  if (still === undefined) return;
  throw new Problem(
    'state-does-not-allow',
    `It is still there: ${still.expected} is expected, and the return says ${still.found}. ` +
      'Correct the books, ask for another return, or say why the two differ (explained).',
    { state: 'open', ...still },
  );
}

async function refuseUnknownOwner(tx: Tx, ownerId: string | null): Promise<void> {
  if (ownerId === null) return;
  const [user] = await tx.sql`select from users where id = ${ownerId}`;
  if (user !== undefined) return;
  const message = 'There is no user of this identifier.';
  throw new Problem('record-unknown', message, { errors: [{ where: 'body.ownerId', message }] });
}

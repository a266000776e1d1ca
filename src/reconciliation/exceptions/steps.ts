import { decideAlone } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { Problem, notFound } from '../../problem.ts';
import { accountOf, exceptionOf, type Exception } from './list.ts';

/** What was done about an exception. */
export interface Step {
  readonly seq: number;
  readonly ownerId: string | null;
  readonly note: string | null;
  readonly by: string;
  readonly at: string;
}

/** An exception with all that was done about it; null where it is no more. */
export interface ExceptionWithSteps {
  readonly name: string;
  readonly bankAccountId: string;
  readonly exception: Exception | null;
  readonly steps: readonly Step[];
}

/** What a person does about an exception: gives it to somebody, or writes something down. */
export interface NewStep {
  readonly ownerId?: string | undefined;
  readonly note?: string | undefined;
}

/** An exception by its name. Not found, unless it is one now or something was done about it. */
export async function exceptionWithSteps(tx: Tx, name: string): Promise<ExceptionWithSteps> {
  const bankAccountId = await accountOf(tx, name);
  if (bankAccountId === undefined) throw notFound();
  const exception = (await exceptionOf(tx, name, bankAccountId)) ?? null;
  const steps = await tx.sql<Step[]>`
    select seq, owner_id as "ownerId", note, by,
      to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from exception_steps where exception = ${name} order by seq`;
  if (exception === null && steps.length === 0) throw notFound();
  return { name, bankAccountId, exception, steps };
}

/**
 * Writes down what somebody does about an exception. Throws "state-does-not-allow" where it is no
 * more.
 */
export async function takeStep(tx: Tx, name: string, step: NewStep): Promise<void> {
  const bankAccountId = await accountOf(tx, name);
  if (bankAccountId === undefined) throw notFound();
  await decideAlone(tx, `exception ${name}`);
  if ((await exceptionOf(tx, name, bankAccountId)) === undefined) {
    const message =
      'Expected an exception that stands. Found none of this name: it was seen to. Read the list again.';
    throw new Problem('state-does-not-allow', message, { state: 'seen_to' });
  }
  await refuseUnknownOwner(tx, step.ownerId);
  await addStep(tx, { name, bankAccountId }, step);
}

/** Adds a step after the last. The caller decides alone about the exception. */
export async function addStep(
  tx: Tx,
  of: { readonly name: string; readonly bankAccountId: string },
  { ownerId, note }: NewStep,
): Promise<void> {
  await tx.sql`
    insert into exception_steps (bank_account_id, exception, seq, owner_id, note, by)
    select ${of.bankAccountId}, ${of.name}, coalesce(max(seq), 0) + 1, ${ownerId ?? null}::uuid,
      ${note ?? null},
      ${tx.scope.user}
    from exception_steps where exception = ${of.name}`;
}

async function refuseUnknownOwner(tx: Tx, ownerId: string | undefined): Promise<void> {
  if (ownerId === undefined) return;
  const [user] = await tx.sql`select from users where id = ${ownerId}`;
  if (user !== undefined) return;
  const message = 'There is no user of this identifier.';
  throw new Problem('record-unknown', message, { errors: [{ where: 'body.owner', message }] });
}

import { decideAlone } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { Problem, notFound } from '../../problem.ts';
import { partsOf } from './kinds.ts';
import { accountOf, exceptionOf, type Exception } from './list.ts';
import { subjectOfStep } from './query-lines.ts';

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
  const rows = await tx.sql<(Step & { exception: string })[]>`
    select exception, (row_number() over (order by seq, at))::int as seq, owner_id as "ownerId",
      note, by, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from exception_steps
    where bank_account_id = ${bankAccountId} and ${subjectOfStep(tx)} = ${partsOf(name).subject}
    order by 2`;
  const isKnown = exception !== null || rows.some((row) => row.exception === name);
  if (!isKnown) throw notFound();
  const steps = rows.map(({ seq, ownerId, note, by, at }): Step => ({
    seq,
    ownerId,
    note,
    by,
    at,
  }));
  return { name, bankAccountId, exception, steps };
}

/** Waits until nobody else does something about what an exception is about, of whatever kind. */
export async function aloneAbout(tx: Tx, name: string): Promise<void> {
  await decideAlone(tx, `exception about ${partsOf(name).subject}`);
}

/**
 * Writes down what somebody does about an exception. Throws "state-does-not-allow" where it is no
 * more.
 */
export async function takeStep(tx: Tx, name: string, step: NewStep): Promise<void> {
  const bankAccountId = await accountOf(tx, name);
  if (bankAccountId === undefined) throw notFound();
  await aloneAbout(tx, name);
  if ((await exceptionOf(tx, name, bankAccountId)) === undefined) {
    const message =
      'Expected an exception that stands. Found none of this name: it was seen to. Read the list again.';
    throw new Problem('state-does-not-allow', message, { state: 'seen_to' });
  }
  await refuseUnknownOwner(tx, step.ownerId);
  await addStep(tx, { name, bankAccountId }, step);
}

/** Adds a step after the last about the same. The caller has waited by `aloneAbout`. */
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
    from exception_steps
    where bank_account_id = ${of.bankAccountId}
      and ${subjectOfStep(tx)} = ${partsOf(of.name).subject}`;
}

async function refuseUnknownOwner(tx: Tx, ownerId: string | undefined): Promise<void> {
  if (ownerId === undefined) return;
  const [user] = await tx.sql`select from users where id = ${ownerId}`;
  if (user !== undefined) return;
  const message = 'There is no user of this identifier.';
  throw new Problem('record-unknown', message, { errors: [{ where: 'body.owner', message }] });
}

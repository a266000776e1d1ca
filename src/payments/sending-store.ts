import type { Tx } from '../database/transactions.ts';
import { Problem } from '../problem.ts';
import type { FileFormatName } from './file-source.ts';
import { changed, compareFile } from './file-store.ts';
import type { Run } from './run-list.ts';

/** Which file of a run was sent to the bank or the bureau. */
export interface Sending {
  readonly format: FileFormatName;
  /** Of the file that was sent, in hexadecimal. */
  readonly sha256: string;
  readonly bankReference: string | null;
  readonly sentAt: string;
}

export interface NewSending {
  readonly format: FileFormatName;
  readonly sha256: string;
  /** What the bank or bureau calls the submission. */
  readonly bankReference?: string | undefined;
}

/**
 * Records which file of a released run was sent. It must be the one that the run makes: the same as
 * was recorded, as is stored, and as is made anew.
 */
export async function recordSending(tx: Tx, run: Run, sending: NewSending): Promise<Sending> {
  const { format, sha256, bankReference = null } = sending;
  await refuseSecond(tx, run);
  const file = await compareFile(tx, run, format);
  if (file === undefined) throw notMade(format);
  if (sha256 !== file.recorded) throw changed(format, file.recorded, sha256);
  if (!file.unchanged) {
    const found = file.stored === file.recorded ? file.madeAgain : file.stored;
    throw changed(format, file.recorded, found ?? 'a file that cannot be made any more');
  }
  const [sent] = await tx.sql<{ sentAt: string }[]>`
    insert into pay_run_sendings (pay_run_id, file_id, sent_by, bank_reference)
    select pay_run_id, id, ${tx.scope.user}, ${bankReference} from payment_files
    where pay_run_id = ${run.id} and format = ${format}
    returning to_char(sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "sentAt"`;
  return { format, sha256, bankReference, sentAt: sent!.sentAt };
}

/** A settled run may have been sent, with or without a word of it. */
async function refuseSecond({ sql }: Tx, { id, state }: Run): Promise<void> {
  const [sent] = await sql`select from pay_run_sendings where pay_run_id = ${id}`;
  if (sent === undefined) return;
  const why = 'It was recorded before which file of the run was sent.';
  throw new Problem('state-does-not-allow', why, { state });
}

function notMade(format: FileFormatName): Problem {
  return new Problem('record-unknown', `The run has no ${format} file.`, {
    errors: [{ where: 'body.format', message: 'No file of this format was made of the run.' }],
  });
}

import { createHash } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { toText } from '../money.ts';
import { Problem, refuseFaults } from '../problem.ts';
import {
  checkFile,
  fileInPieces,
  type FileFault,
  type FileItem,
  type FileItems,
  type FileTotals,
} from './file-maker.ts';
import { creditsOf, formatOf, type FileFormatName } from './file-source.ts';
import { silent, type Report } from './progress.ts';
import type { Run } from './run-list.ts';

/** A file that is stored, without its content. The total is in pounds. */
export interface StoredFile {
  readonly format: FileFormatName;
  /** How many payments it has, a broker's many items being one. */
  readonly items: number;
  readonly total: string;
  /** In hexadecimal. */
  readonly sha256: string;
  /** Whether it was said that this is the one that was sent. */
  readonly sent: boolean;
}

/** The files of a run in the order in which they were made: all, or that of one format. */
export async function filesOf(
  tx: Tx,
  payRunId: string,
  format?: FileFormatName,
): Promise<StoredFile[]> {
  return tx.sql<StoredFile[]>`
    select f.format, f.items, f.total, encode(f.sha256, 'hex') as sha256,
      s.file_id is not null as sent
    from payment_files f left join pay_run_sendings s on s.file_id = f.id
    where f.pay_run_id = ${payRunId}
      ${format === undefined ? tx.sql`` : tx.sql`and f.format = ${format}`}
    order by f.made_at, f.format`;
}

/**
 * The content of a stored file, and its hash in hexadecimal. Refuses a file whose content has
 * another hash than was recorded when it was made.
 */
export async function contentOf(
  tx: Tx,
  payRunId: string,
  format: FileFormatName,
): Promise<{ content: Buffer; sha256: string } | undefined> {
  const [row] = await tx.sql<{ content: Buffer; sha256: string }[]>`
    select content, encode(sha256, 'hex') as sha256 from payment_files
    where pay_run_id = ${payRunId} and format = ${format}`;
  if (row === undefined) return undefined;
  const found = createHash('sha256').update(row.content).digest('hex');
  if (found !== row.sha256) throw changed(format, row.sha256, found);
  return row;
}

/** A file is not the one that was made of the run. */
export function changed(format: FileFormatName, expected: string, found: string): Problem {
  return new Problem(
    'payment-file-changed',
    `The ${format} file of this run has another SHA-256 than the one that was made. Do not send it, and ask who changed it.`,
    { format, expected, found },
  );
}

/**
 * Makes and stores a file of a released run. Refuses with every fault of every payment; then
 * nothing is stored.
 */
export async function makeFile(
  tx: Tx,
  run: Run,
  name: FileFormatName,
  report: Report = silent,
): Promise<void> {
  const pieces: string[] = [];
  const made = await make(tx, run, name, (piece) => pieces.push(piece), report);
  refuseFaults(
    'payment-file-faults',
    'The payment file cannot be made. Nothing was stored.',
    made.faults.map(({ reference, message }) => ({ where: reference ?? 'file', message })),
  );
  // No format has other characters than those of ASCII. As text they travel in half the memory that
  // the driver needs for bytes.
  await tx.sql`
    insert into payment_files (pay_run_id, format, content, sha256, items, total, made_by)
    values (${run.id}, ${name}, convert_to(${pieces.join('')}::text, 'UTF8'), ${made.sha256},
      ${made.count}, ${toText(made.total)}, ${tx.scope.user})`;
}

/** A stored file beside its hash and what is made of the run now, as SHA-256 in hexadecimal. */
export interface FileComparison {
  readonly format: FileFormatName;
  /** What was recorded when it was made. */
  readonly recorded: string;
  /** Of the content as it is stored now. */
  readonly stored: string;
  /** Of the file made anew from the run; null where it cannot be made any more. */
  readonly madeAgain: string | null;
  /** Whether all three are the same. */
  readonly unchanged: boolean;
}

/** Compares a stored file with its hash and with the file made anew; undefined if there is none. */
export async function compareFile(
  tx: Tx,
  run: Run,
  format: FileFormatName,
): Promise<FileComparison | undefined> {
  const [file] = await tx.sql<{ recorded: string; stored: string }[]>`
    select encode(sha256, 'hex') as recorded, encode(sha256(content), 'hex') as stored
    from payment_files where pay_run_id = ${run.id} and format = ${format}`;
  if (file === undefined) return undefined;
  const made = await make(tx, run, format, () => {});
  const madeAgain = made.faults.length > 0 ? null : made.sha256.toString('hex');
  const unchanged = file.recorded === file.stored && file.recorded === madeAgain;
  return { format, ...file, madeAgain, unchanged };
}

type Made = FileTotals & { readonly faults: readonly FileFault[]; readonly sha256: Buffer };

/** Makes a file and hands it over in pieces, unless it has faults. */
async function make(
  tx: Tx,
  run: Run,
  name: FileFormatName,
  take: (piece: string) => void,
  report: Report = silent,
): Promise<Made> {
  const format = await formatOf(tx, run, name);
  const payments = (step: string): FileItems =>
    counted(creditsOf(tx, run.id), (done) => report(step, done, run.credits));
  const checked = await checkFile(format, payments('Checking the payments for the file'));
  const hash = createHash('sha256');
  if (checked.faults.length > 0) return { ...checked, sha256: hash.digest() };
  for await (const piece of fileInPieces(format, checked, payments('Writing the file'))) {
    hash.update(piece, 'utf8');
    take(piece);
  }
  return { ...checked, sha256: hash.digest() };
}

/** After how many payments it is told how far a file is. */
const TOLD_AFTER = 10_000;

/** Payments as they come; tells after every ten thousand, and after the last, how many came. */
async function* counted(items: FileItems, tell: (done: number) => void): AsyncGenerator<FileItem> {
  let done = 0;
  for await (const item of items) {
    yield item;
    done += 1;
    if (done % TOLD_AFTER === 0) tell(done);
  }
  tell(done);
}

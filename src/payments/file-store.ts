import { createHash } from 'node:crypto';
import { bacsProcessingDay } from '../calendar.ts';
import type { Tx } from '../database/transactions.ts';
import { money, toText } from '../money.ts';
import { refuseFaults } from '../problem.ts';
import type { BacsAccount } from './bacs.ts';
import { bureauCsv } from './bureau-csv.ts';
import { checkFile, fileInPieces, type FileFormat, type FileItem } from './file-maker.ts';
import { messageIdOf, pain001 } from './pain001.ts';
import type { Run } from './run-store.ts';

/** The formats of payment files. The first is made when a run is released, the others on request. */
export const FILE_FORMATS = [
  'bacs_standard_18',
  'pain_001_001_09',
  'pain_001_001_03',
  'bureau_csv',
] as const;
export type FileFormatName = (typeof FILE_FORMATS)[number];

/** A file that is stored, without its content. The total is in pounds. */
export interface StoredFile {
  readonly format: FileFormatName;
  readonly items: number;
  readonly total: string;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** How many items are read from the database at a time. */
const BATCH = 1000;

/** The files of a run in the order in which they were made: all, or that of one format. */
export async function filesOf(
  tx: Tx,
  payRunId: string,
  format?: FileFormatName,
): Promise<StoredFile[]> {
  return tx.sql<StoredFile[]>`
    select format, items, total, encode(sha256, 'hex') as sha256 from payment_files
    where pay_run_id = ${payRunId} ${format === undefined ? tx.sql`` : tx.sql`and format = ${format}`}
    order by made_at, format`;
}

/** The content of a stored file, and its hash in hexadecimal. */
export async function contentOf(
  tx: Tx,
  payRunId: string,
  format: FileFormatName,
): Promise<{ content: Buffer; sha256: string } | undefined> {
  const [row] = await tx.sql<{ content: Buffer; sha256: string }[]>`
    select content, encode(sha256, 'hex') as sha256 from payment_files
    where pay_run_id = ${payRunId} and format = ${format}`;
  return row;
}

/**
 * Makes and stores the file of a released run. All its bytes come from the run and its release, so
 * the same run makes the same file. Refuses with every fault of every item; then nothing is stored.
 */
export async function makeFile(
  tx: Tx,
  run: Run,
  name: Exclude<FileFormatName, 'bacs_standard_18'>,
): Promise<void> {
  const format = await formatOf(tx, run, name);
  const { faults, ...totals } = await checkFile(format, itemsOf(tx, run.id));
  refuseFaults(
    'payment-file-faults',
    'The payment file cannot be made. Nothing was stored.',
    faults.map(({ reference, message }) => ({ where: reference ?? 'file', message })),
  );
  const pieces: Buffer[] = [];
  const hash = createHash('sha256');
  for await (const piece of fileInPieces(format, totals, itemsOf(tx, run.id))) {
    const bytes = Buffer.from(piece, 'utf8');
    hash.update(bytes);
    pieces.push(bytes);
  }
  await tx.sql`
    insert into payment_files (pay_run_id, format, content, sha256, items, total, made_by)
    values (${run.id}, ${name}, ${Buffer.concat(pieces)}, ${hash.digest()}, ${totals.count},
      ${toText(totals.total)}, ${tx.scope.user})`;
}

async function formatOf(
  tx: Tx,
  run: Run,
  name: Exclude<FileFormatName, 'bacs_standard_18'>,
): Promise<FileFormat> {
  const [row] = await tx.sql<(BacsAccount & { releasedAt: string })[]>`
    select b.sort_code as "sortCode", b.account_number as "accountNumber", b.account_name as name,
      to_char(r.released_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "releasedAt"
    from pay_run_releases r, bank_accounts b
    where r.pay_run_id = ${run.id} and b.id = ${run.bankAccountId}`;
  const { releasedAt, ...payer } = row!;
  const valueOn = Temporal.PlainDate.from(run.valueOn);
  if (name === 'bureau_csv') {
    return bureauCsv({ processingOn: bacsProcessingDay(valueOn), origin: payer });
  }
  return pain001({
    version: name === 'pain_001_001_09' ? '09' : '03',
    messageId: messageIdOf(tx.scope.authority, run.serial),
    createdAt: Temporal.Instant.from(releasedAt),
    executeOn: valueOn,
    payer,
  });
}

async function* itemsOf(tx: Tx, payRunId: string): AsyncGenerator<FileItem> {
  const rows = tx.sql<(BacsAccount & { reference: string; amount: string })[]>`
    select d.sort_code as "sortCode", d.account_number as "accountNumber",
      d.account_name as name, i.reference, i.amount
    from pay_run_items i join bank_details d on d.id = i.bank_details_id
    where i.pay_run_id = ${payRunId} order by i.reference`;
  for await (const batch of rows.cursor(BATCH)) {
    for (const row of batch) yield { ...row, amount: money(row.amount) };
  }
}

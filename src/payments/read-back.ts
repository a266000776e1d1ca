import type { Tx } from '../database/transactions.ts';
import { money, toText, type Decimal } from '../money.ts';
import { readBacs } from './bacs-reader.ts';
import { readBureauCsv } from './bureau-csv-reader.ts';
import { creditsOf, type FileFormatName } from './file-source.ts';
import { readPain } from './pain001-reader.ts';
import type { Run } from './run-list.ts';

/** What a reader that shares no code with the writers finds in a stored file. */
export interface ReadBack {
  /** How many payments it finds; null for a file that it cannot read. */
  readonly payments: number | null;
  /** What they come to, in pounds. */
  readonly total: string | null;
  /** Whether each goes to the account, for the amount and under the reference that the run says. */
  readonly asPaid: boolean;
}

interface Found {
  readonly items: readonly {
    readonly reference: string;
    readonly sortCode: string;
    readonly accountNumber: string;
    readonly amount: Decimal;
  }[];
  readonly total: Decimal;
}

/** Reads a stored file of a run back and compares it with the run, payment by payment. */
export async function readBack(tx: Tx, run: Run, format: FileFormatName): Promise<ReadBack> {
  const [file] = await tx.sql<{ content: Buffer; items: number; total: string }[]>`
    select content, items, total from payment_files
    where pay_run_id = ${run.id} and format = ${format}`;
  const found = await read(format, file!.content, {
    count: file!.items,
    total: money(file!.total),
  });
  if (found === undefined) return { payments: null, total: null, asPaid: false };
  const { items, total } = found;
  let [count, asPaid] = [0, true];
  for await (const credit of creditsOf(tx, run.id)) {
    const item = items[count];
    count += 1;
    asPaid &&=
      item !== undefined &&
      item.reference === credit.reference &&
      item.sortCode === credit.sortCode &&
      item.accountNumber === credit.accountNumber &&
      item.amount.eq(credit.amount);
  }
  return {
    payments: items.length,
    total: toText(total),
    asPaid: asPaid && count === items.length,
  };
}

async function read(
  format: FileFormatName,
  content: Buffer,
  expected: { readonly count: number; readonly total: Decimal },
): Promise<Found | undefined> {
  if (format === 'bacs_standard_18') {
    const { file } = readBacs(content.toString('latin1'));
    return file && { items: file.items, total: file.totals.credits };
  }
  if (format === 'bureau_csv') return readBureauCsv(content.toString('latin1'), expected).file;
  return (await readPain([content])).file;
}

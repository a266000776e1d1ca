import { type Decimal, ZERO, toText } from '../money.ts';
import type { BacsAccount, BacsItem } from './bacs.ts';

/**
 * How a payment file is made from items that come one by one, so that a run of any size needs the
 * memory of a few of them. They are read twice: `checkFile` first, for every fault and for the
 * totals that a file says before its items; then `fileInPieces` writes them.
 */

/** A payment in a file, in pounds; its reference is ours and unlike any other in the file. */
export type FileItem = BacsItem;

export type FileItems = Iterable<FileItem> | AsyncIterable<FileItem>;

/** One reason why no file can be made; the reference is null for the file as a whole. */
export interface FileFault {
  readonly reference: string | null;
  readonly message: string;
}

/** What a file says of its items: how many they are and, in pounds, what they come to. */
export interface FileTotals {
  readonly count: number;
  readonly total: Decimal;
}

/** A format with everything that it needs to know but the items. Its parts are pure. */
export interface FileFormat {
  /** What stands against the file as a whole, whatever its items. */
  readonly fileFaults: readonly string[];
  readonly itemFaults: (item: FileItem) => Iterable<string>;
  readonly head: (totals: FileTotals) => string;
  /** An item that has no faults, as it stands in the file. */
  readonly item: (item: FileItem) => string;
  readonly tail: string;
}

const PIECE = 64 * 1024;

/** Every fault that stands in the way of a file, its own first and then those of its items. */
export async function checkFile(
  format: FileFormat,
  items: FileItems,
): Promise<FileTotals & { readonly faults: readonly FileFault[] }> {
  const faults: FileFault[] = format.fileFaults.map((message) => ({ reference: null, message }));
  const seen = new Set<string>();
  let count = 0;
  let total: Decimal = ZERO;
  for await (const item of items) {
    const { reference, amount } = item;
    for (const message of format.itemFaults(item)) faults.push({ reference, message });
    if (seen.has(reference)) {
      faults.push({ reference, message: 'The reference must be unique; another item has it too.' });
    }
    seen.add(reference);
    count += 1;
    if (amount.isFinite()) total = total.plus(amount);
  }
  if (count === 0) {
    faults.push({ reference: null, message: 'A file needs at least one item; found none.' });
  }
  return { faults, count, total };
}

/**
 * The text of a file in pieces of some 64 KB. Throws a RangeError at the first item that has a
 * fault, or at the end when the items are not what the totals say: ask `checkFile` first.
 */
export async function* fileInPieces(
  format: FileFormat,
  totals: FileTotals,
  items: FileItems,
): AsyncGenerator<string, void, undefined> {
  let piece = format.head(totals);
  let count = 0;
  let total: Decimal = ZERO;
  for await (const item of items) {
    for (const fault of format.itemFaults(item)) throw new RangeError(`No file: ${fault}`);
    piece += format.item(item);
    count += 1;
    total = total.plus(item.amount);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (count !== totals.count || !total.eq(totals.total)) {
    throw new RangeError(
      `Expected ${totals.count} items of ${toText(totals.total)} together; found ${count} of ` +
        `${toText(total)}. Check the same items that are written.`,
    );
  }
  yield piece + format.tail;
}

/** Says how long a wrong number is, never what it is. */
export function* numberFaults({ sortCode, accountNumber }: BacsAccount): Generator<string> {
  if (!/^\d{6}$/.test(sortCode)) {
    yield `The sort code must be 6 digits; found ${sortCode.length} characters.`;
  }
  if (!/^\d{8}$/.test(accountNumber)) {
    yield `The account number must be 8 digits; found ${accountNumber.length} characters.`;
  }
}

/** An amount must be above zero, in whole pence, and no more than one payment can carry. */
export function* amountFaults(amount: Decimal, most: Decimal): Generator<string> {
  if (!amount.isFinite()) yield 'The amount is not a number.';
  else if (!amount.gt(0)) yield `The amount must be above 0.00; found ${amount.toString()}.`;
  else if (amount.decimalPlaces() > 2) yield 'The amount has parts of a penny. Round it by rule.';
  else if (amount.gt(most)) {
    yield (
      `One payment carries at most ${toText(most)}; found ${toText(amount)}. ` +
        'Pay it another way.'
    );
  }
}

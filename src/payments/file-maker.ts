import { type Decimal, ZERO, toText } from '../money.ts';
import type { BankAccount } from './scheme-rules.ts';

/**
 * How a payment file is made from payments that come one by one, so that a run of any size needs
 * the memory of a few of them. They are read twice: `checkFile` first, for every fault and for the
 * totals that a file says before its payments; then `fileInPieces` writes them.
 */

/** A payment in a file, in pounds; its reference is ours and unlike any other in the file. */
export interface FileItem extends BankAccount {
  readonly reference: string;
  readonly amount: Decimal;
  /** The day on which the payee has the money. Payments come in the order of these days. */
  readonly valueOn: Temporal.PlainDate;
}

export type FileItems = Iterable<FileItem> | AsyncIterable<FileItem>;

/** One reason why no file can be made; the reference is null for the file as a whole. */
export interface FileFault {
  readonly reference: string | null;
  readonly message: string;
}

/** How many payments there are of one day or of all and, in pounds, what they come to. */
interface Totals {
  readonly count: number;
  readonly total: Decimal;
}

export interface DayTotals extends Totals {
  readonly valueOn: Temporal.PlainDate;
}

/** What a file says of its payments, together and by the day on which the payees have the money. */
export interface FileTotals extends Totals {
  readonly days: readonly DayTotals[];
}

/** A day of a file: what is paid on it, and its number in the file, from 1. */
export type FileDay = DayTotals & { readonly number: number };

/** A format with everything that it needs to know but the payments. Its parts are pure. */
export interface FileFormat {
  /** What stands against the file as a whole, whatever its payments. */
  readonly fileFaults: readonly string[];
  /** What stands against the days and sums of the payments. */
  readonly totalFaults: (totals: FileTotals) => Iterable<string>;
  readonly itemFaults: (item: FileItem) => Iterable<string>;
  readonly head: (totals: FileTotals) => string;
  /** What stands before the payments of a day, and after them. */
  readonly dayHead: (day: FileDay, totals: FileTotals) => string;
  readonly dayTail: (day: FileDay, totals: FileTotals) => string;
  /** A payment that has no faults, as it stands in the file. */
  readonly item: (item: FileItem, totals: FileTotals) => string;
  readonly tail: (totals: FileTotals) => string;
}

const PIECE = 64 * 1024;

/** How many faults are listed. Whoever has more puts something right that they have in common. */
const MOST_FAULTS = 2000;

/** Every fault that stands in the way of a file, its own first and then those of its payments. */
export async function checkFile(
  format: FileFormat,
  items: FileItems,
): Promise<FileTotals & { readonly faults: readonly FileFault[] }> {
  const faults = new Faults();
  const seen = new Set<string>();
  const adding = new Adding();
  for await (const item of items) {
    const { reference } = item;
    for (const message of format.itemFaults(item)) faults.add(reference, message);
    if (seen.has(reference)) {
      faults.add(reference, 'The reference must be unique; another payment has it too.');
    }
    seen.add(reference);
    adding.add(item);
  }
  const totals = adding.totals();
  const whole = [...format.fileFaults, ...format.totalFaults(totals)];
  if (totals.count === 0) whole.push('A file needs at least one payment; found none.');
  return { faults: faults.after(whole), ...totals };
}

/**
 * The text of a file in pieces of some 64 KB. Throws a RangeError at the first payment that has a
 * fault, or at the end when the payments are not what the totals say: ask `checkFile` first.
 */
export async function* fileInPieces(
  format: FileFormat,
  totals: FileTotals,
  items: FileItems,
): AsyncGenerator<string, void, undefined> {
  const days = new Map(
    totals.days.map((day, index) => [day.valueOn.toString(), { ...day, number: index + 1 }]),
  );
  const adding = new Adding();
  let piece = format.head(totals);
  let open: FileDay | undefined;
  for await (const item of items) {
    for (const fault of format.itemFaults(item)) throw new RangeError(`No file: ${fault}`);
    if (open === undefined || !open.valueOn.equals(item.valueOn)) {
      if (open !== undefined) piece += format.dayTail(open, totals);
      open = days.get(item.valueOn.toString());
      if (open === undefined) throw otherPayments(totals, adding.totals());
      piece += format.dayHead(open, totals);
    }
    piece += format.item(item, totals);
    adding.add(item);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  const found = adding.totals();
  if (!sameTotals(totals, found)) throw otherPayments(totals, found);
  if (open !== undefined) piece += format.dayTail(open, totals);
  yield piece + format.tail(totals);
}

/** Adds payments up by day. Throws a RangeError when their days are out of order. */
class Adding {
  readonly #days: DayTotals[] = [];
  #valueOn: Temporal.PlainDate | undefined;
  #count = 0;
  #total: Decimal = ZERO;

  add({ valueOn, amount }: FileItem): void {
    if (this.#valueOn === undefined || !this.#valueOn.equals(valueOn)) {
      if (this.#valueOn && Temporal.PlainDate.compare(this.#valueOn, valueOn) > 0) {
        throw new RangeError('Payments must come in the order of their days; found one out of it.');
      }
      this.#close();
      this.#valueOn = valueOn;
    }
    this.#count += 1;
    if (amount.isFinite()) this.#total = this.#total.plus(amount);
  }

  totals(): FileTotals {
    this.#close();
    const count = this.#days.reduce((all, day) => all + day.count, 0);
    const total = this.#days.reduce((all: Decimal, day) => all.plus(day.total), ZERO);
    return { count, total, days: this.#days };
  }

  #close(): void {
    if (this.#valueOn === undefined || this.#count === 0) return;
    this.#days.push({ valueOn: this.#valueOn, count: this.#count, total: this.#total });
    [this.#count, this.#total] = [0, ZERO];
  }
}

/** Faults of payments, of which those that are too many are counted and not kept. */
class Faults {
  readonly #kept: FileFault[] = [];
  #more = 0;

  add(reference: string, message: string): void {
    if (this.#kept.length < MOST_FAULTS) this.#kept.push({ reference, message });
    else this.#more += 1;
  }

  /** All that are kept after those of the whole file, and how many more there are. */
  after(whole: readonly string[]): FileFault[] {
    const all = [...whole.map((message) => ({ reference: null, message })), ...this.#kept];
    if (this.#more === 0) return all;
    const message = `${this.#more} more faults of payments are not listed. Put right those that are, and make the file again.`;
    return [...all, { reference: null, message }];
  }
}

function sameTotals(a: FileTotals, b: FileTotals): boolean {
  const alike = (one: DayTotals, other: DayTotals | undefined): boolean =>
    other !== undefined &&
    one.valueOn.equals(other.valueOn) &&
    one.count === other.count &&
    one.total.eq(other.total);
  return a.days.length === b.days.length && a.days.every((day, n) => alike(day, b.days[n]));
}

function otherPayments(expected: FileTotals, found: FileTotals): RangeError {
  const said = ({ count, total, days }: FileTotals): string =>
    `${count} payments of ${toText(total)} on ${days.length} days`;
  return new RangeError(
    `Expected ${said(expected)}; found ${said(found)}. Check the same payments that are written.`,
  );
}

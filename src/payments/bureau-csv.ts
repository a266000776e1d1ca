import { bacsProcessingDay } from '../calendar.ts';
import { type Decimal, toText } from '../money.ts';
import { bacsNameFaults, bacsText, referenceFaults } from './bacs-text.ts';
import type { FileFormat, FileItem } from './file-maker.ts';
import {
  MOST_BY_BACS,
  amountFaults,
  dayFaults,
  numberFaults,
  type BankAccount,
} from './scheme-rules.ts';

/**
 * Writes the CSV that Bacs bureaux load: a line for each payment, no heading and no totals, lines
 * that end in CRLF. Its columns: the payee's sort code, account number and name; the amount in
 * pounds; 99 for a credit; the payer's sort code, account number and name; the reference; the
 * processing day as dd/mm/yyyy.
 *
 * Names and references are written as Bacs carries them, in 18 of its characters. So no field has
 * a comma, a quotation mark or a line break, and none needs to be quoted; and a spreadsheet takes
 * none for a formula, as one that would begin with "-" is refused.
 */

/** What the lines of a file have in common. */
export interface BureauSubmission {
  /** The account that pays. */
  readonly origin: BankAccount;
  /** The most that one payment can be, in pounds; Bacs carries 20,000,000.00. */
  readonly mostPerItem?: Decimal;
}

const CREDIT = '99';
const NO_FORMULA = 'begins with "-", which a spreadsheet takes for a formula. Write it without.';

/** The file as a format to check payments with and to write them in. Pure. */
export function bureauCsv({ origin, mostPerItem }: BureauSubmission): FileFormat {
  const most = mostPerItem ?? MOST_BY_BACS;
  const payer = [CREDIT, origin.sortCode, origin.accountNumber, bacsText(origin.name)].join(',');
  const dayOf = rememberedDays();
  return {
    fileFaults: [...payerFaults(origin)],
    *totalFaults({ days }) {
      for (const { valueOn } of days) yield* dayFaults('value date', valueOn);
    },
    itemFaults: (item) => itemFaults(item, most),
    head: () => '',
    dayHead: () => '',
    item: ({ sortCode, accountNumber, name, amount, reference, valueOn }) =>
      `${sortCode},${accountNumber},${bacsText(name)},${toText(amount)},${payer},` +
      `${reference},${dayOf(valueOn)}\r\n`,
    dayTail: () => '',
    tail: () => '',
  };
}

/** The processing days of value dates as the file writes them. A run has many payments of a day. */
function rememberedDays(): (valueOn: Temporal.PlainDate) => string {
  const known = new Map<string, string>();
  return (valueOn) => {
    const key = valueOn.toString();
    const text = known.get(key) ?? asWritten(bacsProcessingDay(valueOn));
    known.set(key, text);
    return text;
  };
}

function asWritten({ day, month, year }: Temporal.PlainDate): string {
  return `${String(day).padStart(2, '0')}/${String(month).padStart(2, '0')}/${String(year)}`;
}

function* payerFaults(origin: BankAccount): Generator<string> {
  for (const fault of [...numberFaults(origin), ...nameFaults(origin.name)]) {
    yield `Paying account: ${fault}`;
  }
}

function* itemFaults(item: FileItem, most: Decimal): Generator<string> {
  yield* referenceFaults(item.reference);
  if (item.reference.startsWith('-')) yield `The reference ${NO_FORMULA}`;
  yield* numberFaults(item);
  yield* nameFaults(item.name);
  yield* amountFaults(item.amount, most);
}

function* nameFaults(name: string): Generator<string> {
  yield* bacsNameFaults(name);
  if (bacsText(name).startsWith('-')) yield `The name ${NO_FORMULA}`;
}

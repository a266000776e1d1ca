import { calendarCovers, isWorkingDay } from '../calendar.ts';
import { Decimal, toText } from '../money.ts';
import { bacsText, type BacsAccount } from './bacs.ts';
import { amountFaults, numberFaults, type FileFormat, type FileItem } from './file-maker.ts';

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
  /** The working day before the value date. */
  readonly processingOn: Temporal.PlainDate;
  /** The account that pays. */
  readonly origin: BacsAccount;
  /** The most that one payment can be, in pounds; Bacs carries 20,000,000.00. */
  readonly mostPerItem?: Decimal;
}

const MOST_PER_ITEM = new Decimal('20000000.00');
const WIDTH = 18;
const CREDIT = '99';

/** The file as a format to check items with and to write them in. Pure. */
export function bureauCsv(submission: BureauSubmission): FileFormat {
  const { origin, processingOn } = submission;
  const most = submission.mostPerItem ?? MOST_PER_ITEM;
  const payer = [CREDIT, origin.sortCode, origin.accountNumber, bacsText(origin.name)].join(',');
  const day = [
    String(processingOn.day).padStart(2, '0'),
    String(processingOn.month).padStart(2, '0'),
    String(processingOn.year),
  ].join('/');
  return {
    fileFaults: [...submissionFaults(submission)],
    itemFaults: (item) => itemFaults(item, most),
    head: () => '',
    item: ({ sortCode, accountNumber, name, amount, reference }) =>
      `${sortCode},${accountNumber},${bacsText(name)},${toText(amount)},${payer},` +
      `${reference},${day}\r\n`,
    tail: '',
  };
}

function* submissionFaults({ processingOn, origin }: BureauSubmission): Generator<string> {
  if (!calendarCovers(processingOn)) {
    yield `The processing day ${processingOn.toString()} is outside the bank holiday calendar.`;
  } else if (!isWorkingDay(processingOn)) {
    yield `The processing day must be a working day; ${processingOn.toString()} is not.`;
  }
  for (const fault of [...numberFaults(origin), ...nameFaults(origin.name)]) {
    yield `Paying account: ${fault}`;
  }
}

function* itemFaults(item: FileItem, most: Decimal): Generator<string> {
  const { reference } = item;
  if (reference === '' || bacsText(reference, WIDTH) !== reference || reference.startsWith('-')) {
    yield (
      `The reference must be 1 to ${WIDTH} of A-Z, 0-9, single spaces and . & / - and begin with ` +
        `no "-"; found ${reference.length} characters.`
    );
  }
  yield* numberFaults(item);
  yield* nameFaults(item.name);
  yield* amountFaults(item.amount, most);
}

function* nameFaults(name: string): Generator<string> {
  const text = bacsText(name);
  if (text === '') yield 'The name has no character that Bacs can carry.';
  else if (text.startsWith('-')) {
    yield 'The name begins with "-", which a spreadsheet takes for a formula. Write it without.';
  }
}

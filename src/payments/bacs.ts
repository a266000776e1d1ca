import { calendarCovers, isWorkingDay } from '../calendar.ts';
import { Decimal, sum, toText } from '../money.ts';

/**
 * Writes a Bacs Standard 18 file of direct credits for a single processing day.
 *
 * Layout (positions from 1), as banks publish it to their customers: labels VOL1, HDR1, HDR2 and
 * UHL1 of 80 characters; a record of 100 characters for each payment; one contra record; labels
 * EOF1, EOF2 and UTL1. Every record ends in CRLF. Dates are " YYDDD", a blank and the day of the
 * year. Check it against the bank's own guide before the first submission.
 *
 * Nothing is written unless everything can be: what a bank would refuse is returned as faults.
 */

/** A bank account: sort code of 6 digits, account number of 8 digits, its holder's name. */
export interface BacsAccount {
  readonly sortCode: string;
  readonly accountNumber: string;
  readonly name: string;
}

/** A payment to an account, in pounds. The reference is what the payee sees; it may be empty. */
export interface BacsItem extends BacsAccount {
  readonly reference: string;
  readonly amount: Decimal;
}

/** What a Bacs file is made from. */
export interface BacsSubmission {
  /** Six capitals or digits, not 000000. Bacs refuses one it has seen in the last three months. */
  readonly serial: string;
  /** The six digits that Bacs gave the paying organisation. */
  readonly serviceUserNumber: string;
  /** The working day before the value date. Input is the working day before this one, or earlier. */
  readonly processingOn: Temporal.PlainDate;
  /** The date the file is made, before the processing day. */
  readonly madeOn: Temporal.PlainDate;
  /** The account that pays. */
  readonly origin: BacsAccount;
  readonly items: readonly BacsItem[];
}

/** One reason why no file can be made. `item` counts from 1; null for the file as a whole. */
export interface BacsFault {
  readonly item: number | null;
  readonly message: string;
}

/** A finished file: its text, the total paid in pounds and the number of payments. */
export interface BacsFile {
  readonly text: string;
  readonly total: Decimal;
  readonly count: number;
}

export type BacsResult =
  | { readonly faults: readonly BacsFault[]; readonly file?: never }
  | { readonly file: BacsFile; readonly faults?: never };

const MOST_PER_ITEM = new Decimal('20000000.00');
const MOST_PER_FILE = new Decimal('999999999.99');
const WIDTH = 18;
const CREDIT = '99';
const CONTRA = '17';

/** Letters that no accent can be taken from, as they are written in capitals A to Z. */
const LETTERS: Readonly<Record<string, string>> = {
  Æ: 'AE',
  Ð: 'D',
  Đ: 'D',
  Ħ: 'H',
  Ł: 'L',
  Ø: 'O',
  Œ: 'OE',
  Þ: 'TH',
  Ŧ: 'T',
};

/**
 * Text as Bacs carries it: capitals A-Z, 0-9 and . & / - with single spaces between, at most
 * `max` characters. Accents and apostrophes are dropped (Zoë O'Neil is ZOE ONEIL), anything else
 * becomes a space.
 */
export function bacsText(text: string, max: number = WIDTH): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}|['’‘ʼ`´]/gu, '')
    .toUpperCase()
    .replace(/[ÆÐĐĦŁØŒÞŦ]/g, (letter) => LETTERS[letter] ?? ' ')
    .replace(/[^A-Z0-9.&/-]+/g, ' ')
    .trim()
    .slice(0, max)
    .trimEnd();
}

/** Makes the file, or returns every fault that stands in its way. Pure. */
export function bacsFile(submission: BacsSubmission): BacsResult {
  const faults = bacsFaults(submission);
  if (faults.length > 0) return { faults };
  const total = totalOf(submission);
  const text = [...records(submission, total)].join('');
  return { file: { text, total, count: submission.items.length } };
}

/**
 * The records of the file one by one, each with its CRLF, to send a large file without holding
 * it. Throws a RangeError before the first record when there are faults: ask `bacsFaults` first.
 */
export function* bacsLines(submission: BacsSubmission): Generator<string, void, undefined> {
  const [fault] = bacsFaults(submission);
  if (fault) throw new RangeError(`No Bacs file can be made. ${fault.message}`);
  yield* records(submission, totalOf(submission));
}

/** Everything a bank would refuse, file first, then items in order. Empty when all is well. */
export function bacsFaults(submission: BacsSubmission): BacsFault[] {
  const whole = [...labelFaults(submission), ...totalFaults(submission)];
  const faults: BacsFault[] = whole.map((message) => ({ item: null, message }));
  for (const [index, item] of submission.items.entries()) {
    for (const message of itemFaults(item)) {
      faults.push({ item: index + 1, message: `Item ${index + 1}: ${message}` });
    }
  }
  return faults;
}

function* labelFaults(submission: BacsSubmission): Generator<string> {
  const { serial, serviceUserNumber, processingOn, madeOn, origin } = submission;
  if (!/^[A-Z0-9]{6}$/.test(serial) || serial === '000000') {
    yield `The serial must be 6 capitals or digits, not 000000; found "${serial}".`;
  }
  if (!/^\d{6}$/.test(serviceUserNumber)) {
    yield `The service user number must be 6 digits; found "${serviceUserNumber}".`;
  }
  if (!calendarCovers(processingOn)) {
    yield `The processing day ${processingOn.toString()} is outside the bank holiday calendar.`;
  } else if (!isWorkingDay(processingOn)) {
    yield `The processing day must be a working day; ${processingOn.toString()} is not.`;
  }
  if (Temporal.PlainDate.compare(madeOn, processingOn) >= 0) {
    yield (
      `The file must be made before its processing day ${processingOn.toString()}; ` +
        `found ${madeOn.toString()}. Choose a later processing day.`
    );
  }
  for (const message of accountFaults(origin)) yield `Paying account: ${message}`;
}

function* totalFaults({ items }: BacsSubmission): Generator<string> {
  if (items.length === 0) yield 'A file needs at least one item; found none.';
  const total = sum(items.map((item) => item.amount));
  if (total.gt(MOST_PER_FILE)) {
    yield (
      `A file carries at most ${toText(MOST_PER_FILE)}; the items come to ` +
        `${total.toFixed(2)}. Divide them between files.`
    );
  }
}

function* itemFaults(item: BacsItem): Generator<string> {
  yield* accountFaults(item);
  const { amount } = item;
  if (!amount.isFinite()) yield 'the amount is not a number.';
  else if (!amount.gt(0)) yield `the amount must be above 0.00; found ${amount.toString()}.`;
  else if (amount.decimalPlaces() > 2) yield 'the amount has parts of a penny. Round it by rule.';
  else if (amount.gt(MOST_PER_ITEM)) {
    yield (
      `Bacs carries at most ${toText(MOST_PER_ITEM)} in one payment; found ` +
        `${toText(amount)}. Pay it another way.`
    );
  }
}

/** Says how long a wrong number is, never what it is. */
function* accountFaults({ sortCode, accountNumber, name }: BacsAccount): Generator<string> {
  if (!/^\d{6}$/.test(sortCode)) {
    yield `the sort code must be 6 digits; found ${sortCode.length} characters.`;
  }
  if (!/^\d{8}$/.test(accountNumber)) {
    yield `the account number must be 8 digits; found ${accountNumber.length} characters.`;
  }
  if (bacsText(name) === '') yield 'the name has no character that Bacs can carry.';
}

function totalOf(submission: BacsSubmission): Decimal {
  return sum(submission.items.map((item) => item.amount));
}

function* records(submission: BacsSubmission, total: Decimal): Generator<string> {
  const { serial, serviceUserNumber: user, processingOn, madeOn, items } = submission;
  // The label says when the file may be overwritten, which must be after it is processed.
  const expiresOn = processingOn.add({ days: 1 });
  const header =
    `1A${user}S   ${user}${serial}00010001${blanks(6)}` +
    `${julian(madeOn)}${julian(expiresOn)} 000000${blanks(20)}\r\n`;
  const format = `2F0200000100${blanks(35)}00${blanks(28)}\r\n`;
  yield `VOL1${serial}${blanks(31)}${user}${blanks(32)}1\r\n`;
  yield `HDR${header}`;
  yield `HDR${format}`;
  yield `UHL1${julian(processingOn)}999999    000000001 DAILY  001${blanks(40)}\r\n`;
  yield* payments(submission, total);
  yield `EOF${header}`;
  yield `EOF${format}`;
  const value = pence(total, 13);
  const count = String(items.length).padStart(7, '0');
  yield `UTL1${value}${value}0000001${count}${blanks(36)}\r\n`;
}

/**
 * The payments and their contra, which takes the total from the paying account as one debit. The
 * serial stands in the contra's narrative, so that the line on the bank statement names its file.
 */
function* payments(submission: BacsSubmission, total: Decimal): Generator<string> {
  const { origin, serial, items } = submission;
  const account = `${origin.sortCode}${origin.accountNumber}`;
  const payer = field(origin.name);
  for (const item of items) {
    yield (
      `${item.sortCode}${item.accountNumber}0${CREDIT}${account}    ${pence(item.amount, 11)}` +
        `${payer}${field(item.reference)}${field(item.name)}\r\n`
    );
  }
  yield (
    `${account}0${CONTRA}${account}    ${pence(total, 11)}` +
      `${field(`BACS ${serial}`)}${field('CONTRA')}${payer}\r\n`
  );
}

function field(text: string): string {
  return bacsText(text).padEnd(WIDTH);
}

function pence(amount: Decimal, digits: number): string {
  return toText(amount).replace('.', '').padStart(digits, '0');
}

function julian(date: Temporal.PlainDate): string {
  const year = String(date.year % 100).padStart(2, '0');
  return ` ${year}${String(date.dayOfYear).padStart(3, '0')}`;
}

function blanks(count: number): string {
  return ' '.repeat(count);
}

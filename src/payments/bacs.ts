import { addWorkingDays, bacsProcessingDay } from '../calendar.ts';
import { Decimal, toText } from '../money.ts';
import { bacsNameFaults, bacsText, referenceFaults } from './bacs-text.ts';
import type { DayTotals, FileFormat, FileItem, FileTotals } from './file-maker.ts';
import {
  MOST_BY_BACS,
  amountFaults,
  dayFaults,
  numberFaults,
  type BankAccount,
} from './scheme-rules.ts';

/**
 * Writes a Bacs Standard 18 file of direct credits: for a single processing day, or for several
 * where the payees have their money on several days.
 *
 * Layout (positions from 1), as banks publish it to their customers: labels VOL1, HDR1, HDR2 and
 * UHL1 of 80 characters; a record for each payment, of 100 characters, or of 106 with its own
 * processing day in a multi-day file; after the payments of each processing day one contra record,
 * which takes their total from the paying account; labels EOF1, EOF2 and UTL1, whose totals are
 * over all days. Every record ends in CRLF. Dates are " YYDDD", a blank and the day of the year.
 * Check it against the bank's own guide before the first submission.
 */

/** What a Bacs file is made from beside its payments. */
export interface BacsSubmission {
  /** Six capitals or digits, not 000000. Bacs refuses one it has seen in the last three months. */
  readonly serial: string;
  /** The six digits that Bacs gave the paying organisation. */
  readonly serviceUserNumber: string;
  /** The date the file is made, before its first processing day. */
  readonly madeOn: Temporal.PlainDate;
  /** The account that pays. */
  readonly origin: BankAccount;
  /** The most that one payment can be, in pounds; Bacs carries 20,000,000.00. */
  readonly mostPerItem?: Decimal;
}

/**
 * How many days after the first possible processing day the first of a file may be, and how many
 * after the first the others. Source: rules for UHL1 (31 days) and for the records of a multi-day
 * file (39 days) in the Bacs guide to electronic funds transfer file structures, PN5011.
 */
export const LATEST_FIRST_DAY = 31;
export const LATEST_OTHER_DAY = 39;

/** What the eleven digits of a contra hold, in pounds, and the seven of the count in UTL1. */
const MOST_PER_CONTRA = new Decimal('999999999.99');
const MOST_PAYMENTS = 9_999_999;
const WIDTH = 18;
const CREDIT = '99';
const CONTRA = '17';

/** The file as a format to check payments with and to write them in. Pure. */
export function bacsFile(submission: BacsSubmission): FileFormat {
  const { origin, serial } = submission;
  const account = `${origin.sortCode}${origin.accountNumber}`;
  const payer = field(origin.name);
  const dayOf = rememberedDays();
  const ending = (valueOn: Temporal.PlainDate, { days }: FileTotals): string =>
    days.length > 1 ? `${dayOf(valueOn)}\r\n` : '\r\n';
  return {
    fileFaults: [...labelFaults(submission)],
    totalFaults: (totals) => totalFaults(submission, totals),
    itemFaults: (item) => itemFaults(item, submission.mostPerItem ?? MOST_BY_BACS),
    head: (totals) => head(submission, totals),
    dayHead: () => '',
    item: (item, totals) =>
      `${item.sortCode}${item.accountNumber}0${CREDIT}${account}    ${pence(item.amount, 11)}` +
      `${payer}${field(item.reference)}${field(item.name)}${ending(item.valueOn, totals)}`,
    // The serial stands in the narrative, so that the line on the bank statement names its file.
    dayTail: ({ total, valueOn }, totals) =>
      `${account}0${CONTRA}${account}    ${pence(total, 11)}${field(`BACS ${serial}`)}` +
      `${field('CONTRA')}${payer}${ending(valueOn, totals)}`,
    tail: (totals) => tail(submission, totals),
  };
}

/** The processing days of value dates as the file writes them. A run has many payments of a day. */
function rememberedDays(): (valueOn: Temporal.PlainDate) => string {
  const known = new Map<string, string>();
  return (valueOn) => {
    const key = valueOn.toString();
    const text = known.get(key) ?? julian(bacsProcessingDay(valueOn));
    known.set(key, text);
    return text;
  };
}

function* labelFaults({ serial, serviceUserNumber, origin }: BacsSubmission): Generator<string> {
  if (!/^[A-Z0-9]{6}$/.test(serial) || serial === '000000') {
    yield `The serial must be 6 capitals or digits, not 000000; found "${serial}".`;
  }
  if (!/^\d{6}$/.test(serviceUserNumber)) {
    yield `The service user number must be 6 digits; found "${serviceUserNumber}".`;
  }
  for (const fault of [...numberFaults(origin), ...bacsNameFaults(origin.name)]) {
    yield `Paying account: ${fault}`;
  }
}

function* totalFaults({ madeOn }: BacsSubmission, totals: FileTotals): Generator<string> {
  let first: Temporal.PlainDate | undefined;
  for (const { valueOn, total } of totals.days) {
    const faults = [...dayFaults('value date', valueOn)];
    yield* faults;
    if (faults.length > 0) continue;
    const processingOn = bacsProcessingDay(valueOn);
    yield* tooEarlyOrLate(processingOn, madeOn, first);
    yield* contraFaults(processingOn, total);
    first ??= processingOn;
  }
  if (totals.count > MOST_PAYMENTS) {
    yield (
      `A file counts at most ${MOST_PAYMENTS} payments; found ${totals.count}. Divide them ` +
        'between runs of chosen payments.'
    );
  }
}

function* tooEarlyOrLate(
  processingOn: Temporal.PlainDate,
  madeOn: Temporal.PlainDate,
  first: Temporal.PlainDate | undefined,
): Generator<string> {
  if (Temporal.PlainDate.compare(madeOn, processingOn) >= 0) {
    yield (
      `The file must be made before its processing day ${processingOn.toString()}; ` +
        `found ${madeOn.toString()}. Choose a later value date.`
    );
    return;
  }
  const latest =
    first?.add({ days: LATEST_OTHER_DAY }) ??
    addWorkingDays(madeOn, 1).add({ days: LATEST_FIRST_DAY });
  if (Temporal.PlainDate.compare(processingOn, latest) > 0) {
    yield (
      `Bacs takes payments of ${processingOn.toString()} in a file of this day only up to ` +
        `${latest.toString()}. Release the run on a day nearer to it, or pay them by a later run.`
    );
  }
}

function* contraFaults(processingOn: Temporal.PlainDate, total: Decimal): Generator<string> {
  if (!total.gt(MOST_PER_CONTRA)) return;
  yield (
    `The contra of a processing day carries at most ${toText(MOST_PER_CONTRA)}; the payments of ` +
      `${processingOn.toString()} come to ${total.toFixed(2)}. Divide them between runs of ` +
      'chosen payments.'
  );
}

function* itemFaults(item: FileItem, most: Decimal): Generator<string> {
  yield* referenceFaults(item.reference);
  yield* numberFaults(item);
  yield* bacsNameFaults(item.name);
  yield* amountFaults(item.amount, most);
}

function head(submission: BacsSubmission, totals: FileTotals): string {
  const { serial, serviceUserNumber: user } = submission;
  const work = totals.days.length > 1 ? '4 MULTI  ' : '1 DAILY  ';
  const processingOn = julian(bacsProcessingDay(firstOf(totals).valueOn));
  return (
    `VOL1${serial}${blanks(31)}${user}${blanks(32)}1\r\n` +
    `HDR${fileLabel(submission, totals)}` +
    `HDR${recordLabel(totals)}` +
    `UHL1${processingOn}999999    00000000${work}001${blanks(40)}\r\n`
  );
}

function tail(submission: BacsSubmission, totals: FileTotals): string {
  const value = pence(totals.total, 13);
  const debits = String(totals.days.length).padStart(7, '0');
  const credits = String(totals.count).padStart(7, '0');
  return (
    `EOF${fileLabel(submission, totals)}` +
    `EOF${recordLabel(totals)}` +
    `UTL1${value}${value}${debits}${credits}${blanks(36)}\r\n`
  );
}

function fileLabel(submission: BacsSubmission, { days }: FileTotals): string {
  const { serial, serviceUserNumber: user, madeOn } = submission;
  // The label says when the file may be overwritten, which must be after it is processed.
  const expiresOn = bacsProcessingDay(days.at(-1)!.valueOn).add({ days: 1 });
  return (
    `1A${user}S   ${user}${serial}00010001${blanks(6)}` +
    `${julian(madeOn)}${julian(expiresOn)} 000000${blanks(20)}\r\n`
  );
}

function recordLabel({ days }: FileTotals): string {
  return `2F02000${days.length > 1 ? '00106' : '00100'}${blanks(35)}00${blanks(28)}\r\n`;
}

function firstOf({ days }: FileTotals): DayTotals {
  const [first] = days;
  if (first === undefined) throw new RangeError('A Bacs file needs a payment; found none.');
  return first;
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

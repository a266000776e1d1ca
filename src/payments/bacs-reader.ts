import type { Decimal } from '../money.ts';
import { checkDays, checkLabels, checkPayments, checkTotals } from './bacs-reader-controls.ts';
import {
  CONTRA,
  CONTRA_MULTI,
  HDR1,
  HDR2,
  HDR2_MULTI,
  HEAD,
  PAYMENT,
  PAYMENT_MULTI,
  TAIL,
  UHL1,
  UHL1_MULTI,
  UTL1,
  VOL1,
  cut,
  isMultiDay,
  julianDate,
  labelOf,
  pounds,
  type Fields,
  type Layout,
} from './bacs-reader-layout.ts';

/**
 * Reads a Bacs Standard 18 file of direct credits, for a single processing day or for several, and
 * proves its controls. It is written from the layout and shares nothing with the writer, so that a mistake
 * in one is found by the other.
 *
 * The controls protect amounts, counts, serial, service user number and paying account. The format
 * has none for the account a payment goes to, its name and reference, or the processing day:
 * compare what was read with the pay run for those.
 */

/** A record of money as it stands in the file, amount in pounds. `line` counts from 1. */
interface ReadRecord {
  readonly line: number;
  readonly sortCode: string;
  readonly accountNumber: string;
  readonly name: string;
  readonly amount: Decimal;
  readonly processingOn: Temporal.PlainDate;
}

/** A payment to a payee. */
export interface ReadItem extends ReadRecord {
  readonly reference: string;
}

/** The one debit of a day to the paying account. Its narrative is what the bank statement shows. */
export interface ReadContra extends ReadRecord {
  readonly narrative: string;
}

/** What UTL1 says: amounts in pounds and numbers of records. */
export interface ReadTotals {
  readonly debits: Decimal;
  readonly credits: Decimal;
  readonly debitCount: number;
  readonly creditCount: number;
}

export interface ReadFile {
  readonly serial: string;
  readonly serviceUserNumber: string;
  readonly fileNumber: string;
  readonly madeOn: Temporal.PlainDate;
  /** Of the label: the day of all payments, or one that none is before. */
  readonly processingOn: Temporal.PlainDate;
  readonly items: readonly ReadItem[];
  readonly contras: readonly ReadContra[];
  readonly totals: ReadTotals;
}

/** What is wrong at a line of the file, counted from 1. Names and numbers are never repeated. */
export interface ReadFault {
  readonly line: number;
  readonly message: string;
}

export type ReadResult =
  | { readonly faults: readonly ReadFault[]; readonly file?: never }
  | { readonly file: ReadFile; readonly faults?: never };

export type Tell = (line: number, message: string) => void;

/**
 * Reads the text of a whole file. The form of the lines is checked first, then their fields, then
 * the controls; the faults of the first of these that has any are returned, all of them, by line.
 */
export function readBacs(text: string): ReadResult {
  const faults: ReadFault[] = [];
  const tell: Tell = (line, message) => void faults.push({ line, message });

  const lines = linesOf(text, tell);
  checkForm(lines, tell);
  checkOrder(lines, tell);
  if (faults.length > 0) return inOrder(faults);

  const records = recordsOf(lines, tell);
  if (faults.length > 0) return inOrder(faults);

  checkLabels(records, lines, tell);
  checkPayments(records, tell);
  checkDays(records, tell);
  const file = fileOf(records);
  checkTotals(file, lines.length, tell);
  return faults.length > 0 ? inOrder(faults) : { file };
}

function inOrder(faults: readonly ReadFault[]): ReadResult {
  return { faults: faults.toSorted((a, b) => a.line - b.line) };
}

/** The lines without their CRLF. */
function linesOf(text: string, tell: Tell): string[] {
  const lines = text.split('\r\n');
  if (lines.at(-1) === '') lines.pop();
  else tell(lines.length, 'The last line must end in CRLF.');
  return lines;
}

function checkForm(lines: readonly string[], tell: Tell): void {
  const longest = isMultiDay(lines) ? 106 : 100;
  for (const [index, line] of lines.entries()) {
    const length = labelOf(line) === null ? longest : 80;
    if (line.length !== length) {
      tell(index + 1, `The record must be ${length} characters; found ${line.length}.`);
    }
    const position = line.search(/[^A-Z0-9.&/ -]/);
    if (position >= 0) {
      tell(index + 1, `Position ${position + 1} must be A-Z, 0-9, . & / - or a space.`);
    }
  }
}

function checkOrder(lines: readonly string[], tell: Tell): void {
  const least = HEAD.length + 2 + TAIL.length;
  if (lines.length < least) {
    tell(Math.max(lines.length, 1), `A file has at least ${least} lines; found ${lines.length}.`);
    return;
  }
  const firstOfTail = lines.length - TAIL.length;
  const multi = isMultiDay(lines);
  for (const [index, line] of lines.entries()) {
    const found = kindOf(line);
    const before = kindOf(lines[index - 1] ?? '');
    let between = index === firstOfTail - 1 ? 'the contra' : 'a payment';
    // Each day of a multi-day file has payments, and then its contra.
    if (multi && before === 'a payment' && found === 'the contra') between = found;
    const expected = HEAD[index] ?? TAIL[index - firstOfTail] ?? between;
    if (expected !== found) tell(index + 1, `Expected ${expected}; found ${found}.`);
  }
}

function kindOf(line: string): string {
  return labelOf(line) ?? (line.slice(15, 17) === '17' ? 'the contra' : 'a payment');
}

/** The records cut into their fields. The order of the lines must have been checked. */
function recordsOf(lines: readonly string[], tell: Tell) {
  const at = <Name extends string>(layout: Layout<Name>, index: number) =>
    cut(layout, lines[index] ?? '', (message) => tell(index + 1, message));
  const last = lines.length - 1;
  const multi = isMultiDay(lines);
  const uhl1 = at<keyof typeof UHL1>(multi ? UHL1_MULTI : UHL1, 3);
  const of = <Name extends string>(index: number, one: Layout<Name>, dated: Layout<Name>) => ({
    processingOn: uhl1.processingOn,
    ...at(multi ? dated : one, index),
    line: index + 1,
  });
  const days: Day[] = [];
  let payments: Payment[] = [];
  for (let index = HEAD.length; index <= last - TAIL.length; index += 1) {
    if (kindOf(lines[index] ?? '') === 'a payment') {
      payments.push(of<keyof typeof PAYMENT>(index, PAYMENT, PAYMENT_MULTI));
      continue;
    }
    days.push({ payments, contra: of<keyof typeof CONTRA>(index, CONTRA, CONTRA_MULTI) });
    payments = [];
  }
  return {
    vol1: at(VOL1, 0),
    hdr1: at(HDR1, 1),
    hdr2: at(multi ? HDR2_MULTI : HDR2, 2),
    uhl1,
    days,
    utl1: at(UTL1, last),
  };
}

/** A record of money with the place where it stands; in a multi-day file it has its own day. */
type Dated<L> = Fields<L> & { readonly line: number; readonly processingOn: string };
type Payment = Dated<typeof PAYMENT>;
type Contra = Dated<typeof CONTRA>;

/** The payments of a processing day and the contra after them. */
export interface Day {
  readonly payments: readonly Payment[];
  readonly contra: Contra;
}

export type Records = ReturnType<typeof recordsOf>;

function fileOf({ vol1, hdr1, uhl1, days, utl1 }: Records): ReadFile {
  return {
    serial: vol1.serial,
    serviceUserNumber: vol1.user,
    fileNumber: uhl1.fileNumber,
    madeOn: julianDate(hdr1.madeOn),
    processingOn: julianDate(uhl1.processingOn),
    items: days
      .flatMap(({ payments }) => payments)
      .map((payment) => ({
        ...moneyRecord(payment),
        reference: payment.reference.trimEnd(),
      })),
    contras: days.map(({ contra }) => ({
      ...moneyRecord(contra),
      narrative: contra.narrative.trimEnd(),
    })),
    totals: {
      debits: pounds(utl1.debits),
      credits: pounds(utl1.credits),
      debitCount: Number(utl1.debitCount),
      creditCount: Number(utl1.creditCount),
    },
  };
}

type Cut = Pick<Contra, 'line' | 'sortCode' | 'accountNumber' | 'name' | 'pence' | 'processingOn'>;

function moneyRecord({ line, sortCode, accountNumber, name, ...one }: Cut): ReadRecord {
  const [amount, processingOn] = [pounds(one.pence), julianDate(one.processingOn)];
  return { line, sortCode, accountNumber, name: name.trimEnd(), amount, processingOn };
}

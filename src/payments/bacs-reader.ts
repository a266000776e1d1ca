import { type Decimal, money, sum, toText } from '../money.ts';
import {
  CONTRA,
  HDR1,
  HDR2,
  HEAD,
  PAYMENT,
  TAIL,
  UHL1,
  UTL1,
  VOL1,
  cut,
  julianDate,
  labelOf,
  type Fields,
  type Layout,
} from './bacs-reader-layout.ts';

/**
 * Reads a Bacs Standard 18 file of direct credits for a single processing day and proves its
 * controls. It is written from the layout and shares nothing with the writer, so that a mistake
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
}

/** A payment to a payee. */
export interface ReadItem extends ReadRecord {
  readonly reference: string;
}

/** The one debit to the paying account. Its narrative is what the bank statement shows. */
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
  readonly processingOn: Temporal.PlainDate;
  readonly items: readonly ReadItem[];
  readonly contra: ReadContra;
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

type Tell = (line: number, message: string) => void;

const MOST_PER_ITEM = money('20000000.00');

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
  for (const [index, line] of lines.entries()) {
    const length = labelOf(line) === null ? 100 : 80;
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
  for (const [index, line] of lines.entries()) {
    const between = index === firstOfTail - 1 ? 'the contra' : 'a payment';
    const expected = HEAD[index] ?? TAIL[index - firstOfTail] ?? between;
    const found = labelOf(line) ?? (line.slice(15, 17) === '17' ? 'the contra' : 'a payment');
    if (expected !== found) tell(index + 1, `Expected ${expected}; found ${found}.`);
  }
}

/** The records cut into their fields. The order of the lines must have been checked. */
function recordsOf(lines: readonly string[], tell: Tell) {
  const at = <Name extends string>(layout: Layout<Name>, index: number) =>
    cut(layout, lines[index] ?? '', (message) => tell(index + 1, message));
  const last = lines.length - 1;
  const contra = last - TAIL.length;
  const payments: (Fields<typeof PAYMENT> & { readonly line: number })[] = [];
  for (let index = HEAD.length; index < contra; index += 1) {
    payments.push({ line: index + 1, ...at(PAYMENT, index) });
  }
  return {
    vol1: at(VOL1, 0),
    hdr1: at(HDR1, 1),
    hdr2: at(HDR2, 2),
    uhl1: at(UHL1, 3),
    payments,
    contra: { line: contra + 1, ...at(CONTRA, contra) },
    utl1: at(UTL1, last),
  };
}

type Records = ReturnType<typeof recordsOf>;

/** What the labels say twice must agree, and their dates must be in order. */
function checkLabels({ vol1, hdr1, uhl1 }: Records, lines: readonly string[], tell: Tell): void {
  if (hdr1.serial !== vol1.serial) {
    tell(2, `The serial must be that of VOL1, ${vol1.serial}; found ${hdr1.serial}.`);
  }
  for (const found of [hdr1.user, hdr1.userAgain]) {
    if (found === vol1.user) continue;
    tell(2, `The service user number must be that of VOL1, ${vol1.user}; found ${found}.`);
  }
  const [made, processing, expires] = [hdr1.madeOn, uhl1.processingOn, hdr1.expiresOn];
  if (made >= processing) tell(4, `The processing day${processing} must be after${made}.`);
  if (processing >= expires) tell(4, `The processing day${processing} must be before${expires}.`);
  const eof1 = lines.length - 2;
  if (lines[eof1 - 1]?.slice(4) !== lines[1]?.slice(4)) tell(eof1, 'EOF1 must repeat HDR1.');
  if (lines[eof1]?.slice(4) !== lines[2]?.slice(4)) tell(eof1 + 1, 'EOF2 must repeat HDR2.');
}

/** Every payment comes from the contra's account and is within what Bacs carries. */
function checkPayments({ payments, contra }: Records, tell: Tell): void {
  const payer = `${contra.sortCode}${contra.accountNumber}${contra.name}`;
  if (`${contra.payerSortCode}${contra.payerAccountNumber}${contra.name}` !== payer) {
    tell(contra.line, 'The contra must name the paying account twice; the two differ.');
  }
  for (const { line, payerSortCode, payerAccountNumber, user, pence } of payments) {
    if (`${payerSortCode}${payerAccountNumber}${user}` !== payer) {
      tell(line, 'The payment must come from the account of the contra; it names another.');
    }
    const amount = pounds(pence);
    if (amount.isZero() || amount.gt(MOST_PER_ITEM)) {
      tell(line, `The amount must be 0.01 to ${toText(MOST_PER_ITEM)}; found ${toText(amount)}.`);
    }
  }
}

function fileOf({ vol1, hdr1, uhl1, payments, contra, utl1 }: Records): ReadFile {
  return {
    serial: vol1.serial,
    serviceUserNumber: vol1.user,
    fileNumber: uhl1.fileNumber,
    madeOn: julianDate(hdr1.madeOn),
    processingOn: julianDate(uhl1.processingOn),
    items: payments.map((payment) => ({
      ...moneyRecord(payment),
      reference: payment.reference.trimEnd(),
    })),
    contra: { ...moneyRecord(contra), narrative: contra.narrative.trimEnd() },
    totals: {
      debits: pounds(utl1.debits),
      credits: pounds(utl1.credits),
      debitCount: Number(utl1.debitCount),
      creditCount: Number(utl1.creditCount),
    },
  };
}

type Cut = Pick<Records['contra'], 'line' | 'sortCode' | 'accountNumber' | 'name' | 'pence'>;

function moneyRecord({ line, sortCode, accountNumber, name, pence }: Cut): ReadRecord {
  return { line, sortCode, accountNumber, name: name.trimEnd(), amount: pounds(pence) };
}

/** The contra and UTL1 must say what the payments come to. */
function checkTotals({ items, contra, totals }: ReadFile, lastLine: number, tell: Tell): void {
  const total = sum(items.map((item) => item.amount));
  const amounts = [
    [contra.line, 'The contra', contra.amount],
    [lastLine, 'The debits of UTL1', totals.debits],
    [lastLine, 'The credits of UTL1', totals.credits],
  ] as const;
  for (const [line, what, amount] of amounts) {
    if (amount.eq(total)) continue;
    tell(
      line,
      `${what} must be the sum of the payments, ${toText(total)}; found ${toText(amount)}.`,
    );
  }
  const { debitCount, creditCount } = totals;
  if (debitCount !== 1) tell(lastLine, `UTL1 must count 1 debit; found ${debitCount}.`);
  if (creditCount !== items.length) {
    tell(lastLine, `UTL1 must count ${items.length} credits; found ${creditCount}.`);
  }
}

/** Digits of pence as pounds: "00000076923" is 769.23. */
function pounds(pence: string): Decimal {
  return money(`${pence.slice(0, -2)}.${pence.slice(-2)}`);
}

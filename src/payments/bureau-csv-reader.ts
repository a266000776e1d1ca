import { money, sum, toText, type Decimal } from '../money.ts';

/**
 * Reads the CSV of a Bacs bureau. It is written from the bureau's description and shares nothing
 * with the writer. The format has no totals of its own, so those that are known of the pay run are
 * given, and what was read must come to them.
 */

/** A payment as it stands in the file, in pounds. */
export interface BureauReadItem {
  readonly sortCode: string;
  readonly accountNumber: string;
  readonly name: string;
  readonly amount: Decimal;
  readonly reference: string;
  readonly processingOn: Temporal.PlainDate;
}

export interface BureauRead {
  readonly payer: {
    readonly sortCode: string;
    readonly accountNumber: string;
    readonly name: string;
  };
  readonly items: readonly BureauReadItem[];
  readonly total: Decimal;
}

/** What is wrong at a line, counted from 1. Names and numbers of accounts are not repeated. */
export interface BureauReadFault {
  readonly line: number;
  readonly message: string;
}

export type BureauReadResult =
  | { readonly faults: readonly BureauReadFault[]; readonly file?: never }
  | { readonly file: BureauRead; readonly faults?: never };

type Tell = (line: number, message: string) => void;

const MOST_PER_ITEM = money('20000000.00');
const TEXT = /^(?=.{1,18}$)[A-Z0-9.&/](?:[A-Z0-9.&/ -]*[A-Z0-9.&/-])?$/;
const TEXT_IS = '1 to 18 of A-Z, 0-9, . & / - and spaces within, beginning with no "-"';

/** The columns in order: what each is called, and what it must look like. */
const COLUMNS: readonly (readonly [name: string, form: RegExp, expected: string])[] = [
  ["payee's sort code", /^\d{6}$/, '6 digits'],
  ["payee's account number", /^\d{8}$/, '8 digits'],
  ["payee's name", TEXT, TEXT_IS],
  ['amount', /^\d{1,9}\.\d{2}$/, 'pounds with two decimals'],
  ['code', /^99$/, '99'],
  ["payer's sort code", /^\d{6}$/, '6 digits'],
  ["payer's account number", /^\d{8}$/, '8 digits'],
  ["payer's name", TEXT, TEXT_IS],
  ['reference', TEXT, TEXT_IS],
  ['date', /^\d{2}\/\d{2}\/\d{4}$/, 'dd/mm/yyyy'],
];

/** Reads a whole file and tells of everything that is wrong with it, by line. */
export function readBureauCsv(
  text: string,
  expected: { readonly count: number; readonly total: Decimal },
): BureauReadResult {
  const faults: BureauReadFault[] = [];
  const tell: Tell = (line, message) => void faults.push({ line, message });
  const lines = text.split('\r\n');
  if (lines.at(-1) === '') lines.pop();
  else tell(lines.length, 'The last line must end in CRLF.');
  const rows = lines.map((line) => line.split(','));
  for (const [index, fields] of rows.entries()) checkRow(fields, index + 1, tell);
  checkCommon(rows, tell);
  if (lines.length !== expected.count) {
    tell(Math.max(lines.length, 1), `Expected ${expected.count} lines; found ${lines.length}.`);
  }
  const total = sum(rows.map((fields) => amountOf(fields)));
  if (!total.eq(expected.total)) {
    const found = `${toText(expected.total)}; found ${toText(total)}`;
    tell(Math.max(lines.length, 1), `The lines that can be read must come to ${found}.`);
  }
  const [first] = rows;
  if (faults.length > 0 || first === undefined) return { faults };
  const items = rows.map((fields) => itemOf(fields)).filter((item) => item !== null);
  const [, , , , , sortCode = '', accountNumber = '', name = ''] = first;
  return { file: { payer: { sortCode, accountNumber, name }, items, total } };
}

function checkRow(fields: readonly string[], line: number, tell: Tell): void {
  if (fields.length !== COLUMNS.length) {
    tell(line, `The line must have ${COLUMNS.length} columns; found ${fields.length}.`);
    return;
  }
  for (const [index, [name, form, expected]] of COLUMNS.entries()) {
    if (!form.test(fields[index] ?? '')) tell(line, `The ${name} must be ${expected}; it is not.`);
  }
  const [, , , amount = '', , , , , , date = ''] = fields;
  if (COLUMNS[3]?.[1].test(amount) === true) {
    const pounds = money(amount);
    if (pounds.isZero() || pounds.gt(MOST_PER_ITEM)) {
      tell(line, `The amount must be 0.01 to ${toText(MOST_PER_ITEM)}; found ${toText(pounds)}.`);
    }
  }
  if (COLUMNS[9]?.[1].test(date) === true && dayOf(date) === null) {
    tell(line, 'The date must be a day there is.');
  }
}

/** All lines are paid from one account, and each has a reference of its own. */
function checkCommon(rows: readonly (readonly string[])[], tell: Tell): void {
  const common = (fields: readonly string[]): string => fields.slice(5, 8).join();
  const [first] = rows;
  const seen = new Set<string>();
  for (const [index, fields] of rows.entries()) {
    if (fields.length !== COLUMNS.length || first === undefined) continue;
    if (common(fields) !== common(first)) {
      tell(index + 1, 'The payer must be that of the first line.');
    }
    const reference = fields[8] ?? '';
    if (seen.has(reference)) tell(index + 1, 'The reference stands in an earlier line too.');
    seen.add(reference);
  }
}

/** A line with an amount that cannot be read counts as nothing; `checkRow` has told of it. */
function amountOf(fields: readonly string[]): Decimal {
  const amount = fields[3] ?? '';
  return money(COLUMNS[3]?.[1].test(amount) === true ? amount : '0.00');
}

function itemOf(fields: readonly string[]): BureauReadItem | null {
  const [sortCode = '', accountNumber = '', name = '', , , , , , reference = '', date = ''] =
    fields;
  const processingOn = dayOf(date);
  const amount = amountOf(fields);
  return processingOn && { sortCode, accountNumber, name, amount, reference, processingOn };
}

/** The day of "dd/mm/yyyy", or null when there is no such day. */
function dayOf(date: string): Temporal.PlainDate | null {
  const [day = '', month = '', year = ''] = date.split('/');
  try {
    return Temporal.PlainDate.from(`${year}-${month}-${day}`);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

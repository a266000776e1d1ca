import { type Decimal, money } from '../money.ts';

/**
 * The layout of a Bacs Standard 18 file as its reader knows it: where each field stands and what
 * it must look like, for a single processing day and for several. The writer does not use it.
 */

/** Where a field stands (positions from 1, both in it) and what it must look like. */
export interface Field {
  readonly from: number;
  readonly to: number;
  readonly form: { test(value: string): boolean };
  readonly expected: string;
}
export type Layout<Name extends string> = Readonly<Record<Name, Field>>;
export type Fields<L> = { readonly [Name in keyof L]: string };

/** The labels before the payments and after them, in order. */
export const HEAD: readonly string[] = ['VOL1', 'HDR1', 'HDR2', 'UHL1'];
export const TAIL: readonly string[] = ['EOF1', 'EOF2', 'UTL1'];
const LABELS: ReadonlySet<string> = new Set([...HEAD, ...TAIL]);

/** Whether a file, by the work code of its UHL1, has payments of several processing days. */
export function isMultiDay(lines: readonly string[]): boolean {
  return lines[HEAD.length - 1]?.slice(28, 37) === '4 MULTI  ';
}

/** The label a record begins with, or null for a payment or the contra. */
export function labelOf(record: string): string | null {
  const label = record.slice(0, 4);
  return LABELS.has(label) ? label : null;
}

export const VOL1 = {
  serial: field(5, 10, /^(?!000000)[A-Z0-9]{6}$/, '6 capitals or digits, not 000000'),
  reserved: blank(11, 41),
  user: digits(42, 47),
  reservedToo: blank(48, 79),
  standard: exactly(80, '1'),
};
export const HDR1 = {
  identifier: exactly(5, 'A'),
  user: digits(6, 11),
  set: exactly(12, 'S   '),
  userAgain: digits(16, 21),
  serial: field(22, 27, /^[A-Z0-9]{6}$/, '6 capitals or digits'),
  sectionAndSequence: exactly(28, '00010001'),
  generation: blank(36, 41),
  madeOn: julian(42),
  expiresOn: julian(48),
  blockCount: exactly(54, ' 000000'),
  system: blank(61, 80),
};
export const HDR2 = {
  format: exactly(5, 'F0200000100'),
  reserved: blank(16, 50),
  offset: exactly(51, '00'),
  reservedToo: blank(53, 80),
};
export const HDR2_MULTI = { ...HDR2, format: exactly(5, 'F0200000106') };
export const UHL1 = {
  processingOn: julian(5),
  receiver: exactly(11, '999999    '),
  currency: exactly(21, '00000000'),
  work: exactly(29, '1 DAILY  '),
  fileNumber: digits(38, 40),
  reserved: blank(41, 80),
};
export const UHL1_MULTI = { ...UHL1, work: exactly(29, '4 MULTI  ') };
const RECORD = {
  sortCode: digits(1, 6),
  accountNumber: digits(7, 14),
  type: exactly(15, '0'),
  payerSortCode: digits(18, 23),
  payerAccountNumber: digits(24, 31),
  free: blank(32, 35),
  pence: digits(36, 46),
  name: text(83, 100),
};
export const PAYMENT = {
  ...RECORD,
  code: exactly(16, '99'),
  user: text(47, 64),
  reference: field(65, 82, /^/, 'text'),
};
export const CONTRA = {
  ...RECORD,
  code: exactly(16, '17'),
  narrative: text(47, 64),
  contra: exactly(65, 'CONTRA'.padEnd(18)),
};
export const PAYMENT_MULTI = { ...PAYMENT, processingOn: julian(101) };
export const CONTRA_MULTI = { ...CONTRA, processingOn: julian(101) };
export const UTL1 = {
  debits: digits(5, 17),
  credits: digits(18, 30),
  debitCount: digits(31, 37),
  creditCount: digits(38, 44),
  reserved: blank(45, 80),
};

function field(from: number, to: number, form: Field['form'], expected: string): Field {
  return { from, to, form, expected };
}

function digits(from: number, to: number): Field {
  const count = to - from + 1;
  return field(from, to, new RegExp(`^\\d{${count}}$`), `${count} digits`);
}

function text(from: number, to: number): Field {
  return field(from, to, /^\S/, 'text from the first position');
}

function blank(from: number, to: number): Field {
  return field(from, to, /^ *$/, 'blank');
}

function exactly(from: number, text: string): Field {
  return field(from, from + text.length - 1, { test: (value) => value === text }, `"${text}"`);
}

function julian(from: number): Field {
  return field(from, from + 5, { test: isJulian }, 'a blank and a day as YYDDD');
}

function isJulian(value: string): boolean {
  if (!/^ \d{5}$/.test(value)) return false;
  const day = Number(value.slice(3));
  return day >= 1 && day <= firstDayOf(value).daysInYear;
}

/** The date of " YYDDD", the DDDth day of 20YY. The text must have been checked by its layout. */
export function julianDate(value: string): Temporal.PlainDate {
  return firstDayOf(value).add({ days: Number(value.slice(3)) - 1 });
}

function firstDayOf(value: string): Temporal.PlainDate {
  return Temporal.PlainDate.from({ year: 2000 + Number(value.slice(1, 3)), month: 1, day: 1 });
}

/** Digits of pence as pounds: "00000076923" is 769.23. */
export function pounds(pence: string): Decimal {
  return money(`${pence.slice(0, -2)}.${pence.slice(-2)}`);
}

/** Cuts a record into its fields and tells of each that does not look as it must. */
export function cut<Name extends string>(
  layout: Layout<Name>,
  record: string,
  tell: (message: string) => void,
): Fields<Layout<Name>> {
  const values: Partial<Record<Name, string>> = {};
  for (const [name, { from, to, form, expected }] of Object.entries(layout) as [Name, Field][]) {
    const value = record.slice(from - 1, to);
    values[name] = value;
    if (form.test(value)) continue;
    // Sort codes, account numbers and names are all six or more wide: only their form is shown.
    const isPrivate = labelOf(record) === null && to - from >= 5;
    const found = isPrivate ? `the form "${masked(value)}"` : `"${value}"`;
    tell(`Positions ${from}-${to} must be ${expected}; found ${found}.`);
  }
  return values as Record<Name, string>;
}

function masked(value: string): string {
  return value.replace(/\d/g, '9').replace(/[A-Z]/g, 'A');
}

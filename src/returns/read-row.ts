import { parseDate } from '../calendar.ts';
import { UUID_FORM, faultOfAmount } from '../http/schemas.ts';
import { money, type Decimal } from '../money.ts';
import {
  CATEGORIES,
  KINDS_OF_ROW,
  type ColumnName,
  type KindOfRow,
  type RowKind,
  type Sign,
} from './columns.ts';
import type { RawRow } from './read-rows.ts';
import type { RowFaults } from './row-faults.ts';

/** One row whose cells all have their form. Null where the kind has no such column. */
export interface Row {
  readonly row: number;
  readonly kind: RowKind;
  /** ISO day. */
  readonly on: string | null;
  readonly arrangement: string | null;
  readonly person: string | null;
  readonly amount: Decimal;
  readonly category: string | null;
  readonly description: string;
  readonly evidence: string | null;
  readonly employee: string | null;
}

/** The days of a return, both in it. */
export interface Period {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

const ONE_LINE = /^[^\p{Cc}\p{Cs}]*$/u;
const EMPLOYEE = /^[A-Za-z0-9-]{1,20}$/;
const MOST_LETTERS = 200;

const FAULT_OF_SIGN: Readonly<Record<Sign, (amount: Decimal) => string | null>> = {
  any: () => null,
  not_zero: (amount) => (amount.isZero() ? 'A row of 0.00 says nothing: take it out.' : null),
  not_below_zero: (amount) => (amount.lt(0) ? 'This is not below zero.' : null),
  above_zero: (amount) =>
    amount.gt(0) ? null : 'An amount of this kind of row is above zero, without a minus sign.',
};

/** What is wrong with the text of a cell; null when nothing is. Amounts and dates are read apart. */
const FAULT_OF_TEXT: Readonly<
  Record<Exclude<ColumnName, 'kind' | 'amount'>, (text: string, period: Period) => string | null>
> = {
  on: faultOfDay,
  arrangement: (text) =>
    UUID_FORM.test(text.toLowerCase())
      ? null
      : "An arrangement is named by its identifier, as the template has it: not by the person's number.",
  person: faultOfLine,
  category: (text) =>
    (CATEGORIES as readonly string[]).includes(text)
      ? null
      : `A category is one of: ${CATEGORIES.join(', ')}.`,
  description: faultOfLine,
  evidence: faultOfLine,
  employee: (text) =>
    EMPLOYEE.test(text)
      ? null
      : 'An assistant is told apart by up to 20 letters, digits and hyphens, e.g. PA1.',
};

function faultOfDay(text: string, { from, to }: Period): string | null {
  const day = parseDate(text);
  if (day === null) return 'A date is a real day, year first: 2026-04-06.';
  return Temporal.PlainDate.compare(day, from) < 0 || Temporal.PlainDate.compare(day, to) > 0
    ? `The day is outside the period, ${from.toString()} to ${to.toString()}.`
    : null;
}

function faultOfLine(text: string): string | null {
  if (text.length > MOST_LETTERS) return `At most ${MOST_LETTERS} characters.`;
  return ONE_LINE.test(text) ? null : 'One line of text without control characters.';
}

/** Reads the cells of a row into values, noting every fault; null where there is any. */
export function readRow(raw: RawRow, period: Period, faults: RowFaults): Row | null {
  const { row, cells } = raw;
  const kind = kindOf(cells.kind);
  if (kind === null) {
    const known = Object.keys(KINDS_OF_ROW).join(', ');
    faults.add(row, 'kind', `Expected one of: ${known}.`);
    return null;
  }
  const form: KindOfRow = KINDS_OF_ROW[kind];
  const before = faults.total;
  faultsOfPresence(raw, form, faults);
  const text = (name: Exclude<ColumnName, 'kind' | 'amount'>): string | null => {
    const value = cells[name];
    if (value === undefined || !takes(form, name)) return null;
    const fault =
      typeof value === 'string' ? FAULT_OF_TEXT[name](value, period) : 'This is text in quotes.';
    if (fault !== null) faults.add(row, name, fault);
    return fault === null ? (value as string) : null;
  };
  const read = {
    row,
    kind,
    on: text('on'),
    arrangement: text('arrangement')?.toLowerCase() ?? null,
    person: text('person'),
    amount: amountOf(raw, form.sign, faults),
    category: text('category') ?? (kind === 'fee' ? 'fees' : null),
    description: text('description') ?? '',
    evidence: text('evidence'),
    employee: text('employee'),
  };
  const { amount } = read;
  return amount === null || faults.total > before ? null : { ...read, amount };
}

const takes = (form: KindOfRow, name: ColumnName): boolean =>
  form.needs.includes(name) || form.may.includes(name);

function kindOf(value: unknown): RowKind | null {
  return typeof value === 'string' && Object.hasOwn(KINDS_OF_ROW, value)
    ? (value as RowKind)
    : null;
}

/** Cells that must be filled in and are not, and those that must be empty and are not. */
function faultsOfPresence({ row, cells }: RawRow, form: KindOfRow, faults: RowFaults): void {
  for (const name of form.needs) {
    if (cells[name] === undefined) faults.add(row, name, 'This must not be empty.');
  }
  for (const name of Object.keys(cells) as ColumnName[]) {
    if (name !== 'kind' && !takes(form, name)) {
      faults.add(row, name, 'This stays empty in a row of this kind.');
    }
  }
}

function amountOf({ row, cells }: RawRow, sign: Sign, faults: RowFaults): Decimal | null {
  if (cells.amount === undefined) return null;
  const fault = faultOfAmount(cells.amount);
  const amount = fault === null ? money(cells.amount as string) : null;
  const why = amount === null ? fault : FAULT_OF_SIGN[sign](amount);
  if (why !== null) faults.add(row, 'amount', why);
  return amount;
}

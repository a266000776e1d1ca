import { amountIn } from './csv-amounts.ts';
import { hasDay, unmarked } from './csv-dates.ts';
import { withoutEmptyEnd, type Layout } from './csv-layout.ts';
import type { Role } from './csv-profile.ts';
import { repaired } from './csv-repair.ts';
import { moneyOf } from './csv-row-amount.ts';
import { shown, type BankFileLine, type Note } from './events.ts';

/** A row that is a line of a statement. */
export interface LineRow {
  readonly line: BankFileLine;
  /** The cell with the date; null when the row says that there is none yet. */
  readonly date: string | null;
  readonly valueDate: string;
  readonly fee: string | null;
  readonly balance: string | null;
}

/** A line; or what was left out, where that is money of which nobody knows how much. */
export type RowFinding = LineRow | { readonly isMoney: boolean; readonly balance: string | null };

export const isLineRow = (found: RowFinding): found is LineRow => 'line' in found;

const TOTAL = /^(?:grand\s+|sub-?\s*)?totals?\b/i;
const BALANCE =
  /\b(?:opening|closing|start|end)(?:ing)? balance\b|\bbalance (?:brought|carried) forward\b/i;
const PENDING = /^(?:pending|authori[sz]ed|processing|uncleared|pdng)\b/i;
const NOT_MADE = /^(?:declined|rejected|reverted|cancell?ed|failed|expired|void(?:ed)?)\b/i;

/** The cells of a row in their columns, or null where it has too few or too many. */
export function cellsOf(
  cells: readonly string[],
  layout: Layout,
  mark: string,
  note: Note,
): readonly string[] | null {
  const { width, places } = layout;
  const own = withoutEmptyEnd(cells, width ?? 1);
  const needed: readonly Role[] = ['date', 'amount', 'in', 'out', 'fee', 'balance'];
  const last = Math.max(...needed.map((role) => places[role]?.[0] ?? 0));
  if (width !== null && own.length > width) {
    const right = repaired(own, layout, mark);
    if (right === null) return null;
    note(
      'warning',
      'row-repaired',
      `Expected ${width} cells; found ${own.length}, as a text or an amount has the mark between ` +
        `cells in it and is not in quotes. There is one way to put it right; look at the line.`,
    );
    return right;
  }
  if (own.length <= last) return null;
  if (width !== null && own.length < width) {
    note(
      'warning',
      'row-short',
      `Expected ${width} cells; found ${own.length}. The last ones were taken as empty.`,
    );
  }
  return own;
}

/** Says which cells are missing; a row of a few words at the end of a file is no loss. */
export function misfit(cells: readonly string[], layout: Layout, note: Note): RowFinding {
  const own = withoutEmptyEnd(cells, 1);
  const isWords = !own.some((cell) => /\d/.test(cell)) || isTotal(own);
  const found = `found ${own.length} cells`;
  if (isWords && own.length < (layout.width ?? Infinity)) {
    note('warning', 'row-left-out', `Expected a line of the statement; ${found} without one.`);
    return { isMoney: false, balance: null };
  }
  note(
    'error',
    'row-fields',
    `Expected ${layout.width ?? 'more'} cells; ${found}, and no one way to put the row right. The ` +
      `line was left out; look at it in the file.`,
  );
  return { isMoney: true, balance: null };
}

/** Whether the first words of a row say that it adds up others. */
export function isTotal(cells: readonly string[]): boolean {
  const first = cells.find((cell) => cell.trim() !== '') ?? '';
  return TOTAL.test(first.slice(0, 100).trim());
}

/** Reads a row whose cells are in their columns. What is wrong with it is noted. */
export function readRow(
  cells: readonly string[],
  layout: Layout,
  currency: string | null,
  note: Note,
): RowFinding {
  const { profile, places } = layout;
  const cell = (role: Role): string => (cells[places[role]?.[0] ?? -1] ?? '').trim();
  const date = cell('date');
  const description = textOf((places.description ?? []).map((place) => cells[place] ?? ''));
  const isDated = hasDay(date, profile.dates);
  if (!isDated && isTotal(cells)) return leftOut('a total', note);
  const isPending = PENDING.test(cell('status')) || (!isDated && PENDING.test(date));
  if (NOT_MADE.test(cell('status'))) {
    return leftOut(`the status "${shown(cell('status'))}", which moves no money`, note);
  }
  if (isOtherCurrency(cell('currency'), currency)) {
    note(
      'error',
      'currency-other',
      `Expected amounts in ${shown(currency)}; found "${shown(cell('currency'))}". The line was ` +
        `left out; ask the bank for a file for each currency.`,
    );
    return { isMoney: true, balance: null };
  }
  const money = moneyOf(cell, layout, currency, note);
  if (money.amount === null) {
    if (!money.isEmpty) return { isMoney: true, balance: money.balance };
    if (BALANCE.test((description ?? '').slice(0, 200))) return leftOut('a balance alone', note);
    return withoutAmount(isDated || hasFigures(cells), money.balance, note);
  }
  const line: BankFileLine = {
    bookedOn: null,
    valueOn: null,
    amount: money.amount,
    status: isPending ? 'pending' : 'booked',
    reference: textOf([unmarked(cell('reference'))]),
    counterparty: textOf([cell('counterparty')]),
    text: description,
    details: [],
  };
  const { fee, balance } = money;
  const isUndated = isPending && (date === '' || PENDING.test(date));
  return { line, date: isUndated ? null : date, valueDate: cell('valueDate'), fee, balance };
}

function leftOut(what: string, note: Note): RowFinding {
  note('warning', 'row-left-out', `Expected a line of the statement; found ${what}.`);
  return { isMoney: false, balance: null };
}

/** A row with a date or with figures is a line whose amount is missing; others are remarks. */
function withoutAmount(isLine: boolean, balance: string | null, note: Note): RowFinding {
  if (!isLine) return leftOut('a row of words', note);
  note(
    'error',
    'amount-missing',
    'Expected an amount; found none. The line was left out; ask the bank for a corrected file.',
  );
  return { isMoney: true, balance };
}

function hasFigures(cells: readonly string[]): boolean {
  return cells.some((cell) => amountIn(cell, '.') !== null);
}

function isOtherCurrency(code: string, currency: string | null): boolean {
  return code !== '' && currency !== null && code.toUpperCase() !== currency;
}

/** What is not one space between words. */
const UNTIDY = /  |[^\S ]|\p{Cc}/u;

/** Texts of cells as a person reads them: one space between words, no control characters. */
export function textOf(cells: readonly string[]): string | null {
  const words = cells.map((cell) =>
    UNTIDY.test(cell) ? cell.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim() : cell.trim(),
  );
  return words.filter((word) => word !== '').join(' ') || null;
}

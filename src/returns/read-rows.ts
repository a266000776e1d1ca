import { readCsv, type CsvRecord } from '../imports/csv-reader.ts';
import { textOf } from '../imports/csv-text.ts';
import { COLUMN_NAMES, type ColumnName } from './columns.ts';
import type { RowFaults } from './row-faults.ts';

/** So that a return can be taken in, checked and accepted each within one request. */
export const MOST_ROWS = 50_000;

/** One row as it came: its place, and its cells as they stand. Absent or empty ones are left out. */
export interface RawRow {
  readonly row: number;
  readonly cells: Readonly<Partial<Record<ColumnName, unknown>>>;
}

/**
 * The rows of a CSV file, each with its line (the header is line 1). Every fault in the form of the
 * file is noted, and reading goes on with the next line where that is possible.
 */
export function* rowsOfCsv(content: Uint8Array, faults: RowFaults): Generator<RawRow, void> {
  const text = textOf(content);
  if (typeof text !== 'string') {
    faults.add(text.line, null, text.message);
    return;
  }
  const records = readCsv(text);
  const header = records.next();
  if (header.done === true) {
    faults.add(1, null, 'Expected a line of column names; found no text.');
    return;
  }
  const columns = headerOf(header.value, faults);
  if (columns === null) return;
  let count = 0;
  for (const record of records) {
    count += 1;
    if (count > MOST_ROWS) {
      faults.add(record.line, null, TOO_MANY);
      return;
    }
    const row = rowOf(record, columns, faults);
    if (row !== null) yield row;
  }
  if (count === 0) faults.add(1, null, 'Expected lines below the column names; found none.');
}

const TOO_MANY = `A return has at most ${MOST_ROWS} rows. Send it in shorter periods.`;

/** The rows of a list that was sent as JSON, each with its place in it from 1. */
export function* rowsOfList(
  list: readonly Readonly<Record<string, unknown>>[],
  faults: RowFaults,
): Generator<RawRow, void> {
  for (const [n, one] of list.entries()) {
    const row = n + 1;
    if (row > MOST_ROWS) {
      faults.add(row, null, TOO_MANY);
      return;
    }
    for (const name of Object.keys(one)) {
      if (!isColumn(name)) faults.add(row, null, 'A name in this row is not that of a column.');
    }
    yield {
      row,
      cells: filled(
        COLUMN_NAMES,
        COLUMN_NAMES.map((name) => one[name]),
      ),
    };
  }
}

const isColumn = (name: string): name is ColumnName =>
  (COLUMN_NAMES as readonly string[]).includes(name);

/** The columns in the order of the file; null when they are not those of the template. */
function headerOf(record: CsvRecord, faults: RowFaults): ColumnName[] | null {
  if ('fault' in record) {
    faults.add(record.line, null, record.fault);
    return null;
  }
  const names = record.cells.map((cell) => cell.trim());
  if (names.length === 1 && /[;\t]/.test(names[0]!)) {
    const message = 'Expected commas between the columns. Save the file as "CSV UTF-8".';
    faults.add(1, null, message);
    return null;
  }
  const before = faults.total;
  for (const [n, name] of names.entries()) {
    if (!isColumn(name)) {
      faults.add(1, null, `Column ${n + 1} has a name that the template does not have.`);
    } else if (names.indexOf(name) < n) {
      faults.add(1, name, 'This column stands in the file twice.');
    }
  }
  for (const name of COLUMN_NAMES) {
    if (!names.includes(name)) faults.add(1, name, 'This column is missing.');
  }
  return faults.total > before ? null : names.filter(isColumn);
}

function rowOf(
  record: CsvRecord,
  columns: readonly ColumnName[],
  faults: RowFaults,
): RawRow | null {
  const { line: row } = record;
  if ('fault' in record) {
    faults.add(row, null, record.fault);
    return null;
  }
  const { cells } = record;
  if (cells.every((cell) => cell.trim() === '')) {
    faults.add(row, null, 'The line is empty: take it out.');
    return null;
  }
  if (cells.length !== columns.length) {
    const message = `Expected ${columns.length} cells; found ${cells.length}. A cell with a comma in it stands in quotes.`;
    faults.add(row, null, message);
    return null;
  }
  return { row, cells: filled(columns, cells) };
}

/** The cells that hold something, by column; text without the spaces around it. */
function filled(columns: readonly ColumnName[], cells: readonly unknown[]): RawRow['cells'] {
  const kept: Partial<Record<ColumnName, unknown>> = {};
  for (const [n, name] of columns.entries()) {
    const cell = cells[n];
    const value = typeof cell === 'string' ? cell.trim() : cell;
    if (value !== undefined && value !== null && value !== '') kept[name] = value;
  }
  return kept;
}

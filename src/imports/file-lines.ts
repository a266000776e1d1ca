import { setImmediate } from 'node:timers/promises';
import { COLUMNS, LineSchema, type ColumnName, type LineValues } from './columns.ts';
import { readCsv, type CsvRecord } from './csv-reader.ts';
import { textOf } from './csv-text.ts';
import type { FileFaults } from './faults.ts';
import { faultsOfLine } from './line-rules.ts';

/** So that a load, which is one transaction, is done well within the time a request may take. */
export const MOST_LINES = 10_000;

/** Lines that are read before others get their turn. */
const TURN_LINES = 500;

/** One line of the file whose cells all have their form. */
export interface FileLine {
  /** Its place in the file; the header is line 1. */
  readonly line: number;
  /** The cells as they stand, by column. */
  readonly cells: Readonly<Record<ColumnName, string>>;
  readonly values: LineValues;
}

/** What was read: the good lines, and which arrangements have a bad one. */
export interface FileLines {
  readonly lines: readonly FileLine[];
  /** How many lines the file has, without the header. */
  readonly count: number;
  /** By `arrangementKey`: what cannot be checked as a whole, because a line of it is bad. */
  readonly broken: ReadonlySet<string>;
}

/** One name for an arrangement of a person. */
export const arrangementKey = (
  cells: Readonly<Record<'reference' | 'arrangement', string>>,
): string => `${cells.reference.trim()}\n${cells.arrangement.trim()}`;

/** Reads the lines of a file, noting every fault in the form of a line or a cell. */
export async function readLines(content: Uint8Array, faults: FileFaults): Promise<FileLines> {
  const none = { lines: [], count: 0, broken: new Set<string>() };
  const text = textOf(content);
  if (typeof text !== 'string') {
    faults.add(text.line, null, text.message);
    return none;
  }
  const records = readCsv(text);
  const header = records.next();
  const columns = header.done === true ? null : headerOf(header.value, faults);
  if (header.done === true) faults.add(1, null, 'Expected a line of column names; found no text.');
  return columns === null ? none : readRecords(records, columns, faults);
}

/** The columns in the order of the file; null when they are not those of the template. */
function headerOf(record: CsvRecord, faults: FileFaults): ColumnName[] | null {
  if ('fault' in record) {
    faults.add(record.line, null, record.fault);
    return null;
  }
  const before = faults.total;
  const names = record.cells.map((cell) => cell.trim());
  if (names.length === 1 && /[;\t]/.test(names[0]!)) {
    faults.add(
      1,
      null,
      'Expected commas between the columns. Save the file as "CSV UTF-8", comma delimited.',
    );
    return null;
  }
  const known = new Set<string>(COLUMNS.map(({ name }) => name));
  for (const [n, name] of names.entries()) {
    if (!known.has(name)) {
      faults.add(1, null, `Column ${n + 1} has a name that the template does not have.`);
    } else if (names.indexOf(name) < n) {
      faults.add(1, name, 'This column stands in the file twice.');
    }
  }
  for (const { name } of COLUMNS) {
    if (!names.includes(name)) faults.add(1, name, 'This column is missing.');
  }
  return faults.total > before ? null : (names as ColumnName[]);
}

async function readRecords(
  records: Iterable<CsvRecord>,
  columns: readonly ColumnName[],
  faults: FileFaults,
): Promise<FileLines> {
  const lines: FileLine[] = [];
  const broken = new Set<string>();
  let count = 0;
  for (const record of records) {
    count += 1;
    if (count > MOST_LINES) {
      faults.add(
        record.line,
        null,
        `A file has at most ${MOST_LINES} lines. Send it in parts, each person whole.`,
      );
      break;
    }
    const read = readRecord(record, columns, faults);
    if (read !== null && 'values' in read) lines.push(read);
    else if (read !== null) broken.add(arrangementKey(read.cells));
    if (count % TURN_LINES === 0) await setImmediate();
  }
  if (count === 0) faults.add(1, null, 'Expected lines below the column names; found none.');
  return { lines, count, broken };
}

type Read = FileLine | { readonly cells: FileLine['cells'] } | null;

/** A good line, the cells of one that has faults, or null where the cells cannot be told apart. */
function readRecord(record: CsvRecord, columns: readonly ColumnName[], faults: FileFaults): Read {
  const { line } = record;
  if ('fault' in record) {
    faults.add(line, null, record.fault);
    return null;
  }
  if (record.cells.every((cell) => cell.trim() === '')) {
    faults.add(line, null, 'The line is empty: take it out.');
    return null;
  }
  if (record.cells.length !== columns.length) {
    const message = `Expected ${columns.length} cells; found ${record.cells.length}. A cell with a comma in it stands in quotes.`;
    faults.add(line, null, message);
    return null;
  }
  const cells = Object.fromEntries(
    columns.map((name, n) => [name, record.cells[n]!]),
  ) as FileLine['cells'];
  const before = faults.total;
  const full = filled(cells);
  const read = LineSchema.safeParse(full);
  for (const { path, message } of read.error?.issues ?? []) {
    const column = path[0] as ColumnName;
    faults.add(line, column, column in full ? message : 'This must not be empty.');
  }
  if (read.success) {
    for (const { column, message } of faultsOfLine(read.data)) faults.add(line, column, message);
    if (faults.total === before) return { line, cells, values: read.data };
  }
  return { cells };
}

/** The cells that hold something. */
function filled(cells: FileLine['cells']): Partial<FileLine['cells']> {
  return Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell.trim() !== ''));
}

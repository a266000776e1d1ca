import { setImmediate } from 'node:timers/promises';
import { readCsv, type CsvRecord } from '../imports/csv-reader.ts';
import { textOf } from '../imports/csv-text.ts';
import { FileFaults } from '../imports/faults.ts';
import { readHeader } from './header.ts';
import type { Figures, Layout } from './layouts.ts';

/** One row of a published file: text by column, as it is there. */
export type PublishedRow = Readonly<Record<string, string>>;

/** A published file that was read without a fault. */
export interface PublishedTable {
  readonly figures: Figures;
  readonly rows: readonly PublishedRow[];
}

const MOST_ROWS = 200_000;
/** Rows that are read before others get their turn. */
const TURN_ROWS = 2000;

const FIGURE = /^(\d{1,9}|[a-z])$/;
const PERIOD = /^\d{4}(\d{2})?$/;

/**
 * Reads a published file as it is: its columns in any order, with a byte order mark or without.
 * Throws the problem `import-faults` with every fault of the file and its line; the header is line 1.
 */
export async function readPublished(content: Uint8Array): Promise<PublishedTable> {
  const faults = new FileFaults();
  const table = await readTable(content, faults);
  faults.refuse();
  return table!;
}

async function readTable(
  content: Uint8Array,
  faults: FileFaults,
): Promise<PublishedTable | undefined> {
  const text = textOf(content);
  if (typeof text !== 'string') {
    faults.add(text.line, null, text.message);
    return undefined;
  }
  const records = readCsv(text);
  const first = records.next();
  if (first.done === true) {
    faults.add(1, null, 'Expected a line of column names; found no text.');
    return undefined;
  }
  if ('fault' in first.value) {
    faults.add(1, null, first.value.fault);
    return undefined;
  }
  const header = readHeader(first.value.cells);
  if ('faults' in header) {
    for (const fault of header.faults) faults.add(1, null, fault);
    return undefined;
  }
  const { layout, columns } = header;
  return { figures: layout.figures, rows: await readRows(records, layout, columns, faults) };
}

async function readRows(
  records: Iterable<CsvRecord>,
  layout: Layout,
  columns: readonly string[],
  faults: FileFaults,
): Promise<PublishedRow[]> {
  const rows: PublishedRow[] = [];
  const lineOf = new Map<string, number>();
  for (const record of records) {
    if (rows.length >= MOST_ROWS) {
      faults.add(record.line, null, `A file has at most ${MOST_ROWS} rows.`);
      break;
    }
    const row = rowOf(record, columns, faults);
    if (row === null) continue;
    faultsOfRow(row, layout, (column, message) => faults.add(record.line, column, message));
    const place = placeOf(row);
    const before = lineOf.get(place);
    if (before !== undefined) {
      faults.add(
        record.line,
        null,
        `This row is of the same place and breakdown as line ${before}.`,
      );
    }
    lineOf.set(place, record.line);
    rows.push(row);
    if (rows.length % TURN_ROWS === 0) await setImmediate();
  }
  if (rows.length === 0) faults.add(1, null, 'Expected rows below the column names; found none.');
  return rows;
}

function rowOf(
  record: CsvRecord,
  columns: readonly string[],
  faults: FileFaults,
): PublishedRow | null {
  const fault = 'fault' in record ? record.fault : faultOfLength(record.cells, columns);
  if (fault !== null) faults.add(record.line, null, fault);
  if (fault !== null || 'fault' in record) return null;
  return Object.fromEntries(columns.map((name, n) => [name, record.cells[n]!.trim()]));
}

function faultOfLength(cells: readonly string[], columns: readonly string[]): string | null {
  if (cells.length === columns.length) return null;
  return `Expected ${columns.length} cells; found ${cells.length}. A cell with a comma in it stands in quotes.`;
}

function faultsOfRow(
  row: PublishedRow,
  layout: Layout,
  add: (column: string, message: string) => void,
): void {
  const period = row['time_period']!;
  if (!PERIOD.test(period)) {
    add(
      'time_period',
      `A period is a year or an academic year, as 202425. Found ${found(period)}.`,
    );
  }
  const level = row['geographic_level']!;
  const code = CODE_OF_LEVEL.get(level);
  if (level === '') add('geographic_level', 'This must not be empty.');
  if (code !== undefined && row[code] === '') add(code, `A row of the level "${level}" has one.`);
  for (const column of layout.numbers) {
    const value = row[column]!;
    if (FIGURE.test(value)) continue;
    add(column, `Expected a whole number, or one small letter. Found ${found(value)}.`);
  }
}

/** Which code a row of a level is told apart by. */
const CODE_OF_LEVEL: ReadonlyMap<string, string> = new Map([
  ['Regional', 'region_code'],
  ['Local authority', 'new_la_code'],
]);

const found = (value: string): string => (value === '' ? 'nothing' : `"${value.slice(0, 40)}"`);

/** What tells a row from the others: the same columns as the tables that keep them. */
const PLACE = [
  'time_period',
  'geographic_level',
  'region_code',
  'new_la_code',
  'old_la_code',
  'la_name',
  'breakdown_topic',
  'breakdown',
];

const placeOf = (row: PublishedRow): string => PLACE.map((column) => row[column] ?? '').join('\n');

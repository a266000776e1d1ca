import { csvPieces, type Column } from '../http/csv.ts';
import { readCsv } from '../imports/csv-reader.ts';
import { textOf } from '../imports/csv-text.ts';

/** A class and funder with its code, as a line of a file; null where there is none. */
export interface CodeLine {
  readonly class: string;
  readonly funder: string | null;
  readonly code: string | null;
  readonly name: string | null;
}

const COLUMNS: readonly Column<CodeLine>[] = [
  { name: 'class', type: 'text' },
  { name: 'funder', type: 'text' },
  { name: 'code', type: 'text' },
  { name: 'name', type: 'text' },
];
const HEADING = COLUMNS.map(({ name }) => name);

/** Codes as a file to fill in (CSV). */
export async function codesFile(lines: readonly CodeLine[]): Promise<string> {
  let text = '';
  for await (const piece of csvPieces(COLUMNS, once(lines))) text += piece;
  return text;
}

async function* once<T>(rows: T): AsyncGenerator<T> {
  yield rows;
}

/** A code of a filled-in file, and the line that it begins on. */
export interface FilledIn {
  readonly line: number;
  readonly class: string;
  /** The funder's name; null for every funder that has no code of its own. */
  readonly funder: string | null;
  readonly code: string;
  readonly name: string;
}

/**
 * Reads a file of codes that was filled in. Lines without a code are passed over.
 *
 * @throws Error naming every line that cannot be read
 */
export function readCodes(content: Uint8Array): FilledIn[] {
  const text = textOf(content);
  if (typeof text !== 'string') throw new Error(`Line ${text.line}: ${text.message}`);
  const [heading, ...records] = readCsv(text);
  refuseHeading(heading === undefined || 'fault' in heading ? [] : heading.cells);
  const faults: string[] = [];
  const codes = records.flatMap((record): FilledIn[] => {
    if ('fault' in record) {
      faults.push(`Line ${record.line}: ${record.fault}`);
      return [];
    }
    const [name = '', funder = '', code = '', called = '', ...more] = record.cells.map((cell) =>
      unguarded(cell).trim(),
    );
    if (more.length > 0)
      faults.push(`Line ${record.line}: Expected 4 columns; found ${record.cells.length}.`);
    if (code === '') return [];
    return [
      { line: record.line, class: name, funder: funder === '' ? null : funder, code, name: called },
    ];
  });
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return codes;
}

/** What the service writes before a text that a spreadsheet would take for a formula. */
const unguarded = (cell: string): string => cell.replace(/^'(?=[=+\-@])/, '');

function refuseHeading(cells: readonly string[]): void {
  if (cells.map((cell) => cell.trim()).join() === HEADING.join()) return;
  throw new Error(
    `The first line must be "${HEADING.join(',')}"; found "${cells.join(',')}". ` +
      'GET /general-ledger/codes gives such a file.',
  );
}

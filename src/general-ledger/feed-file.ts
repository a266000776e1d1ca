import { createHash } from 'node:crypto';
import { csvPieces, type Column } from '../http/csv.ts';
import type { FeedLine } from './rules.ts';

/** A line of the file of a feed. */
interface FileLine {
  readonly number: number;
  readonly period_end: string;
  readonly code: string;
  readonly name: string;
  readonly class: string;
  readonly funder: string | null;
  readonly debit: string | null;
  readonly credit: string | null;
}

const COLUMNS: readonly Column<FileLine>[] = [
  { name: 'number', type: 'count' },
  { name: 'period_end', type: 'date' },
  { name: 'code', type: 'text' },
  { name: 'name', type: 'text' },
  { name: 'class', type: 'text' },
  { name: 'funder', type: 'text' },
  { name: 'debit', type: 'money' },
  { name: 'credit', type: 'money' },
];

/** The file of a feed (CSV), which is the same for ever; `excel` begins it with a byte order mark. */
export async function feedFile(
  feed: { readonly number: number; readonly periodEnd: string },
  lines: readonly FeedLine[],
  excel = false,
): Promise<string> {
  const { number, periodEnd } = feed;
  const rows = lines.map((one): FileLine => ({ ...one, number, period_end: periodEnd }));
  let text = '';
  for await (const piece of csvPieces(COLUMNS, once(rows), { excel })) text += piece;
  return text;
}

async function* once<T>(rows: T): AsyncGenerator<T> {
  yield rows;
}

/** The SHA-256 of a file, in hexadecimal. */
export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readerFor } from '../../src/bank-files/detect.ts';
import type {
  BankFileEvent,
  BankFileLine,
  BankFileProblem,
  ReaderOptions,
} from '../../src/bank-files/events.ts';
import { Decimal, sum } from '../../src/money.ts';

/** A statement that was read, with all of its lines. */
export interface ReadStatement {
  account: string | null;
  currency: string | null;
  from: string | null;
  to: string | null;
  opening: string | null;
  closing: string | null;
  balances: boolean | null;
  lines: BankFileLine[];
}

/** A file that was read. */
export interface ReadFile {
  format: string | null;
  statements: ReadStatement[];
  problems: BankFileProblem[];
}

interface Reading extends ReaderOptions {
  readonly format?: string;
  /** Bytes that are given at a time; without it, all at once. */
  readonly size?: number;
}

/** The events of a file, given as bytes or as text in UTF-8. */
export function eventsOf(content: Uint8Array | string, how: Reading = {}): BankFileEvent[] {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const reader = readerFor(how.format ?? null, { profile: how.profile });
  const events: BankFileEvent[] = [];
  const size = how.size ?? Math.max(1, bytes.length);
  for (let start = 0; start < bytes.length && !reader.stopped; start += size) {
    events.push(...reader.read(bytes.subarray(start, start + size)));
  }
  if (!reader.stopped) events.push(...reader.end());
  return events;
}

/** What is in a file. Throws where the events are not in the order that is promised. */
export function readFile(content: Uint8Array | string, how: Reading = {}): ReadFile {
  return gathered(eventsOf(content, how));
}

/** Events as a file. Throws where they are not in the order that is promised. */
export function gathered(events: readonly BankFileEvent[]): ReadFile {
  const file: ReadFile = { format: null, statements: [], problems: [] };
  let open: ReadStatement | null = null;
  for (const event of events) {
    if (event.type === 'problem') {
      file.problems.push(event.problem);
    } else if (event.type === 'format') {
      if (file.format !== null) throw new Error('A file has one format.');
      file.format = event.format;
    } else if (event.type === 'statement') {
      if (open !== null) throw new Error('A statement began inside another.');
      const { account, currency } = event;
      const none = { from: null, to: null, opening: null, closing: null, balances: null };
      open = { account, currency, ...none, lines: [] };
    } else if (open === null) {
      throw new Error(`A ${event.type} came outside a statement.`);
    } else if (event.type === 'line') {
      open.lines.push(event.line);
    } else {
      const { from, to, opening, closing, balances } = event;
      file.statements.push({ ...open, from, to, opening, closing, balances });
      open = null;
    }
  }
  if (open !== null) throw new Error('A statement was left open.');
  return file;
}

/** The sum of the booked lines, every decimal of it. */
export function bookedSum(statement: ReadStatement): string {
  const booked = statement.lines.filter((line) => line.status === 'booked');
  return sum(booked.map((line) => new Decimal(line.amount))).toFixed();
}

const folder = new URL('../../../shared/fixtures/', import.meta.url);

/** Whether the files of others are there, and the words for a test that is skipped without them. */
export const fixturesPresent = existsSync(folder);
export const fixturesWords = fixturesPresent ? 'present' : 'not present';

/** The files of others whose path within their folder matches, in order of their names. */
export function fixturesLike(path: RegExp): { name: string; bytes: Uint8Array }[] {
  if (!fixturesPresent) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(fileURLToPath(folder), join(entry.parentPath, entry.name)))
    .filter((name) => path.test(name))
    .sort()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, folder))) }));
}

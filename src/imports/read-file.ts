import { setImmediate } from 'node:timers/promises';
import { FileFaults } from './faults.ts';
import { readLines, type FileLines } from './file-lines.ts';
import { totalsOf, type Known, type OpeningPerson, type Totals } from './opening.ts';
import { personOf } from './person-rules.ts';

/** People who are checked before others get their turn. */
const TURN_PEOPLE = 20;

/** What a file holds, judged against the book. With any fault nothing of it may be used. */
export interface OpeningFile {
  readonly people: readonly OpeningPerson[];
  /** Lines below the column names. */
  readonly lines: number;
  readonly totals: Totals;
  readonly faults: FileFaults;
}

/**
 * Reads a file of plans, budgets, arrangements and balances as they stand on a start date. Every
 * fault is noted, in the form of the file, of a cell, and between lines. Never throws for a file.
 *
 * @param look what the book has of the names and references in the file
 */
export async function readOpeningFile(
  content: Uint8Array,
  startsOn: Temporal.PlainDate,
  look: (references: readonly string[]) => Promise<Known>,
): Promise<OpeningFile> {
  const faults = new FileFaults();
  const read = await readLines(content, faults);
  const groups = [...Map.groupBy(read.lines, (one) => one.values.reference)];
  const known = await look(groups.map(([reference]) => reference));
  const people = await peopleOf(
    groups.map(([, lines]) => lines),
    { read, known, startsOn, faults },
  );
  return { people, lines: read.count, totals: totalsOf(people), faults };
}

async function peopleOf(
  groups: readonly FileLines['lines'][],
  {
    read,
    known,
    startsOn,
    faults,
  }: {
    read: FileLines;
    known: Known;
    startsOn: Temporal.PlainDate;
    faults: FileFaults;
  },
): Promise<OpeningPerson[]> {
  const people: OpeningPerson[] = [];
  for (const [n, lines] of groups.entries()) {
    people.push(personOf(lines, { known, startsOn, broken: read.broken }, faults));
    if (n % TURN_PEOPLE === TURN_PEOPLE - 1) await setImmediate();
  }
  return people;
}

import { LAYOUTS, type Layout } from './layouts.ts';

/** A column name that differs by more letters than this part of its length is another one. */
const MOST_DIFFERENT = 0.4;

/** The header of a published file, as one of the known tables, or what is wrong with it. */
export type Header =
  | { readonly layout: Layout; readonly columns: readonly string[] }
  | { readonly faults: readonly string[] };

/**
 * Reads the names of the columns of a published file. The table is the one with the most of its
 * figures among them; every column that it lacks, and every one that it does not have, is named,
 * with the name that was most likely meant.
 */
export function readHeader(cells: readonly string[]): Header {
  const columns = cells.map((cell) => cell.trim());
  const layout = layoutOf(columns);
  if (layout === null) return { faults: [UNKNOWN_TABLE] };
  const known = [...layout.required, ...layout.optional];
  const missing = layout.required.filter((name) => !columns.includes(name));
  const unknown = columns.filter((name) => !known.includes(name));
  const twice = columns.filter((name, n) => columns.indexOf(name) < n);
  const free = known.filter((name) => !columns.includes(name));
  const faults = [
    ...missing.map((name) => `The column "${name}" is missing.${instead(name, unknown)}`),
    ...unknown.map((name) => `The column "${shown(name)}" is not known.${meant(name, free)}`),
    ...twice.map((name) => `The column "${shown(name)}" stands in the file twice.`),
  ];
  return faults.length > 0 ? { faults } : { layout, columns };
}

const UNKNOWN_TABLE =
  `Expected the columns of one of the department's tables. ` +
  LAYOUTS.map(({ title, required }) => `The table of ${title} has: ${required.join(', ')}.`).join(
    ' ',
  );

/** The table whose figures the columns have, or nearly have; null where it is none of them. */
function layoutOf(columns: readonly string[]): Layout | null {
  const scored = LAYOUTS.map((layout) => ({
    layout,
    score: layout.numbers.filter((name) => nearest(name, columns) !== null).length,
  }));
  const best = scored.reduce((a, b) =>
    b.score / b.layout.numbers.length > a.score / a.layout.numbers.length ? b : a,
  );
  return best.score === 0 ? null : best.layout;
}

function instead(name: string, unknown: readonly string[]): string {
  const found = nearest(name, unknown);
  return found === null ? '' : ` "${shown(found)}" may be meant for it.`;
}

function meant(name: string, free: readonly string[]): string {
  const found = nearest(name, free);
  return found === null ? '' : ` Most likely it is "${found}".`;
}

const shown = (name: string): string => name.slice(0, 60);

/** The name that takes the fewest changes to make of another, if those are few. */
function nearest(name: string, names: readonly string[]): string | null {
  const ranked = names
    .map((one) => ({ one, changes: changesBetween(name, one.toLowerCase().slice(0, 60)) }))
    .filter(({ one, changes }) => changes <= MOST_DIFFERENT * Math.max(one.length, name.length))
    .sort((a, b) => a.changes - b.changes);
  return ranked[0]?.one ?? null;
}

/** How many letters are put in, taken out or changed to make one word of another (Levenshtein). */
function changesBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, n) => n);
  for (const [n, letter] of Array.from(from).entries()) {
    const next = [n + 1];
    for (const [m, other] of Array.from(to).entries()) {
      const changed = row[m]! + (letter === other ? 0 : 1);
      next.push(Math.min(changed, row[m + 1]! + 1, next[m]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}

import { Problem, type Fault } from '../problem.ts';
import type { ColumnName } from './columns.ts';

/** What is wrong with a return of thousands of bad rows is clear from the first of them. */
const MOST_LISTED = 1000;

/** Gathers the faults of a return by row and column: counts all, and lists the first so many. */
export class RowFaults {
  readonly #listed: (Fault & { readonly row: number })[] = [];
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** The faults in order of their rows. */
  get listed(): Fault[] {
    const inOrder = this.#listed.toSorted((a, b) => a.row - b.row);
    return inOrder.map(({ where, message }) => ({ where, message }));
  }

  add(row: number, column: ColumnName | null, message: string): void {
    this.#total += 1;
    if (this.#listed.length >= MOST_LISTED) return;
    const where = column === null ? `row ${row}` : `row ${row}, ${column}`;
    this.#listed.push({ row, where, message });
  }

  /** Throws when there is any. */
  refuse(): void {
    if (this.#total === 0) return;
    const things = this.#total === 1 ? 'One thing is' : `${this.#total} things are`;
    const listed = this.#total > MOST_LISTED ? ` ${MOST_LISTED} of them are listed.` : '';
    throw new Problem(
      'return-faults',
      `${things} wrong with the return.${listed} Nothing was kept.`,
      { errors: this.listed, faults: this.#total },
    );
  }
}

import { Problem, type Fault } from '../problem.ts';

/** What is wrong with a file of thousands of bad lines is clear from the first of them. */
const MOST_LISTED = 1000;

/** Gathers the faults of a file by line and column: counts all, and lists so many. */
export class FileFaults {
  #listed: (Fault & { readonly line: number })[] = [];
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** The faults in order of their lines. */
  get listed(): Fault[] {
    const inOrder = this.#listed.toSorted((a, b) => a.line - b.line);
    return inOrder.map(({ where, message }) => ({ where, message }));
  }

  add(line: number, column: string | null, message: string): void {
    this.#total += 1;
    if (this.#listed.length >= MOST_LISTED) return;
    const where = column === null ? `line ${line}` : `line ${line}, ${column}`;
    this.#listed.push({ line, where, message });
  }

  /** Throws when there is any. */
  refuse(): void {
    if (this.#total === 0) return;
    const things = this.#total === 1 ? 'One thing is' : `${this.#total} things are`;
    const listed = this.#total > MOST_LISTED ? ` ${MOST_LISTED} of them are listed.` : '';
    throw new Problem(
      'import-faults',
      `${things} wrong with the file.${listed} Nothing was kept.`,
      {
        errors: this.listed,
        faults: this.#total,
      },
    );
  }
}

import type { Fault } from '../../problem.ts';

/** What is wrong with a file of a million bad lines is clear from the first of them. */
const MOST_FAULTS = 1000;

/** Faults in the order in which they were found: the first thousand, and how many more there are. */
export class Faults {
  readonly #list: Fault[] = [];
  count = 0;

  add(where: string, message: string): void {
    this.count += 1;
    if (this.count <= MOST_FAULTS) this.#list.push({ where, message });
  }

  get list(): readonly Fault[] {
    const more = this.count - this.#list.length;
    if (more === 0) return this.#list;
    return [...this.#list, { where: 'file', message: `${more} more are not listed.` }];
  }
}

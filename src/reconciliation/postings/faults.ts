import { Problem, type Fault, type ProblemType } from '../../problem.ts';
import type { Short } from './split-rules.ts';

/** The sorts of fault that parts of a line can have; all are told, under the first that there is. */
const SORTS = [
  ['record-unknown', 'A part names a record that is not known.'],
  ['invalid-request', 'The parts are not what this line can be for.'],
  ['already-exists', 'A receipt of a part is recorded already.'],
  ['match-not-possible', 'The parts cannot be taken from this line.'],
  ['not-covered', 'There is not so much to pay back.'],
] as const satisfies readonly (readonly [ProblemType, string])[];

export type Sort = (typeof SORTS)[number][0];

/** Gathers what is wrong with the parts of a line, so that all of it is answered at once. */
export class PartFaults {
  readonly #faults = new Map<Sort, Fault[]>();
  readonly #short: Short[] = [];

  add(sort: Sort, faults: readonly Fault[]): void {
    if (faults.length === 0) return;
    this.#faults.set(sort, [...(this.#faults.get(sort) ?? []), ...faults]);
  }

  addShort(short: readonly Short[]): void {
    this.#short.push(...short);
  }

  /** Throws the problem of the first sort that there is, with every fault of all sorts. */
  refuse(): void {
    const found = SORTS.filter(([sort]) => this.#faults.has(sort));
    const [first] = found;
    if (first === undefined) return;
    const errors = found.flatMap(([sort]) => this.#faults.get(sort)!);
    const shortfalls = this.#short.length === 0 ? {} : { shortfalls: this.#short };
    throw new Problem(first[0], first[1], { errors, ...shortfalls });
  }
}

import type { Decimal } from '../../money.ts';
import { MOST_LISTED } from './search-rivals.ts';

/** What a rule found of one sum. */
export interface FoundSum {
  readonly result: string;
  /** The number in the search of the line that it begins with. */
  readonly lineN: string;
  readonly lineIds: readonly string[];
  readonly expected: readonly string[];
  readonly amounts: readonly Decimal[];
  readonly days: number;
  readonly others: readonly string[];
}

/** A sum with how many contest it, and what of them it does not take itself. */
export interface ContestedSum extends FoundSum {
  readonly rivals: number;
  readonly otherLines: readonly string[];
}

/**
 * Sums that take the same line, or the same expected line, are rivals: only one of them can be, and
 * none of them is left out. A sum that is one of several for its line is a rival too.
 */
export function withRivals(found: readonly FoundSum[]): ContestedSum[] {
  const takers = new Map<string, FoundSum[]>();
  for (const one of found) {
    for (const name of takenBy(one)) {
      const sharing = takers.get(name);
      if (sharing === undefined) takers.set(name, [one]);
      else sharing.push(one);
    }
  }
  return found.map((one) => {
    if (one.result !== 'unique') return { ...one, rivals: one.others.length, otherLines: [] };
    const rivals = new Set(takenBy(one).flatMap((name) => takers.get(name)!));
    rivals.delete(one);
    const lines = new Set([...rivals].flatMap(({ lineIds }) => lineIds));
    const names = new Set([...rivals].flatMap(({ expected }) => expected));
    return {
      ...one,
      rivals: rivals.size,
      otherLines: [...lines].filter((id) => !one.lineIds.includes(id)).slice(0, MOST_LISTED),
      others: [...names].filter((name) => !one.expected.includes(name)).slice(0, MOST_LISTED),
    };
  });
}

/** What a sum takes; one that was given up takes nothing. */
const takenBy = ({ result, lineIds, expected, others }: FoundSum): string[] =>
  result === 'gave_up'
    ? []
    : [...new Set([...lineIds.map((id) => `line ${id}`), ...expected, ...others])];

import type { Row } from './report.ts';
import { HIDDEN, hiddenRows, type Breakdown } from './small-numbers.ts';

/** Counts that bound each other, such as refusals by decisions, with what is reckoned from them. */
export interface Family {
  readonly counts: readonly string[];
  /** Columns that are hidden where a count of the family is, such as a percentage of them. */
  readonly with?: readonly string[];
}

/**
 * Hides the small numbers of a whole and its breakdowns, each family of counts by itself. A count
 * that is small of the whole is hidden everywhere; of the others, a row is hidden for all or none.
 *
 * @param rows the first is of the whole; the others are of the breakdowns, those of one together. An
 *   absent count is one that the row does not have.
 * @param below the least count that is shown
 */
export function hideSmallCounts(
  rows: readonly Row[],
  families: readonly Family[],
  how: { below: number; addsUp: (breakdown: string) => boolean },
): Row[] {
  return families.reduce<Row[]>((shown, family) => hideFamily(shown, family, how), [...rows]);
}

function hideFamily(
  rows: readonly Row[],
  family: Family,
  { below, addsUp }: { below: number; addsUp: (breakdown: string) => boolean },
): Row[] {
  const [whole, ...others] = rows;
  const isSmall = (name: string): boolean => {
    const count = Number(whole![name] ?? 0);
    return count > 0 && count < below;
  };
  const dropped = family.counts.filter(isSmall);
  const kept = family.counts.filter((name) => !isSmall(name));
  const countsOf = (row: Row): number[] => kept.map((name) => Number(row[name] ?? 0));
  const parts = [...Map.groupBy(others, (row) => row['breakdown']!)];
  const breakdowns = parts.map(([name, group]): Breakdown => ({
    addsUp: addsUp(name),
    groups: group.map(countsOf),
  }));
  const hidden = hiddenRows(countsOf(whole!), kept.length === 0 ? [] : breakdowns, below);
  const all = family.counts;
  const hide = (row: Row, isHidden: boolean): Row => {
    const names = isHidden ? all : dropped;
    const also = names.length === 0 ? [] : (family.with ?? []);
    return { ...row, ...lettersFor(row, [...names, ...also]) };
  };
  return [
    hide(whole!, hidden.whole),
    ...parts.flatMap(([, group], n) =>
      group.map((row, place) => hide(row, hidden.groups[n]?.has(place) === true)),
    ),
  ];
}

const lettersFor = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(names.filter((name) => row[name] !== null).map((name) => [name, HIDDEN]));

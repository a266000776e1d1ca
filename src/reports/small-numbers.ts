/**
 * Small numbers in figures about groups of people (the rule `small_numbers_below`). A count above
 * zero and below it is not shown, nor anything that it could be worked out from: the row is hidden
 * as a whole, with its money and percentages, and so are as many others as it takes. A reader is
 * taken to know these rules, all that is shown, and what adds up to what.
 */

/** The letter for a figure that is hidden ("confidential", as the department uses it). */
export const HIDDEN = 'c';

/** The groups into which a whole is broken down, in a fixed order, with their counts. */
export interface Breakdown {
  /**
   * Whether everybody is in exactly one group, so that the groups add up to the whole; otherwise
   * one may be in several, and only the money adds up.
   */
  readonly addsUp: boolean;
  /** The counts of each group, of the same things in each, e.g. people and plans. */
  readonly groups: readonly (readonly number[])[];
  /**
   * The places of groups that have no money of their own by what they are. To hide one covers no
   * other: what all come to, less what is shown, would still be the money of the other alone.
   */
  readonly withoutMoney?: ReadonlySet<number>;
}

/** Which rows are hidden: that of the whole, and those of each breakdown by their place. */
export interface HiddenRows {
  readonly whole: boolean;
  readonly groups: readonly ReadonlySet<number>[];
}

/**
 * Finds the rows to hide of a whole and its breakdowns. Where the whole itself is small, or a
 * breakdown could not be made safe, all of it is hidden.
 *
 * @param below the least count that is shown, from the rule
 */
export function hiddenRows(
  whole: readonly number[],
  breakdowns: readonly Breakdown[],
  below: number,
): HiddenRows {
  const groups = breakdowns.map((one) => hiddenGroups(one, below));
  if (!isSmall(whole, below) && groups.every((hidden) => hidden !== null)) {
    return { whole: false, groups };
  }
  return { whole: true, groups: breakdowns.map(({ groups }) => everyPlace(groups)) };
}

/** The groups to hide, or null where hiding all of them is not enough. */
function hiddenGroups(
  { addsUp, groups, withoutMoney = new Set() }: Breakdown,
  below: number,
): ReadonlySet<number> | null {
  const places = [...groups.keys()];
  const small = places.filter((place) => isSmall(groups[place]!, below));
  if (small.length === 0) return new Set();
  const hidden = new Set(small);
  const isSafe = (): boolean =>
    addsUp
      ? isSafeSum(valuesAt(groups, hidden), below)
      : hidden.size > 1 && isCovered(valuesAt(groups, hidden.difference(withoutMoney)), below);
  // The order is the same whatever the counts are: which rows are hidden must say nothing of them.
  const next = [...places.slice(small[0]), ...places.slice(0, small[0])].filter(
    (place) =>
      !hidden.has(place) && !withoutMoney.has(place) && groups[place]!.some((count) => count > 0),
  );
  for (const place of next) {
    if (isSafe()) return hidden;
    hidden.add(place);
  }
  // Nobody is in the others. Were they shown, the hidden ones would be known to be above zero.
  const all = everyPlace(groups);
  return addsUp && !isSafeWhole(groups) ? null : all;
}

const everyPlace = (groups: readonly unknown[]): ReadonlySet<number> => new Set(groups.keys());

/** By kind of count, the counts of the rows at some places. */
function valuesAt(
  groups: readonly (readonly number[])[],
  places: ReadonlySet<number>,
): readonly (readonly number[])[] {
  const kinds = groups[0]!.keys();
  return [...kinds].map((kind) => [...places].map((place) => groups[place]![kind]!));
}

const isSmall = (counts: readonly number[], below: number): boolean =>
  counts.some((count) => count > 0 && count < below);

const total = (counts: readonly number[]): number => counts.reduce((sum, one) => sum + one, 0);

/**
 * Whether hidden rows whose sum can be worked out give nothing away: the sum is not small itself,
 * and is neither the least nor the most that so many small counts can come to.
 */
function isSafeSum(values: readonly (readonly number[])[], below: number): boolean {
  return values.every((counts) => {
    const sum = total(counts);
    const rows = counts.length;
    if (sum === 0) return rows > 1;
    return rows > 1 && sum >= below && sum > rows && sum !== rows * (below - 1);
  });
}

/** Whether a row that is not small is hidden too, so that money is never that of a few alone. */
const isCovered = (values: readonly (readonly number[])[], below: number): boolean =>
  values.every((counts) => total(counts) === 0 || counts.some((one) => one >= below));

/** Whether all rows hidden could hold other counts: with one each there is only one way. */
const isSafeWhole = (groups: readonly (readonly number[])[]): boolean =>
  valuesAt(groups, everyPlace(groups)).every(
    (counts) => total(counts) === 0 || total(counts) > counts.length || counts.includes(0),
  );

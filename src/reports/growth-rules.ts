import { money, toText } from '../money.ts';
import type { Row } from './report.ts';
import { HIDDEN, hiddenRows, type Breakdown } from './small-numbers.ts';

/** Breakdowns in which everybody is in exactly one group, with plans counted as well as people. */
const ADDING_UP = ['age', 'setting'];

/** What is hidden in a row, as a whole. */
const FIGURES = ['people', 'plans', 'percent', 'agreed', 'spent'] as const;
/** The figures whose change on the year before is shown. */
const CHANGING = ['people', 'percent', 'agreed', 'spent'] as const;

/**
 * Hides the small numbers of scope growth, each day by itself, and adds the change of each figure on
 * the same day of the year before. A change from or to a hidden figure is hidden.
 *
 * @param rows of the growth query: the latest day first, all groups on every day. The earliest day
 *   is there for its changes only.
 * @param below the least count that is shown
 */
export function shownGrowth(rows: readonly Row[], below: number): Row[] {
  const days = [...Map.groupBy(rows, (row) => row['as_at']!).values()].map((day) =>
    withoutSmall(day, below),
  );
  return days.slice(0, -1).flatMap((day, n) => {
    const before = new Map(days[n + 1]!.map((row) => [keyOf(row), row]));
    return day.map((row) => ({ ...row, ...changesOf(row, before.get(keyOf(row))!) }));
  });
}

const keyOf = (row: Row): string => `${row['breakdown']}\n${row['group']}`;

function withoutSmall(day: readonly Row[], below: number): Row[] {
  const [whole, ...others] = day;
  const breakdowns = [...Map.groupBy(others, (row) => row['breakdown']!).values()];
  const hidden = hiddenRows(countsOf(whole!), breakdowns.map(breakdownOf), below);
  return [
    hidden.whole ? hide(whole!) : whole!,
    ...breakdowns.flatMap((rows, n) =>
      rows.map((row, place) => (hidden.groups[n]!.has(place) ? hide(row) : row)),
    ),
  ];
}

const breakdownOf = (rows: readonly Row[]): Breakdown => ({
  addsUp: ADDING_UP.includes(rows[0]!['breakdown']!),
  groups: rows.map(countsOf),
});

const countsOf = ({ people, plans }: Row): number[] =>
  [people, plans].filter((count) => count !== null).map(Number);

/** A row with the letter for each figure that there would be. */
const hide = (row: Row): Row => ({
  ...row,
  ...Object.fromEntries(
    FIGURES.map((name) => [name, name !== 'percent' && row[name] === null ? null : HIDDEN]),
  ),
});

const changesOf = (row: Row, before: Row): Row =>
  Object.fromEntries(
    CHANGING.map((name) => [`${name}_change`, changeOf(name, row[name]!, before[name]!)]),
  );

function changeOf(name: string, now: string | null, before: string | null): string | null {
  if (now === null || before === null) return null;
  if (now === HIDDEN || before === HIDDEN) return HIDDEN;
  return name === 'people'
    ? String(Number(now) - Number(before))
    : toText(money(now).minus(money(before)));
}

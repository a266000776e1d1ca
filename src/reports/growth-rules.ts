import { money, toText } from '../money.ts';
import type { Row } from './report.ts';
import { HIDDEN, hiddenRows, type Breakdown } from './small-numbers.ts';

/** Breakdowns in which everybody is in exactly one group, with plans counted as well as people. */
const ADDING_UP = ['age', 'setting'];
/** The group of those who have a version without lines. */
export const NOT_ITEMISED = 'not itemised';

/**
 * Breakdowns of the same lines of budgets, whose money comes to the same in each. A service is often
 * bought for one section alone, so that a section less the services that are shown may be those that
 * are hidden: the second breakdown is shown on a day only where nothing of either is hidden.
 */
const BY_LINES = ['service', 'section'];

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
  const parts = [...Map.groupBy(others, (row) => row['breakdown']!)];
  const breakdowns = parts.map(([, rows]) => breakdownOf(rows));
  const hidden = hiddenRows(countsOf(whole!), breakdowns, below);
  const ofLines = parts.some(([name], n) => BY_LINES.includes(name) && hidden.groups[n]!.size > 0);
  return [
    hidden.whole ? hide(whole!) : whole!,
    ...parts.flatMap(([name, rows], n) => {
      const all = ofLines && name === BY_LINES[1];
      return rows.map((row, place) => (all || hidden.groups[n]!.has(place) ? hide(row) : row));
    }),
  ];
}

function breakdownOf(rows: readonly Row[]): Breakdown {
  const of = rows[0]!['breakdown']!;
  const places = [...rows.keys()];
  return {
    addsUp: ADDING_UP.includes(of),
    groups: rows.map(countsOf),
    withoutMoney: new Set(
      places.filter((place) => BY_LINES.includes(of) && rows[place]!['group'] === NOT_ITEMISED),
    ),
  };
}

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

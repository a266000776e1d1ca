import { daysInclusive } from '../calendar.ts';
import { toPence, type Decimal } from '../money.ts';
import type { Fault } from '../problem.ts';
import { spansOf, type Every, type Grid } from './rules.ts';
import { weeksOf } from './school-terms.ts';

/**
 * How many weeks make a year, where an amount is stated by the week: 52 weeks, 365 days or 365.25
 * days in weeks of seven, or the days that the schedule really has. Authorities use all four, and a
 * year of £123.45 a week differs by up to £35.27 between them; so it is kept with the agreement.
 */
export const WEEKS_IN_YEAR = ['52', '365/7', '52.18', 'by_days'] as const;
export type WeeksInYear = (typeof WEEKS_IN_YEAR)[number];

/** The weeks in a year as hundredths of sevenths, which are whole numbers: 365/7 has no end. */
const HUNDREDTHS_OF_SEVENTHS: Readonly<Record<Exclude<WeeksInYear, 'by_days'>, number>> = {
  '52': 52 * 700,
  '365/7': 365 * 100,
  '52.18': 5218 * 7,
};

const INSTALMENTS_IN_YEAR: Readonly<Record<Exclude<Every, 'term' | 'once'>, number>> = {
  week: 52,
  '2_weeks': 26,
  '4_weeks': 13,
  month: 12,
};

/** What is stated of an amount by the week. */
interface StatedByWeek {
  readonly weekly?: Decimal | null | undefined;
  readonly weeksInYear?: WeeksInYear | undefined;
}

/** The convention of a schedule: its own, 52 where it is counted in weeks, else none. */
export function weeksInYearOf({ every, weeksInYear }: Grid): WeeksInYear | null {
  if (every === 'term' || every === 'once') return null;
  return weeksInYear ?? (every === 'month' ? null : '52');
}

/**
 * What so much a week makes over a whole schedule, rounded once (R1): by the term, its weeks; else by
 * the convention of the schedule, as many years as it has instalments of a year.
 *
 * @returns null where nothing says how many weeks there are: paid once, or by the month without a
 *   convention
 */
export function amountOfWeekly(grid: Grid, perWeek: Decimal): Decimal | null {
  if (grid.every === 'term') return perWeek.times(weeksOf(grid.terms ?? []));
  if (grid.every === 'once') return null;
  const convention = weeksInYearOf(grid);
  if (convention === null) return null;
  if (convention === 'by_days') return toPence(perWeek.times(daysOf(grid)).div(7));
  const weeks = HUNDREDTHS_OF_SEVENTHS[convention] * grid.instalments;
  return toPence(perWeek.times(weeks).div(700 * INSTALMENTS_IN_YEAR[grid.every]));
}

function daysOf(grid: Grid): number {
  return spansOf(grid).reduce((days, { from, to }) => days + daysInclusive(from, to), 0);
}

/** The faults of an amount by the week: whether it, and its convention, fit the schedule. */
export function faultsOfWeekly({ weekly, weeksInYear }: StatedByWeek, grid: Grid): Fault[] {
  const fault = (name: keyof StatedByWeek, message: string): Fault[] => [
    { where: `body.${name}`, message },
  ];
  if (weekly === undefined || weekly === null) {
    return weeksInYear === undefined
      ? []
      : fault('weeksInYear', 'It is for an amount a week: state that amount, or leave it out.');
  }
  if (grid.every === 'once') {
    return fault('weekly', 'An amount a week needs a schedule that repeats.');
  }
  if (grid.every === 'term') {
    return weeksInYear === undefined
      ? []
      : fault('weeksInYear', 'A schedule by the term has the weeks of its terms. Leave it out.');
  }
  if (amountOfWeekly(grid, weekly) === null) {
    return fault('weeksInYear', `Paid by the month, an amount a week needs it. Say ${CHOICES}.`);
  }
  const kept = weeksInYearOf(grid);
  return weeksInYear === undefined || weeksInYear === kept
    ? []
    : fault(
        'weeksInYear',
        `The arrangement keeps to the one it has: ${kept}. Found ${weeksInYear}.`,
      );
}

const CHOICES =
  'how many weeks make a year: "52", "365/7" or "52.18", or "by_days" for the days of the schedule';

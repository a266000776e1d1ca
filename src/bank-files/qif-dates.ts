import { dayText } from './days.ts';
import { remembered } from './remembered.ts';

/** Which of the first two numbers of a date is the day. */
export type DayOrder = 'day-first' | 'month-first';

/** A date as written: the day it is in either order, null where it is not in the calendar. */
export interface DateReadings {
  readonly 'day-first': string | null;
  readonly 'month-first': string | null;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

const NUMBERS = /^(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*([/.'-])\s*(\d{4}|\d{1,2})$/;
const YEAR_FIRST = /^(\d{4})([/.-])(\d{1,2})\2(\d{1,2})$/;
const WITH_NAME = /^(\d{1,2})[\s/.-]+([a-z]{3})[a-z]{0,7}\.?[\s/.,'-]+(\d{4}|\d{2})$/i;

/**
 * Both readings of a date of a QIF file: "13/04/2026", "4/13/26", "1/ 5'26", "2026-04-13",
 * "13 Apr 2026"; null when it is no date at all. QIF does not say which of day and month is first.
 */
export const readingsOf = remembered((text: string): DateReadings | null => {
  const numbers = NUMBERS.exec(text);
  if (numbers !== null) {
    const [, first, second, mark, written = ''] = numbers;
    const year = yearOf(written, mark === "'");
    return {
      'day-first': dayText(year, Number(second), Number(first)),
      'month-first': dayText(year, Number(first), Number(second)),
    };
  }
  const day = dayWithoutDoubt(text);
  return day === undefined ? null : { 'day-first': day, 'month-first': day };
});

/** What order a date proves, or null when it could be either, is the same in both, or is none. */
export function orderProvedBy(readings: DateReadings): DayOrder | null {
  const { 'day-first': dayFirst, 'month-first': monthFirst } = readings;
  if ((dayFirst === null) === (monthFirst === null)) return null;
  return dayFirst === null ? 'month-first' : 'day-first';
}

/** Whether the order of day and month makes another day of a date. */
export function isAmbiguous(readings: DateReadings): boolean {
  const { 'day-first': dayFirst, 'month-first': monthFirst } = readings;
  return dayFirst !== null && monthFirst !== null && dayFirst !== monthFirst;
}

/** Whether a date is in the calendar in neither order, such as 31/02. */
export function isNoDay(readings: DateReadings): boolean {
  return readings['day-first'] === null && readings['month-first'] === null;
}

function dayWithoutDoubt(text: string): string | null | undefined {
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst !== null) {
    const [, year, , month, day] = yearFirst;
    return dayText(Number(year), Number(month), Number(day));
  }
  const named = WITH_NAME.exec(text);
  if (named === null) return undefined;
  const [, day, name = '', year = ''] = named;
  return dayText(yearOf(year, false), MONTHS.indexOf(name.toLowerCase()) + 1, Number(day));
}

/**
 * Two figures are a year from 1970 to 2069, as everywhere; after an apostrophe Quicken writes the
 * years from 2000 on.
 */
function yearOf(text: string, isFrom2000: boolean): number {
  const number = Number(text);
  if (text.length === 4) return number;
  return number + (isFrom2000 || number < 70 ? 2000 : 1900);
}

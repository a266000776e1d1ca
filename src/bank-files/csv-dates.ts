import { remembered } from './remembered.ts';
import { isNoDay, readingsOf, type DateReadings, type DayOrder } from './qif-dates.ts';

/** The order of day, month and year in the numbers of a date. */
export type DateForm = DayOrder | 'year-first';

const TIME =
  /[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s*(?:Z|[AP]M|UTC|GMT|BST|[+-]\d\d:?\d\d)?$/i;
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?\s+/i;
const COMPACT = /^((?:19|20)\d\d)(\d\d)(\d\d)$/;
const JOINED = /^(\d{1,2})([a-z]{3,9})(\d{4}|\d{2})$/i;
const MONTH_NAME_FIRST = /^([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})$/i;
const SHORT_YEAR = /^(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{2})$/;
const WITH_LONG_YEAR_LAST = /^\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}$/;

/** A cell without the marks by which spreadsheets keep it as text: `'30-12-34`, `="30-12-34"`. */
export function unmarked(cell: string): string {
  const text = cell.trim();
  const formula = /^="([^"]*)"$/.exec(text);
  if (formula !== null) return (formula[1] ?? '').trim();
  return text.startsWith("'") ? text.slice(1).trim() : text;
}

/** Two figures are the year, and nobody has said which of the three numbers that is. */
export const UNSURE = Symbol('unsure');

/**
 * The date in a cell in a form of which `readingsOf` gives the readings: without the time and the
 * weekday. Null for what is no date in the form that is asked for.
 */
export function dateIn(cell: string, form: DateForm | null): string | typeof UNSURE | null {
  if (cell === '' || cell.length > 60) return null;
  return DATES_IN[form ?? 'unknown'](cell);
}

type DateIn = string | typeof UNSURE | null;

/** By the form that is asked for: dates of a statement are of a few days. */
const DATES_IN = {
  'day-first': remembered((cell) => findDate(cell, 'day-first')),
  'month-first': remembered((cell) => findDate(cell, 'month-first')),
  'year-first': remembered((cell) => findDate(cell, 'year-first')),
  unknown: remembered((cell) => findDate(cell, null)),
};

function findDate(cell: string, form: DateForm | null): DateIn {
  const text = unmarked(cell).replace(TIME, '').replace(WEEKDAY, '').trim();
  const compact = COMPACT.exec(text);
  if (compact !== null) return `${compact[1]}-${compact[2]}-${compact[3]}`;
  const joined = JOINED.exec(text);
  if (joined !== null) return `${joined[1]} ${joined[2]} ${joined[3]}`;
  const named = MONTH_NAME_FIRST.exec(text);
  if (named !== null) return `${named[2]} ${named[1]} ${named[3]}`;
  const short = SHORT_YEAR.exec(text);
  if (short !== null && form === null) return UNSURE;
  if (short !== null && form === 'year-first') {
    const [, year = '', , month = '', day = ''] = short;
    return `20${year.padStart(2, '0')}-${month.padStart(2, '0')}-${day}`;
  }
  if (form === 'year-first' && WITH_LONG_YEAR_LAST.test(text)) return null;
  return readingsOf(text) === null ? null : text;
}

/** Whether there is a date in a cell that is in the calendar. */
export function hasDay(cell: string, form: DateForm | null): boolean {
  const date = dateIn(cell, form);
  if (date === UNSURE) return true;
  const readings = date === null ? null : readingsOf(date);
  return readings !== null && !isNoDay(readings);
}

/** The day of a date where it is sure: by the form, or as it is the same in either order. */
export function sureDay(cell: string, form: DateForm | null): string | null {
  const date = dateIn(cell, form);
  const readings = date === null || date === UNSURE ? null : readingsOf(date);
  return readings === null ? null : dayOf(readings, form);
}

function dayOf(readings: DateReadings, form: DateForm | null): string | null {
  const { 'day-first': dayFirst, 'month-first': monthFirst } = readings;
  if (form === 'month-first') return monthFirst;
  if (form !== null) return dayFirst;
  if (dayFirst === null || monthFirst === null) return dayFirst ?? monthFirst;
  return dayFirst === monthFirst ? dayFirst : null;
}

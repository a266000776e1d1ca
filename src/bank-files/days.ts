import { shown, type Note } from './events.ts';

/** A day as text, year first, or null when it is not in the calendar (30 February). */
export function dayText(year: number, month: number, day: number): string | null {
  if (!(year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1)) return null;
  if (day > 28 && !(day <= Temporal.PlainYearMonth.from({ year, month }).daysInMonth)) return null;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Notes that a date is not in the calendar or cannot be read; it is left empty. */
export function noteDate(what: string, text: string | null | undefined, note: Note): void {
  note(
    'warning',
    'date-unreadable',
    `Expected a ${what} that is in the calendar; found "${shown(text)}". It was left empty; ask ` +
      `the bank which day is meant.`,
  );
}

import { CALENDAR_YEARS, isWorkingDay } from '../../calendar.ts';

/** A day with the number of Bacs working days from the calendar's first day up to it. */
export interface NumberedDay {
  readonly day: string;
  readonly number: number;
}

let days: readonly NumberedDay[] | undefined;

/**
 * Every day of the calendar of bank holidays, numbered so that two numbers differ by the working
 * days between them: a Saturday has its Friday's number. Days outside the calendar have none, so
 * nothing fits there by its date; a person can still match.
 */
export function numberedDays(): readonly NumberedDay[] {
  days ??= numbered();
  return days;
}

function numbered(): NumberedDay[] {
  const [first, last] = CALENDAR_YEARS.split(' to ').map(Number) as [number, number];
  const found: NumberedDay[] = [];
  let number = 0;
  let day = new Temporal.PlainDate(first, 1, 1);
  while (day.year <= last) {
    if (isWorkingDay(day)) number += 1;
    found.push({ day: day.toString(), number });
    day = day.add({ days: 1 });
  }
  return found;
}

import { BANK_HOLIDAYS } from './calendar/bank-holidays.ts';

/**
 * Dates: working days, service periods, value dates, financial years and the one London clock.
 *
 * Every date is a `Temporal.PlainDate`. Working days are those of England and Wales. Functions
 * that need the bank holidays throw a `CalendarError` outside the years the calendar covers; the
 * others work for any date.
 */

const LONDON = 'Europe/London';
const SATURDAY = 6;
const HOLIDAYS = new Set(BANK_HOLIDAYS.map((holiday) => holiday.on));
const FIRST_YEAR = Number(BANK_HOLIDAYS.at(0)?.on.slice(0, 4));
const LAST_YEAR = Number(BANK_HOLIDAYS.at(-1)?.on.slice(0, 4));

/** A question about working days in a year whose bank holidays are not in the calendar. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';
  readonly date: Temporal.PlainDate;

  constructor(date: Temporal.PlainDate) {
    super(
      `The bank holiday calendar covers ${CALENDAR_YEARS}, but was asked about ` +
        `${date.toString()}. Add the missing years to src/calendar/bank-holidays.ts.`,
    );
    this.date = date;
  }
}

/** The years whose bank holidays the calendar holds, e.g. "2019 to 2028". */
export const CALENDAR_YEARS = `${FIRST_YEAR} to ${LAST_YEAR}`;

/** Whether the calendar holds the bank holidays of the date's year. */
export function calendarCovers(date: Temporal.PlainDate): boolean {
  return date.year >= FIRST_YEAR && date.year <= LAST_YEAR;
}

/** Whether banks work on the date: Monday to Friday and not a bank holiday. */
export function isWorkingDay(date: Temporal.PlainDate): boolean {
  if (!calendarCovers(date)) throw new CalendarError(date);
  return date.dayOfWeek < SATURDAY && !HOLIDAYS.has(date.toString());
}

/** The date itself when it is a working day, else the last working day before it. */
export function previousWorkingDay(date: Temporal.PlainDate): Temporal.PlainDate {
  let day = date;
  while (!isWorkingDay(day)) day = day.subtract({ days: 1 });
  return day;
}

/** The date itself when it is a working day, else the first working day after it. */
export function nextWorkingDay(date: Temporal.PlainDate): Temporal.PlainDate {
  let day = date;
  while (!isWorkingDay(day)) day = day.add({ days: 1 });
  return day;
}

/**
 * The date that is `days` working days after the date, or before it when negative. The date
 * itself is not counted, whether or not it is a working day; 0 gives the date unchanged.
 */
export function addWorkingDays(date: Temporal.PlainDate, days: number): Temporal.PlainDate {
  if (!Number.isInteger(days)) {
    throw new RangeError(`Working days are counted in whole days, found ${days}.`);
  }
  if (!calendarCovers(date)) throw new CalendarError(date);
  const step = { days: Math.sign(days) };
  let day = date;
  for (let counted = 0; counted < Math.abs(days);) {
    day = day.add(step);
    if (isWorkingDay(day)) counted += 1;
  }
  return day;
}

/** How often a period begins. */
export type Frequency =
  | { readonly weeks: 1 }
  | { readonly weeks: 2 }
  | { readonly weeks: 4 }
  | { readonly months: 1 };

/** A period of service, numbered from 1. Both ends are in it. */
export interface Period {
  readonly number: number;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

/**
 * `count` periods one after the other, without gaps. Monthly periods begin on the day of the
 * month of the first one, or on the last day of a shorter month, without drifting: 31 January,
 * 28 February, 31 March.
 */
export function periods(plan: {
  readonly firstOn: Temporal.PlainDate;
  readonly every: Frequency;
  readonly count: number;
}): Period[] {
  const { firstOn, every, count } = plan;
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`The number of periods must be a whole number from 0, found ${count}.`);
  }
  // Each start is counted from the first date, because counting from the one before would keep
  // the 28th of February for every month after it.
  const start = (n: number): Temporal.PlainDate =>
    'weeks' in every ? firstOn.add({ weeks: every.weeks * n }) : firstOn.add({ months: n });
  return Array.from({ length: count }, (_, n) => ({
    number: n + 1,
    from: start(n),
    to: start(n + 1).subtract({ days: 1 }),
  }));
}

/**
 * The day the money for a period must be in the account, for payment in advance: the period's
 * first day, or the working day before it when banks do not work on that day.
 */
export function valueDate(periodStart: Temporal.PlainDate): Temporal.PlainDate {
  return previousWorkingDay(periodStart);
}

/**
 * The Bacs processing day: the working day before the value date. This is the date written into
 * the Bacs file. A value date on a day banks do not work is moved back first.
 */
export function bacsProcessingDay(valueOn: Temporal.PlainDate): Temporal.PlainDate {
  return addWorkingDays(valueDate(valueOn), -1);
}

/**
 * The last day to submit a Bacs file: two working days before the value date, by the three-day
 * cycle (input, processing, entry). A value date on a day banks do not work is moved back first.
 */
export function bacsInputDay(valueOn: Temporal.PlainDate): Temporal.PlainDate {
  return addWorkingDays(valueDate(valueOn), -2);
}

/** A financial year of a council: 1 April to 31 March, named like "2026/27". */
export interface FinancialYear {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly name: string;
}

/** The financial year the date is in. */
export function financialYear(date: Temporal.PlainDate): FinancialYear {
  const year = date.month >= 4 ? date.year : date.year - 1;
  return {
    from: Temporal.PlainDate.from({ year, month: 4, day: 1 }),
    to: Temporal.PlainDate.from({ year: year + 1, month: 3, day: 31 }),
    name: `${year}/${String((year + 1) % 100).padStart(2, '0')}`,
  };
}

/** The number of days from one date to another, counting both. The dates must be in order. */
export function daysInclusive(from: Temporal.PlainDate, to: Temporal.PlainDate): number {
  const days = from.until(to, { largestUnit: 'days' }).days + 1;
  if (days < 1) {
    throw new RangeError(
      `Days are counted from the earlier date, found ${from.toString()} to ${to.toString()}.`,
    );
  }
  return days;
}

/**
 * The day at the end of which a person stops being of compulsory school age: the last Friday in
 * June of the school year in which they turn 16, so it can fall before or after the birthday. The
 * new status holds from the day after.
 *
 * Source: Education Act 1996, section 8(3) and (4); a school year begins on 1 September.
 */
export function endOfCompulsorySchoolAge(bornOn: Temporal.PlainDate): Temporal.PlainDate {
  const year = bornOn.year + 16 + (bornOn.month >= 9 ? 1 : 0);
  const endOfJune = Temporal.PlainDate.from({ year, month: 6, day: 30 });
  const daysAfterFriday = (endOfJune.dayOfWeek + 2) % 7;
  return endOfJune.subtract({ days: daysAfterFriday });
}

/**
 * The day on which somebody reaches an age, counted in whole years. Born on 29 February, they reach
 * it on 1 March of a year that has no such day.
 */
export function birthday(bornOn: Temporal.PlainDate, age: number): Temporal.PlainDate {
  if (!Number.isInteger(age) || age < 0) {
    throw new RangeError(`An age is a whole number of years from 0, found ${age}.`);
  }
  const reached = bornOn.add({ years: age });
  return reached.day === bornOn.day ? reached : reached.add({ days: 1 });
}

/** Reads a date written exactly as `yyyy-mm-dd` that exists in the calendar, else null. */
export function parseDate(text: string): Temporal.PlainDate | null {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return null;
  }
}

/** Where the service learns the time: the moment, and the date in London. */
export interface Clock {
  now(): Temporal.Instant;
  today(): Temporal.PlainDate;
}

/** The date in London at a moment, whatever the time zone of the host. */
export function londonDate(moment: Temporal.Instant): Temporal.PlainDate {
  return moment.toZonedDateTimeISO(LONDON).toPlainDate();
}

/** The date in London by this clock. */
export function londonToday(clock: Clock): Temporal.PlainDate {
  return clock.today();
}

/** The real time, with the date of London. */
export function systemClock(): Clock {
  return {
    now: () => Temporal.Now.instant(),
    today: () => londonDate(Temporal.Now.instant()),
  };
}

/**
 * A clock whose date stands still, to work as at a date. Moments still run on in real time, so
 * that records keep the order in which they were made.
 */
export function fixedClock(date: Temporal.PlainDate): Clock {
  return { now: () => Temporal.Now.instant(), today: () => date };
}

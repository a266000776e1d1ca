import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CalendarError,
  addWorkingDays,
  bacsInputDay,
  bacsProcessingDay,
  calendarCovers,
  isWorkingDay,
  nextWorkingDay,
  previousWorkingDay,
  valueDate,
} from '../../src/calendar.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

/** Any date far enough inside the calendar for the steps taken from it below. */
const dates = fc
  .integer({ min: 0, max: day('2019-03-01').until(day('2028-11-01')).days })
  .map((days) => day('2019-03-01').add({ days }));

describe('working days', () => {
  it.each([
    ['2026-04-02', true, 'Thursday before Easter'],
    ['2026-04-03', false, 'Good Friday'],
    ['2026-04-04', false, 'Saturday'],
    ['2026-04-05', false, 'Sunday'],
    ['2026-04-06', false, 'Easter Monday'],
    ['2026-04-07', true, 'Tuesday after Easter'],
    ['2020-05-04', true, 'a Monday, because the early May day moved'],
    ['2020-05-08', false, 'VE Day'],
    ['2022-06-02', false, 'spring holiday, moved'],
    ['2022-06-03', false, 'jubilee'],
    ['2022-09-19', false, 'state funeral'],
    ['2023-05-08', false, 'coronation'],
    ['2027-12-27', false, 'substitute for Christmas Day'],
    ['2027-12-28', false, 'substitute for Boxing Day'],
    ['2027-12-29', true, 'an ordinary Wednesday'],
  ])('%s is a working day: %s (%s)', (text, expected) => {
    expect(isWorkingDay(day(text))).toBe(expected);
  });

  it('are found on or before, and on or after, a date', () => {
    expect(String(previousWorkingDay(day('2026-04-06')))).toBe('2026-04-02');
    expect(String(nextWorkingDay(day('2026-04-03')))).toBe('2026-04-07');
    expect(String(previousWorkingDay(day('2026-04-02')))).toBe('2026-04-02');
    expect(String(nextWorkingDay(day('2026-04-07')))).toBe('2026-04-07');
  });

  it.each([
    ['2026-04-02', 1, '2026-04-07'],
    ['2026-04-02', -2, '2026-03-31'],
    ['2026-04-05', 1, '2026-04-07'],
    ['2026-04-05', -1, '2026-04-02'],
    ['2026-04-05', 0, '2026-04-05'],
    ['2026-12-24', 3, '2026-12-31'],
  ])('from %s, %i working days on is %s', (from, days, expected) => {
    expect(String(addWorkingDays(day(from), days))).toBe(expected);
  });

  it('are counted in whole days only', () => {
    expect(() => addWorkingDays(day('2026-04-02'), 1.5)).toThrow(RangeError);
  });

  it('counted forward and then back lead to where they began', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 0, max: 30 }), (date, days) => {
        const start = nextWorkingDay(date);
        expect(String(addWorkingDays(addWorkingDays(start, days), -days))).toBe(String(start));
      }),
    );
  });

  it('have no working day between the nearest on either side of a date', () => {
    fc.assert(
      fc.property(dates, (date) => {
        const before = previousWorkingDay(date);
        const after = nextWorkingDay(date);
        expect(isWorkingDay(before) && isWorkingDay(after)).toBe(true);
        if (before.equals(after)) return;
        expect(String(addWorkingDays(before, 1))).toBe(String(after));
      }),
    );
  });
});

describe('a date outside the calendar', () => {
  const outside = [day('2018-12-31'), day('2029-01-01'), day('2029-01-06')];
  const questions = [
    isWorkingDay,
    previousWorkingDay,
    nextWorkingDay,
    valueDate,
    bacsProcessingDay,
    bacsInputDay,
    (date: Temporal.PlainDate) => addWorkingDays(date, 1),
    (date: Temporal.PlainDate) => addWorkingDays(date, 0),
    (date: Temporal.PlainDate) => addWorkingDays(date, -1),
  ];

  it.each(outside)('%s is refused by every question about working days', (date) => {
    expect(calendarCovers(date)).toBe(false);
    for (const question of questions) expect(() => question(date)).toThrow(CalendarError);
  });

  it('is refused when counting runs into it', () => {
    expect(() => addWorkingDays(day('2028-12-28'), 2)).toThrow(CalendarError);
    expect(() => addWorkingDays(day('2019-01-02'), -1)).toThrow(CalendarError);
  });

  it('is named, with the years covered and what to do', () => {
    expect(() => isWorkingDay(day('2029-03-05'))).toThrow(
      'The bank holiday calendar covers 2019 to 2028, but was asked about 2029-03-05. ' +
        'Add the missing years to src/calendar/bank-holidays.ts.',
    );
  });

  it('is not confused with the first and the last day inside', () => {
    expect(isWorkingDay(day('2019-01-01'))).toBe(false);
    expect(isWorkingDay(day('2028-12-29'))).toBe(true);
  });
});

describe('the dates of a payment in advance', () => {
  it.each([
    ['2026-04-06', '2026-04-02', '2026-04-01', '2026-03-31', 'period 1 starts on Easter Monday'],
    ['2026-05-04', '2026-05-01', '2026-04-30', '2026-04-29', 'period 2 starts on a bank holiday'],
    ['2026-06-01', '2026-06-01', '2026-05-29', '2026-05-28', 'period 3 starts on a working day'],
    ['2020-05-08', '2020-05-07', '2020-05-06', '2020-05-05', 'VE Day'],
  ])('for %s are value %s, processing %s, input %s (%s)', (start, value, processing, input) => {
    const valueOn = valueDate(day(start));
    expect(String(valueOn)).toBe(value);
    expect(String(bacsProcessingDay(valueOn))).toBe(processing);
    expect(String(bacsInputDay(valueOn))).toBe(input);
  });

  it('move a value date back that banks do not work on before counting', () => {
    expect(String(bacsProcessingDay(day('2026-05-04')))).toBe('2026-04-30');
    expect(String(bacsInputDay(day('2026-05-04')))).toBe('2026-04-29');
  });

  it('are working days in order: input, processing, value, start', () => {
    fc.assert(
      fc.property(dates, (start) => {
        const valueOn = valueDate(start);
        const order = [bacsInputDay(valueOn), bacsProcessingDay(valueOn), valueOn];
        expect(order.every(isWorkingDay)).toBe(true);
        expect(order.map(String)).toEqual([...new Set(order.map(String))].toSorted());
        expect(String(valueOn) <= String(start)).toBe(true);
        expect(String(addWorkingDays(order[0]!, 2))).toBe(String(valueOn));
      }),
    );
  });
});

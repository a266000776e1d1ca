import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BANK_HOLIDAYS } from '../../src/calendar/bank-holidays.ts';

const PUBLISHED = new URL(
  '../../../shared/fixtures/govuk-bank-holidays/bank-holidays.json',
  import.meta.url,
);

const days = BANK_HOLIDAYS.map((holiday) => holiday.on);
const years = [...new Set(days.map((day) => Number(day.slice(0, 4))))];

/** The days that a proclamation put in place of the usual ones, or added to them. */
const PROCLAIMED: Record<number, { usual: string[]; instead: string[] }> = {
  2020: { usual: ['2020-05-04'], instead: ['2020-05-08'] },
  2022: { usual: ['2022-05-30'], instead: ['2022-06-02', '2022-06-03', '2022-09-19'] },
  2023: { usual: [], instead: ['2023-05-08'] },
};

describe('the bank holidays of England and Wales', () => {
  it('cover 2019 to 2028 without a gap, in date order, each once', () => {
    expect(years).toEqual([2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028]);
    expect(days).toEqual([...new Set(days)].toSorted());
  });

  it('are dates that exist, from Monday to Friday', () => {
    const weekend = days.filter((day) => Temporal.PlainDate.from(day).dayOfWeek > 5);
    expect(weekend).toEqual([]);
  });

  it.each(years)('in %i are those of the usual rule and the proclamations', (year) => {
    const { usual, instead } = PROCLAIMED[year] ?? { usual: [], instead: [] };
    const expected = usualHolidays(year).filter((day) => !usual.includes(day));
    expect(days.filter((day) => day.startsWith(String(year)))).toEqual(
      [...expected, ...instead].toSorted(),
    );
  });

  it('say so in the name of a day that stands in for a weekend', () => {
    const substitutes = BANK_HOLIDAYS.filter(({ name }) => name.endsWith('(substitute day)'));
    const fixed = BANK_HOLIDAYS.filter(({ on, name }) => {
      const onItsDay = {
        "New Year's Day": '01-01',
        'Christmas Day': '12-25',
        'Boxing Day': '12-26',
      };
      const plain = name.replace(' (substitute day)', '') as keyof typeof onItsDay;
      return plain in onItsDay && onItsDay[plain] !== on.slice(5);
    });
    expect(substitutes).toEqual(fixed);
    expect(substitutes).toHaveLength(10);
  });

  it('are those that GOV.UK published', ({ skip }) => {
    skip(!existsSync(PUBLISHED), 'shared/fixtures/govuk-bank-holidays is not present');
    expect(days).toEqual(publishedDays());
  });
});

function publishedDays(): string[] {
  const file = JSON.parse(readFileSync(PUBLISHED, 'utf8'));
  const ours = file.divisions['common.nations.england-and-wales_slug'];
  return Object.values(ours)
    .filter((year) => Array.isArray(year))
    .flat()
    .map((holiday) => holiday.date.split('/').toReversed().join('-'));
}

/** The Banking and Financial Dealings Act 1971 days and the common-law days, by rule. */
function usualHolidays(year: number): string[] {
  const easter = easterSunday(year);
  const may = Temporal.PlainDate.from({ year, month: 5, day: 1 });
  const endOf = (month: number) => Temporal.PlainDate.from({ year, month, day: 31 });
  const mondayFrom = (date: Temporal.PlainDate) => date.add({ days: (8 - date.dayOfWeek) % 7 });
  const mondayUpTo = (date: Temporal.PlainDate) => date.subtract({ days: date.dayOfWeek - 1 });
  const newYear = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  const christmas = Temporal.PlainDate.from({ year, month: 12, day: 25 });
  // Christmas and Boxing Day always take the first two weekdays from the 25th between them.
  const winter = Array.from({ length: 5 }, (_, n) => christmas.add({ days: n }))
    .filter((day) => day.dayOfWeek < 6)
    .slice(0, 2);
  return [
    newYear.dayOfWeek > 5 ? mondayFrom(newYear) : newYear,
    easter.subtract({ days: 2 }),
    easter.add({ days: 1 }),
    mondayFrom(may),
    mondayUpTo(endOf(5)),
    mondayUpTo(endOf(8)),
    ...winter,
  ].map(String);
}

/** Easter Sunday by the anonymous Gregorian algorithm. */
function easterSunday(year: number): Temporal.PlainDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const rest = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const moon = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - moon - (rest % 4)) % 7;
  const late = Math.floor((golden + 11 * moon + 22 * weekday) / 451);
  const days = moon + weekday - 7 * late + 114;
  return Temporal.PlainDate.from({ year, month: Math.floor(days / 31), day: (days % 31) + 1 });
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frequency, daysInclusive, financialYear, periods } from '../../src/calendar.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const dates = fc.integer({ min: 0, max: 40_000 }).map((days) => day('1990-01-01').add({ days }));
const frequencies = fc.constantFrom<Frequency>(
  { weeks: 1 },
  { weeks: 2 },
  { weeks: 4 },
  { months: 1 },
);

describe('periods', () => {
  it('of four weeks follow one another through the year and beyond its end', () => {
    const year = periods({ firstOn: day('2026-04-06'), every: { weeks: 4 }, count: 13 });
    const row = (number: number) => {
      const { from, to } = year[number - 1]!;
      return `${from.toString()} to ${to.toString()}`;
    };
    expect(year.map((period) => period.number)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
    ]);
    expect(row(1)).toBe('2026-04-06 to 2026-05-03');
    expect(row(4)).toBe('2026-06-29 to 2026-07-26');
    expect(row(6)).toBe('2026-08-24 to 2026-09-20');
    expect(row(7)).toBe('2026-09-21 to 2026-10-18');
    expect(row(13)).toBe('2027-03-08 to 2027-04-04');
  });

  it.each<[string, Frequency, string[]]>([
    ['2026-01-31', { months: 1 }, ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']],
    ['2024-01-30', { months: 1 }, ['2024-01-30', '2024-02-29', '2024-03-30', '2024-04-30']],
    ['2026-11-01', { months: 1 }, ['2026-11-01', '2026-12-01', '2027-01-01', '2027-02-01']],
    ['2026-12-24', { weeks: 1 }, ['2026-12-24', '2026-12-31', '2027-01-07', '2027-01-14']],
    ['2026-12-24', { weeks: 2 }, ['2026-12-24', '2027-01-07', '2027-01-21', '2027-02-04']],
  ])('from %s every %o begin on %s', (firstOn, every, expected) => {
    const found = periods({ firstOn: day(firstOn), every, count: expected.length });
    expect(found.map((period) => period.from.toString())).toEqual(expected);
  });

  it('leave no day out and count none twice', () => {
    fc.assert(
      fc.property(dates, frequencies, fc.integer({ min: 1, max: 60 }), (firstOn, every, count) => {
        const found = periods({ firstOn, every, count });
        expect(found[0]!.from.equals(firstOn)).toBe(true);
        for (const [index, period] of found.entries()) {
          expect(period.number).toBe(index + 1);
          expect(daysInclusive(period.from, period.to)).toBeGreaterThan(0);
          const dayAfter = period.to.add({ days: 1 });
          expect(String(found[index + 1]?.from ?? dayAfter)).toBe(String(dayAfter));
        }
        const total = found.reduce((days, { from, to }) => days + daysInclusive(from, to), 0);
        expect(total).toBe(daysInclusive(firstOn, found.at(-1)!.to));
      }),
    );
  });

  it('are of the length asked for', () => {
    fc.assert(
      fc.property(dates, fc.constantFrom<1 | 2 | 4>(1, 2, 4), (firstOn, weeks) => {
        for (const { from, to } of periods({ firstOn, every: { weeks }, count: 14 })) {
          expect(daysInclusive(from, to)).toBe(weeks * 7);
        }
      }),
    );
  });

  it('may be none, but not a part of one or less than none', () => {
    const firstOn = day('2026-04-06');
    expect(periods({ firstOn, every: { weeks: 4 }, count: 0 })).toEqual([]);
    for (const count of [-1, 1.5, Number.NaN]) {
      expect(() => periods({ firstOn, every: { weeks: 4 }, count })).toThrow(RangeError);
    }
  });
});

describe('the financial year', () => {
  it.each([
    ['2026-04-01', '2026/27', '2026-04-01', '2027-03-31'],
    ['2027-03-31', '2026/27', '2026-04-01', '2027-03-31'],
    ['2026-03-31', '2025/26', '2025-04-01', '2026-03-31'],
    ['2026-12-31', '2026/27', '2026-04-01', '2027-03-31'],
    ['2027-01-01', '2026/27', '2026-04-01', '2027-03-31'],
    ['1999-06-01', '1999/00', '1999-04-01', '2000-03-31'],
    ['2008-06-01', '2008/09', '2008-04-01', '2009-03-31'],
  ])('of %s is %s, %s to %s', (date, name, from, to) => {
    const found = financialYear(day(date));
    expect([found.name, String(found.from), String(found.to)]).toEqual([name, from, to]);
  });

  it('has its date in it and begins the day after the one before', () => {
    fc.assert(
      fc.property(dates, (date) => {
        const { from, to } = financialYear(date);
        expect(daysInclusive(from, date) + daysInclusive(date, to)).toBe(
          daysInclusive(from, to) + 1,
        );
        expect(String(financialYear(from.subtract({ days: 1 })).to.add({ days: 1 }))).toBe(
          String(from),
        );
      }),
    );
  });
});

describe('days counted with both ends', () => {
  it.each([
    ['2026-04-06', '2026-04-06', 1],
    ['2026-09-21', '2026-10-13', 23],
    ['2026-04-06', '2026-05-03', 28],
    ['2024-02-28', '2024-03-01', 3],
    ['2026-03-28', '2026-03-30', 3],
    ['2026-04-01', '2027-03-31', 365],
    ['2023-04-01', '2024-03-31', 366],
  ])('%s to %s are %i', (from, to, expected) => {
    expect(daysInclusive(day(from), day(to))).toBe(expected);
  });

  it('are refused when the dates are the wrong way round', () => {
    expect(() => daysInclusive(day('2026-04-07'), day('2026-04-06'))).toThrow(
      'Days are counted from the earlier date, found 2026-04-07 to 2026-04-06.',
    );
  });
});

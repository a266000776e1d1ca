import { describe, expect, it } from 'vitest';
import type { Every, Grid } from '../../src/budgets/rules.ts';
import { amountOfWeekly, faultsOfWeekly, type WeeksInYear } from '../../src/budgets/weekly.ts';
import { money, toText } from '../../src/money.ts';
import { day } from '../support/entitlement.ts';

/** What an amount a week makes over a schedule, by the convention of the agreement. */
const grid = (
  every: Every,
  instalments: number,
  weeksInYear?: WeeksInYear,
  firstPeriodOn = '2026-04-01',
): Grid => ({
  every,
  instalments,
  weeksInYear,
  firstPeriodOn: day(firstPeriodOn),
  paid: 'in_advance',
});
const amountOf = (perWeek: string, schedule: Grid): string | null => {
  const amount = amountOfWeekly(schedule, money(perWeek));
  return amount === null ? null : toText(amount);
};

describe('an amount a week over a year', () => {
  it.each<[string, Grid, string]>([
    ['52 weeks, by the month', grid('month', 12, '52'), '6419.40'],
    ['365 days in weeks, by the month', grid('month', 12, '365/7'), '6437.04'],
    ['365.25 days in weeks, by the month', grid('month', 12, '52.18'), '6441.62'],
    ['the days of a common year', grid('month', 12, 'by_days'), '6437.04'],
    ['the days of a leap year', grid('month', 12, 'by_days', '2027-04-01'), '6454.67'],
    ['52 weeks, by the week', grid('week', 52), '6419.40'],
    ['365 days in weeks, by the fortnight', grid('2_weeks', 26, '365/7'), '6437.04'],
    ['365 days in weeks, by four weeks', grid('4_weeks', 13, '365/7'), '6437.04'],
    ['the days of 13 times four weeks', grid('4_weeks', 13, 'by_days'), '6419.40'],
  ])('of 123.45 comes by %s to its worked figure', (_name, schedule, expected) => {
    expect(amountOf('123.45', schedule)).toBe(expected);
  });

  it.each<[string, Grid, string]>([
    ['53 weeks', grid('week', 53), '6542.85'],
    ['5 fortnights', grid('2_weeks', 5), '1234.50'],
    ['3 times four weeks', grid('4_weeks', 3), '1481.40'],
    ['a quarter by 365 days in weeks', grid('month', 3, '365/7'), '1609.26'],
    ['the 91 days of a quarter', grid('month', 3, 'by_days'), '1604.85'],
  ])(
    'of 123.45 counts the instalments of a shorter or longer schedule: %s',
    (_n, one, expected) => {
      expect(amountOf('123.45', one)).toBe(expected);
    },
  );

  it('is rounded once, half up', () => {
    // A twelfth of 52 weeks of 0.0x is exact only at a third: 0.03 x 52 / 12 = 0.13.
    expect(amountOf('0.03', grid('month', 1, '52'))).toBe('0.13');
    expect(amountOf('0.25', grid('month', 1, '52.18'))).toBe('1.09');
    // 15 x 52.18 / 12 = 65.225.
    expect(amountOf('15.00', grid('month', 1, '52.18'))).toBe('65.23');
  });

  it('of terms is by their weeks, whatever is said of a year', () => {
    const terms = [
      { from: day('2026-09-07'), to: day('2026-12-18'), weeks: 14 },
      { from: day('2027-01-05'), to: day('2027-03-26'), weeks: 12 },
    ];
    expect(amountOf('180.00', { ...grid('term', 2), terms })).toBe('4680.00');
  });

  it('is none where nothing says how many weeks there are', () => {
    expect(amountOf('180.00', grid('month', 12))).toBeNull();
    expect(amountOf('180.00', grid('once', 1, '52'))).toBeNull();
  });
});

describe('what is stated by the week', () => {
  const weekly = money('123.45');
  it.each<[string, Parameters<typeof faultsOfWeekly>[0], Grid, string[], RegExp]>([
    ['paid once', { weekly }, grid('once', 1), ['body.weekly'], /schedule that repeats/],
    [
      'by the month without a convention',
      { weekly },
      grid('month', 12),
      ['body.weeksInYear'],
      /"52", "365\/7" or "52\.18", or "by_days"/,
    ],
    [
      'a convention for terms',
      { weekly, weeksInYear: '52' },
      grid('term', 2),
      ['body.weeksInYear'],
      /weeks of its terms/,
    ],
    [
      'a convention without an amount a week',
      { weeksInYear: '52' },
      grid('month', 12),
      ['body.weeksInYear'],
      /for an amount a week/,
    ],
    [
      'another convention than before',
      { weekly, weeksInYear: '52.18' },
      grid('month', 12, '365/7'),
      ['body.weeksInYear'],
      /keeps to the one it has: 365\/7\. Found 52\.18/,
    ],
  ])('is refused: %s', (_name, stated, schedule, places, message) => {
    const faults = faultsOfWeekly(stated, schedule);
    expect(faults.map((fault) => fault.where)).toEqual(places);
    expect(faults[0]!.message).toMatch(message);
  });

  it.each<[string, Parameters<typeof faultsOfWeekly>[0], Grid]>([
    ['an amount by the month with its convention', { weekly }, grid('month', 12, 'by_days')],
    ['the same convention again', { weekly, weeksInYear: '52' }, grid('week', 52, '52')],
    ['weeks without a convention', { weekly }, grid('4_weeks', 13)],
    ['an amount for the whole schedule', {}, grid('month', 12)],
  ])('is taken: %s', (_name, stated, schedule) => {
    expect(faultsOfWeekly(stated, schedule)).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  endOfCompulsorySchoolAge,
  fixedClock,
  londonDate,
  londonToday,
  parseDate,
  systemClock,
} from '../../src/calendar.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const dates = fc.integer({ min: 0, max: 20_000 }).map((days) => day('1990-01-01').add({ days }));

describe('the end of compulsory school age', () => {
  it.each([
    ['2010-06-26', '2026-06-26'],
    ['2010-07-14', '2026-06-26'],
    ['2010-08-31', '2026-06-26'],
    ['2010-09-01', '2027-06-25'],
    ['2010-09-20', '2027-06-25'],
    ['2007-09-23', '2024-06-28'],
    ['2008-02-29', '2024-06-28'],
  ])('of a person born %s is %s', (bornOn, expected) => {
    expect(String(endOfCompulsorySchoolAge(day(bornOn)))).toBe(expected);
  });

  it('is the last Friday in June of the school year of the 16th birthday', () => {
    fc.assert(
      fc.property(dates, (bornOn) => {
        const end = endOfCompulsorySchoolAge(bornOn);
        expect([end.dayOfWeek, end.month, end.add({ weeks: 1 }).month]).toEqual([5, 6, 7]);
        const schoolYear = { from: `${end.year - 1}-09-01`, to: `${end.year}-08-31` };
        const sixteenOn = String(bornOn.add({ years: 16 }));
        expect(schoolYear.from <= sixteenOn && sixteenOn <= schoolYear.to).toBe(true);
      }),
    );
  });
});

describe('reading a date', () => {
  it.each(['2026-04-06', '2024-02-29', '0001-01-01', '9999-12-31'])('takes %s', (text) => {
    expect(String(parseDate(text))).toBe(text);
  });

  it.each([
    '',
    '2026-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '0000-01-01',
    '2026-4-6',
    '20260406',
    '06/04/2026',
    '2026-04-06 ',
    ' 2026-04-06',
    '2026-04-06\n',
    '2026-04-06T00:00',
    '2026-04-06[u-ca=hebrew]',
    '+002026-04-06',
    '-002026-04-06',
    '２０２６-04-06',
  ])('refuses %j', (text) => {
    expect(parseDate(text)).toBeNull();
  });

  it('takes every date as it writes itself', () => {
    fc.assert(
      fc.property(dates, (date) => {
        expect(String(parseDate(String(date)))).toBe(String(date));
      }),
    );
  });
});

describe('the clock', () => {
  it.each([
    ['2026-01-31T23:59:59Z', '2026-01-31'],
    ['2026-02-01T00:00:00Z', '2026-02-01'],
    ['2026-03-31T22:59:59Z', '2026-03-31'],
    ['2026-03-31T23:00:00Z', '2026-04-01'],
    ['2026-10-25T00:30:00Z', '2026-10-25'],
  ])('at %s has the London date %s', (moment, expected) => {
    expect(String(londonDate(Temporal.Instant.from(moment)))).toBe(expected);
  });

  it('stands still in its date when fixed, while moments run on', async () => {
    const clock = fixedClock(day('2026-04-02'));
    const first = clock.now();
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect(Temporal.Instant.compare(first, clock.now())).toBe(-1);
    expect(String(londonToday(clock))).toBe('2026-04-02');
  });

  it('gives the date of London when it is the real one', () => {
    const clock = systemClock();
    const before = String(londonDate(Temporal.Now.instant()));
    const today = String(londonToday(clock));
    const after = String(londonDate(clock.now()));
    expect([before, after]).toContain(today);
  });
});

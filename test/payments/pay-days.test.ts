import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addWorkingDays, bacsInputDay, isWorkingDay } from '../../src/calendar.ts';
import { earliestValueDate, faultsOfPayDay, payDays } from '../../src/payments/rules.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const days = fc.integer({ min: 0, max: 3000 }).map((n) => day('2019-02-01').add({ days: n }));

describe('the earliest value date of Bacs', () => {
  it.each([
    ['on a working day, two working days later', '2026-03-31', '2026-04-02'],
    ['before Easter, after it', '2026-04-01', '2026-04-07'],
    ['on a Saturday, two working days after Monday', '2026-04-11', '2026-04-15'],
    ['on Good Friday, two working days after Tuesday', '2026-04-03', '2026-04-09'],
  ])('%s', (_what, today, earliest) => {
    expect(earliestValueDate(day(today)).toString()).toBe(earliest);
  });

  it('is the first whose file can still be sent', () => {
    fc.assert(
      fc.property(days, (today) => {
        const earliest = earliestValueDate(today);
        const sent = (valueOn: Temporal.PlainDate): number =>
          Temporal.PlainDate.compare(bacsInputDay(valueOn), today);
        expect(isWorkingDay(earliest)).toBe(true);
        expect(sent(earliest)).toBeGreaterThanOrEqual(0);
        expect(sent(addWorkingDays(earliest, -1))).toBeLessThan(0);
      }),
    );
  });
});

describe('the days of a span', () => {
  it('are each paid on the day itself, or on the working day before', () => {
    expect(payDays(day('2026-04-02'), day('2026-04-07'))).toEqual([
      { day: '2026-04-02', paysOn: '2026-04-02', inputOn: '2026-03-31' },
      { day: '2026-04-03', paysOn: '2026-04-02', inputOn: '2026-03-31' },
      { day: '2026-04-04', paysOn: '2026-04-02', inputOn: '2026-03-31' },
      { day: '2026-04-05', paysOn: '2026-04-02', inputOn: '2026-03-31' },
      { day: '2026-04-06', paysOn: '2026-04-02', inputOn: '2026-03-31' },
      { day: '2026-04-07', paysOn: '2026-04-07', inputOn: '2026-04-01' },
    ]);
  });

  it('leave out none, and none is paid late or before the span', () => {
    fc.assert(
      fc.property(days, fc.nat(40), (today, length) => {
        const from = earliestValueDate(today);
        const to = addWorkingDays(from, length);
        const span = payDays(from, to);
        expect(span.length).toBe(from.until(to, { largestUnit: 'days' }).days + 1);
        for (const { day: due, paysOn, inputOn } of span) {
          expect(paysOn <= due && paysOn >= from.toString()).toBe(true);
          expect(inputOn >= today.toString()).toBe(true);
        }
      }),
    );
  });
});

it.each([
  ['2026-05-05', []],
  ['2026-05-06', ['body.valueOn']],
])('a run of several days asked for on 31 March up to %s', (valueOn, faulty) => {
  const run = { valueOn: day(valueOn), way: 'bacs', eachOnItsDay: true } as const;
  const faults = faultsOfPayDay(run, day('2026-03-31'));
  expect(faults.map((fault) => fault.where)).toEqual(faulty);
  expect(faultsOfPayDay({ ...run, eachOnItsDay: false }, day('2026-03-31'))).toEqual([]);
});

describe('the day of an urgent run', () => {
  const urgent = { way: 'faster_payments', urgentReason: 'No food', eachOnItsDay: false } as const;
  it.each([
    ['today', '2026-04-03', 0],
    ['the day on which Bacs could pay', '2026-04-09', 0],
    ['a day after it', '2026-04-10', 1],
    ['yesterday', '2026-04-02', 1],
  ])('may be %s, as far as it goes', (_what, valueOn, faults) => {
    const run = { ...urgent, valueOn: day(valueOn) };
    expect(faultsOfPayDay(run, day('2026-04-03'))).toHaveLength(faults);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ageingOf,
  dueThrough,
  faultsOfPaidInto,
  faultsOfReceivedOn,
  partsOf,
  standingOf,
  type OwnPeriod,
  type Stretch,
  type Way,
} from '../../src/contributions/rules.ts';
import { ZERO, money, sum, toPence, toText, type Decimal } from '../../src/money.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const FIRST = day('2026-03-23');

/** A period of four weeks of which each run of days has its own terms; no cap. */
function periodOf(
  number: number,
  runs: readonly { days: number; weekly: string; way: Way }[],
): OwnPeriod {
  const from = FIRST.add({ days: 28 * (number - 1) });
  let next = from;
  const stretches = runs.map(({ days, weekly, way }): Stretch => {
    const first = next;
    next = first.add({ days });
    return { from: first, to: next.subtract({ days: 1 }), weekly: money(weekly), way };
  });
  const exactly = (ways: readonly Way[]): Decimal =>
    toPence(
      sum(
        runs
          .filter((run) => ways.includes(run.way))
          .map((run) => money(run.weekly).times(run.days)),
      ).div(7),
    );
  const net = exactly(['net']);
  const amount = exactly(['net', 'gross', 'top_up']).minus(net).plus(net);
  return { number, from, to: from.add({ days: 27 }), amount, stretches };
}

const caseFive = (days: number): OwnPeriod =>
  periodOf(1, [
    { days, weekly: '42.37', way: 'net' },
    { days: 28 - days, weekly: '51.12', way: 'net' },
  ]);

describe('what is due up to a day', () => {
  it.each([
    ['from 6 April', 14, '2026-04-19', '186.98'],
    ['from 9 April', 17, '2026-04-19', '183.23'],
    ['from 9 April, long after', 17, '2027-04-19', '183.23'],
    ['from 6 April, the day before', 14, '2026-04-05', '84.74'],
    ['from 6 April, a week on', 14, '2026-04-12', '135.86'],
    ['on the first day', 14, '2026-03-23', '6.05'],
    ['before it', 14, '2026-03-22', '0.00'],
  ])('%s', (_, days, on, due) => {
    const [part] = partsOf(caseFive(days));
    expect(toText(dueThrough(part!, day(on)))).toBe(due);
  });

  it('is never more than what there is to pay for', () => {
    const [part] = partsOf({ ...caseFive(14), amount: money('100.00') });
    expect(toText(dueThrough(part!, day('2026-04-05')))).toBe('84.74');
    expect(toText(dueThrough(part!, day('2026-04-18')))).toBe('100.00');
    expect(toText(dueThrough(part!, day('2026-04-19')))).toBe('100.00');
  });
});

describe('a way of paying that changes within a period', () => {
  it('makes two parts, which make the period', () => {
    const period = periodOf(1, [
      { days: 17, weekly: '42.37', way: 'gross' },
      { days: 11, weekly: '51.12', way: 'net' },
    ]);
    const parts = partsOf(period).map(({ way, amount }) => [way, toText(amount)]);
    expect(parts).toEqual([
      ['gross', '102.90'],
      ['net', '80.33'],
    ]);
  });
});

const run = fc.record({
  days: fc.integer({ min: 1, max: 27 }),
  weekly: fc.integer({ min: 1, max: 20_000 }).map((pence) => toText(money(String(pence)).div(100))),
  way: fc.constantFrom<Way>('net', 'gross'),
});
/** Periods of up to three runs of days each, some of which nothing is due on. */
const periods = fc
  .array(fc.array(run, { maxLength: 3 }), { minLength: 1, maxLength: 5 })
  .map((list) =>
    list.map((runs, n) => {
      let left = 28;
      const fitting = runs.map((one) => {
        const days = Math.min(one.days, left);
        left -= days;
        return { ...one, days };
      });
      return periodOf(
        n + 1,
        fitting.filter((one) => one.days > 0),
      );
    }),
  );

describe('of any terms', () => {
  it('what is due never falls, and is the sum of the periods once they are over', () => {
    fc.assert(
      fc.property(periods, (list) => {
        const parts = list.flatMap(partsOf);
        let before = ZERO;
        for (let n = -1; n <= 28 * list.length; n += 1) {
          const due = sum(parts.map((part) => dueThrough(part, FIRST.add({ days: n }))));
          expect(due.gte(before)).toBe(true);
          before = due;
        }
        expect(toText(before)).toBe(toText(sum(list.map((one) => one.amount))));
      }),
    );
  });

  it('what came pays the oldest first, and nothing is lost', () => {
    fc.assert(
      fc.property(
        periods,
        fc.integer({ min: 0, max: 200_000 }),
        fc.integer({ min: -1, max: 150 }),
        (list, pence, after) => {
          const parts = list.flatMap(partsOf).filter((part) => part.way === 'net');
          const received = money(String(pence)).div(100);
          const on = FIRST.add({ days: after });
          const standing = standingOf(parts, received, on);
          const { due, arrears, credit, ageing } = standing;
          expect(toText(due.plus(credit))).toBe(toText(received.plus(arrears)));
          expect(arrears.isNegative() || credit.isNegative()).toBe(false);
          const applied = sum(standing.periods.map((one) => one.received));
          expect(toText(applied.plus(credit))).toBe(toText(received));
          expect(toText(ageing.to28.plus(ageing.to56).plus(ageing.over56))).toBe(toText(arrears));
          // Nobody pays for a period while an older one is open.
          const open = standing.periods.findIndex((one) => one.outstanding.gt(0));
          const later = open === -1 ? [] : standing.periods.slice(open + 1);
          expect(later.every((one) => one.received.isZero())).toBe(true);
          expect(credit.gt(0) && arrears.gt(0)).toBe(false);
        },
      ),
    );
  });
});

describe('ageing', () => {
  it.each([
    ['2026-04-10', ['84.74', '0.00', '0.00']],
    ['2026-05-17', ['84.74', '0.00', '0.00']],
    ['2026-05-18', ['0.00', '84.74', '0.00']],
    ['2026-06-14', ['0.00', '84.74', '0.00']],
    ['2026-06-15', ['0.00', '0.00', '84.74']],
  ])('counts from the last day of the period: on %s', (on, expected) => {
    const found = ageingOf([{ to: day('2026-04-19'), outstanding: money('84.74') }], day(on));
    expect([found.to28, found.to56, found.over56].map(toText)).toEqual(expected);
  });
});

describe('faults of a receipt', () => {
  it.each([
    ['contribution', 'holder', ['net'], []],
    ['contribution', 'authority', ['gross'], []],
    ['contribution', 'authority', ['gross', 'net'], []],
    ['contribution', 'holder', ['gross', 'net'], []],
    ['top_up', 'holder', ['top_up'], []],
    ['contribution', 'holder', ['gross'], ['body.paidInto']],
    ['contribution', 'authority', ['net'], ['body.paidInto']],
    ['top_up', 'authority', ['top_up'], ['body.paidInto']],
  ] as const)('%s into the account of the %s, agreed %s', (source, paidInto, ways, where) => {
    expect(faultsOfPaidInto({ source, paidInto }, ways).map((fault) => fault.where)).toEqual(where);
  });

  it.each([
    ['2026-04-15', 0],
    ['2026-04-16', 1],
    ['2016-04-15', 0],
    ['2016-04-14', 1],
  ])('its day: %s', (on, faults) => {
    expect(faultsOfReceivedOn(day(on), day('2026-04-15'))).toHaveLength(faults);
  });
});

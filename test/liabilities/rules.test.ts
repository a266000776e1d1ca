import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  freeMoney,
  holidayAccrued,
  refuseBelowZero,
  weeklyRate,
} from '../../src/liabilities/rules.ts';
import { money, sum, toText } from '../../src/money.ts';

const moved = (on: string, amount: string) => ({ on, amount: money(amount) });

describe('what is owed', () => {
  it('may fall to nothing, and not below it on the day or later', () => {
    const days = [moved('2026-04-30', '50.00'), moved('2026-05-31', '-30.00')];
    expect(() => refuseBelowZero(days, moved('2026-06-01', '-20.00'))).not.toThrow();
    expect(() => refuseBelowZero(days, moved('2026-06-01', '-20.01'))).toThrow(/20\.00 is owed/);
    // Before the day on which it became due there is nothing to pay.
    expect(() => refuseBelowZero(days, moved('2026-04-29', '-0.01'))).toThrow(/0\.00 is owed/);
    // On 1 May 50.00 is owed, but 30.00 of it is known to be paid later.
    expect(() => refuseBelowZero(days, moved('2026-05-01', '-20.01'))).toThrow(
      /20\.00 is owed on 2026-05-31/,
    );
  });

  it('is what became due less what was paid, whatever is refused', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-04-${String(n).padStart(2, '0')}`);
    const amount = fc.integer({ min: -500, max: 500 }).map((n) => (n / 100).toFixed(2));
    fc.assert(
      fc.property(fc.array(fc.tuple(day, amount), { maxLength: 20 }), (list) => {
        const kept: { on: string; amount: ReturnType<typeof money> }[] = [];
        for (const [on, text] of list) {
          const one = moved(on, text);
          try {
            refuseBelowZero(kept, one);
            kept.push(one);
          } catch {
            // Refused: nothing is recorded.
          }
        }
        for (const { on } of kept) {
          const owed = sum(kept.filter((one) => one.on <= on).map((one) => one.amount));
          expect(owed.isNegative() && !owed.isZero()).toBe(false);
        }
      }),
    );
  });
});

describe('what is free', () => {
  it('is what is held less what is owed, and above the threshold what goes beyond it', () => {
    const rate = money('250.00');
    const free = freeMoney(money('696.03'), [money('273.75')], { rate, weeks: 8 });
    expect([free.liabilities, free.free, free.mayKeep, free.above].map(toText)).toEqual([
      '273.75',
      '422.28',
      '2000.00',
      '0.00',
    ]);
    const more = freeMoney(money('2500.00'), [money('100.00')], { rate, weeks: 8 });
    expect(toText(more.above)).toBe('400.00');
    const less = freeMoney(money('50.00'), [money('100.00')], { rate, weeks: 8 });
    expect([toText(less.free), toText(less.above)]).toEqual(['-50.00', '0.00']);
  });

  it('goes by the weekly rate: as stated, else by the days of the schedule', () => {
    const terms = { amount: money('3000.00'), weekly: null, every: '4_weeks', days: 84 };
    expect(toText(weeklyRate(terms))).toBe('250.00');
    expect(toText(weeklyRate({ ...terms, weekly: money('123.45') }))).toBe('123.45');
    expect(toText(weeklyRate({ ...terms, every: 'once', days: 1 }))).toBe('0.00');
  });

  it('holiday accrues by a percentage of what was earned', () => {
    expect(toText(holidayAccrued(money('756.00'), '12.07'))).toBe('91.25');
    expect(toText(holidayAccrued(money('2268.00'), '12.07'))).toBe('273.75');
  });
});

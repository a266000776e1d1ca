import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareSpending, type HolderDay } from '../../src/budgets/spending-rules.ts';
import { ZERO, money, sum, toText, type Decimal } from '../../src/money.ts';

const day = (n: number): Temporal.PlainDate =>
  Temporal.PlainDate.from('2026-04-01').add({ days: n });
const zeros = (count: number): Decimal[] => Array.from({ length: count }, () => ZERO);
const paidIn = (n: number, ...amounts: string[]): HolderDay => ({
  on: day(n),
  held: amounts.map(money),
  spent: zeros(amounts.length),
});
const spend = (n: number, amount: string) => ({ spentOn: day(n), amount: money(amount) });
const texts = (shared: ReturnType<typeof shareSpending>): string[][] =>
  'parts' in shared ? shared.parts.map((row) => row.map(toText)) : [];

describe('spending', () => {
  it('is shared by what had been paid in by the day, not by what came later', () => {
    const days = [paidIn(0, '60.00', '40.00'), paidIn(28, '0.00', '100.00')];
    expect(texts(shareSpending(days, [spend(1, '50.00'), spend(28, '50.00')]))).toEqual([
      ['30.00', '20.00'],
      ['0.00', '50.00'],
    ]);
  });

  it('takes nothing from a share that was on hold until it has money', () => {
    const days = [paidIn(0, '0.00', '307.69'), paidIn(28, '461.54', '0.00')];
    expect(texts(shareSpending(days, [spend(2, '100.00'), spend(30, '100.00')]))).toEqual([
      ['0.00', '100.00'],
      ['100.00', '0.00'],
    ]);
  });

  it('written down late takes nothing that a later day needs', () => {
    const days = [
      paidIn(0, '100.00', '100.00'),
      { on: day(20), held: [money('-90.00'), ZERO], spent: [money('90.00'), ZERO] },
    ];
    expect(texts(shareSpending(days, [spend(5, '100.00')]))).toEqual([['10.00', '90.00']]);
  });

  it('beyond what there is says both figures', () => {
    const shared = shareSpending(
      [paidIn(0, '10.00', '5.00')],
      [spend(1, '10.00'), spend(1, '5.01')],
    );
    expect(shared).toEqual({ shortfall: { available: money('5.00'), asked: money('5.01') } });
    expect(shareSpending([], [spend(0, '0.01')])).toEqual({
      shortfall: { available: ZERO, asked: money('0.01') },
    });
  });

  const history = fc.integer({ min: 1, max: 5 }).chain((count) =>
    fc.record({
      paid: fc.array(
        fc.record({
          on: fc.integer({ min: 0, max: 90 }),
          amounts: fc.array(fc.integer({ min: 0, max: 50_000 }), {
            minLength: count,
            maxLength: count,
          }),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      spent: fc.array(
        fc.record({
          on: fc.integer({ min: 0, max: 120 }),
          pence: fc.integer({ min: 1, max: 40_000 }),
        }),
        { minLength: 1, maxLength: 12 },
      ),
    }),
  );

  it('adds up, and no share is ever below zero, in whatever order it is written down', () => {
    fc.assert(
      fc.property(history, ({ paid, spent }) => {
        const days: HolderDay[] = paid.map(({ on, amounts }) =>
          paidIn(on, ...amounts.map((pence) => (pence / 100).toFixed(2))),
        );
        for (const { on, pence } of spent) {
          const amount = (pence / 100).toFixed(2);
          const shared = shareSpending(days, [spend(on, amount)]);
          const short = 'shortfall' in shared;
          // What is refused is more than there is; what is taken is all of it.
          const parts = short ? zeros(days[0]!.held.length) : shared.parts[0]!;
          const whole = short
            ? shared.shortfall.available.lt(amount)
            : toText(sum(parts)) === amount;
          expect(whole).toBe(true);
          days.push({ on: day(on), held: parts.map((one) => one.negated()), spent: parts });
        }
        const ends = [...new Set(days.map((one) => one.on.toString()))].sort();
        for (const end of ends) {
          const until = days.filter((one) => one.on.toString() <= end);
          days[0]!.held.forEach((_, n) => {
            expect(sum(until.map((one) => one.held[n]!)).isNegative()).toBe(false);
          });
        }
      }),
      { numRuns: 300 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareSpending, type HolderDay } from '../../src/budgets/spending-rules.ts';
import { ZERO, money, splitByWeights, sum, toText, type Decimal } from '../../src/money.ts';

const day = (n: number): Temporal.PlainDate =>
  Temporal.PlainDate.from('2026-04-01').add({ days: n });
const paidIn = (...amounts: string[]): HolderDay => ({
  on: day(0),
  held: amounts.map(money),
  spent: amounts.map(() => ZERO),
});
const line = (n: number, amount: string) => ({ spentOn: day(n), amount: money(amount) });
const texts = (shared: ReturnType<typeof shareSpending>): string[][] =>
  'parts' in shared ? shared.parts.map((row) => row.map(toText)) : [];

describe('what a supplier gave back', () => {
  it('goes back to the shares that it came from, by the cumulative split backwards', () => {
    // Halves of 0.03 are 0.02 and 0.01, of 0.02 a penny each, and of nothing nothing.
    const lines = [line(1, '0.03'), line(2, '-0.01'), line(3, '-0.02')];
    expect(texts(shareSpending([paidIn('1.00', '1.00')], lines))).toEqual([
      ['0.02', '0.01'],
      ['-0.01', '0.00'],
      ['-0.01', '-0.01'],
    ]);
  });

  it('goes to a share for no more than it has spent, and the others have the rest', () => {
    // The first share was on hold: the second has spent 100.00, and the first nothing.
    const late = { ...paidIn('300.00', '0.00'), on: day(5) };
    const lines = [line(1, '100.00'), line(6, '-40.00')];
    expect(texts(shareSpending([paidIn('0.00', '100.00'), late], lines))).toEqual([
      ['0.00', '100.00'],
      ['0.00', '-40.00'],
    ]);
  });

  it('beyond what was spent by then says both figures', () => {
    const lines = [line(1, '10.00'), line(2, '-10.01'), line(3, '50.00')];
    expect(shareSpending([paidIn('60.00', '40.00')], lines)).toEqual({
      shortfall: { available: money('10.00'), asked: money('-10.01') },
    });
  });

  const lives = fc.record({
    weights: fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 5 }),
    moves: fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 1000 })), { maxLength: 25 }),
  });

  it('leaves what was spent in all split as if it had been spent at once', () => {
    fc.assert(
      fc.property(lives, ({ weights, moves }) => {
        const paid = weights.map((one) => money((one / 100).toFixed(2)));
        const total = weights.reduce((all, one) => all + one, 0);
        let pence = 0;
        const lines = moves.flatMap(([isRefund, per]) => {
          const most = isRefund ? pence : total - pence;
          const some = Math.floor((most * per) / 1000);
          if (some === 0) return [];
          pence += isRefund ? -some : some;
          return [line(1, ((isRefund ? -some : some) / 100).toFixed(2))];
        });
        const days = [{ on: day(0), held: paid, spent: paid.map(() => ZERO) }];
        const shared = shareSpending(days, lines);
        if (!('parts' in shared)) throw new Error('All of it is covered.');
        const spent: Decimal[] = paid.map(() => ZERO);
        for (const [n, part] of shared.parts.entries()) {
          expect(toText(sum(part))).toBe(toText(lines[n]!.amount));
          for (const [i, one] of part.entries()) {
            spent[i] = spent[i]!.plus(one);
            expect(spent[i].gte(0) && spent[i].lte(paid[i]!)).toBe(true);
          }
        }
        // A share of a penny more or less is where the split would step back; else it is the same.
        const atOnce = splitByWeights(sum(spent), paid);
        for (const [i, one] of spent.entries()) {
          expect(one.minus(atOnce[i]!).abs().lte('0.01')).toBe(true);
        }
      }),
    );
  });
});

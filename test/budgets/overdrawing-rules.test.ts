import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Overdrawing } from '../../src/budgets/overdrawing-rules.ts';
import { shareSpending, type HolderDay } from '../../src/budgets/spending-rules.ts';
import { Decimal, ZERO, money, sum, toText } from '../../src/money.ts';

const day = (n: number): Temporal.PlainDate =>
  Temporal.PlainDate.from('2026-04-01').add({ days: n });
const moved = (n: number, held: readonly string[], spent = held.map(() => '0.00')): HolderDay => ({
  on: day(n),
  held: held.map(money),
  spent: spent.map(money),
});
const spend = (n: number, amount: string) => ({ spentOn: day(n), amount: money(amount) });
const allowed = (most: string, more: Partial<Overdrawing> = {}): Overdrawing => ({
  fromOn: day(10),
  untilOn: day(20),
  most: money(most),
  firstPublic: 0,
  firstOpen: null,
  ...more,
});
const come = (shared: ReturnType<typeof shareSpending>): unknown =>
  'parts' in shared
    ? shared.parts.map((row) => row.map(toText))
    : `short: ${toText(shared.shortfall.available)}`;

describe('spending under an overdrawing', () => {
  const days = [moved(0, ['60.00', '40.00'])];

  it('takes all that the shares have, and the rest by what was paid in', () => {
    expect(come(shareSpending(days, [spend(12, '150.00')], allowed('50.00')))).toEqual([
      ['90.00', '60.00'],
    ]);
    const drained = [...days, moved(5, ['-60.00', '0.00'], ['60.00', '0.00'])];
    expect(come(shareSpending(drained, [spend(12, '50.00')], allowed('10.00')))).toEqual([
      ['6.00', '44.00'],
    ]);
  });

  it.each([
    ['to the penny', '50.00', '150.00', [['90.00', '60.00']]],
    ['no further', '50.00', '150.01', 'short: 150.00'],
  ])('goes below zero as far as is allowed, %s', (_what, most, amount, expected) => {
    expect(come(shareSpending(days, [spend(12, amount)], allowed(most)))).toEqual(expected);
  });

  it('counts together what was overdrawn before', () => {
    const twice = [spend(12, '120.00'), spend(13, '30.00'), spend(14, '0.01')];
    expect(come(shareSpending(days, twice, allowed('50.00')))).toBe('short: 0.00');
    expect(come(shareSpending(days, twice.slice(0, 2), allowed('50.00')))).toEqual([
      ['72.00', '48.00'],
      ['18.00', '12.00'],
    ]);
  });

  it.each([
    ['on its first day', 10, [['66.00', '44.00']]],
    ['on its last day', 20, [['66.00', '44.00']]],
    ['the day before', 9, 'short: 100.00'],
    ['the day after', 21, 'short: 100.00'],
  ])('is for its days only: %s', (_when, n, expected) => {
    expect(come(shareSpending(days, [spend(n, '110.00')], allowed('50.00')))).toEqual(expected);
  });

  it('is for the day on which it takes effect, where a period was closed', () => {
    const late = allowed('50.00', { firstOpen: day(15) });
    expect(come(shareSpending(days, [spend(2, '110.00')], late))).toEqual([['66.00', '44.00']]);
    const later = allowed('50.00', { firstOpen: day(21) });
    expect(come(shareSpending(days, [spend(12, '110.00')], later))).toBe('short: 100.00');
  });

  it('comes from the first public share where nothing was paid in', () => {
    const none = [moved(0, ['0.00', '0.00', '0.00'])];
    const beyond = allowed('50.00', { firstPublic: 1 });
    expect(come(shareSpending(none, [spend(12, '7.00')], beyond))).toEqual([
      ['0.00', '7.00', '0.00'],
    ]);
  });

  it('leaves nothing that a later day, after its last, would take further below zero', () => {
    const later = [...days, moved(25, ['-60.00', '-40.00'], ['60.00', '40.00'])];
    expect(come(shareSpending(later, [spend(12, '10.00')], allowed('50.00')))).toBe('short: 0.00');
    const covered = [...later, moved(22, ['100.00', '0.00']), moved(23, ['0.00', '100.00'])];
    expect(come(shareSpending(covered, [spend(12, '110.00')], allowed('50.00')))).toEqual([
      ['66.00', '44.00'],
    ]);
  });

  it('without one, or within what there is, changes nothing', () => {
    const within = [spend(12, '33.33'), spend(13, '66.67')];
    const usual = come(shareSpending(days, within));
    expect(come(shareSpending(days, within, allowed('50.00')))).toEqual(usual);
    expect(come(shareSpending(days, [spend(12, '100.01')]))).toBe('short: 100.00');
  });

  const lives = fc.record({
    paid: fc.array(fc.tuple(fc.nat(30), fc.nat(5000), fc.nat(5000)), {
      minLength: 1,
      maxLength: 5,
    }),
    spent: fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 6000 })), {
      minLength: 1,
      maxLength: 12,
    }),
    most: fc.integer({ min: 1, max: 4000 }),
  });
  const pence = (n: number): string => (n / 100).toFixed(2);

  it('never goes further below zero than allowed, on no day, in whatever order it is recorded', () => {
    fc.assert(
      fc.property(lives, ({ paid, spent, most }) => {
        const life = paid.map(([n, one, other]) => moved(n, [pence(one), pence(other)]));
        const overdrawing = allowed(pence(most));
        for (const [n, amount] of spent) {
          const shared = shareSpending(life, [spend(n, pence(amount))], overdrawing);
          if ('shortfall' in shared) continue;
          const [parts] = shared.parts;
          expect(toText(sum(parts!))).toBe(pence(amount));
          life.push({ on: day(n), held: parts!.map((one) => one.negated()), spent: parts! });
        }
        let before = [ZERO, ZERO];
        for (let n = 0; n <= 30; n += 1) {
          const today = life.filter((one) => one.on.equals(day(n)));
          const now = before.map((one, i) => one.plus(sum(today.map((some) => some.held[i]!))));
          const below = sum(now.map((one) => Decimal.max(one.negated(), ZERO)));
          expect(below.lte(n < 10 ? ZERO : overdrawing.most)).toBe(true);
          const fell = now.some((one, i) => one.lt(0) && one.lt(before[i]!));
          expect(n > 20 && fell).toBe(false);
          before = now;
        }
      }),
      { numRuns: 300 },
    );
  });
});

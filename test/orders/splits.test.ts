import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money, sum, toText, type Decimal } from '../../src/money.ts';
import {
  committing,
  crediting,
  drawing,
  freeing,
  type OrderStand,
  type ShareStand,
} from '../../src/orders/splits.ts';

/** How an order, an invoice, a credit and what is freed are shared among the funders. */
const pounds = (pence: number): Decimal => money((pence / 100).toFixed(2));
const texts = (parts: readonly Decimal[]): string[] => parts.map(toText);
const thirds: ShareStand[] = ['6666.67', '6666.67', '6666.66'].map((available, n) => ({
  shareId: String(n),
  available: money(available),
  committed: money('0.00'),
  drawn: money('0.00'),
}));

/** Moves parts between what shares have available, committed and drawn. */
const after = (
  shares: readonly ShareStand[],
  parts: readonly Decimal[],
  from: 'available' | 'committed' | 'drawn',
  to: 'available' | 'committed' | 'drawn',
): ShareStand[] =>
  shares.map((share, n) => ({
    ...share,
    [from]: share[from].minus(parts[n]!),
    [to]: share[to].plus(parts[n]!),
  }));

describe('what is drawn of thirds', () => {
  it('is split cumulatively: the health column of case 4', () => {
    let shares: ShareStand[] = after(
      thirds,
      committing(thirds, money('20000.00')),
      'available',
      'committed',
    );
    let open = shares.map((share) => share.committed);
    const column = ['4321.45', '5000.01', '4999.99', '5678.55'].map((spend) => {
      const drawn = shares.map((share) => share.drawn);
      const parts = drawing(shares, { open, drawn }, money(spend));
      shares = after(shares, parts, 'committed', 'drawn');
      open = open.map((part, n) => part.minus(parts[n]!));
      return toText(parts[1]!);
    });
    expect(column).toEqual(['1440.48', '1666.67', '1666.67', '1892.85']);
  });

  it('goes back so that what is left is as if it had never been drawn', () => {
    const committed = after(thirds, committing(thirds, money('100.00')), 'available', 'committed');
    const open = committed.map((share) => share.committed);
    const first = drawing(committed, { open, drawn: [] }, money('50.00'));
    const shares = after(committed, first, 'committed', 'drawn');
    const stand = { open: open.map((part, n) => part.minus(first[n]!)), drawn: first };
    const back = crediting(shares, stand, money('16.67'));
    const left = first.map((part, n) => part.minus(back[n]!));
    expect(texts(left)).toEqual(['11.11', '11.11', '11.11']);
  });
});

describe('for any shares and any sequence', () => {
  const step = fc.record({
    what: fc.constantFrom('draw', 'credit', 'free', 'commit'),
    pence: fc.integer({ min: 1, max: 400_000 }),
  });
  it('parts add up, none is below zero, and none is more than its share has', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 500_000 }), { minLength: 1, maxLength: 4 }),
        fc.array(step, { maxLength: 25 }),
        (agreed, steps) => {
          let shares: ShareStand[] = agreed.map((pence, n) => ({
            shareId: String(n),
            available: pounds(pence),
            committed: money('0.00'),
            drawn: money('0.00'),
          }));
          for (const { what, pence } of steps) {
            // One order has all that is committed, so its stand is that of the shares.
            const order: OrderStand = {
              open: shares.map((share) => share.committed),
              drawn: shares.map((share) => share.drawn),
            };
            const [most, by, from, to] = {
              commit: [shares.map((s) => s.available), committing, 'available', 'committed'],
              draw: [
                order.open,
                (s: ShareStand[], a: Decimal) => drawing(s, order, a),
                'committed',
                'drawn',
              ],
              credit: [
                order.drawn,
                (s: ShareStand[], a: Decimal) => crediting(s, order, a),
                'drawn',
                'committed',
              ],
              free: [
                order.open,
                (s: ShareStand[], a: Decimal) => freeing(s, order, a),
                'committed',
                'available',
              ],
            }[what] as [
              Decimal[],
              (s: ShareStand[], a: Decimal) => Decimal[],
              'committed',
              'drawn',
            ];
            const there = sum(most);
            if (there.isZero()) continue;
            const amount = there.lt(pounds(pence)) ? there : pounds(pence);
            const parts = by(shares, amount);
            expect(toText(sum(parts))).toBe(toText(amount));
            for (const [n, part] of parts.entries()) {
              expect(part.isNegative() && !part.isZero()).toBe(false);
              expect(part.lte(most[n]!)).toBe(true);
            }
            shares = after(shares, parts, from, to);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, money, sum, toText } from '../../src/money.ts';
import { letGo } from '../../src/payments/hold-rules.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const P4 = { from: day('2026-06-29'), to: day('2026-07-26') };

describe('what is paid of a share that was on hold', () => {
  it.each([
    // Case 8: 461.54 x 21/28 = 346.155.
    ['by_days', ['461.54'], '2026-07-06', ['346.16'], ['115.38']],
    ['whole_period', ['461.54'], '2026-07-06', ['461.54'], ['0.00']],
    ['by_days', ['461.54'], '2026-07-26', ['16.48'], ['445.06']],
    ['by_days', ['461.54'], '2026-06-30', ['445.06'], ['16.48']],
    ['by_days', ['0.01'], '2026-07-26', ['0.00'], ['0.01']],
    ['by_days', ['0.01'], '2026-06-30', ['0.01'], ['0.00']],
    // Two funders of one sector: 100.01 x 14/28 = 50.005, split by what each would have paid.
    ['by_days', ['33.34', '66.67'], '2026-07-13', ['16.67', '33.34'], ['16.67', '33.33']],
  ] as const)('%s, %j from %s: %j', (cover, amounts, coveredFrom, paid, freed) => {
    const parts = letGo(amounts.map(money), cover, { ...P4, coveredFrom: day(coveredFrom) });
    expect(parts.map((part) => toText(part.paid))).toEqual(paid);
    expect(parts.map((part) => toText(part.freed))).toEqual(freed);
  });

  it('and what is freed make the shares, none of them negative, to the nearest penny of the days', () => {
    const pence = fc.integer({ min: 1, max: 5_000_000 }).map((n) => new Decimal(n).div(100));
    fc.assert(
      fc.property(
        fc.array(pence, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 27 }),
        (amounts, late) => {
          const coveredFrom = P4.from.add({ days: late });
          const parts = letGo(amounts, 'by_days', { ...P4, coveredFrom });
          for (const [n, part] of parts.entries()) {
            expect(toText(part.paid.plus(part.freed))).toBe(toText(amounts[n]!));
            expect(part.paid.isNegative() || part.freed.isNegative()).toBe(false);
          }
          const exact = sum(amounts)
            .times(28 - late)
            .div(28);
          const off = sum(parts.map((part) => part.paid)).minus(exact);
          expect(off.abs().lte('0.005')).toBe(true);
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money, sum, toText } from '../../../src/money.ts';
import {
  netOf,
  remittanceLines,
  type PaymentFacts,
  type PaymentShare,
} from '../../../src/payments/reading/remittance-rules.ts';

const PERIOD = { from: '2026-09-21', to: '2026-10-18' };
const EARLIER = { from: '2026-08-24', to: '2026-09-20' };
const pence = (n: number): string => toText(money('0.01').times(n));

const share = (more: Partial<PaymentShare> = {}): PaymentShare => ({
  source: 'social_care',
  due: '960.00',
  paid: '960.00',
  other: null,
  missing: [],
  ...more,
});

const facts = (more: Partial<PaymentFacts> = {}): PaymentFacts => ({
  amount: '960.00',
  whole: '960.00',
  period: PERIOD,
  version: { number: 2, change: 'decrease', effectiveOn: '2026-09-16' },
  lines: [],
  contributions: [],
  shares: [share()],
  ...more,
});

describe('the lines of a remittance', () => {
  it('are one where the payment is simply its period', () => {
    expect(remittanceLines(facts()).map((line) => [line.what, line.amount])).toEqual([
      ['period', '960.00'],
    ]);
    expect(netOf(facts())).toBeNull();
  });

  it('say of a difference that takes something off that too much was paid', () => {
    const lines = remittanceLines(
      facts({
        amount: '925.71',
        whole: '925.71',
        lines: [
          { what: 'period', ...PERIOD, amount: '960.00' },
          { what: 'difference', ...EARLIER, amount: '-34.29' },
        ],
        shares: [share({ due: '925.71', paid: '925.71' })],
      }),
    );
    expect(lines[1]).toMatchObject({ amount: '-34.29', why: 'decrease' });
    expect(lines[1]!.words).toContain('was too much: the amount went down from 16 September 2026');
  });

  it('say that a share stayed behind where nothing is missing any more', () => {
    const behind = share({ source: 'health', due: '40.00', paid: null });
    const [, line] = remittanceLines(facts({ whole: '1000.00', shares: [share(), behind] }));
    expect(line!.words).toBe('The share of health stayed behind: it was on hold when this left.');
  });

  it('are refused where they do not make the payment', () => {
    expect(() => remittanceLines(facts({ amount: '960.01' }))).toThrow('the payment is 960.01');
  });

  it('make the payment, whatever it is made of', () => {
    const amount = fc.integer({ min: 1, max: 100_000 });
    const anything = fc.record({
      shares: fc.array(fc.record({ due: amount, left: fc.constantFrom(0, 1, 2, 3) }), {
        minLength: 1,
        maxLength: 3,
      }),
      difference: fc.integer({ min: -500, max: 500 }),
      contribution: fc.integer({ min: 0, max: 5000 }),
    });
    fc.assert(
      fc.property(anything, ({ shares, difference, contribution }) => {
        const whole = sum(shares.map((one) => money(pence(one.due))));
        const made = shares.map(({ due, left }): PaymentShare => {
          const other = { id: 'x', reference: 'PB 000001 000001', valueOn: '2026-09-21' };
          return share({
            due: pence(due),
            paid: left === 0 ? pence(due) : left === 1 ? pence(due - 1) : null,
            other: left === 3 ? { ...other, earlier: true } : null,
          });
        });
        const paid = sum(made.map((one) => money(one.paid ?? '0.00')));
        const own = whole.minus(money(pence(difference)));
        const all = facts({
          amount: toText(paid),
          whole: toText(whole),
          lines: [
            { what: 'period', ...PERIOD, amount: toText(own) },
            { what: 'difference', ...EARLIER, amount: pence(difference) },
          ],
          contributions:
            contribution === 0 ? [] : [{ source: 'contribution', amount: pence(contribution) }],
          shares: made,
        });
        const lines = remittanceLines(all);
        expect(toText(sum(lines.map((line) => money(line.amount))))).toBe(toText(paid));
        expect(lines.filter((line) => line.what === 'left_behind')).toHaveLength(
          shares.filter((one) => one.left === 2).length,
        );
        const net = netOf(all);
        expect(net?.net ?? toText(own)).toBe(toText(own));
      }),
    );
  });
});

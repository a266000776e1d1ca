import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZERO, money, sum, toText } from '../../src/money.ts';
import {
  faultsOfSettling,
  faultsOfTo,
  quarterEnd,
  setsThatMake,
  settleOldestFirst,
  usualTo,
  type OpenRecharge,
} from '../../src/partners/rules.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const open = (...amounts: string[]): OpenRecharge[] =>
  amounts.map((amount, n) => ({ id: `r${n + 1}`, number: n + 1, open: money(amount) }));

describe("a quarter's end", () => {
  it.each([
    ['2026-04-01', '2026-06-30'],
    ['2026-06-30', '2026-06-30'],
    ['2026-07-01', '2026-09-30'],
    ['2026-12-31', '2026-12-31'],
    ['2027-01-01', '2027-03-31'],
    ['2028-02-29', '2028-03-31'],
  ])('of %s is %s', (on, end) => {
    expect(quarterEnd(day(on)).toString()).toBe(end);
  });
});

describe('the usual last day of a recharge', () => {
  it.each([
    ['2026-04-01', '2026-07-10', '2026-06-30'],
    ['2026-04-01', '2026-06-30', '2026-06-30'],
    ['2026-04-01', '2026-10-01', '2026-09-30'],
    ['2026-04-01', '2027-01-30', '2026-12-31'],
    ['2026-07-01', '2026-07-10', '2026-09-30'],
  ])('from %s, on %s, is %s', (from, today, to) => {
    expect(usualTo(day(from), day(today)).toString()).toBe(to);
  });

  it.each([
    ['2026-06-30', 0],
    ['2026-07-10', 0],
    ['2026-07-11', 1],
    ['2026-03-31', 1],
  ])('up to %s has %i faults', (to, count) => {
    expect(faultsOfTo(day(to), day('2026-04-01'), day('2026-07-10'))).toHaveLength(count);
  });
});

describe('what a receipt pays', () => {
  it.each([
    ['the oldest first', '150.00', ['100.00', '80.00'], 'r1 100.00 r2 50.00'],
    ['no more than is open', '500.00', ['100.00', '80.00'], 'r1 100.00 r2 80.00'],
    ['a part of one', '0.01', ['100.00'], 'r1 0.01'],
    ['nothing where nothing is open', '10.00', [], ''],
  ])('is %s', (_what, amount, amounts, paid) => {
    const settled = settleOldestFirst(money(amount), open(...amounts));
    expect(settled.map((one) => `${one.rechargeId} ${toText(one.amount)}`).join(' ')).toBe(paid);
  });

  it('is never more than the receipt, nor than what is open', () => {
    const pennies = fc.integer({ min: 1, max: 100_000 }).map((n) => money((n / 100).toFixed(2)));
    fc.assert(
      fc.property(pennies, fc.array(pennies, { maxLength: 6 }), (amount, amounts) => {
        const recharges = open(...amounts.map(toText));
        const settled = settleOldestFirst(amount, recharges);
        const total = sum(settled.map((one) => one.amount));
        const all = sum(amounts);
        expect(toText(total)).toBe(toText(amount.lt(all) ? amount : all));
        expect(faultsOfSettling(settled, { open: recharges, left: amount })).toEqual({
          unknown: [],
          faults: [],
        });
      }),
    );
  });

  it('is refused with every fault at once', () => {
    const wanted = [
      { rechargeId: 'r1', amount: money('100.01') },
      { rechargeId: 'r1', amount: money('1.00') },
      { rechargeId: 'r9', amount: money('1.00') },
    ];
    const { unknown, faults } = faultsOfSettling(wanted, {
      open: open('100.00'),
      left: money('50.00'),
    });
    expect(unknown.map((fault) => fault.where)).toEqual(['body.settles.2.rechargeId']);
    expect(faults.map((fault) => fault.where)).toEqual([
      'body.settles.0.amount',
      'body.settles.1.rechargeId',
      'body.settles',
    ]);
  });
});

describe('which recharges a line of the bank could pay', () => {
  const made = (amount: string, recharges: OpenRecharge[]): string[] =>
    setsThatMake(money(amount), recharges).map((set) => set.map((one) => one.number).join('+'));

  it('is one, or several together, the smaller sets first', () => {
    expect(made('300.00', open('100.00', '200.00', '300.00'))).toEqual(['3', '1+2']);
    expect(made('400.00', open('100.00', '200.00', '300.00'))).toEqual(['1+3']);
    expect(made('999.00', open('100.00', '200.00', '300.00'))).toEqual([]);
  });

  it('of many are those that follow each other', () => {
    const many = open(...Array.from({ length: 40 }, () => '1.00'));
    expect(made('40.00', many)).toHaveLength(1);
    expect(made('1.00', many)).toHaveLength(40);
  });

  it('come to the amount, whatever it is', () => {
    const pennies = fc.integer({ min: 1, max: 9 }).map((n) => `0.0${n}`);
    fc.assert(
      fc.property(pennies, fc.array(pennies, { maxLength: 8 }), (amount, amounts) => {
        for (const set of setsThatMake(money(amount), open(...amounts))) {
          expect(toText(set.reduce((total, one) => total.plus(one.open), ZERO))).toBe(amount);
        }
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { Decimal, money, sum } from '../../src/money.ts';
import { solveSum, type SumItem } from '../../src/reconciliation/matching/sums.ts';

/** Items a, b, c, ... of the amounts given. */
const items = (...amounts: string[]): SumItem[] =>
  amounts.map((amount, n) => ({ id: String.fromCodePoint(97 + n), amount: money(amount) }));

const pence = (amount: number): Decimal => new Decimal(amount).div(100);

describe('a sum', () => {
  it.each([
    ['two of three', '30.00', ['10.00', '20.00', '25.00'], ['b', 'a']],
    ['all of them', '55.00', ['10.00', '20.00', '25.00'], ['c', 'b', 'a']],
    ['all but the smallest', '45.00', ['10.00', '20.00', '25.00'], ['c', 'b']],
    ['all that are alike', '20.00', ['10.00', '10.00', '3.00'], ['a', 'b']],
    ['pennies apart', '0.03', ['0.01', '0.02', '0.05'], ['b', 'a']],
    ['one item by itself is no sum', '30.00', ['30.00', '10.00', '20.00'], ['c', 'b']],
    ['pence that a float would lose', '208.73', ['208.70', '0.03', '0.04'], ['a', 'b']],
    [
      'as much as an amount can be',
      '999999999999.99',
      ['999999999999.98', '0.01', '0.02'],
      ['a', 'b'],
    ],
  ])('is unique: %s', (_, target, amounts, ids) => {
    expect(solveSum(money(target), items(...amounts))).toEqual({ result: 'unique', ids });
  });

  it.each([
    ['nothing to choose from', '10.00', []],
    ['one item, however equal', '10.00', ['10.00']],
    ['a penny too little', '30.01', ['10.00', '20.00']],
    ['a penny too much', '29.99', ['10.00', '20.00']],
    ['less than every item', '0.01', ['10.00', '20.00']],
    ['a single one and nothing else', '10.00', ['10.00', '4.00', '5.00']],
  ])('is none: %s', (_, target, amounts) => {
    expect(solveSum(money(target), items(...amounts))).toEqual({ result: 'none' });
  });

  it.each([
    [
      'another pair',
      '30.00',
      ['10.00', '20.00', '12.00', '18.00'],
      [
        ['d', 'c'],
        ['b', 'a'],
      ],
    ],
    [
      'one of two alike',
      '15.00',
      ['5.00', '10.00', '10.00'],
      [
        ['b', 'a'],
        ['c', 'a'],
      ],
    ],
    [
      'two of three alike',
      '20.00',
      ['10.00', '10.00', '10.00'],
      [
        ['a', 'c'],
        ['b', 'c'],
      ],
    ],
  ])('is one of several: %s', (_, target, amounts, either) => {
    expect(solveSum(money(target), items(...amounts))).toEqual({
      result: 'several',
      first: either,
    });
  });
});

describe('a whole block', () => {
  const many = Array.from({ length: 100_000 }, (_, n) => ({
    id: `payment:${n}`,
    amount: pence(1 + ((n * 7919) % 60_000)),
  }));
  const total = sum(many.map(({ amount }) => amount));

  it('of 100,000 payments is unique without a search, within a second of work', () => {
    const from = process.cpuUsage();
    const found = solveSum(total, many);
    const { user, system } = process.cpuUsage(from);
    expect((user + system) / 1_000_000).toBeLessThan(1);
    expect(found.result === 'unique' && found.ids.length).toBe(100_000);
  });

  it('without its one payment of a penny is unique too, and without one of many alike is not', () => {
    const above = many.filter(({ amount }) => amount.gt('0.03'));
    const block = [...above, ...items('0.01', '0.03', '0.03', '0.03')];
    const all = sum(block.map(({ amount }) => amount));
    const found = solveSum(all.minus('0.01'), block);
    expect(found.result === 'unique' && found.ids.length).toBe(block.length - 1);
    expect(solveSum(all.minus('0.02'), block)).toEqual({ result: 'none' });
    expect(solveSum(all.minus('0.03'), block).result).toBe('several');
  });
});

describe('a search', () => {
  /** Each is above the sum of those before it, so that every set has a sum of its own. */
  const doubling = Array.from({ length: 40 }, (_, n) => ({
    id: String(n).padStart(2, '0'),
    amount: pence(2 ** n),
  }));

  const alike = doubling.map(({ id, amount }) => ({ id, amount: amount.plus('99999999999.00') }));

  it('solves any 40 amounts within its bound', () => {
    const alternate = doubling.filter((_, n) => n % 2 === 0);
    const target = sum(alternate.map(({ amount }) => amount));
    const found = solveSum(target, doubling);
    expect(found.result === 'unique' && found.ids.toSorted()).toEqual(
      alternate.map(({ id }) => id),
    );
    expect(solveSum(money('2000000000000.00'), alike)).toEqual({ result: 'none' });
  });

  it('gives up beyond so many amounts, and says how many', () => {
    const found = solveSum(money('100.00'), [
      ...items('99.99', '0.01', '5000.00'),
      ...Array.from({ length: 39 }, (_, n) => ({ id: `p${n}`, amount: pence(300 + n) })),
    ]);
    expect(found).toEqual({
      result: 'gave_up',
      why: '41 amounts may be part of it; the search is bound to 40.',
    });
  });

  it('gives up beyond so many steps, and says how many', () => {
    const bound = { items: 40, steps: 1000 };
    expect(solveSum(money('2000000000000.00'), alike, bound)).toEqual({
      result: 'gave_up',
      why: '40 amounts may be part of it; the search is bound to 1000 steps.',
    });
    expect(solveSum(money('1.00'), doubling, bound).result).toBe('unique');
  });

  it('takes no part that is too large into its count', () => {
    const large = Array.from({ length: 100 }, (_, n) => ({ id: `l${n}`, amount: pence(9999 + n) }));
    const found = solveSum(money('30.00'), [...items('10.00', '20.00', '25.00'), ...large]);
    expect(found).toEqual({ result: 'unique', ids: ['b', 'a'] });
  });
});

describe('what is no sum at all is refused', () => {
  it.each([
    ['a target of nothing', '0.00', items('1.00', '2.00')],
    ['a target below zero', '-3.00', items('1.00', '2.00')],
    ['an item of nothing', '3.00', items('3.00', '0.00')],
    ['an item below zero', '3.00', items('4.00', '-1.00')],
    ['parts of a penny', '3.00', items('1.005', '1.995')],
    ['an id twice', '2.00', [...items('1.00'), ...items('1.00')]],
  ])('%s', (_, target, all) => {
    expect(() => solveSum(money(target), all)).toThrow(RangeError);
  });
});

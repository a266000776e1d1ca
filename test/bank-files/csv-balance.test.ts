import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFile, type ReadFile } from '../support/bank-files.ts';

const codesOf = (file: ReadFile): string[] =>
  file.problems.map((one) => `${one.severity} ${one.code} ${one.where}`);

interface Row {
  readonly day: string;
  readonly amount: string;
  readonly balance: string;
}

const written = (rows: readonly Row[]): ReadFile =>
  readFile(
    `Date,Description,Amount,Balance\n${rows.map((one) => `${one.day},A,${one.amount},${one.balance}\n`).join('')}`,
    { profile: 'first-direct' },
  );

const row = (day: number, amount: string, balance: string): Row => ({
  day: `${String(day).padStart(2, '0')}/04/2026`,
  amount,
  balance,
});

/** Rows of a statement, oldest first, that begins with 100.00. */
const GOOD = [
  row(1, '-5.00', '95.00'),
  row(2, '20.00', '115.00'),
  row(2, '-1.50', '113.50'),
  row(3, '-3.50', '110.00'),
];

describe('the running balance', () => {
  test.each([
    ['oldest first', GOOD],
    ['newest first', GOOD.toReversed()],
  ])('proves a file that is %s', (_, rows) => {
    const file = written(rows);
    expect(file.problems).toEqual([]);
    expect(file.statements).toMatchObject([
      { opening: '100.00', closing: '110.00', balances: true },
    ]);
    expect(file.statements[0]?.lines.map((line) => line.amount)).toEqual(
      rows.map((one) => one.amount),
    );
  });

  test.each([
    ['a row is missing', GOOD.toSpliced(1, 1), ['balance-gap row 3'], '-20.00'],
    [
      'a row is missing, newest first',
      GOOD.toReversed().toSpliced(1, 1),
      ['balance-gap row 3'],
      '1.50',
    ],
    ['a row is there twice', GOOD.toSpliced(1, 0, GOOD[1]!), ['row-repeated row 4'], '20.00'],
    [
      'two rows have changed places',
      [GOOD[0]!, GOOD[2]!, GOOD[1]!, GOOD[3]!],
      ['balance-gap row 3', 'balance-gap row 4', 'balance-gap row 5'],
      null,
    ],
  ])('shows that %s', (_, rows, problems, difference) => {
    const file = written(rows);
    const gaps = file.problems.filter((one) => one.code !== 'does-not-balance');
    expect(gaps.map((one) => `${one.code} ${one.where}`)).toEqual(problems);
    expect(gaps.every((one) => one.severity === 'error')).toBe(true);
    if (difference === null) return;
    expect(file.statements[0]?.balances).toBe(false);
    expect(codesOf(file).at(-1)).toMatch(/^warning does-not-balance/);
    const amount = difference.replace('-', '');
    expect(gaps[0]?.message).toContain(`${amount}.`);
  });

  test('goes over rows that have none, as some banks give one for a day', () => {
    const rows = GOOD.with(1, row(2, '20.00', ''));
    for (const file of [written(rows), written(rows.toReversed())]) {
      expect(file.problems).toEqual([]);
      expect(file.statements).toMatchObject([{ opening: '100.00', closing: '110.00' }]);
    }
  });

  test('is not stated where the last row has none', () => {
    const rows = GOOD.with(3, row(3, '-3.50', ''));
    expect(written(rows).statements).toMatchObject([
      { opening: '100.00', closing: null, balances: null },
    ]);
  });

  test('of one row needs no order', () => {
    expect(written([row(1, '-5.00', '95.00')]).statements).toMatchObject([
      { opening: '100.00', closing: '95.00', balances: true },
    ]);
  });

  test('that is the same in both orders is decided by the dates, or by nothing', () => {
    const turned = (day: number): Row[] => [row(2, '5.00', '105.00'), row(day, '-5.00', '100.00')];
    expect(written(turned(3)).statements).toMatchObject([{ opening: '100.00' }]);
    expect(written(turned(1)).statements).toMatchObject([{ opening: '105.00' }]);
    const file = written(turned(2));
    expect(file.statements).toMatchObject([{ opening: null, closing: null, balances: null }]);
    expect(codesOf(file)).toEqual(['warning row-order-unknown row 3']);
  });

  test('proves nothing over a row whose amount cannot be read, and goes on after it', () => {
    const file = written(GOOD.with(1, row(2, 'x', '115.00')));
    expect(codesOf(file)).toEqual(['error amount-unreadable row 3']);
    expect(file.statements).toMatchObject([{ balances: null }]);
    const later = written(GOOD.with(1, row(2, 'x', '115.00')).with(3, row(3, '-3.50', '111.00')));
    expect(codesOf(later)).toContain('error balance-gap row 5');
  });

  test('does not count what is pending', () => {
    const file = readFile(
      'Date,Details,Amount,Balance,Status\n13/04/2026,A,-5.00,95.00,Booked\n14/04/2026,B,-7.00,,Pending\n15/04/2026,C,-1.00,94.00,Booked\n',
    );
    expect(file.statements).toMatchObject([
      { opening: '100.00', closing: '94.00', balances: true },
    ]);
    expect(file.statements[0]?.lines[1]).toMatchObject({ status: 'pending', amount: '-7.00' });
  });

  test('proves any statement in either order, and any loss of one of its rows within', () => {
    const amounts = fc.array(
      fc.integer({ min: 1, max: 99_999_999 }).map((one) => one * 2 - 99_999_999),
      { minLength: 4, maxLength: 12 },
    );
    fc.assert(
      fc.property(amounts, fc.boolean(), fc.nat(), (pence, isNewestFirst, at) => {
        let balance = 12_345;
        const text = (one: number): string => (one / 100).toFixed(2);
        const rows = pence.map((one, n) => {
          balance += one;
          return row(n + 1, text(one), text(balance));
        });
        const inOrder = isNewestFirst ? rows.toReversed() : rows;
        const whole = written(inOrder);
        expect(whole.problems).toEqual([]);
        expect(whole.statements).toMatchObject([
          { opening: '123.45', closing: text(balance), balances: true },
        ]);
        const lost = written(inOrder.toSpliced(1 + (at % (rows.length - 2)), 1));
        expect(lost.problems.some((one) => one.code === 'balance-gap')).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

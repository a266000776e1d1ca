import { describe, expect, test } from 'vitest';
import { checkAmount, plainAmount, turned, withSign } from '../../src/bank-files/amounts.ts';
import { dayText } from '../../src/bank-files/days.ts';
import { StatementSum } from '../../src/bank-files/statement-sum.ts';

describe('an amount', () => {
  test.each([
    ['12.5', '12.5'],
    ['-12.50', '-12.50'],
    ['+5', '5'],
    ['5.', '5'],
    ['.5', '0.5'],
    ['-.5', '-0.5'],
    ['007', '007'],
    ['1,234.50', '1234.50'],
    ['-1,234,567', '-1234567'],
    ['-0.00', '0.00'],
    ['9'.repeat(36), '9'.repeat(36)],
  ])('%s with a point is %s', (text, plain) => {
    expect(plainAmount(text, '.')).toBe(plain);
  });

  test.each([
    ['10,50', '10.50'],
    ['100,', '100'],
    [',5', '0.5'],
    ['1.234,5', '1234.5'],
    ['-380115,12', '-380115.12'],
  ])('%s with a comma is %s', (text, plain) => {
    expect(plainAmount(text, ',')).toBe(plain);
  });

  test.each([
    '',
    '-',
    '.',
    '1e3',
    '£5',
    '5 000',
    '1,23.50',
    '12,3456.00',
    '1.2.3',
    '--1',
    '1-',
    '٣',
    'Infinity',
    '9'.repeat(37),
  ])('%j is none', (text) => {
    expect(plainAmount(text, '.')).toBeNull();
  });

  test('is turned round exactly', () => {
    expect([turned('5.00'), turned('-5.00'), turned('0.00')]).toEqual(['-5.00', '5.00', '0.00']);
    expect([withSign('0', true), withSign('1', true), withSign('1', false)]).toEqual([
      '0',
      '-1',
      '1',
    ]);
  });

  test.each([
    ['-999999999999.99', 'GBP', []],
    ['1000000000000', 'GBP', ['amount-too-long']],
    ['000000000000000001', 'GBP', []],
    ['1.230', 'GBP', []],
    ['1.234', null, ['amount-decimals']],
    ['1.5', 'JPY', ['amount-decimals']],
    ['1.234', 'KWD', []],
    ['10000000000000.001', 'EUR', ['amount-too-long', 'amount-decimals']],
  ])('%s %s: %j', (plain, currency, expected) => {
    const codes: string[] = [];
    checkAmount(plain, currency, (severity, code) => codes.push(severity === 'error' ? code : '?'));
    expect(codes).toEqual(expected);
  });
});

test.each([
  [2026, 4, 30, '2026-04-30'],
  [2024, 2, 29, '2024-02-29'],
  [2026, 2, 29, null],
  [2016, 2, 30, null],
  [2026, 13, 1, null],
  [2026, 0, 1, null],
  [2026, 1, 0, null],
  [2026, 1, 32, null],
  [0, 1, 1, null],
  [Number.NaN, 1, 1, null],
  [2026, 1, Number.NaN, null],
])('the day %d-%d-%d is %s', (year, month, day, text) => {
  expect(dayText(year, month, day)).toBe(text);
});

describe('a statement', () => {
  const about = { where: 'line 1', currency: 'GBP', complete: true };
  const ended = (closing: string | null, complete = true): unknown[] => {
    const sum = new StatementSum();
    sum.add({ amount: '0.10', status: 'booked' });
    sum.add({ amount: '0.20', status: 'booked' });
    sum.add({ amount: '99', status: 'pending' });
    return sum.end({ from: null, to: null, opening: '-1.5', closing }, { ...about, complete });
  };

  test('balances by its booked lines', () => {
    expect(ended('-1.20')).toMatchObject([
      { type: 'statementEnd', opening: '-1.5', closing: '-1.20', balances: true },
    ]);
  });

  test('that does not balance says by how much', () => {
    expect(ended('-1.21')).toMatchObject([
      { problem: { severity: 'warning', code: 'does-not-balance', where: 'line 1' } },
      { balances: false },
    ]);
    expect(JSON.stringify(ended('-1.21'))).toContain('a difference of -0.01');
  });

  test('without a balance or without all of its lines proves nothing', () => {
    expect(ended(null)).toMatchObject([{ balances: null }]);
    expect(ended('7', false)).toMatchObject([{ balances: null, closing: '7' }]);
  });
});

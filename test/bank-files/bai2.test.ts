import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal } from '../../src/money.ts';
import { eventsOf, readFile, type ReadFile } from '../support/bank-files.ts';

const codesOf = (file: ReadFile): string[] => file.problems.map((one) => one.code);
const linesOf = (file: ReadFile) => file.statements.flatMap((one) => one.lines);

interface Account {
  /** The record 03 behind the number of the account, and all lines, as they are written. */
  readonly head: string;
  readonly lines: readonly string[];
  readonly total: number;
}

/** A file of one group, whose totals and counts are right. */
function written(accounts: readonly Account[], currency = 'GBP'): string {
  let records = 2;
  let total = 0;
  const parts = accounts.map((account, n) => {
    const own = account.lines.length + 2;
    records += own;
    total += account.total;
    const lines = [`03,ACC${n},${account.head}`, ...account.lines, `49,${account.total},${own}/`];
    return lines.map((line) => `${line}\n`).join('');
  });
  return (
    `01,BANK,US,260416,0600,1,,,2/\n02,US,BANK,1,260415,,${currency},2/\n${parts.join('')}` +
    `98,${total},${accounts.length},${records}/\n99,${total},1,${records + 2}/\n`
  );
}

/** A file of one account with these lines and no balances. */
const one = (lines: readonly string[], total: number, currency?: string): ReadFile =>
  readFile(written([{ head: ',,,,/', lines, total }], currency));

const whole = written([
  {
    head: ',010,10000,,,015,+8855,,,040,1,,/',
    lines: [
      '16,475,1200,V,260417,,BR1,CR1,Rent, April/May',
      '88,and more/',
      '16,165,55,S,10,20,25,,0,/',
    ],
    total: 20111,
  },
  { head: 'JPY,010,-500,,,015,500,,/', lines: ['16,195,1000,D,2,0,400,1,600,B2,/'], total: 1000 },
]);

test('a file is read whole', () => {
  const file = readFile(whole);
  const days = { from: '2026-04-15', to: '2026-04-15', balances: true };
  const line = {
    bookedOn: '2026-04-15',
    valueOn: null,
    status: 'booked',
    reference: null,
    counterparty: null,
    text: null,
    details: [],
  };
  const text = 'Rent, April/May and more';
  const rent = { ...line, valueOn: '2026-04-17', amount: '-12.00', reference: 'CR1', text };
  const lines = [rent, { ...line, amount: '0.55' }];
  const yen = { ...line, amount: '1000', reference: 'B2' };
  expect(file).toEqual({
    format: 'bai2',
    problems: [],
    statements: [
      { ...days, account: 'ACC0', currency: 'GBP', opening: '100.00', closing: '88.55', lines },
      { ...days, account: 'ACC1', currency: 'JPY', opening: '-500', closing: '500', lines: [yen] },
    ],
  });
});

describe('a line', () => {
  test.each([
    ['108', '1.23'],
    ['399', '1.23'],
    ['400', '-1.23'],
    ['699', '-1.23'],
    ['721', '1.23'],
    ['760', '-1.23'],
    ['920', '1.23'],
    ['960', '-1.23'],
  ])('of type %s is %s', (type, amount) => {
    expect(linesOf(one([`16,${type},123,0,,,/`], 123))).toMatchObject([
      { amount, valueOn: '2026-04-15' },
    ]);
  });

  test.each([
    ['5', 'GBP', '0.05'],
    ['+100', 'GBP', '1.00'],
    ['-100', 'GBP', '-1.00'],
    ['100', 'JPY', '100'],
    ['1234', 'KWD', '1.234'],
    ['000', 'USD', '0.00'],
  ])('of %s in %s is %s', (digits, currency, amount) => {
    const file = one([`16,195,${digits},,,,/`], Number(digits), currency);
    expect(linesOf(file)).toMatchObject([{ amount }]);
    expect(file.problems).toEqual([]);
  });

  test.each([
    ['16,015,100,,,,/', 100, ['direction-unknown']],
    ['16,195,1x0,,,,/', 0, ['amount-unreadable']],
    ['16,195,,,,,/', 0, ['amount-unreadable']],
    ['16,890,,,,,Note to all', 0, ['line-without-amount']],
  ])('%s is left out with a word', (line, total, codes) => {
    const file = one([line], total);
    expect(linesOf(file)).toEqual([]);
    expect(codesOf(file)).toEqual(codes);
  });

  test('with a point, an odd type of funds or an impossible date is kept with a word', () => {
    const file = one(['16,195,1.5,,,,/', '16,195,200,Q,,,/', '16,195,100,V,260230,,,/'], 315);
    expect(linesOf(file).map((line) => line.amount)).toEqual(['1.5', '2.00', '1.00']);
    expect(codesOf(file)).toEqual(['decimal-mark', 'funds-unknown', 'date-unreadable']);
  });

  test('may be continued before its text, and without strokes', () => {
    const file = one(
      ['16,195,100,V/', '88,260416,,B1/', '88,C1,Text', '88,more', '12,3 rooms'],
      100,
    );
    expect(linesOf(file)).toMatchObject([
      { valueOn: '2026-04-16', reference: 'C1', text: 'Text more 12,3 rooms' },
    ]);
  });
});

describe('totals', () => {
  test.each([
    ['49,1000,3/', '49,1001,3/', ['control-total', 'control-total']],
    ['49,1000,3/', '49,1000,4/', ['control-count']],
    ['98,21111,2,10/', '98,21111,3,10/', ['control-count']],
    ['98,21111,2,10/', '98,21110,2,10/', ['control-total', 'control-total']],
    ['99,21111,1,12/', '99,21111,2,11/', ['control-count', 'control-count']],
    ['16,165,55,', '16,165,56,', ['control-total', 'does-not-balance']],
  ])('%s that is %s says so', (right, wrong, codes) => {
    expect(whole).toContain(right);
    expect(codesOf(readFile(whole.replace(right, wrong)))).toEqual(codes);
  });

  test.each(['49,1000,3/\n', '98,21111,2,10/\n'])('without the record %j say so', (record) => {
    expect(codesOf(readFile(whole.replace(record, '')))).toContain('record-order');
  });
});

describe('a file', () => {
  test('of a test, a deletion or a correction says so', () => {
    const problems = ['4', '2', '3'].map(
      (status) => readFile(whole.replace('BANK,1,', `BANK,${status},`)).problems,
    );
    expect(problems).toMatchObject([
      [{ code: 'group-status', severity: 'error' }],
      [{ code: 'group-status', severity: 'error' }],
      [{ code: 'group-status', severity: 'warning' }],
    ]);
  });

  test('of a record of no kind has nothing to read', () => {
    expect(codesOf(readFile('00,0004,1/2/345,001,80,1,2/'))).toEqual([
      'record-unknown',
      'nothing-to-read',
    ]);
  });

  test('that is cut off anywhere gives its first lines of their amounts, and an error', () => {
    const amounts = linesOf(readFile(whole)).map((line) => line.amount);
    for (let length = 0; length < whole.indexOf('\n99,'); length += 1) {
      const file = readFile(whole.slice(0, length), { format: 'bai2' });
      const lines = linesOf(file).map((line) => line.amount);
      expect(lines).toEqual(amounts.slice(0, lines.length));
      expect(file.problems.some((problem) => problem.severity === 'error')).toBe(true);
    }
  });

  test('in pieces of any size gives the same events', () => {
    for (const size of [1, 2, 7, 64]) expect(eventsOf(whole, { size })).toEqual(eventsOf(whole));
  });

  test('with a digit of an amount changed never passes without a word', () => {
    const places = [...whole.matchAll(/^16,\d+,(\d+)/gm)].flatMap((found) =>
      Array.from(found[1] ?? '', (_, n) => found.index + found[0].length - n - 1),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const changed = new TextEncoder().encode(whole);
        const isSame = changed[at] === byte;
        changed[at] = byte;
        const { problems } = readFile(changed, { format: 'bai2' });
        expect(problems.length > 0).toBe(!isSame);
      }),
    );
  });

  test('of any records at all is read without an exception, and never in silence', () => {
    const records =
      '01,A/|02,A,B,1,260415/|03,1,GBP,010,1,,/|16,195,1,,,,x|88,y/|49,1,2/|98,1,1,4/|99,1,1,6/|,|\0|16,|03,|hello';
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...records.split('|')), { maxLength: 20 }), (list) => {
        const file = readFile(list.join('\n'), { format: 'bai2' });
        expect(file.statements.length + file.problems.length).toBeGreaterThan(0);
        const read = linesOf(file).reduce((sum, line) => sum.plus(line.amount), new Decimal(0));
        const count = list.filter((record) => record.startsWith('16,195')).length;
        // The last record is left out when the file ends inside it.
        expect(read.lessThanOrEqualTo(new Decimal(count).div(100))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});

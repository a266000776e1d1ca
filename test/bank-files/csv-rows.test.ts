import { describe, expect, test } from 'vitest';
import { readFile, type ReadFile } from '../support/bank-files.ts';

const codesOf = (file: ReadFile): string[] =>
  file.problems.map((one) => `${one.severity} ${one.code} ${one.where}`);
const amountsOf = (file: ReadFile): string[] =>
  file.statements.flatMap((one) => one.lines.map((line) => line.amount));

/** Rows of a day without doubt, in a bank's file with these columns. */
const sides = (...rows: string[]): ReadFile =>
  readFile(
    `Date,Transaction type,Description,Paid out,Paid in,Balance\n${rows.map((row) => `13 Apr 2026,DD,${row}\n`).join('')}`,
  );
const one = (amount: string): ReadFile =>
  readFile(`Date,Description,Amount,Balance\n13/04/2026,A,${amount},\n`, {
    profile: 'first-direct',
  });

describe('an amount', () => {
  test.each([
    ['-£10.99', '-10.99'],
    ['£-10.99', '-10.99'],
    ['"£1,234.50"', '1234.50'],
    ['"(1,234.50)"', '-1234.50'],
    ['(£7)', '-7'],
    ['10.99-', '-10.99'],
    ['10.99 DR', '-10.99'],
    ['10.99CR', '10.99'],
    ['+5', '5'],
    ['−5.00', '-5.00'],
    ['GBP 5.00', '5.00'],
    ['"=""-5.00"""', '-5.00'],
    ["'-5.00", '-5.00'],
    ['\u00A05.00 ', '5.00'],
    ['Â£5.00', '5.00'],
    ['0.00', '0.00'],
    ['-0.00', '0.00'],
    ['.5', '0.5'],
    ['12345678901234567890.12', '12345678901234567890.12'],
  ])('%s is %s', (written, amount) => {
    expect(amountsOf(one(written))).toEqual([amount]);
  });

  test.each(['abc', '1.2.3', '--5', '(-5.00)', '-5.00 DR', '(5.00', '1e3', '"12,34.50"', '5 000'])(
    '%s is none: the line is left out with an error',
    (written) => {
      const file = one(written);
      expect(amountsOf(file)).toEqual([]);
      expect(codesOf(file)).toEqual(['error amount-unreadable row 2']);
    },
  );

  test.each([
    ['€5.00', 'error currency-other row 2', []],
    ['', 'error amount-missing row 2', []],
    ['1.005', 'error amount-decimals row 2', ['1.005']],
    ['12345678901234567890.12', 'error amount-too-long row 2', ['12345678901234567890.12']],
  ])('%s has the problem %s', (written, problem, amounts) => {
    const file = one(written);
    expect(amountsOf(file)).toEqual(amounts);
    expect(codesOf(file)).toEqual([problem]);
  });

  test.each([
    ['A,5.00,,', ['-5.00'], []],
    ['A,,5.00,', ['5.00'], []],
    ['A,0.00,5.00,', ['5.00'], []],
    ['A,-,5.00,', ['5.00'], []],
    ['A,0.00,,', ['0.00'], []],
    ['A,-5.00,,', ['-5.00'], ['warning amount-sign row 2']],
    ['A,5.00,6.00,', [], ['error amount-both row 2']],
    ['A,,,', [], ['error amount-missing row 2']],
    ['A,5.00,,x', ['-5.00'], ['warning balance-unreadable row 2']],
  ])('in columns for in and out: %s', (row, amounts, problems) => {
    const file = sides(row);
    expect(amountsOf(file)).toEqual(amounts);
    expect(codesOf(file)).toEqual(problems);
  });

  test('has its sign in a column of its own', () => {
    const file = readFile(
      'Date,Details,Type,Amount\n13/04/2026,A,Debit,5.00\n13/04/2026,B,CREDIT,6.00\n13/04/2026,C,Debit,-7.00\n13/04/2026,D,Credit,-8.00\n',
    );
    expect(amountsOf(file)).toEqual(['-5.00', '6.00', '-7.00']);
    expect(codesOf(file)).toContain('error amount-sign row 5');
  });
});

const LLOYDS =
  'Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,Balance\n';
const START = "01/04/2026,DD,'30-12-34,12345678";

describe('a row', () => {
  test.each([
    [`${START},SMITH, J, REF 1,5.00,,10.00\n`, '-5.00', 'SMITH, J, REF 1'],
    [`${START},SMITH,"1,234.50",,10.00\n`, '-1234.50', 'SMITH'],
  ])('with too many cells is put right in one way: %s', (row, amount, text) => {
    const file = readFile(LLOYDS + row);
    expect(file.statements[0]?.lines).toMatchObject([{ amount, text }]);
    const isQuoted = row.includes('"');
    expect(codesOf(file)).toEqual(isQuoted ? [] : ['warning row-repaired row 2']);
  });

  test.each([
    // The amount is 500.00 or 12,500.00.
    `${START},SMITH, 12,500.00,,10.00\n`,
    `${START},SMITH,1,234.50,,10.00\n`,
    // There is no amount in any way.
    `${START},SMITH,A,B,C,D,E\n`,
    // Date and amount are in one cell.
    '13/06/2012700,DD,12345678,A,,10.00\n',
    // Text is where a date and an account should be.
    `A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q,R,1.00\n`,
  ])('that cannot be put right is left out with an error: %s', (row) => {
    const good = `${START},GOOD,1.00,,9.00\n`;
    const file = readFile(LLOYDS + row + good);
    expect(amountsOf(file)).toEqual(['-1.00']);
    expect(codesOf(file)).toContain('error row-fields row 2');
    expect(file.statements[0]?.balances).toBe(null);
  });

  test('with a time where the date should be keeps its amount, and no date', () => {
    const file = readFile(`${LLOYDS}00:00:00,DD,'30-12-34,12345678,A,5.00,,10.00\n`);
    expect(file.statements[0]?.lines).toMatchObject([{ bookedOn: null, amount: '-5.00' }]);
    expect(codesOf(file)).toEqual(['warning date-unreadable row 2']);
  });

  test('with formulae keeps them as text', () => {
    const file = readFile(`${LLOYDS}${START},"=HYPERLINK(""http://x"")",5.00,,10.00\n`);
    expect(file.statements[0]?.lines).toMatchObject([{ text: '=HYPERLINK("http://x")' }]);
  });

  test('that is a total, a remark or a balance alone is said to be left out', () => {
    const file = readFile(
      'Date,Description,Amount,Balance\n,Opening balance,,15.00\n13/04/2026,A,-5.00,10.00\nTotal,,-5.00,\nEnd of report\n',
      { profile: 'first-direct' },
    );
    expect(amountsOf(file)).toEqual(['-5.00']);
    expect(codesOf(file)).toEqual([2, 4, 5].map((row) => `warning row-left-out row ${row}`));
    expect(file.statements[0]).toMatchObject({ opening: '15.00', closing: '10.00' });
  });

  test('of a payment to a shop named Total is a line', () => {
    const file = readFile(`${LLOYDS}${START},TOTAL FITNESS,5.00,,10.00\n`);
    expect(amountsOf(file)).toEqual(['-5.00']);
  });

  test('with a line end in quotes is one row, and rows keep their numbers', () => {
    const file = readFile(
      `${LLOYDS}\r\n${START},"TWO\r\nLINES",5.00,,10.00\r\n\r\n${START},B,x,,5.00\r\n`,
    );
    expect(file.statements[0]?.lines).toMatchObject([{ text: 'TWO LINES' }]);
    expect(codesOf(file)).toEqual(['error amount-unreadable row 5']);
  });

  test.each([
    ['"UNCLOSED,5.00,,10.00', 'error quote-open row 2'],
    [`"UNCLOSED,5.00,,10.00\n${START},"CAFE",7.00,,10.00`, 'error quote-open row 2'],
    ['x'.repeat(1_100_000), 'error row-too-long row 2'],
  ])('that is broken does not take others with it: %#', (rest, problem) => {
    const file = readFile(`${LLOYDS}${START},${rest}\n${START},GOOD,1.00,,9.00\n`);
    expect(amountsOf(file).at(-1)).toBe('-1.00');
    expect(amountsOf(file).length).toBe(rest.includes('CAFE') ? 2 : 1);
    expect(codesOf(file)).toEqual([problem]);
  });

  test('keeps quotes that nobody doubled, and a text of nearly a million characters', () => {
    const long = 'x'.repeat(900_000);
    const file = readFile(
      `${LLOYDS}${START},"THE "BEST" SHOP",5.00,,10.00\n${START},"${long}",5.00,,5.00\n`,
    );
    expect(file.statements[0]?.lines.map((line) => line.text)).toEqual(['THE "BEST" SHOP', long]);
    expect(file.problems).toEqual([]);
  });

  test('of another account begins another statement', () => {
    const other = START.replace('12345678', '87654321');
    const file = readFile(
      `${LLOYDS}${START},A,1.00,,9.00\n${other},B,2.00,,8.00\n${START},C,3.00,,6.00\n`,
    );
    expect(file.statements.map((one) => [one.account, one.opening, one.closing])).toEqual([
      ['30-12-34 12345678', '10.00', '9.00'],
      ['30-12-34 87654321', '10.00', '8.00'],
      ['30-12-34 12345678', '9.00', '6.00'],
    ]);
    expect(codesOf(file)).toEqual(['warning accounts-mixed row 4']);
  });

  test('of headings: the same, other ones, and ones that are not known', () => {
    const file = readFile(
      'Date,Details,Amount\n13/04/2026,A,-5.00\nDate,Details,Amount\n14/04/2026,B,-6.00\n' +
        'Date,Amount,Details\n14/04/2026,-7.00,C\nPaid Date,Foo,Amount\n1,2,3\n4,5,6\n',
    );
    expect(file.statements.map((one) => one.lines.map((line) => line.amount))).toEqual([
      ['-5.00', '-6.00'],
      ['-7.00'],
    ]);
    expect(codesOf(file)).toEqual([
      'warning profile-guessed row 1',
      'warning headings-repeated row 3',
      'warning headings-changed row 5',
      'error headings-changed row 7',
      'error rows-left-out row 9',
    ]);
  });

  test.each([
    ['13/04/2026,A,-5', true],
    ['13/04/2026,A,-5.00', false],
    ['13/04/2026,A,-5\n', false],
  ])('that may be cut off in its amount is said to be: %j', (row, isTold) => {
    const file = readFile(row, { profile: 'hsbc', format: 'csv' });
    expect(codesOf(file)).toEqual(isTold ? ['warning file-truncated row 1'] : []);
  });
});

test.each([
  ['Date,Description,Amount,Balance\n', 'csv.first-direct'],
  [LLOYDS, 'csv.lloyds'],
])('headings alone are a statement without lines: %j', (text, format) => {
  expect(readFile(text)).toMatchObject({ format, statements: [{ lines: [] }], problems: [] });
});

test('headings that are no bank’s are no format', () => {
  const file = readFile('Reference,Region,Population\n1,North,500\n');
  expect(file).toMatchObject({ format: null, statements: [] });
  expect(codesOf(file)).toEqual(['error format-unknown row 1']);
});

test('a list of payments to suppliers is not taken for a statement', () => {
  const file = readFile(
    'Body Name,Service Area,Expenditure Category,Date,Amount,Supplier Name,Description\nA,B,C,01/04/2026,500,D,E\n',
  );
  expect(file).toMatchObject({ format: null, statements: [] });
  expect(file.problems[0]?.message).toContain('suppliers');
});

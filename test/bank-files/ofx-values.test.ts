import { describe, expect, test } from 'vitest';
import { readFile } from '../support/bank-files.ts';
import {
  ACCOUNT,
  HEADER,
  LINE,
  codesOf,
  inList,
  inStatement,
  linesOf,
  shop,
} from '../support/ofx.ts';

const withAmount = (amount: string): string => inList(LINE.replace('-12.34', amount));

describe('an amount', () => {
  test.each([
    ['+12.34', '12.34'],
    ['-12,34', '-12.34'],
    ['1,234.50', '1234.50'],
    ['-1.234,50', '-1234.50'],
    ['\n -12.34\r\n', '-12.34'],
    ['12.', '12'],
  ])('%j is %s', (written, amount) => {
    const file = readFile(withAmount(written).replace('DEBIT', 'POS'));
    expect(linesOf(file)).toMatchObject([{ amount }]);
    expect(file.problems).toEqual([]);
  });

  test.each(['$120', '', '1 234.50', '1e3', '12.34-', '1,234', 'NaN', '-'])(
    '%j cannot be read, and no line is made of it',
    (written) => {
      const file = readFile(withAmount(written));
      expect(linesOf(file)).toEqual([]);
      expect(file.problems).toMatchObject([{ severity: 'error', code: 'amount-unreadable' }]);
    },
  );

  test.each([
    ['-8.95000', 'warning', 'amount-decimals'],
    ['-8.955', 'error', 'amount-decimals'],
    ['-12345678901234567890.00', 'error', 'amount-too-long'],
  ])('%s is kept as it is, with a problem', (written, severity, code) => {
    const text = withAmount(written);
    const file = readFile(text);
    expect(linesOf(file)).toMatchObject([{ amount: written }]);
    const column = text.indexOf('<TRNAMT>') - HEADER.length + 1;
    expect(file.problems).toMatchObject([{ severity, code, where: `line 7, column ${column}` }]);
  });

  test('against its type, or in another currency, is kept with a problem', () => {
    expect(codesOf(readFile(withAmount('12.34')))).toEqual(['direction-differs']);
    const foreign = '<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY></STMTTRN>';
    const file = readFile(inList(LINE.replace('</STMTTRN>', foreign)));
    expect([linesOf(file), codesOf(file)]).toEqual([[shop], ['currency-differs']]);
    const converted = foreign.replaceAll('CURRENCY', 'ORIGCURRENCY');
    expect(readFile(inList(LINE.replace('</STMTTRN>', converted))).problems).toEqual([]);
  });

  test('of the closing balance that cannot be read is null', () => {
    const file = readFile(inStatement(`${ACCOUNT}<LEDGERBAL><BALAMT>n/a</LEDGERBAL>`));
    expect(file.statements).toMatchObject([{ closing: null }]);
    expect(codesOf(file)).toEqual(['balance-unreadable']);
  });
});

describe('a date', () => {
  test.each([
    ['20260402', '2026-04-02'],
    ['20260402\n', '2026-04-02'],
    ['20260402233000.000[-5:EST]', '2026-04-02'],
    ['20260402000000[+13:NZDT]', '2026-04-02'],
    ['20260402120000.000 GMT', '2026-04-02'],
    ['20260402120000.000[-:EST]', '2026-04-02'],
    ['2026-04-02T23:00:00Z', '2026-04-02'],
    ['202604021200', '2026-04-02'],
  ])('%j is the day that is written', (written, day) => {
    const file = readFile(inList(LINE.replace('20260402', written)));
    expect(linesOf(file)).toMatchObject([{ bookedOn: day }]);
    expect(file.problems).toEqual([]);
  });

  test.each(['20260230', '20261301', '00000000', '02/04/2026', '2026042', ''])(
    '%j is none: null, with a warning',
    (written) => {
      const file = readFile(inList(LINE.replace('20260402', written)));
      expect(linesOf(file)).toMatchObject([{ bookedOn: null, amount: '-12.34' }]);
      expect(file.problems).toMatchObject([{ severity: 'warning', code: 'date-unreadable' }]);
    },
  );
});

describe('a text', () => {
  const nameOf = (name: string): string | null | undefined =>
    linesOf(readFile(inList(LINE.replace('Shop', name))))[0]?.counterparty;

  test.each([
    ['A & B', 'A & B'],
    ['A &amp; B &amp;amp; C', 'A & B &amp; C'],
    ['&lt;STMTTRN&gt; &quot;x&quot; &apos;y&apos;', `<STMTTRN> "x" 'y'`],
    ['&#163;5 &#xA3;6 &#0; &#x110000;', '£5 £6 &#0; &#x110000;'],
    ['a < b <- c <3', 'a < b <- c <3'],
    ['first\n   second\u0000', 'first second'],
    ['=1+1', '=1+1'],
    ['&bomb; &nbsp;', '&bomb;'],
  ])('%j is %j', (written, name) => {
    expect(nameOf(written)).toBe(name);
  });

  test('is in the character set that the header names', () => {
    const text = inList(LINE.replace('Shop', 'Zoë £'));
    const windows = readFile(Buffer.from(text, 'latin1'));
    expect(linesOf(windows)).toMatchObject([{ counterparty: 'Zoë £' }]);
    const utf8 = readFile(text.replace('USASCII', 'UTF-8').replace('CHARSET:1252', 'CHARSET:NONE'));
    expect(linesOf(utf8)).toMatchObject([{ counterparty: 'Zoë £' }]);
    expect([...windows.problems, ...utf8.problems]).toEqual([]);
  });

  test('that is the name of the transaction is preferred to the payee with his address', () => {
    const payee = '<PAYEE><NAME>Payee<CITY>X</PAYEE>';
    const file = readFile(inList(LINE.replace('<NAME>', `${payee}<NAME>`)));
    expect(linesOf(file)).toEqual([shop]);
  });

  test('that is the long name of the payee is preferred to the short one', () => {
    expect(nameOf('Sho<EXTDNAME>Shop of the town')).toBe('Shop of the town');
  });

  test('of more than a million characters is cut, and it is said', () => {
    const file = readFile(inList(LINE.replace('Card', 'x'.repeat(1_000_001))));
    expect(linesOf(file)[0]?.text).toHaveLength(1_000_000);
    expect(codesOf(file)).toEqual(['text-too-long']);
  });
});

import { describe, expect, test } from 'vitest';
import { readFile } from '../support/bank-files.ts';
import {
  ACCOUNT,
  HEADER,
  LINE,
  codesOf,
  inFile,
  inList,
  inStatement,
  linesOf,
  shop,
} from '../support/ofx.ts';

describe('a statement', () => {
  test('of OFX 1 without closing tags of values', () => {
    const days = '<DTSTART>20260401<DTEND>20260430235959.000 GMT';
    const balance = '<LEDGERBAL><BALAMT>1,000.50<DTASOF>20260430</LEDGERBAL>';
    const available = '<AVAILBAL><BALAMT>7.00<DTASOF>20260430</AVAILBAL>';
    const file = readFile(
      inStatement(`${ACCOUNT}<BANKTRANLIST>${days}${LINE}</BANKTRANLIST>${balance}${available}`),
    );
    expect(file).toEqual({
      format: 'ofx.1.0.2',
      statements: [
        {
          account: '20201555555555',
          currency: 'GBP',
          from: '2026-04-01',
          to: '2026-04-30',
          opening: null,
          closing: '1000.50',
          balances: null,
          lines: [shop],
        },
      ],
      problems: [],
    });
  });

  test('of OFX 2, with attributes, prefixes, CDATA, a comment and empty values', () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
      <?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE"?>
      <OFX xmlns="urn:x"><o:CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS>
      <CURDEF>EUR</CURDEF><CCACCTFROM><ACCTID>4111</ACCTID></CCACCTFROM><BANKTRANLIST><!-- <STMTTRN> -->
      <STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20260402</DTPOSTED><DTAVAIL>20260403</DTAVAIL>
      <TRNAMT>5</TRNAMT><FITID/><REFNUM>R</REFNUM><MEMO><![CDATA[a < b & c &amp; <STMTTRN>]]></MEMO>
      <PAYEE><NAME>Payee &#38; Co</NAME><CITY>X</CITY></PAYEE></STMTTRN>
      </BANKTRANLIST></CCSTMTRS></CCSTMTTRNRS></o:CREDITCARDMSGSRSV1></OFX>`;
    const file = readFile(text);
    expect(file).toMatchObject({
      format: 'ofx.2.1.1',
      statements: [{ account: '4111', currency: 'EUR', closing: null }],
      problems: [],
    });
    expect(linesOf(file)).toMatchObject([
      {
        bookedOn: '2026-04-02',
        valueOn: '2026-04-03',
        amount: '5',
        reference: 'R',
        counterparty: 'Payee & Co',
        text: 'a < b & c &amp; <STMTTRN>',
      },
    ]);
  });

  test('with its period and its head after its lines', () => {
    const file = readFile(
      inStatement(`<BANKTRANLIST>${LINE}<DTSTART>20260401<DTEND>20260430</BANKTRANLIST>${ACCOUNT}`),
    );
    expect(file.statements).toMatchObject([{ account: null, from: '2026-04-01', lines: [shop] }]);
    expect(codesOf(file)).toEqual(['account-missing']);
  });

  test('without lines, and a second account in the same file', () => {
    const second = ACCOUNT.replace('55555555', '66666666');
    const file = readFile(
      inFile(
        `<BANKMSGSRSV1><STMTTRNRS><STMTRS>${ACCOUNT}</STMTRS></STMTTRNRS>` +
          `<STMTTRNRS><STMTRS>${second}<BANKTRANLIST>${LINE}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1>`,
      ),
    );
    expect(file.statements).toMatchObject([
      { account: '20201555555555', lines: [] },
      { account: '20201566666666', lines: [shop] },
    ]);
    expect(file.problems).toEqual([]);
  });

  test('of a broker: its cash is read, its securities are counted', () => {
    const trade =
      '<BUYSTOCK><INVBUY><INVTRAN><FITID>9<MEMO>no</INVTRAN><TOTAL>-5</INVBUY></BUYSTOCK>';
    const cash = `<INVBANKTRAN>${LINE}<SUBACCTFUND>CASH</INVBANKTRAN>`;
    const file = readFile(
      inFile(
        '<INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><CURDEF>GBP<INVACCTFROM><BROKERID>b<ACCTID>7' +
          `</INVACCTFROM><INVTRANLIST>${trade}${cash}${trade}</INVTRANLIST>` +
          '</INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1>',
      ),
    );
    expect(file.statements).toMatchObject([{ account: '7', lines: [shop] }]);
    expect(codesOf(file)).toEqual(['securities-left-out']);
    expect(file.problems[0]?.message).toContain('found also 2 transactions');
  });

  test('with lines that are pending', () => {
    const pending = '<STMTTRNP><TRNTYPE>POS<DTTRAN>20260409<TRNAMT>-3.00<NAME>Later</STMTTRNP>';
    const file = readFile(
      inStatement(
        `${ACCOUNT}<BANKTRANLIST>${LINE}</BANKTRANLIST><BANKTRANLISTP>${pending}</BANKTRANLISTP>` +
          `<BANKTRANP>${LINE}</BANKTRANP>`,
      ),
    );
    expect(linesOf(file)).toMatchObject([
      shop,
      { status: 'pending', bookedOn: null, valueOn: '2026-04-09', amount: '-3.00' },
      { ...shop, status: 'pending' },
    ]);
    expect(file.problems).toEqual([]);
  });

  test('with the same FITID twice keeps both lines', () => {
    expect(linesOf(readFile(inList(LINE + LINE)))).toEqual([shop, shop]);
  });
});

describe('tags that are left out or wrong', () => {
  test.each([
    ['transactions', inList((LINE + LINE).replaceAll('</STMTTRN>', ''))],
    ['the list', inList(LINE + LINE).replace('</BANKTRANLIST>', '')],
    ['the statement', inList(LINE + LINE).replace('</STMTRS></STMTTRNRS>', '')],
    ['the account', inList(LINE + LINE).replace('</BANKACCTFROM>', '')],
  ])('that close %s lose no line', (_, text) => {
    const file = readFile(text);
    expect(linesOf(file)).toEqual([shop, shop]);
    expect(file.statements).toMatchObject([{ account: '20201555555555' }]);
    expect(codesOf(file)).toEqual(['tag-unclosed']);
  });

  test('in small letters are tags all the same', () => {
    const text = inList(LINE).replaceAll(/<\/?[A-Z0-9]+>/g, (tag) => tag.toLowerCase());
    expect(linesOf(readFile(text))).toEqual([shop]);
  });

  test('around a statement: its transactions are read, of no known account', () => {
    const file = readFile(inFile(`<BANKMSGSRSV1>${LINE}</BANKMSGSRSV1>`));
    expect(file.statements).toMatchObject([{ account: null, currency: null, lines: [shop] }]);
    expect(codesOf(file)).toEqual(['tag-unclosed', 'account-missing']);
  });

  test('that open statements: each ends at its closing tag', () => {
    const file = readFile(inFile(`${LINE}</STMTRS>${LINE}${LINE}</STMTRS>`));
    expect(file.statements.map((one) => one.lines.length)).toEqual([1, 2]);
  });

  test('around an amount: two in one transaction, or one in none, are no lines', () => {
    const twice = readFile(inList(LINE.replace('<FITID>', '<TRNAMT>-1.00<FITID>')));
    expect([linesOf(twice), codesOf(twice)]).toEqual([[], ['line-unreadable']]);
    const stray = readFile(inList(`${LINE}<TRNAMT>-1.00`));
    expect([linesOf(stray), codesOf(stray)]).toEqual([[shop], ['line-unreadable']]);
  });

  test('at the end: a file that breaks off says so', () => {
    const file = readFile(inList(LINE + LINE).slice(0, -50));
    expect(linesOf(file)).toEqual([shop, shop]);
    expect(file.problems).toMatchObject([{ severity: 'error', code: 'file-truncated' }]);
  });
});

describe('nothing to read', () => {
  const status = (code: string, severity: string): string =>
    `<STATUS><CODE>${code}<SEVERITY>${severity}<MESSAGE>words</STATUS>`;

  test.each([
    ['only the sign-on', `<SIGNONMSGSRSV1><SONRS>${status('0', 'INFO')}</SONRS></SIGNONMSGSRSV1>`],
    [
      'a list of accounts',
      `<SIGNUPMSGSRSV1><ACCTINFOTRNRS><ACCTINFORS>${ACCOUNT}</ACCTINFORS></ACCTINFOTRNRS></SIGNUPMSGSRSV1>`,
    ],
  ])('is said of %s', (_, content) => {
    const file = readFile(inFile(content));
    expect(file).toMatchObject({ format: 'ofx.1.0.2', statements: [] });
    expect(file.problems).toMatchObject([{ severity: 'error', code: 'nothing-to-read' }]);
  });

  test('when the bank refused, with its code', () => {
    const file = readFile(
      inFile(`<BANKMSGSRSV1><STMTTRNRS>${status('2000', 'ERROR')}</STMTTRNRS></BANKMSGSRSV1>`),
    );
    expect(codesOf(file)).toEqual(['bank-refused', 'nothing-to-read']);
    expect(file.problems[0]?.message).toContain('code 2000');
  });
});

describe('the format', () => {
  test.each([
    [inList(LINE).replaceAll('\n', ' '), 'ofx.1.0.2'],
    [inList(LINE).replace('VERSION:102', 'VERSION:160'), 'ofx.1.6.0'],
    [inList(LINE).slice(HEADER.length), 'ofx'],
    [`<?xml version="1.0"?>${inList(LINE).slice(HEADER.length)}`, 'ofx'],
  ])('is told by the header', (text, format) => {
    const file = readFile(text);
    expect(file.format).toBe(format);
    expect(linesOf(file)).toEqual([shop]);
  });
});

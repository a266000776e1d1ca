import { describe, expect, test } from 'vitest';
import type { BankFileLine } from '../../src/bank-files/events.ts';
import { readFile, type ReadFile } from '../support/bank-files.ts';

const line = (one: Partial<BankFileLine>): BankFileLine => ({
  bookedOn: null,
  valueOn: null,
  amount: '0.00',
  status: 'booked',
  reference: null,
  counterparty: null,
  text: null,
  details: [],
  ...one,
});
const codesOf = (file: ReadFile): string[] =>
  file.problems.map((one) => `${one.severity} ${one.code} ${one.where}`);

const LLOYDS =
  'Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,Balance';
const MONZO =
  'Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,Local currency,Notes and #tags,Address,Receipt,Description,Category split,Money Out,Money In';

describe("a bank's CSV is known by its headings", () => {
  test('Lloyds, Halifax and Bank of Scotland: newest first, with a comma at the end of rows', () => {
    const file = readFile(
      `${LLOYDS},\r\n02/04/2026,FPI,'30-12-34,12345678,SMITH REF 1,,50.00,100.00,\r\n01/04/2026,DD,'30-12-34,12345678,WATER,10.00,,50.00,\r\n`,
    );
    expect(file).toEqual({
      format: 'csv.lloyds',
      statements: [
        {
          account: '30-12-34 12345678',
          currency: 'GBP',
          from: '2026-04-01',
          to: '2026-04-02',
          opening: '60.00',
          closing: '100.00',
          balances: true,
          lines: [
            line({ bookedOn: '2026-04-02', amount: '50.00', text: 'SMITH REF 1' }),
            line({ bookedOn: '2026-04-01', amount: '-10.00', text: 'WATER' }),
          ],
        },
      ],
      problems: [],
    });
  });

  test.each<[string, string, string | null, (string | null)[], (string | null)[]]>([
    [
      'csv.barclays',
      'Number,Date,Account,Amount,Subcategory,Memo\n ,01/04/2026,20-00-00 12345678,-1234.50,PAYMENT,SHOP      LONDON\t\n',
      '20-00-00 12345678',
      ['2026-04-01', '-1234.50', null, null, 'SHOP LONDON'],
      [null, null],
    ],
    [
      'csv.natwest',
      'Date, Type, Description, Value, Balance, Account Name, Account Number\n\n15 Apr 2026,POS,"SHOP, HULL",-5.00,95.00,"\'J","\'601111-12345678",\n',
      '601111-12345678',
      ['2026-04-15', '-5.00', null, null, 'SHOP, HULL'],
      ['100.00', '95.00'],
    ],
    [
      'csv.nationwide',
      '"Account Name:","FlexAccount ****12345"\r\n"Account Balance:","£995.00"\r\n"Available Balance: ","£995.00"\r\n\r\n"Date","Transaction type","Description","Paid out","Paid in","Balance"\r\n"01 Apr 2026","Visa","SHOP","£5.00","","£995.00"\r\n',
      'FlexAccount ****12345',
      ['2026-04-01', '-5.00', null, null, 'SHOP'],
      ['1000.00', '995.00'],
    ],
    [
      'csv.starling',
      'Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category,Notes\n01/04/2026,Shop,INV 1,FASTER PAYMENT,-5.00,10.00,GENERAL,lunch\n',
      null,
      ['2026-04-01', '-5.00', 'INV 1', 'Shop', 'lunch'],
      ['15.00', '10.00'],
    ],
    [
      'csv.monzo',
      `${MONZO}\ntx_1,01/04/2026,10:00:00,Card payment,Café,🍞,Eating,-5.00,GBP,-6.10,EUR,note,,,CAFE PARIS,,-5.00,\n`,
      null,
      ['2026-04-01', '-5.00', 'tx_1', 'Café', 'CAFE PARIS note'],
      [null, null],
    ],
    [
      'csv.first-direct',
      'Date,Description,Amount,Balance\n13/04/2026,SHOP,-5.00,10.00\n',
      null,
      ['2026-04-13', '-5.00', null, null, 'SHOP'],
      ['15.00', '10.00'],
    ],
    [
      'csv.prepaid',
      'Card ID;Date;Details;Load;Spend;Balance\n77;13/04/2026;Shop;;£1,234.50;£5.00\n',
      '77',
      ['2026-04-13', '-1234.50', null, null, 'Shop'],
      ['1239.50', '5.00'],
    ],
  ])('%s', (format, text, account, fields, balances) => {
    const file = readFile(text);
    expect(file.format).toBe(format);
    expect(file.statements).toMatchObject([{ account, currency: 'GBP' }]);
    const found = file.statements[0]!;
    expect(
      found.lines.map((one) => [
        one.bookedOn,
        one.amount,
        one.reference,
        one.counterparty,
        one.text,
      ]),
    ).toEqual([fields]);
    expect([found.opening, found.closing]).toEqual(balances);
    expect(file.problems).toEqual([]);
  });

  test('HSBC, which has no headings, by the form of its rows, and says so', () => {
    const file = readFile('13/04/2026,SHOP,"-2,850.00"\n01/04/2026,FEE,-£10.99\n');
    expect(file.format).toBe('csv.hsbc');
    expect(file.statements[0]?.lines.map((one) => [one.bookedOn, one.amount])).toEqual([
      ['2026-04-13', '-2850.00'],
      ['2026-04-01', '-10.99'],
    ]);
    expect(codesOf(file)).toEqual(['warning profile-guessed row 1']);
  });

  test('another bank by the names of its columns, and says so', () => {
    const file = readFile(
      'Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n' +
        'CARD,Current,2026-04-01 10:00:00,2026-04-02 11:00:00,Shop,-5.00,0.50,EUR,COMPLETED,94.50\n' +
        'CARD,Current,2026-04-03 10:00:00,,Shop,-5.00,0.00,EUR,PENDING,\n' +
        'CARD,Current,2026-04-03 10:00:00,2026-04-03 10:00:00,Shop,-9.00,0.00,EUR,REVERTED,\n',
    );
    expect(file).toMatchObject({
      format: 'csv',
      statements: [{ currency: 'EUR', opening: '100.00', closing: '94.50', balances: true }],
    });
    expect(file.statements[0]?.lines).toEqual([
      line({ bookedOn: '2026-04-02', amount: '-5.00', text: 'Shop' }),
      line({ bookedOn: '2026-04-02', amount: '-0.50', text: 'Shop' }),
      line({ amount: '-5.00', status: 'pending', text: 'Shop' }),
    ]);
    expect(codesOf(file)).toEqual(['warning profile-guessed row 1', 'warning row-left-out row 4']);
  });

  test.each(['utf16le', 'utf8', 'latin1'] as const)('in %s', (encoding) => {
    const mark = encoding === 'latin1' ? '' : '\uFEFF';
    const text = `${mark}\r\n${LLOYDS}\r\n01/04/2026,DD,'30-12-34,12345678,CAFÉ,£10.00,,50.00\r\n`;
    const file = readFile(Buffer.from(text, encoding));
    expect(file.format).toBe('csv.lloyds');
    expect(file.statements[0]?.lines).toMatchObject([{ text: 'CAFÉ', amount: '-10.00' }]);
    const guessed = ['warning encoding-guessed row 1'];
    expect(codesOf(file)).toEqual(encoding === 'latin1' ? guessed : []);
  });
});

describe('day and month', () => {
  const rows =
    'Date,Description,Amount,Balance\n01/02/2026,A,-1.00,9.00\n05/05/2026,B,-1.00,8.00\n';
  const daysOf = (file: ReadFile): (string | null)[] =>
    file.statements.flatMap((one) => one.lines.map((line) => line.bookedOn));

  test('are not guessed where headings are no bank’s own and no date shows the order', () => {
    const file = readFile(rows);
    expect(daysOf(file)).toEqual([null, '2026-05-05']);
    expect(codesOf(file)).toEqual(['error date-ambiguous row 2']);
  });

  test.each([
    ['13/03/2026,C,-1.00,7.00\n', ['2026-02-01', '2026-05-05', '2026-03-13']],
    ['03/13/2026,C,-1.00,7.00\n', ['2026-01-02', '2026-05-05', '2026-03-13']],
  ])('are known by one date that shows it: %s', (row, days) => {
    expect(daysOf(readFile(rows + row))).toEqual(days);
  });

  test.each([
    ['first-direct', '2026-02-01'],
    ['day-first', '2026-02-01'],
    ['month-first', '2026-01-02'],
  ])('are as the profile says: %s', (profile, day) => {
    expect(daysOf(readFile(rows, { profile }))[0]).toBe(day);
  });

  test('a date in the other order than the bank’s makes all of them doubtful', () => {
    const file = readFile(
      `${LLOYDS}\n04/13/2026,DD,'30-12-34,12345678,A,1.00,,9.00\n01/02/2026,DD,'30-12-34,12345678,A,1.00,,8.00\n`,
    );
    expect(daysOf(file)).toEqual([null, '2026-02-01']);
    expect(codesOf(file)).toContain('error date-order-mixed row 2');
  });

  test('with two figures for the year are not guessed either', () => {
    const file = readFile('Date,Description,Amount\n13/04/26,A,-1.00\n');
    expect(daysOf(file)).toEqual([null]);
    expect(codesOf(file)).toContain('error date-ambiguous row 2');
  });
});

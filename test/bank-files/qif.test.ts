import { describe, expect, test } from 'vitest';
import type { BankFileLine } from '../../src/bank-files/events.ts';
import { orderProvedBy, readingsOf } from '../../src/bank-files/qif-dates.ts';
import { eventsOf, readFile, type ReadFile } from '../support/bank-files.ts';

const linesOf = (file: ReadFile): BankFileLine[] => file.statements.flatMap((one) => one.lines);
/** The codes of the problems but the one that every QIF has. */
const codesOf = (file: ReadFile): string[] =>
  file.problems.map((one) => one.code).filter((code) => code !== 'low-trust');

const record = (date: string, amount = '-1.00'): string => `D${date}\nT${amount}\nPShop\n^\n`;
const inBank = (records: string): string => `!Type:Bank\n${records}`;
const daysOf = (file: ReadFile): (string | null)[] => linesOf(file).map((line) => line.bookedOn);

describe('a QIF file', () => {
  test('has lines, and the warning that nothing in it says which account it is', () => {
    const file = readFile(
      '!Type:Bank\r\nD13/04/2026\r\nU-1,234.50\r\nT-1,234.50\r\nCX\r\nN000123\r\nPShop & Co\r\nMCard\r\nM7\r\nLFood\r\nAStreet\r\n^\r\n',
    );
    expect(file).toEqual({
      format: 'qif',
      statements: [
        {
          account: null,
          currency: null,
          from: null,
          to: null,
          opening: null,
          closing: null,
          balances: null,
          lines: [
            {
              bookedOn: '2026-04-13',
              valueOn: null,
              amount: '-1234.50',
              status: 'booked',
              reference: '000123',
              counterparty: 'Shop & Co',
              text: 'Card 7',
              details: [],
            },
          ],
        },
      ],
      problems: [expect.objectContaining({ severity: 'warning', code: 'low-trust' })],
    });
  });

  test('with several accounts has a statement of each, and lists have none', () => {
    const file = readFile(
      '!Option:AutoSwitch\n!Account\nNCurrent\nTBank\n^\nNCard\nTCCard\n^\n!Clear:AutoSwitch\n' +
        '!Type:Cat\nNFood\nDGroceries\n^\n' +
        `!Account\nNCurrent\nD13/04/2026\n^\n!Type:Bank\n${record('13/04/2026')}` +
        `!Account\nNCard\n^\n!Type:CCard\n${record('14/04/2026', '5')}${record('14/04/2026', '5')}`,
    );
    expect(file.statements.map((one) => [one.account, one.lines.length])).toEqual([
      ['Current', 1],
      ['Card', 2],
    ]);
    expect(codesOf(file)).toEqual([]);
  });

  test('without lines is a statement all the same; without sections it is nothing to read', () => {
    expect(readFile('!Type:Cash\n').statements).toMatchObject([{ lines: [] }]);
    expect(codesOf(readFile('!Type:Cat\nNFood\n^\n'))).toEqual(['nothing-to-read']);
    expect(codesOf(readFile('!Type:Invst\nD13/04/2026\nNBuy\n^\n'))).toEqual([
      'section-left-out',
      'nothing-to-read',
    ]);
  });

  test('without its first line is read as a bank account, and says so', () => {
    const file = readFile(record('13/04/2026'));
    expect([daysOf(file), codesOf(file)]).toEqual([['2026-04-13'], ['header-missing']]);
  });

  test('begins with the opening balance where Quicken wrote it', () => {
    const opening = 'D13/04/2026\nT100.00\nPOpening Balance\nL[Current]\n^\n';
    const file = readFile(inBank(opening + record('05/04/2026') + opening.replace('13/', '04/')));
    expect(file.statements).toMatchObject([
      { account: 'Current', opening: '100.00', closing: null },
    ]);
    // The date of the balance proves the order; a second one is a line.
    expect(daysOf(file)).toEqual(['2026-04-05', '2026-04-04']);
    expect(codesOf(file)).toEqual(['opening-balance']);
  });

  test('has its splits as details', () => {
    const splits = 'SFood\nEBread\n$-7.00\nSHome\n$-3.00\n';
    const file = readFile(inBank(`D13/04/2026\nT-10.00\n${splits}^\n`));
    const detail = { reference: null, counterparty: null };
    expect(linesOf(file)[0]?.details).toEqual([
      { ...detail, amount: '-7.00', text: 'Bread' },
      { ...detail, amount: '-3.00', text: 'Home' },
    ]);
    expect(codesOf(file)).toEqual([]);
    const other = readFile(inBank(`D13/04/2026\nT-11.00\n${splits}^\n`));
    expect([linesOf(other)[0]?.amount, codesOf(other)]).toEqual(['-11.00', ['details-differ']]);
    const bad = readFile(inBank(`D13/04/2026\nT-10.00\nSFood\n$x\n^\n`));
    expect(bad.problems).toMatchObject([{}, { code: 'amount-unreadable', where: 'line 5' }]);
  });

  test('in Windows-1252 is read, with a warning', () => {
    const file = readFile(Buffer.from(inBank(`D13/04/2026\nT5\nPZoë £\n^\n`), 'latin1'));
    expect(linesOf(file)).toMatchObject([{ counterparty: 'Zoë £' }]);
    expect(codesOf(file)).toEqual(['encoding-guessed']);
  });
});

describe('a record', () => {
  test.each([
    ['without amount', 'D13/04/2026\nPShop\n^\n', ['amount-unreadable']],
    ['with an amount that is none', 'D13/04/2026\nT£5\n^\n', ['amount-unreadable']],
    ['with thousands or decimals, who knows', 'D13/04/2026\nT1,234\n^\n', ['amount-unreadable']],
    [
      'that is two, without "^" between',
      'D13/04/2026\nT5\nD14/04/2026\nT6\n^\n',
      ['line-unreadable'],
    ],
    ['without "^" at the end of the file', 'D13/04/2026\nT5', ['file-truncated']],
    ['without "^" before another part', 'D13/04/2026\nT5\n!Type:Cat\n', ['file-truncated']],
  ])('%s is no line', (_, text, codes) => {
    const file = readFile(inBank(text));
    expect([linesOf(file), codesOf(file)]).toEqual([[], codes]);
    expect(file.problems.at(-1)?.severity).toBe('error');
  });

  test.each([
    ['T5.005', '5.005', 'amount-decimals'],
    ['T12345678901234567890', '12345678901234567890', 'amount-too-long'],
    ['T5.00\nU6.00', '5.00', 'amount-differs'],
    ['T5.00\nZ?', '5.00', 'field-unknown'],
  ])('with %j is a line with a problem', (field, amount, code) => {
    const file = readFile(inBank(`D13/04/2026\n${field}\n^\n`));
    expect([linesOf(file).map((line) => line.amount), codesOf(file)]).toEqual([[amount], [code]]);
  });

  test.each([
    ['T-12,50', '-12.50'],
    ['T+3', '3'],
    ['U7.10', '7.10'],
    ['T1,234,567.00', '1234567.00'],
  ])('with %s is a line of %s', (field, amount) => {
    const file = readFile(inBank(`D13/04/2026\n${field}\n^\n`));
    expect([linesOf(file).map((line) => line.amount), codesOf(file)]).toEqual([[amount], []]);
  });
});

describe('a date', () => {
  test.each([
    ['13/04/2026', '2026-04-13', 'day-first'],
    ['4/13/26', '2026-04-13', 'month-first'],
    ["12/31' 5", '2005-12-31', 'month-first'],
    ["1/31'75", '2075-01-31', 'month-first'],
    ["31. 1'2006", '2006-01-31', 'day-first'],
    ['13-04-98', '1998-04-13', 'day-first'],
    ['2026-04-05', '2026-04-05', null],
    ['5 April 2026', '2026-04-05', null],
    ['05-APR-26', '2026-04-05', null],
    ['4/4/26', '2026-04-04', null],
  ])('%s is %s without doubt', (text, day, order) => {
    const readings = readingsOf(text);
    expect([readings?.['day-first'], readings?.['month-first']]).toContain(day);
    expect(readings && orderProvedBy(readings)).toBe(order);
    expect(daysOf(readFile(inBank(record(text))))).toEqual([day]);
  });

  test.each([
    '31/02/2026',
    '29/02/2025',
    '00/04/2026',
    '1/2/123',
    '13.04',
    'yesterday',
    '13 Apx 2026',
    '',
  ])('%j is none: null, with a warning', (text) => {
    const file = readFile(inBank(record(text)));
    expect([daysOf(file), codesOf(file)]).toEqual([[null], ['date-unreadable']]);
  });

  test('that proves the order settles all of the file, those before it too', () => {
    const before = record('01/02/2026') + record('03/03/2026') + record('04/05/2026');
    expect(daysOf(readFile(inBank(before + record('13/06/2026') + record('07/08/2026'))))).toEqual([
      '2026-02-01',
      '2026-03-03',
      '2026-05-04',
      '2026-06-13',
      '2026-08-07',
    ]);
    expect(daysOf(readFile(inBank(before + record('06/13/2026'))))).toEqual([
      '2026-01-02',
      '2026-03-03',
      '2026-04-05',
      '2026-06-13',
    ]);
  });

  test('settles the other accounts of the file as well', () => {
    const file = readFile(inBank(record('01/02/2026')) + inBank(record('13/02/2026')));
    expect(file.statements.map((one) => one.lines.map((line) => line.bookedOn))).toEqual([
      ['2026-02-01'],
      ['2026-02-13'],
    ]);
  });

  test('is never guessed: where none proves the order the ambiguous ones are null', () => {
    const file = readFile(
      inBank(record('01/02/2026') + record('03/03/2026') + record('04/05/2026')),
    );
    expect(linesOf(file)).toMatchObject([
      { bookedOn: null, amount: '-1.00', counterparty: 'Shop' },
      { bookedOn: '2026-03-03' },
      { bookedOn: null },
    ]);
    expect(codesOf(file)).toEqual(['date-ambiguous']);
    expect(file.problems.at(-1)).toMatchObject({ severity: 'error', where: 'line 2' });
    expect(file.problems.at(-1)?.message).toContain('"01/02/2026"');
  });

  test.each([
    ['day-first', '2026-02-01'],
    ['month-first', '2026-01-02'],
  ])('is read as a person says it is: %s', (profile, day) => {
    const file = readFile(inBank(record('01/02/2026')), { profile });
    expect([daysOf(file), codesOf(file)]).toEqual([[day], []]);
  });

  test('against the order that another proved is null, and none of them is sure', () => {
    const file = readFile(inBank(record('13/02/2026') + record('02/13/2026')));
    expect(daysOf(file)).toEqual(['2026-02-13', null]);
    expect(codesOf(file)).toEqual(['date-order-mixed', 'date-unreadable']);
    expect(file.problems[1]?.severity).toBe('error');
  });

  test('is not waited for without end: after 10,000 lines the dates stay null', () => {
    const records = record('01/02/2026').repeat(10_000);
    const events = eventsOf(inBank(records + record('13/02/2026')));
    const lines = events.flatMap((event) => (event.type === 'line' ? event.line : []));
    expect(lines).toHaveLength(10_001);
    expect(lines.filter((line) => line.bookedOn !== null)).toEqual([lines.at(-1)]);
    expect(events.at(-1)).toMatchObject({ problem: { code: 'date-ambiguous' } });
    const fewer = record('01/02/2026').repeat(9_990) + record('13/02/2026');
    expect(daysOf(readFile(inBank(fewer)))).not.toContain(null);
  });
});

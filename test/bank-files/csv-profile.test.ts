import { describe, expect, test } from 'vitest';
import { readProfile } from '../../src/bank-files/csv-profile.ts';
import { readFile } from '../support/bank-files.ts';

const GOOD = {
  name: 'my-bank',
  delimiter: ';',
  headings: true,
  columns: {
    date: 'Buchungstag',
    valueDate: 'Wert',
    amount: 'Betrag',
    description: ['Zweck', 'Text'],
    counterparty: 'Name',
    reference: 'Nr',
    status: 'Stand',
  },
  dates: 'day-first',
  decimalMark: ',',
  moneyOut: 'negative',
  account: 'DE02 1203',
  currency: 'EUR',
};
const read = (profile: unknown, text: string) =>
  readFile(text, { format: 'csv', profile: JSON.stringify(profile) });

describe('a profile that an officer has written', () => {
  test('says what each column is', () => {
    const file = read(
      GOOD,
      'Export of today\n\nNr;Buchungstag;Wert;Name;Zweck;Text;Stand;Betrag\n7;01.02.26;02.02.2026;A;x;y;;-1.234,50\n8;02.02.2026;;A;z;;pending;5\n',
    );
    expect(file.problems).toEqual([]);
    expect(file).toMatchObject({
      format: 'csv.my-bank',
      statements: [{ account: 'DE02 1203', currency: 'EUR' }],
    });
    const { lines } = file.statements[0]!;
    expect(lines).toMatchObject([
      { bookedOn: '2026-02-01', valueOn: '2026-02-02', amount: '-1234.50', text: 'x y' },
      { bookedOn: '2026-02-02', valueOn: null, amount: '5', text: 'z', status: 'pending' },
    ]);
    expect(lines[0]).toMatchObject({ reference: '7', counterparty: 'A', status: 'booked' });
  });

  test('can number columns where there are no headings, and have money out without a sign', () => {
    const profile = {
      name: 'card',
      headings: false,
      columns: { date: 3, amount: 1, description: 4 },
      dates: 'year-first',
      moneyOut: 'positive',
    };
    const file = read(profile, '5.00|x|26-02-03|Shop\n-7.00|x|2026/02/04|Refund\n');
    expect(file.statements[0]?.lines).toMatchObject([
      { bookedOn: '2026-02-03', amount: '-5.00', text: 'Shop' },
      { bookedOn: '2026-02-04', amount: '7.00', text: 'Refund' },
    ]);
  });

  test.each([
    ['day-first', '03/04/2026', '2026-04-03'],
    ['month-first', '03/04/2026', '2026-03-04'],
    ['month-first', '3/4/26', '2026-03-04'],
    ['year-first', '03/04/2026', null],
    ['year-first', '20260304', '2026-03-04'],
    ['day-first', '03-Apr-26', '2026-04-03'],
    ['day-first', '3APR2026', '2026-04-03'],
    ['day-first', 'Apr 3, 2026', '2026-04-03'],
    ['day-first', 'Fri 3 April 2026', '2026-04-03'],
    ['day-first', '03/04/2026 23:59:59', '2026-04-03'],
    ['day-first', '2026-04-03T10:00:00Z', '2026-04-03'],
    ['day-first', '30/02/2026', null],
    ['day-first', '45000', null],
    ['day-first', '13/06/2012700', null],
  ])('reads dates %s: %s is %s', (dates, written, day) => {
    const columns = { date: 'D', amount: 'A' };
    const profile = { name: 'x', headings: true, columns, dates, moneyOut: 'negative' };
    const file = read(profile, `D,A\n"${written}",1.00\n`);
    expect(file.statements[0]?.lines.map((line) => line.bookedOn)).toEqual([day]);
    const codes = file.problems.map((one) => one.code);
    expect(codes).toEqual(day === null ? ['date-unreadable'] : []);
  });

  test('of which the file has not all headings is refused', () => {
    const file = read(GOOD, 'Date,Description,Amount\n13/04/2026,A,1.00\n');
    expect(file.statements).toEqual([]);
    expect(file.problems).toMatchObject([{ severity: 'error', code: 'headings-missing' }]);
  });

  test('with faults is refused with all of them', () => {
    const columns = { date: 2, amount: 'A', in: 'a', colour: 'x' };
    const bad = { ...GOOD, name: 'My bank', columns, dates: 'european', currency: 'gbp' };
    const told = (): unknown => readProfile(JSON.stringify(bad));
    for (const fault of [
      '- name: Expected',
      '- columns: Unrecognized key: "colour"',
      '- dates: Expected "day-first", "month-first" or "year-first"',
      '- currency: Expected',
      '- columns: Expected either amount, or in and out; found both',
      '- columns.date: Expected a heading',
      '- columns.in: Expected a column that no other one uses',
    ]) {
      expect(told).toThrow(fault);
    }
  });

  test.each([
    [{ ...GOOD, columns: { date: 'D' } }, 'found none of them'],
    [{ ...GOOD, moneyOut: undefined }, '- moneyOut: Expected'],
    [{ ...GOOD, columns: { date: 'D', out: 'O' } }, '- moneyOut: Expected none'],
    [{ ...GOOD, dates: undefined }, '- dates: Expected'],
    [{ ...GOOD, columns: { ...GOOD.columns, account: 'K' } }, '- account: Expected one'],
    [{ ...GOOD, headings: false }, '- columns.date: Expected the number'],
    [[], '- profile: '],
  ])('is not complete: %#', (profile, fault) => {
    expect(() => readProfile(JSON.stringify(profile))).toThrow(fault);
  });

  test('is JSON, or the name of a bank', () => {
    expect(() => readProfile('{')).toThrow('Expected a profile as JSON');
    expect(() => readFile('a,b\n1,2\n', { format: 'csv', profile: 'barclay' })).toThrow(
      /one of: lloyds, barclays, .*month-first/,
    );
  });
});

import { describe, expect, it } from 'vitest';
import { readBacs } from '../../src/payments/bacs-reader.ts';
import { MULTI, MULTI_LINES, asText, over } from '../support/bacs-golden.ts';

const faultsOf = (text: string) =>
  (readBacs(text).faults ?? []).map(({ line, message }) => `${line}: ${message}`);
const put = (line: number, position: number, text: string) =>
  over(line, position, text, MULTI_LINES);

describe('a Bacs file of several days', () => {
  it.each<[string, string, string[]]>([
    [
      'the record length of HDR2',
      put(3, 11, '00100').replaceAll('00106', '00100'),
      ['3: Positions 5-15 must be "F0200000106"; found "F0200000100".'],
    ],
    [
      'the work code of one day',
      put(4, 29, '1 DAILY  '),
      [
        '5: The record must be 100 characters; found 106.',
        '6: The record must be 100 characters; found 106.',
        '7: The record must be 100 characters; found 106.',
        '7: Expected a payment; found the contra.',
        '8: The record must be 100 characters; found 106.',
        '9: The record must be 100 characters; found 106.',
      ],
    ],
    [
      'a payment without its day',
      asText(MULTI_LINES.with(4, MULTI_LINES[4]!.slice(0, 100))),
      ['5: The record must be 106 characters; found 100.'],
    ],
    [
      'a day that there is not',
      put(5, 101, ' 26366'),
      ['5: Positions 101-106 must be a blank and a day as YYDDD; found the form " 99999".'],
    ],
    [
      'a contra after no payment',
      asText(MULTI_LINES.toSpliced(6, 0, MULTI_LINES[6]!)),
      ['8: Expected a payment; found the contra.'],
    ],
    [
      'payments of two days under one contra',
      asText(MULTI_LINES.toSpliced(6, 1)),
      [
        '5: The day must be that of the contra, 26097; found 26091.',
        '6: The day must be that of the contra, 26097; found 26091.',
        '8: The contra must be the sum of the payments, 20000769.24; found 20000000.00.',
        '11: UTL1 must count 1 debit; found 2.',
      ],
    ],
    [
      'the days out of order',
      asText([
        ...MULTI_LINES.slice(0, 4),
        ...MULTI_LINES.slice(7, 9),
        ...MULTI_LINES.slice(4, 7),
        ...MULTI_LINES.slice(9),
      ]),
      ['9: The days must come in order, once each; found 26091 after 26097.'],
    ],
    [
      'a payment on the day of others',
      put(6, 101, ' 26097'),
      ['6: The day must be that of the contra, 26091; found 26097.'],
    ],
    [
      'a day before that of the label',
      put(4, 5, ' 26092'),
      ['7: No day may be before that of UHL1, 26092; found 26091.'],
    ],
    [
      'a day 40 days after that of the label',
      put(8, 101, ' 26131')
        .replace(' 26097\r\nEOF1', ' 26131\r\nEOF1')
        .replaceAll(' 26098 000000', ' 26132 000000'),
      ['9: No day may be after 2026-05-10; found 26131.'],
    ],
    [
      'a label that ends before the last day',
      MULTI.replaceAll(' 26098 000000', ' 26097 000000'),
      ['4: The processing day 26097 must be before 26097.'],
    ],
    [
      'one digit of an amount flipped',
      put(5, 46, '4'),
      [
        '7: The contra must be the sum of the payments, 769.25; found 769.24.',
        '12: The debits of UTL1 must be the sum of the payments, 20000769.25; found 20000769.24.',
        '12: The credits of UTL1 must be the sum of the payments, 20000769.25; found 20000769.24.',
      ],
    ],
    ['the debits that UTL1 counts', put(12, 37, '1'), ['12: UTL1 must count 2 debits; found 1.']],
    [
      'a payment from another account',
      put(8, 31, '3'),
      ['8: The payment must come from the account of the contra; it names another.'],
    ],
  ])('has faults by line: %s', (_, text, expected) => {
    expect(text).not.toBe(MULTI);
    expect(faultsOf(text)).toEqual(expected);
  });

  it('has a control for every digit of a day, an amount, a count or a sum', () => {
    const free = (line: number, position: number): boolean =>
      (line === 4 && ((position > 4 && position <= 10) || (position >= 38 && position <= 40))) ||
      (line >= 5 && line <= 9 && (position <= 14 || (position >= 47 && position <= 100)));
    const spoilt = MULTI_LINES.flatMap((line, index) =>
      [...line.matchAll(/\d/g)]
        .filter((found) => !free(index + 1, found.index + 1))
        .map((found) => put(index + 1, found.index + 1, String((Number(found[0]) + 1) % 10))),
    );
    expect(spoilt.length).toBeGreaterThan(250);
    expect(spoilt.filter((text) => readBacs(text).faults === undefined)).toEqual([]);
  });
});

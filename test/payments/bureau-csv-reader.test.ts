import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money } from '../../src/money.ts';
import { readBureauCsv } from '../../src/payments/bureau-csv-reader.ts';

const TEXT = readFileSync(new URL('../golden/bureau.csv', import.meta.url), 'utf8');
const EXPECTED = { count: 4, total: money('20002003.80') };
const read = (text: string) => readBureauCsv(text, EXPECTED);

/** The file with something in it changed; the change must be there to make. */
function changed(from: string | RegExp, to: string): string {
  const after = TEXT.replace(from, to);
  expect(after).not.toBe(TEXT);
  return after;
}

describe('reading a file for a bureau', () => {
  it('reads it as it was laid out', () => {
    const { file } = read(TEXT);
    expect(new Set(file!.items.map((one) => String(one.processingOn)))).toEqual(
      new Set(['2026-04-01']),
    );
    expect(file!.payer).toEqual({
      sortCode: '202959',
      accountNumber: '63748472',
      name: 'EXAMPLE COUNCIL',
    });
    expect(file!.items.map((one) => [one.name, one.reference, one.amount.toFixed(2)])).toEqual([
      ['MRS J OBRIEN', 'PB 000412 000001', '769.23'],
      ['ZOE MULLER-SMITH', 'PB 000412 000002', '0.01'],
      ['BROKER & SONS CLIE', 'PB 000412 000003', '20000000.00'],
      ['LUKASZ ORE', 'PB 000412 000004', '1234.56'],
    ]);
  });

  it.each<[string, () => string, [number, string][]]>([
    [
      'an amount that was changed',
      () => changed('769.23', '769.24'),
      [[4, 'The lines that can be read must come to 20002003.80; found 20002003.81.']],
    ],
    [
      'a line left out',
      () => changed(/^.*?\r\n/, ''),
      [
        [3, 'Expected 4 lines; found 3.'],
        [3, 'The lines that can be read must come to 20002003.80; found 20001234.57.'],
      ],
    ],
    [
      'an account that a spreadsheet made shorter',
      () => changed('089999', '89999'),
      [[3, "The payee's sort code must be 6 digits; it is not."]],
    ],
    [
      'a formula',
      () => changed('LUKASZ', '=LUKASZ'),
      [
        [
          4,
          'The payee\'s name must be 1 to 18 of A-Z, 0-9, . & / - and spaces within, beginning with no "-"; it is not.',
        ],
      ],
    ],
    [
      'another payer',
      () => changed(/63748472(?=.*2\r\n)?/, '63748473'),
      [
        [2, 'The payer must be that of the first line.'],
        [3, 'The payer must be that of the first line.'],
        [4, 'The payer must be that of the first line.'],
      ],
    ],
    [
      'a reference used twice',
      () => changed('000412 000002', '000412 000001'),
      [[2, 'The reference stands in an earlier line too.']],
    ],
    [
      'a day that there is not',
      () => TEXT.replaceAll('01/04/2026', '31/04/2026'),
      [1, 2, 3, 4].map((line) => [line, 'The date must be a day there is.']),
    ],
    [
      'a last line without its end',
      () => TEXT.slice(0, -2),
      [[4, 'The last line must end in CRLF.']],
    ],
    [
      'a column more',
      () => changed('ZOE', 'ZOE,'),
      [
        [2, 'The line must have 10 columns; found 11.'],
        [4, 'The lines that can be read must come to 20002003.80; found 20002003.79.'],
      ],
    ],
  ])('tells of %s', (_, text, expected) => {
    const { faults, file } = read(text());
    expect(file).toBeUndefined();
    expect(faults!.map(({ line, message }) => [line, message])).toEqual(expected);
  });

  it('tells of an empty file, an amount of zero and another debit code', () => {
    expect(read('').faults).toHaveLength(2);
    const zero = changed('769.23,99', '0.00,17');
    expect(read(zero).faults!.map((fault) => fault.message)).toEqual([
      'The code must be 99; it is not.',
      'The amount must be 0.01 to 20000000.00; found 0.00.',
      'The lines that can be read must come to 20002003.80; found 20001234.57.',
    ]);
  });

  it('never throws, and reads nothing from a file that is spoilt in its amounts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(TEXT.length), (text, place) => {
        const { file } = read(TEXT.slice(0, place) + text + TEXT.slice(place));
        expect(file?.total.toFixed(2) ?? '20002003.80').toBe('20002003.80');
      }),
    );
  });
});

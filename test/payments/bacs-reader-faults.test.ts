import { describe, expect, it } from 'vitest';
import { readBacs } from '../../src/payments/bacs-reader.ts';
import { GOLDEN, LINES, asText, over } from '../support/bacs-golden.ts';

const faultsOf = (text: string) =>
  (readBacs(text).faults ?? []).map(({ line, message }) => `${line}: ${message}`);

describe('a file whose lines are not in form', () => {
  it.each<[string, string, string[]]>([
    ['nothing', '', ['1: A file has at least 9 lines; found 0.']],
    ['no CRLF at the end', GOLDEN.slice(0, -2), ['12: The last line must end in CRLF.']],
    [
      'LF alone after VOL1',
      GOLDEN.replace('\r\n', '\n'),
      [
        '1: The record must be 80 characters; found 161.',
        '1: Position 81 must be A-Z, 0-9, . & / - or a space.',
        '2: Expected HDR1; found HDR2.',
        '3: Expected HDR2; found UHL1.',
        '4: Expected UHL1; found a payment.',
      ],
    ],
    [
      'a label one too long',
      asText(LINES.with(0, `${LINES[0]} `)),
      ['1: The record must be 80 characters; found 81.'],
    ],
    [
      'a payment one too short',
      asText(LINES.with(5, LINES[5]!.slice(0, -1))),
      ['6: The record must be 100 characters; found 99.'],
    ],
    [
      'a payment of a multi-day file',
      asText(LINES.with(5, `${LINES[5]} 26091`)),
      ['6: The record must be 100 characters; found 106.'],
    ],
    ['a small letter', over(6, 90, 'x'), ['6: Position 90 must be A-Z, 0-9, . & / - or a space.']],
    [
      'labels the wrong way round',
      asText([LINES[0]!, LINES[2]!, LINES[1]!, ...LINES.slice(3)]),
      ['2: Expected HDR1; found HDR2.', '3: Expected HDR2; found HDR1.'],
    ],
    [
      'EOF2 missing',
      asText(LINES.toSpliced(10, 1)),
      [
        '8: Expected the contra; found a payment.',
        '9: Expected EOF1; found the contra.',
        '10: Expected EOF2; found EOF1.',
      ],
    ],
    [
      'a label among the payments',
      asText(LINES.toSpliced(5, 0, LINES[9]!)),
      ['6: Expected a payment; found EOF1.'],
    ],
    ['contra missing', asText(LINES.toSpliced(8, 1)), ['8: Expected the contra; found a payment.']],
    [
      'two contras',
      asText(LINES.toSpliced(8, 0, LINES[8]!)),
      ['9: Expected a payment; found the contra.'],
    ],
    ['no payments', asText(LINES.toSpliced(4, 4)), ['8: A file has at least 9 lines; found 8.']],
    [
      'more after the end',
      `${GOLDEN}\r\n`,
      [
        '9: Expected a payment; found the contra.',
        '10: Expected the contra; found EOF1.',
        '11: Expected EOF1; found EOF2.',
        '12: Expected EOF2; found UTL1.',
        '13: The record must be 100 characters; found 0.',
        '13: Expected UTL1; found a payment.',
      ],
    ],
  ])('has faults by line: %s', (_, text, expected) => {
    expect(faultsOf(text)).toEqual(expected);
  });
});

describe('a file whose fields are not in form', () => {
  it.each<[string, string, string]>([
    [
      'serial of zeros',
      over(1, 5, '000000'),
      '1: Positions 5-10 must be 6 capitals or digits, not 000000; found "000000".',
    ],
    ['standard level', over(1, 80, '3'), '1: Positions 80-80 must be "1"; found "3".'],
    [
      'record length of HDR2',
      over(3, 11, '00106'),
      '3: Positions 5-15 must be "F0200000100"; found "F0200000106".',
    ],
    [
      'work code',
      over(4, 29, '5 RECALLS'),
      '4: Positions 29-37 must be "1 DAILY  "; found "5 RECALLS".',
    ],
    ['account type', over(5, 15, '1'), '5: Positions 15-15 must be "0"; found "1".'],
    [
      'direct debit among the payments',
      over(5, 16, '01'),
      '5: Positions 16-17 must be "99"; found "01".',
    ],
    [
      'letter in a sort code',
      over(5, 6, 'X'),
      '5: Positions 1-6 must be 6 digits; found the form "99999A".',
    ],
    [
      'letter in an account number',
      over(6, 7, 'X'),
      '6: Positions 7-14 must be 8 digits; found the form "A9999999".',
    ],
    [
      'blank in an amount',
      over(6, 36, ' '),
      '6: Positions 36-46 must be 11 digits; found the form " 9999999999".',
    ],
    [
      'text in the free positions',
      over(6, 32, 'RTI1'),
      '6: Positions 32-35 must be blank; found "RTI1".',
    ],
    [
      'no name',
      over(8, 83, ' '),
      '8: Positions 83-100 must be text from the first position; found the form "                  ".',
    ],
    [
      'contra without its word',
      over(9, 65, 'CONTRO'),
      '9: Positions 65-82 must be "CONTRA            "; found the form "AAAAAA            ".',
    ],
    ['offset of HDR2', over(3, 51, '06'), '3: Positions 51-52 must be "00"; found "06".'],
    [
      'text after the totals',
      over(12, 80, '1'),
      '12: Positions 45-80 must be blank; found "                                   1".',
    ],
    [
      'letter in a total',
      over(12, 5, 'O'),
      '12: Positions 5-17 must be 13 digits; found "O002000200380".',
    ],
  ])('has a fault at its line: %s', (_, text, expected) => {
    expect(faultsOf(text)).toEqual([expected]);
  });
});

describe('a file whose controls do not agree', () => {
  const total = '20002003.80';
  it.each<[string, string, string[]]>([
    [
      'another serial',
      over(1, 5, '26P002'),
      ['2: The serial must be that of VOL1, 26P002; found 26P001.'],
    ],
    [
      'another service user',
      over(1, 42, '123457'),
      [
        '2: The service user number must be that of VOL1, 123457; found 123456.',
        '2: The service user number must be that of VOL1, 123457; found 123456.',
      ],
    ],
    ['EOF1 unlike HDR1', over(10, 47, '1'), ['10: EOF1 must repeat HDR1.']],
    ['EOF2 unlike HDR2', over(11, 15, '6'), ['11: EOF2 must repeat HDR2.']],
    [
      'processed when made',
      over(4, 5, ' 26090'),
      ['4: The processing day 26090 must be after 26090.'],
    ],
    [
      'processed when expired',
      over(4, 5, ' 26092'),
      ['4: The processing day 26092 must be before 26092.'],
    ],
    [
      'payment from another account',
      over(7, 31, '3'),
      ['7: The payment must come from the account of the contra; it names another.'],
    ],
    [
      'contra on two accounts',
      over(9, 14, '3'),
      [
        '5: The payment must come from the account of the contra; it names another.',
        '6: The payment must come from the account of the contra; it names another.',
        '7: The payment must come from the account of the contra; it names another.',
        '8: The payment must come from the account of the contra; it names another.',
        '9: The contra must name the paying account twice; the two differ.',
      ],
    ],
    [
      'payment of nothing',
      over(6, 46, '0'),
      [
        '6: The amount must be 0.01 to 20000000.00; found 0.00.',
        `9: The contra must be the sum of the payments, 20002003.79; found ${total}.`,
        `12: The debits of UTL1 must be the sum of the payments, 20002003.79; found ${total}.`,
        `12: The credits of UTL1 must be the sum of the payments, 20002003.79; found ${total}.`,
      ],
    ],
    [
      'payment above the limit',
      over(7, 46, '1'),
      [
        '7: The amount must be 0.01 to 20000000.00; found 20000000.01.',
        `9: The contra must be the sum of the payments, 20002003.81; found ${total}.`,
        `12: The debits of UTL1 must be the sum of the payments, 20002003.81; found ${total}.`,
        `12: The credits of UTL1 must be the sum of the payments, 20002003.81; found ${total}.`,
      ],
    ],
    [
      'one digit of an amount flipped',
      over(5, 45, '3'),
      [
        `9: The contra must be the sum of the payments, 20002003.90; found ${total}.`,
        `12: The debits of UTL1 must be the sum of the payments, 20002003.90; found ${total}.`,
        `12: The credits of UTL1 must be the sum of the payments, 20002003.90; found ${total}.`,
      ],
    ],
    [
      'contra total',
      over(9, 46, '1'),
      [`9: The contra must be the sum of the payments, ${total}; found 20002003.81.`],
    ],
    [
      'debits of UTL1',
      over(12, 17, '1'),
      [`12: The debits of UTL1 must be the sum of the payments, ${total}; found 20002003.81.`],
    ],
    [
      'credits of UTL1',
      over(12, 30, '1'),
      [`12: The credits of UTL1 must be the sum of the payments, ${total}; found 20002003.81.`],
    ],
    ['debits counted by UTL1', over(12, 37, '2'), ['12: UTL1 must count 1 debit; found 2.']],
    ['credits counted by UTL1', over(12, 44, '5'), ['12: UTL1 must count 4 credits; found 5.']],
  ])('has faults by line: %s', (_, text, expected) => {
    expect(faultsOf(text)).toEqual(expected);
  });

  it('is found when a payment is left out or comes twice', () => {
    expect(faultsOf(asText(LINES.toSpliced(4, 1)))).toHaveLength(4);
    expect(faultsOf(asText(LINES.toSpliced(4, 0, LINES[4]!)))).toHaveLength(4);
  });
});

import { describe, expect, it } from 'vitest';
import { Decimal, money } from '../../src/money.ts';
import { bacsFile, type BacsSubmission } from '../../src/payments/bacs.ts';
import { checkFile, fileInPieces, type FileItem } from '../../src/payments/file-maker.ts';
import { faultsOf, item, totalsOf } from '../support/payment-files.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const good = item('200915', '41011166', 'Jo Payee', 'PB1042 P1', '769.23');
const submission: BacsSubmission = {
  serial: '26P001',
  serviceUserNumber: '123456',
  madeOn: day('2026-03-31'),
  origin: { sortCode: '202959', accountNumber: '63748472', name: 'Example Council' },
};
const format = bacsFile(submission);
const valued = (valueOn: string): FileItem => ({ ...good, valueOn: day(valueOn) });
const many = (amount: string, count: number): FileItem[] =>
  Array.from({ length: count }, (_, n) => ({
    ...good,
    reference: `PB ${n}`,
    amount: money(amount),
  }));
/** The faults of a file of one payment. */
const told = (changes: Partial<BacsSubmission>, one = good) =>
  faultsOf(bacsFile({ ...submission, ...changes }), [one]);

describe('a Bacs file is refused as a whole', () => {
  const serial = (found: string) =>
    `The serial must be 6 capitals or digits, not 000000; found "${found}".`;
  const user = (found: string) => `The service user number must be 6 digits; found "${found}".`;
  const { origin } = submission;

  it.each<[string, Partial<BacsSubmission>, string]>([
    ['serial of zeros', { serial: '000000' }, serial('000000')],
    ['serial too short', { serial: '26P01' }, serial('26P01')],
    ['serial too long', { serial: '26P0001' }, serial('26P0001')],
    ['serial in small letters', { serial: '26p001' }, serial('26p001')],
    ['serial with a sign', { serial: '26-001' }, serial('26-001')],
    ['serial with a line end', { serial: '26P001\n' }, serial('26P001\n')],
    ['user number too short', { serviceUserNumber: '12345' }, user('12345')],
    ['user number with a letter', { serviceUserNumber: 'B12345' }, user('B12345')],
    [
      'wrong paying sort code',
      { origin: { ...origin, sortCode: '20-29-59' } },
      'Paying account: The sort code must be 6 digits; found 8 characters.',
    ],
    [
      'wrong paying account number',
      { origin: { ...origin, accountNumber: '6374847' } },
      'Paying account: The account number must be 8 digits; found 7 characters.',
    ],
    [
      'no paying name',
      { origin: { ...origin, name: ' ' } },
      'Paying account: The name has no character that Bacs can carry.',
    ],
  ])('for: %s', async (_, changes, message) => {
    expect(await told(changes)).toEqual([`file: ${message}`]);
  });

  it('without payments', async () => {
    expect(await faultsOf(format, [])).toEqual([
      'file: A file needs at least one payment; found none.',
    ]);
  });
});

describe('the days of a Bacs file', () => {
  it.each([
    ['a Sunday', '2026-04-05', 'The value date must be a working day; 2026-04-05 is not.'],
    ['a bank holiday', '2026-04-03', 'The value date must be a working day; 2026-04-03 is not.'],
    [
      'out of the calendar',
      '2029-01-03',
      'The value date 2029-01-03 is outside the bank holiday calendar.',
    ],
    [
      'processed on the day it is made',
      '2026-04-01',
      'The file must be made before its processing day 2026-03-31; found 2026-03-31. ' +
        'Choose a later value date.',
    ],
    [
      'past',
      '2026-03-31',
      'The file must be made before its processing day 2026-03-30; found 2026-03-31. ' +
        'Choose a later value date.',
    ],
    [
      'more than 31 days after the first possible day',
      '2026-05-06',
      'Bacs takes payments of 2026-05-05 in a file of this day only up to 2026-05-02. ' +
        'Release the run on a day nearer to it, or pay them by a later run.',
    ],
  ])('are refused: %s', async (_, valueOn, message) => {
    expect(await told({}, valued(valueOn))).toEqual([`file: ${message}`]);
  });

  it('may be the last that Bacs takes', async () => {
    expect(await told({}, valued('2026-05-05'))).toEqual([]);
  });

  it('are 39 days at most after the first', async () => {
    const days = ['2026-04-02', '2026-05-11', '2026-05-12'].map((valueOn, n) => ({
      ...valued(valueOn),
      reference: `PB ${n}`,
    }));
    // Processed on 1 April, 8 May and 11 May: the last is 40 days after the first.
    expect(await faultsOf(format, days.slice(0, 2))).toEqual([]);
    expect(await faultsOf(format, days)).toEqual([
      'file: Bacs takes payments of 2026-05-11 in a file of this day only up to 2026-05-10. ' +
        'Release the run on a day nearer to it, or pay them by a later run.',
    ]);
  });
});

describe('what a contra and UTL1 can hold', () => {
  const most = [...many('20000000.00', 49), { ...good, amount: money('19999999.99') }];

  it('is told when a day comes to more, and what to do', async () => {
    expect(await faultsOf(format, many('20000000.00', 50))).toEqual([
      'file: The contra of a processing day carries at most 999999999.99; the payments of ' +
        '2026-04-01 come to 1000000000.00. Divide them between runs of chosen payments.',
    ]);
    expect(await faultsOf(format, most)).toEqual([]);
  });

  it('is of each day, not of all', async () => {
    const next = most.map((one, n) => ({
      ...one,
      reference: `PC ${n}`,
      valueOn: day('2026-04-07'),
    }));
    expect(await faultsOf(format, [...most, ...next])).toEqual([]);
  });

  it('is at most 9,999,999 payments', async () => {
    const totals = await totalsOf(format, [good]);
    expect([...format.totalFaults({ ...totals, count: 9_999_999 })]).toEqual([]);
    expect([...format.totalFaults({ ...totals, count: 10_000_000 })]).toEqual([
      'A file counts at most 9999999 payments; found 10000000. Divide them between runs of chosen payments.',
    ]);
  });
});

describe('a payment is refused by its reference', () => {
  const REFERENCE = 'The reference must be 1 to 18 of A-Z, 0-9, single spaces and . & / -; found ';
  it.each<[string, Partial<FileItem>, string]>([
    ['nothing', { amount: money('0.00') }, 'The amount must be above 0.00; found 0.'],
    [
      'less than nothing',
      { amount: money('-0.01') },
      'The amount must be above 0.00; found -0.01.',
    ],
    [
      'over 20,000,000.00',
      { amount: money('20000000.01') },
      'One payment carries at most 20000000.00; found 20000000.01. Pay it another way.',
    ],
    [
      'parts of a penny',
      { amount: money('1.005') },
      'The amount has parts of a penny. Round it by rule.',
    ],
    ['not a number', { amount: new Decimal(Number.NaN) }, 'The amount is not a number.'],
    [
      'short sort code',
      { sortCode: '20091' },
      'The sort code must be 6 digits; found 5 characters.',
    ],
    [
      'sort code with hyphens',
      { sortCode: '20-09-15' },
      'The sort code must be 6 digits; found 8 characters.',
    ],
    [
      'sort code in other digits',
      { sortCode: '２００９１５' },
      'The sort code must be 6 digits; found 6 characters.',
    ],
    [
      'account number of 7 digits',
      { accountNumber: '4101116' },
      'The account number must be 8 digits; found 7 characters.',
    ],
    [
      'account number with a letter',
      { accountNumber: '4101116A' },
      'The account number must be 8 digits; found 8 characters.',
    ],
    ['no name', { name: '' }, 'The name has no character that Bacs can carry.'],
    ['no name left', { name: "王 '" }, 'The name has no character that Bacs can carry.'],
    ['no reference', { reference: '' }, `${REFERENCE}0 characters.`],
    ['reference of 19', { reference: 'X'.repeat(19) }, `${REFERENCE}19 characters.`],
    ['reference in small letters', { reference: 'pb1' }, `${REFERENCE}3 characters.`],
    ['reference with an accent', { reference: 'PBÉ' }, `${REFERENCE}3 characters.`],
  ])('for: %s', async (_, changes, message) => {
    const [before, after] = [
      { ...good, reference: 'A' },
      { ...good, reference: 'Z' },
    ];
    const reference = changes.reference ?? good.reference;
    expect(await faultsOf(format, [before, { ...good, ...changes }, after])).toEqual([
      `${reference}: ${message}`,
    ]);
  });

  it('by a limit that it is given', async () => {
    expect(await told({ mostPerItem: money('500.00') })).toEqual([
      'PB1042 P1: One payment carries at most 500.00; found 769.23. Pay it another way.',
    ]);
  });
});

describe('faults', () => {
  it('are told all at once, the file first, then the payments in order', async () => {
    const bad = [
      { ...good, reference: 'A', sortCode: '', accountNumber: '' },
      { ...good, reference: 'B' },
      { ...good, reference: 'C', name: '', amount: money('0.00') },
    ];
    const faults = await faultsOf(bacsFile({ ...submission, serial: '000000' }), bad);
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['file', 'A', 'A', 'C', 'C']);
  });

  it('are listed up to 2,000, with the number of those that are not', async () => {
    const { faults } = await checkFile(format, many('0.00', 2_345));
    expect(faults).toHaveLength(2_001);
    expect(faults.at(-1)).toEqual({
      reference: null,
      message:
        '345 more faults of payments are not listed. Put right those that are, and make the file again.',
    });
  });

  it('stop the writing of what was not checked', async () => {
    const totals = await totalsOf(format, [good]);
    const bad = [{ ...good, name: '王' }];
    await expect(Array.fromAsync(fileInPieces(format, totals, bad))).rejects.toThrow(RangeError);
  });

  it('never repeat a sort code, an account number or a name', async () => {
    const wrong = { sortCode: '987654X', accountNumber: '31415926X', amount: money('0.00') };
    const faults = await told({}, { ...good, ...wrong });
    expect(faults).toHaveLength(3);
    expect(faults.join(' ')).not.toMatch(/987654|31415926|Jo|Payee/i);
  });
});

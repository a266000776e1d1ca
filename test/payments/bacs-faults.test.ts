import { describe, expect, it } from 'vitest';
import { Decimal, money } from '../../src/money.ts';
import {
  type BacsFault,
  type BacsItem,
  type BacsSubmission,
  bacsFaults,
  bacsFile,
  bacsLines,
} from '../../src/payments/bacs.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

const good: BacsItem = {
  sortCode: '200915',
  accountNumber: '41011166',
  name: 'Jo Payee',
  reference: 'PB1042 P1',
  amount: money('769.23'),
};
const submission: BacsSubmission = {
  serial: '26P001',
  serviceUserNumber: '123456',
  processingOn: day('2026-04-01'),
  madeOn: day('2026-03-31'),
  origin: { sortCode: '202959', accountNumber: '63748472', name: 'Example Council' },
  items: [good],
};

const faultsOf = (changes: Partial<BacsSubmission>): readonly BacsFault[] =>
  bacsFile({ ...submission, ...changes }).faults ?? [];
const withOrigin = (changes: Partial<BacsSubmission['origin']>) => ({
  origin: { ...submission.origin, ...changes },
});
const rows = (amount: string, count: number) => ({
  items: Array.from({ length: count }, () => ({ ...good, amount: money(amount) })),
});

describe('a Bacs file is refused as a whole', () => {
  const serial = (found: string) =>
    `The serial must be 6 capitals or digits, not 000000; found "${found}".`;
  const user = (found: string) => `The service user number must be 6 digits; found "${found}".`;

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
      'processing on a Sunday',
      { processingOn: day('2026-04-05') },
      'The processing day must be a working day; 2026-04-05 is not.',
    ],
    [
      'processing on a bank holiday',
      { processingOn: day('2026-04-03') },
      'The processing day must be a working day; 2026-04-03 is not.',
    ],
    [
      'processing outside the calendar',
      { processingOn: day('2029-01-03') },
      'The processing day 2029-01-03 is outside the bank holiday calendar.',
    ],
    [
      'made on its processing day',
      { madeOn: day('2026-04-01') },
      'The file must be made before its processing day 2026-04-01; found 2026-04-01. ' +
        'Choose a later processing day.',
    ],
    [
      'made after its processing day',
      { madeOn: day('2026-04-02') },
      'The file must be made before its processing day 2026-04-01; found 2026-04-02. ' +
        'Choose a later processing day.',
    ],
    [
      'wrong paying sort code',
      withOrigin({ sortCode: '20-29-59' }),
      'Paying account: the sort code must be 6 digits; found 8 characters.',
    ],
    [
      'wrong paying account number',
      withOrigin({ accountNumber: '6374847' }),
      'Paying account: the account number must be 8 digits; found 7 characters.',
    ],
    [
      'no paying name',
      withOrigin({ name: ' ' }),
      'Paying account: the name has no character that Bacs can carry.',
    ],
    ['no items', { items: [] }, 'A file needs at least one item; found none.'],
    [
      'more than the contra can hold',
      rows('20000000.00', 50),
      'A file carries at most 999999999.99; the items come to 1000000000.00. ' +
        'Divide them between files.',
    ],
  ])('for: %s', (_, changes, message) => {
    expect(faultsOf(changes)).toEqual([{ item: null, message }]);
  });

  it('but not for the most the contra can hold', () => {
    const { items } = rows('20000000.00', 50);
    const most = [...items.slice(1), { ...good, amount: money('19999999.99') }];
    const { file, faults } = bacsFile({ ...submission, items: most });
    expect(faults).toBeUndefined();
    expect(file?.text).toContain('99999999999BACS 26P001       CONTRA');
  });
});

describe('an item is refused', () => {
  it.each<[string, Partial<BacsItem>, string]>([
    ['nothing', { amount: money('0.00') }, 'the amount must be above 0.00; found 0.'],
    [
      'less than nothing',
      { amount: money('-0.01') },
      'the amount must be above 0.00; found -0.01.',
    ],
    [
      'over 20,000,000.00',
      { amount: money('20000000.01') },
      'Bacs carries at most 20000000.00 in one payment; found 20000000.01. Pay it another way.',
    ],
    [
      'parts of a penny',
      { amount: money('1.005') },
      'the amount has parts of a penny. Round it by rule.',
    ],
    ['not a number', { amount: new Decimal(Number.NaN) }, 'the amount is not a number.'],
    [
      'short sort code',
      { sortCode: '20091' },
      'the sort code must be 6 digits; found 5 characters.',
    ],
    [
      'sort code with hyphens',
      { sortCode: '20-09-15' },
      'the sort code must be 6 digits; found 8 characters.',
    ],
    [
      'sort code in other digits',
      { sortCode: '２００９１５' },
      'the sort code must be 6 digits; found 6 characters.',
    ],
    [
      'account number of 7 digits',
      { accountNumber: '4101116' },
      'the account number must be 8 digits; found 7 characters.',
    ],
    [
      'account number with a letter',
      { accountNumber: '4101116A' },
      'the account number must be 8 digits; found 8 characters.',
    ],
    ['no name', { name: '' }, 'the name has no character that Bacs can carry.'],
    ['no name left', { name: "王 '" }, 'the name has no character that Bacs can carry.'],
  ])('for: %s', (_, changes, message) => {
    expect(faultsOf({ items: [good, { ...good, ...changes }, good] })).toEqual([
      { item: 2, message: `Item 2: ${message}` },
    ]);
  });

  it('but not for an empty reference', () => {
    expect(faultsOf({ items: [{ ...good, reference: '' }] })).toEqual([]);
  });
});

describe('faults', () => {
  const bad: BacsSubmission = {
    ...submission,
    serial: '000000',
    items: [
      { ...good, sortCode: '', accountNumber: '' },
      good,
      { ...good, name: '', amount: money('0.00') },
    ],
  };

  it('are told all at once, the file first, then the items in order', () => {
    expect(faultsOf(bad).map((fault) => fault.item)).toEqual([null, 1, 1, 3, 3]);
    expect(bacsFaults(bad)).toEqual(faultsOf(bad));
  });

  it('come without a file, and a file without faults', () => {
    expect(Object.keys(bacsFile(bad))).toEqual(['faults']);
    expect(Object.keys(bacsFile(submission))).toEqual(['file']);
  });

  it('stop the lines before the first', () => {
    expect(() => bacsLines(bad).next()).toThrow('No Bacs file can be made. The serial must be');
  });

  it('never repeat a sort code, an account number or a name', () => {
    const items = [
      { ...good, sortCode: '987654X', accountNumber: '31415926X', amount: money('0.00') },
    ];
    const told = faultsOf({ items })
      .map((fault) => fault.message)
      .join(' ');
    expect(told).not.toMatch(/987654|31415926|Jo|Payee/i);
  });
});

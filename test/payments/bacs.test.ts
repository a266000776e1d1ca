import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, money, toText } from '../../src/money.ts';
import {
  type BacsItem,
  type BacsSubmission,
  bacsFile,
  bacsLines,
  bacsText,
} from '../../src/payments/bacs.ts';
import { GOLDEN } from '../support/bacs-golden.ts';

const ALLOWED = /^(?:[A-Z0-9.&/-]+(?: [A-Z0-9.&/-]+)*)?$/;

const item = (
  sortCode: string,
  accountNumber: string,
  name: string,
  reference: string,
  amount: string,
): BacsItem => ({ sortCode, accountNumber, name, reference, amount: money(amount) });

/** Period 1 of 2026/27: value Thu 2 April 2026, processed on the 1st, made and sent on 31 March. */
const submission: BacsSubmission = {
  serial: '26P001',
  serviceUserNumber: '123456',
  processingOn: Temporal.PlainDate.from('2026-04-01'),
  madeOn: Temporal.PlainDate.from('2026-03-31'),
  origin: { sortCode: '202959', accountNumber: '63748472', name: 'Example Council' },
  items: [
    item('200915', '41011166', "Mrs J O'Brien", 'PB1042 (P1)', '769.23'),
    item('871427', '46238510', 'Zoë Müller-Smith', 'pb1043 p1', '0.01'),
    item('089999', '66374958', 'Broker & Sons Client Account', 'PB/77.A', '20000000.00'),
    item('107999', '88837491', 'a', '', '1234.56'),
  ],
};

const textOf = (changes: Partial<BacsSubmission>) => {
  const { file } = bacsFile({ ...submission, ...changes });
  return file!.text;
};

describe('a Bacs file', () => {
  it('is, to the character, the one laid out by hand', () => {
    expect(textOf({})).toBe(GOLDEN);
  });

  it('comes with its total and the number of its payments', () => {
    const { file } = bacsFile(submission);
    expect([toText(file!.total), file!.count]).toEqual(['20002003.80', 4]);
  });

  it('comes line by line just as it comes whole', () => {
    expect([...bacsLines(submission)].join('')).toBe(GOLDEN);
    expect([...bacsLines(submission)].every((line) => line.endsWith('\r\n'))).toBe(true);
  });

  it.each([
    ['2026-01-01', '2026-01-02', ' 26001', ' 26002'],
    ['2026-12-30', '2026-12-31', ' 26364', ' 26365'],
    ['2024-12-30', '2024-12-31', ' 24365', ' 24366'],
    ['2024-02-29', '2024-03-01', ' 24060', ' 24061'],
  ])('made on %s for %s carries %j and %j', (madeOn, processingOn, made, processing) => {
    const text = textOf({
      madeOn: Temporal.PlainDate.from(madeOn),
      processingOn: Temporal.PlainDate.from(processingOn),
    });
    const [, hdr1, , uhl1] = text.split('\r\n');
    expect(hdr1!.slice(41, 47)).toBe(made);
    expect(uhl1!.slice(4, 10)).toBe(processing);
  });

  it('expires in the year after when it is processed on the last day of a year', () => {
    const days = { madeOn: '2026-12-30', processingOn: '2026-12-31' };
    const hdr1 = textOf({
      madeOn: Temporal.PlainDate.from(days.madeOn),
      processingOn: Temporal.PlainDate.from(days.processingOn),
    }).split('\r\n')[1]!;
    expect(hdr1.slice(47, 53)).toBe(' 27001');
  });

  it('of 100,000 payments has every record and the exact total', () => {
    const amount = money('769.23');
    const one = { ...item('200915', '41011166', 'Zoë Müller', 'PB1042 P1', '1.00'), amount };
    const items = Array.from({ length: 100_000 }, () => one);
    const { file } = bacsFile({ ...submission, items });
    expect(toText(file!.total)).toBe('76923000.00');
    expect(file!.count).toBe(100_000);
    expect(file!.text.length).toBe(7 * 82 + 100_001 * 102);
    expect(file!.text.slice(-82, -38)).toBe(`UTL1${'0007692300000'.repeat(2)}00000010100000`);
  });
});

describe('text for Bacs', () => {
  it.each([
    ['Zoë', 'ZOE'],
    ['José Núñez', 'JOSE NUNEZ'],
    ["O'Neil", 'ONEIL'],
    ['O’Neil', 'ONEIL'],
    ['O‘Neil`s', 'ONEILS'],
    ['Straße', 'STRASSE'],
    ['Łukasz Wałęsa', 'LUKASZ WALESA'],
    ['Søren Ærø', 'SOREN AERO'],
    ['Þóra Guðrún', 'THORA GUDRUN'],
    ['Œuvre', 'OEUVRE'],
    ['Đặng Thị', 'DANG THI'],
    ['ﬁrst', 'FIRST'],
    ['A & B/C-D.E', 'A & B/C-D.E'],
    ['Smith (Mum), Anne', 'SMITH MUM ANNE'],
    ['a_b', 'A B'],
    ['  two   spaces  ', 'TWO SPACES'],
    ['line\r\nbreak\ttab', 'LINE BREAK TAB'],
    ['£100', '100'],
    ['王小明', ''],
    ['😀', ''],
    ["''", ''],
    ['', ''],
    ['Abcdefghijklmnopqrstuv', 'ABCDEFGHIJKLMNOPQR'],
    ['Abcdefghijklmnopq rstuv', 'ABCDEFGHIJKLMNOPQ'],
  ])('writes %j as %j', (text, expected) => {
    expect(bacsText(text)).toBe(expected);
  });

  it('may be shorter than 18 characters', () => {
    expect(bacsText('Zoë Müller', 6)).toBe('ZOE MU');
    expect(bacsText('Zoë Müller', 4)).toBe('ZOE');
  });

  it('has only characters that Bacs carries, no more than fit, and stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 30 }), (text, max) => {
        const once = bacsText(text, max);
        expect(once).toMatch(ALLOWED);
        expect(once.length).toBeLessThanOrEqual(max);
        expect(bacsText(once, max)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the records of a Bacs file', () => {
  it('are of their length and charset whatever the text and the amounts', () => {
    const items = fc.array(
      fc.record({
        sortCode: fc.stringMatching(/^\d{6}$/),
        accountNumber: fc.stringMatching(/^\d{8}$/),
        name: fc.string({ unit: 'grapheme' }).map((text) => `X${text}`),
        reference: fc.string({ unit: 'binary' }),
        amount: fc.integer({ min: 1, max: 10_000_000 }).map((pence) => new Decimal(pence).div(100)),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(items, (items) => {
        const lines = [...bacsLines({ ...submission, items })];
        const lengths = lines.map((line) => line.length - 2);
        const records = Array.from({ length: items.length + 1 }, () => 100);
        expect(lengths).toEqual([80, 80, 80, 80, ...records, 80, 80, 80]);
        for (const line of lines) expect(line).toMatch(/^[A-Z0-9.&/ -]+\r\n$/);
      }),
    );
  });
});

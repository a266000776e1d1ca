import { describe, expect, it } from 'vitest';
import { toText } from '../../src/money.ts';
import { readBacs, type ReadItem } from '../../src/payments/bacs-reader.ts';
import { GOLDEN, LINES, MULTI, over } from '../support/bacs-golden.ts';

/** A record as it was read, in plain text. */
const told = <T extends Pick<ReadItem, 'amount' | 'processingOn'>>(one: T) => ({
  ...one,
  amount: toText(one.amount),
  processingOn: String(one.processingOn),
});

describe('reading a Bacs file', () => {
  it('gives everything that stands in it', () => {
    const { file } = readBacs(GOLDEN);
    expect({
      ...file,
      madeOn: String(file?.madeOn),
      processingOn: String(file?.processingOn),
    }).toMatchObject({
      serial: '26P001',
      serviceUserNumber: '123456',
      fileNumber: '001',
      madeOn: '2026-03-31',
      processingOn: '2026-04-01',
    });
    expect(file?.items.map(told)).toEqual([
      {
        line: 5,
        sortCode: '200915',
        accountNumber: '41011166',
        name: 'MRS J OBRIEN',
        reference: 'PB1042 P1',
        amount: '769.23',
        processingOn: '2026-04-01',
      },
      {
        line: 6,
        sortCode: '871427',
        accountNumber: '46238510',
        name: 'ZOE MULLER-SMITH',
        reference: 'PB1043 P1',
        amount: '0.01',
        processingOn: '2026-04-01',
      },
      {
        line: 7,
        sortCode: '089999',
        accountNumber: '66374958',
        name: 'BROKER & SONS CLIE',
        reference: 'PB/77.A',
        amount: '20000000.00',
        processingOn: '2026-04-01',
      },
      {
        line: 8,
        sortCode: '107999',
        accountNumber: '88837491',
        name: 'A',
        reference: 'PB1045 P1',
        amount: '1234.56',
        processingOn: '2026-04-01',
      },
    ]);
    expect(file!.contras.map(told)).toEqual([
      {
        line: 9,
        sortCode: '202959',
        accountNumber: '63748472',
        name: 'EXAMPLE COUNCIL',
        narrative: 'BACS 26P001',
        amount: '20002003.80',
        processingOn: '2026-04-01',
      },
    ]);
    const { debits, credits, ...counts } = file!.totals;
    expect([toText(debits), toText(credits)]).toEqual(['20002003.80', '20002003.80']);
    expect(counts).toEqual({ debitCount: 1, creditCount: 4 });
  });

  it('gives the payments and the contra of each day of several', () => {
    const { file, faults } = readBacs(MULTI);
    expect(faults).toBeUndefined();
    expect(String(file!.processingOn)).toBe('2026-04-01');
    const days = (list: readonly Pick<ReadItem, 'amount' | 'processingOn' | 'line'>[]) =>
      list.map((one) => [one.line, String(one.processingOn), toText(one.amount)]);
    expect(days(file!.items)).toEqual([
      [5, '2026-04-01', '769.23'],
      [6, '2026-04-01', '0.01'],
      [8, '2026-04-07', '20000000.00'],
    ]);
    expect(days(file!.contras)).toEqual([
      [7, '2026-04-01', '769.24'],
      [9, '2026-04-07', '20000000.00'],
    ]);
    expect(file!.totals).toMatchObject({ debitCount: 2, creditCount: 3 });
  });

  it('takes the last day of a leap year and no day beyond a year', () => {
    const dated = (made: string, processing: string, expires: string) =>
      over(4, 5, processing).replaceAll(' 26090 26092', `${made}${expires}`);
    expect(String(readBacs(dated(' 24365', ' 24366', ' 25001')).file?.processingOn)).toBe(
      '2024-12-31',
    );
    for (const beyond of [' 26366', ' 26000']) {
      const message = `Positions 5-10 must be a blank and a day as YYDDD; found "${beyond}".`;
      expect(readBacs(over(4, 5, beyond)).faults).toEqual([{ line: 4, message }]);
    }
  });
});

describe('one digit flipped', () => {
  /** Every other file that has exactly one digit of the golden file changed by one. */
  const flips = LINES.flatMap((line, index) =>
    [...line.matchAll(/\d/g)].map((found) => {
      const digit = String((Number(found[0]) + 1) % 10);
      const position = found.index + 1;
      return { line: index + 1, position, text: over(index + 1, position, digit) };
    }),
  );

  /** Nothing in the format controls these: payees' accounts, texts, the day, the file number. */
  const isFree = ({ line, position }: { line: number; position: number }) =>
    line === 4
      ? position <= 10 || (position >= 38 && position <= 40)
      : line >= 5 && line <= 9 && ((line < 9 && position <= 14) || position >= 47);

  it('is told of wherever the format has a control', () => {
    const controlled = flips.filter((flip) => !isFree(flip));
    expect(controlled.length).toBeGreaterThan(300);
    expect(controlled.filter(({ text }) => !readBacs(text).faults)).toEqual([]);
  });

  it('is seen in what is read everywhere else', () => {
    const original = JSON.stringify(readBacs(GOLDEN).file);
    const free = flips.filter(isFree);
    expect(free.length).toBeGreaterThan(50);
    expect(free.filter(({ text }) => JSON.stringify(readBacs(text).file) === original)).toEqual([]);
  });
});

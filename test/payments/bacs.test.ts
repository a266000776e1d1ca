import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkFile, fileInPieces, type FileItem } from '../../src/payments/file-maker.ts';
import { bacsFile, type BacsSubmission } from '../../src/payments/bacs.ts';
import { GOLDEN } from '../support/bacs-golden.ts';
import { ITEMS, item, textOf, totalsOf } from '../support/payment-files.ts';

/** Period 1 of 2026/27: value Thu 2 April 2026, processed on the 1st, made and sent on 31 March. */
const submission: BacsSubmission = {
  serial: '26P001',
  serviceUserNumber: '123456',
  madeOn: Temporal.PlainDate.from('2026-03-31'),
  origin: { sortCode: '202959', accountNumber: '63748472', name: 'Example Council' },
};
const items: readonly FileItem[] = [
  item('200915', '41011166', "Mrs J O'Brien", 'PB1042 P1', '769.23'),
  item('871427', '46238510', 'Zoë Müller-Smith', 'PB1043 P1', '0.01'),
  item('089999', '66374958', 'Broker & Sons Client Account', 'PB/77.A', '20000000.00'),
  item('107999', '88837491', 'a', 'PB1045 P1', '1234.56'),
];
const format = bacsFile(submission);

describe('a Bacs file of one day', () => {
  it('is, to the character, the one laid out by hand', async () => {
    expect(await textOf(format, items)).toBe(GOLDEN);
  });

  it.each([
    ['2025-12-31', '2026-01-05', ' 25365', ' 26002'],
    ['2026-12-30', '2027-01-04', ' 26364', ' 26365'],
    ['2024-12-30', '2025-01-02', ' 24365', ' 24366'],
    ['2024-02-29', '2024-03-04', ' 24060', ' 24061'],
  ])('made on %s for value on %s carries %j and %j', async (madeOn, valueOn, made, processing) => {
    const dated = bacsFile({ ...submission, madeOn: Temporal.PlainDate.from(madeOn) });
    const one = [{ ...items[0]!, valueOn: Temporal.PlainDate.from(valueOn) }];
    const [, hdr1, , uhl1] = (await textOf(dated, one)).split('\r\n');
    expect(hdr1!.slice(41, 47)).toBe(made);
    expect(uhl1!.slice(4, 10)).toBe(processing);
  });

  it('expires in the year after when it is processed on the last day of a year', async () => {
    const dated = bacsFile({ ...submission, madeOn: Temporal.PlainDate.from('2026-12-30') });
    const one = [{ ...items[0]!, valueOn: Temporal.PlainDate.from('2027-01-04') }];
    const hdr1 = (await textOf(dated, one)).split('\r\n')[1]!;
    expect(hdr1.slice(47, 53)).toBe(' 27001');
  });
});

describe('a Bacs file of several days', () => {
  const days = [
    ITEMS[0]!,
    ITEMS[1]!,
    { ...ITEMS[2]!, valueOn: Temporal.PlainDate.from('2026-04-08') },
  ];

  it('is, to the character, the one laid out by hand', async () => {
    const laidOut = new URL('../golden/bacs-standard-18-multi.txt', import.meta.url);
    const made = await textOf(bacsFile({ ...submission, serial: '26P002' }), days);
    expect(made).toBe(readFileSync(laidOut, 'utf8'));
  });

  it('is refused out of the order of its days', async () => {
    await expect(checkFile(format, days.toReversed())).rejects.toThrow(
      'in the order of their days',
    );
  });

  it('is not written with totals of other days', async () => {
    const totals = await totalsOf(format, days);
    const sameSums = days.with(1, { ...days[1]!, valueOn: days[2]!.valueOn });
    const written = Array.fromAsync(fileInPieces(format, totals, sameSums));
    await expect(written).rejects.toThrow('Expected 3 payments of 20000769.24 on 2 days');
    const third = days.with(2, { ...days[2]!, valueOn: Temporal.PlainDate.from('2026-04-09') });
    await expect(Array.fromAsync(fileInPieces(format, totals, third))).rejects.toThrow(RangeError);
  });
});

describe('a Bacs file of 100,000 payments', () => {
  function* many(): Generator<FileItem> {
    const one = item('200915', '41011166', 'Zoë Müller', 'PB 1', '769.23');
    for (let n = 1; n <= 100_000; n += 1) yield { ...one, reference: `PB ${n}` };
  }

  it('comes in small pieces, with every record and the exact total', async () => {
    const { faults, ...totals } = await checkFile(format, many());
    expect(faults).toEqual([]);
    let [longest, length, end] = [0, 0, ''];
    for await (const piece of fileInPieces(format, totals, many())) {
      longest = Math.max(longest, piece.length);
      length += piece.length;
      end = piece.slice(-82, -38);
    }
    expect(longest).toBeLessThan(70_000);
    expect(length).toBe(7 * 82 + 100_001 * 102);
    expect(end).toBe(`UTL1${'0007692300000'.repeat(2)}00000010100000`);
  }, 60_000);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bacsProcessingDay } from '../../src/calendar.ts';
import { money, toText } from '../../src/money.ts';
import { bacsText } from '../../src/payments/bacs-text.ts';
import { readBureauCsv } from '../../src/payments/bureau-csv-reader.ts';
import { bureauCsv } from '../../src/payments/bureau-csv.ts';
import { checkFile, type FileItem } from '../../src/payments/file-maker.ts';
import {
  ITEMS,
  PAYER,
  accounts,
  faultsOf,
  golden,
  itemLists,
  plain,
  textOf,
} from '../support/payment-files.ts';

/** After a change that is meant, UPDATE_GOLDEN=1 writes the golden file anew. */
const format = bureauCsv({ origin: PAYER });

describe('a file for a bureau', () => {
  it('is the one in test/golden', async () => {
    const text = await textOf(format, ITEMS);
    expect(text).toBe(golden('bureau.csv', text));
    expect(text.split('\r\n')[1]).toBe(
      '871427,46238510,ZOE MULLER-SMITH,0.01,99,202959,63748472,EXAMPLE COUNCIL,PB 000412 000002,01/04/2026',
    );
  });

  it('reads as what went into it', async () => {
    const names = fc
      .string({ unit: 'grapheme', maxLength: 40 })
      .filter((text) => /^[^-]/.test(bacsText(text)));
    const submissions = fc.record({ origin: fc.record(accounts(names)) });
    await fc.assert(
      fc.asyncProperty(submissions, itemLists(names), async (submission, items) => {
        const made = bureauCsv(submission);
        const { count, total } = await checkFile(made, items);
        const { file, faults } = readBureauCsv(await textOf(made, items), { count, total });
        expect(faults).toBeUndefined();
        expect(file!.items.map((one) => ({ ...plain(one), on: String(one.processingOn) }))).toEqual(
          items.map((one) => ({
            ...plain({ ...one, name: bacsText(one.name) }),
            on: String(bacsProcessingDay(one.valueOn)),
          })),
        );
        expect(file!.payer).toEqual({
          ...submission.origin,
          name: bacsText(submission.origin.name),
        });
        expect(toText(file!.total)).toBe(toText(total));
      }),
      { numRuns: 150 },
    );
  });
});

describe('a formula in a file for a bureau', () => {
  const named = (name: string): FileItem[] => [{ ...ITEMS[0]!, name }];

  it.each([
    ['=HYPERLINK("x")', 'HYPERLINK X'],
    ['+44 1234', '44 1234'],
    ['@SUM(1+1)', 'SUM 1 1'],
    ['\t=1+1', '1 1'],
    ["'=1", '1'],
  ])('is no formula any more: %j is %j', async (name, expected) => {
    expect((await textOf(format, named(name))).split(',')[2]).toBe(expected);
  });

  it.each(['-1+1', '=-1', '- Smith', '–1'.normalize('NFKD').replace('–', '-')])(
    'is refused where it would begin with "-": %j',
    async (name) => {
      expect(await faultsOf(format, named(name))).toEqual([
        'PB 000412 000001: The name begins with "-", which a spreadsheet takes for a formula. Write it without.',
      ]);
    },
  );

  it('stands in no field, whatever the names', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 30 }), async (name) => {
        const { faults } = await checkFile(format, named(name));
        fc.pre(faults.length === 0);
        const [line = '', end] = (await textOf(format, named(name))).split('\r\n');
        const fields = line.split(',');
        expect([fields.length, end]).toEqual([10, '']);
        for (const field of fields) expect(field).toMatch(/^[A-Z0-9.&/]/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what a bureau would refuse', () => {
  it.each<[string, Partial<FileItem>, string]>([
    ['an amount of zero', { amount: money('0.00') }, 'must be above 0.00'],
    ['more than the limit', { amount: money('20000000.01') }, 'at most 20000000.00'],
    ['a sort code of 5 digits', { sortCode: '20091' }, 'must be 6 digits; found 5'],
    ['an account of 9 digits', { accountNumber: '410111666' }, 'must be 8 digits; found 9'],
    ['a name in another script', { name: '王' }, 'has no character that Bacs can carry'],
    ['a reference of 19', { reference: 'X'.repeat(19) }, '1 to 18 of A-Z'],
    ['a reference in small letters', { reference: 'pb' }, '1 to 18 of A-Z'],
    ['no reference', { reference: '' }, 'found 0 characters'],
    ['a reference like a formula', { reference: '-1' }, 'The reference begins with "-"'],
  ])('is %s', async (_, wrong, expected) => {
    const faults = await faultsOf(format, [{ ...ITEMS[0]!, ...wrong }]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(expected);
  });

  it('is told of the file and of all items at once', async () => {
    const wrong = bureauCsv({
      origin: { ...PAYER, name: '-' },
      mostPerItem: money('1000.00'),
    });
    const onSaturday = {
      ...ITEMS[0]!,
      reference: 'PB',
      valueOn: Temporal.PlainDate.from('2026-04-04'),
    };
    const faults = await faultsOf(wrong, [...ITEMS, onSaturday]);
    expect(faults.map((fault) => fault.split(': ')[0])).toEqual([
      'file',
      'file',
      'PB 000412 000003',
      'PB 000412 000004',
    ]);
  });
});

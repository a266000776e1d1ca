import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { addWorkingDays } from '../../src/calendar.ts';
import { Decimal, money, toText } from '../../src/money.ts';
import {
  checkFile,
  fileInPieces,
  type FileFormat,
  type FileItem,
  type FileTotals,
} from '../../src/payments/file-maker.ts';

/** Payments to try payment files with. */

export const item = (
  sortCode: string,
  accountNumber: string,
  name: string,
  reference: string,
  amount: string,
  valueOn = '2026-04-02',
): FileItem => ({
  sortCode,
  accountNumber,
  name,
  reference,
  amount: money(amount),
  valueOn: Temporal.PlainDate.from(valueOn),
});

export const PAYER = { sortCode: '202959', accountNumber: '63748472', name: 'Example Council' };

export const ITEMS: readonly FileItem[] = [
  item('200915', '41011166', "Mrs J O'Brien", 'PB 000412 000001', '769.23'),
  item('871427', '46238510', 'Zoë Müller-Smith', 'PB 000412 000002', '0.01'),
  item('089999', '66374958', 'Broker & Sons Client Account', 'PB 000412 000003', '20000000.00'),
  item('107999', '88837491', 'Łukasz Øre', 'PB 000412 000004', '1234.56'),
];

/** The whole text of a file. Throws when it has faults. */
export async function textOf(format: FileFormat, items: readonly FileItem[]): Promise<string> {
  const { faults, ...totals } = await checkFile(format, items);
  if (faults.length > 0) throw new Error(faults.map((fault) => fault.message).join('\n'));
  let text = '';
  for await (const piece of fileInPieces(format, totals, items)) text += piece;
  return text;
}

/** The faults as they are told: of the file as "file: ...", of an item by its reference. */
export async function faultsOf(format: FileFormat, items: readonly FileItem[]): Promise<string[]> {
  const { faults } = await checkFile(format, items);
  return faults.map(({ reference, message }) => `${reference ?? 'file'}: ${message}`);
}

/** The totals of some payments as a file says them. */
export async function totalsOf(
  format: FileFormat,
  items: readonly FileItem[],
): Promise<FileTotals> {
  const { faults: _, ...totals } = await checkFile(format, items);
  return totals;
}

/** What of a payment its payee's record has in every format, to compare. */
export const plain = (one: Omit<FileItem, 'valueOn'>) => ({
  sortCode: one.sortCode,
  accountNumber: one.accountNumber,
  name: one.name,
  reference: one.reference,
  amount: toText(one.amount),
});

/** A file in test/golden; with UPDATE_GOLDEN=1 it is written anew first. */
export function golden(name: string, text: string): string {
  const file = new URL(`../golden/${name}`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

export const workingDays = fc
  .integer({ min: 0, max: 2000 })
  .map((days) => addWorkingDays(Temporal.PlainDate.from('2020-02-03'), days));

/** Accounts whose holders' names are made by `names`. */
export const accounts = (names: fc.Arbitrary<string>) => ({
  sortCode: fc.stringMatching(/^\d{6}$/),
  accountNumber: fc.stringMatching(/^\d{8}$/),
  name: names,
});

/** One to forty payments on one to four days of a fortnight, each with a reference of its own. */
export const itemLists = (names: fc.Arbitrary<string>): fc.Arbitrary<FileItem[]> =>
  fc
    .tuple(workingDays, paymentLists(names))
    .map(([first, list]) =>
      list
        .map(({ after, ...one }) => ({ ...one, valueOn: addWorkingDays(first, after) }))
        .sort((a, b) => Temporal.PlainDate.compare(a.valueOn, b.valueOn)),
    );

const paymentLists = (names: fc.Arbitrary<string>) =>
  fc
    .array(
      fc.record({
        ...accounts(names),
        amount: fc
          .integer({ min: 1, max: 2_000_000_000 })
          .map((pence) => new Decimal(pence).div(100)),
        after: fc.constantFrom(0, 0, 0, 1, 4, 9),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((list) =>
      list.map((one, index) => ({
        ...one,
        reference: `PB 000412 ${String(index + 1).padStart(6, '0')}`,
      })),
    );

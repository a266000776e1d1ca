import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addWorkingDays, bacsProcessingDay } from '../../src/calendar.ts';
import { toText } from '../../src/money.ts';
import { readBacs } from '../../src/payments/bacs-reader.ts';
import { bacsText } from '../../src/payments/bacs-text.ts';
import { bacsFile } from '../../src/payments/bacs.ts';
import { accounts, itemLists, plain, textOf, totalsOf } from '../support/payment-files.ts';

const names = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .filter((text) => bacsText(text) !== '');
const submissions = fc.record({
  serial: fc.stringMatching(/^[A-Z0-9]{6}$/).filter((serial) => serial !== '000000'),
  serviceUserNumber: fc.stringMatching(/^\d{6}$/),
  madeBefore: fc.integer({ min: 1, max: 15 }),
  origin: fc.record(accounts(names)),
});

describe('a Bacs file that was written', () => {
  it('reads as what went into it, of one day or of several', async () => {
    await fc.assert(
      fc.asyncProperty(submissions, itemLists(names), async (submission, items) => {
        const firstOn = bacsProcessingDay(items[0]!.valueOn);
        const madeOn = addWorkingDays(firstOn, -submission.madeBefore);
        const format = bacsFile({ ...submission, madeOn });
        const { days, total, count } = await totalsOf(format, items);
        const { file: found, faults } = readBacs(await textOf(format, items));
        expect(faults).toBeUndefined();

        expect([found!.serial, found!.serviceUserNumber]).toEqual([
          submission.serial,
          submission.serviceUserNumber,
        ]);
        expect([String(found!.madeOn), String(found!.processingOn)]).toEqual([
          String(madeOn),
          String(firstOn),
        ]);
        const dated = (one: (typeof items)[number]) => ({
          ...plain({ ...one, name: bacsText(one.name) }),
          processingOn: String(bacsProcessingDay(one.valueOn)),
        });
        expect(
          found!.items.map((one) => ({ ...plain(one), processingOn: String(one.processingOn) })),
        ).toEqual(items.map(dated));
        const { sortCode, accountNumber, name } = submission.origin;
        expect(
          found!.contras.map((one) => [
            one.sortCode,
            one.accountNumber,
            one.name,
            one.narrative,
            toText(one.amount),
            String(one.processingOn),
          ]),
        ).toEqual(
          days.map((day) => [
            sortCode,
            accountNumber,
            bacsText(name),
            `BACS ${submission.serial}`,
            toText(day.total),
            String(bacsProcessingDay(day.valueOn)),
          ]),
        );
        const { debits, credits, debitCount, creditCount } = found!.totals;
        expect([toText(debits), toText(credits)]).toEqual([toText(total), toText(total)]);
        expect([debitCount, creditCount]).toEqual([days.length, count]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the records of a Bacs file', () => {
  it('are of their length and charset whatever the names and the amounts', async () => {
    const origin = { sortCode: '202959', accountNumber: '63748472', name: 'Example Council' };
    await fc.assert(
      fc.asyncProperty(itemLists(names), async (items) => {
        const madeOn = addWorkingDays(bacsProcessingDay(items[0]!.valueOn), -1);
        const format = bacsFile({ serial: '26P001', serviceUserNumber: '123456', madeOn, origin });
        const { days } = await totalsOf(format, items);
        const lines = (await textOf(format, items)).split('\r\n').slice(0, -1);
        const record = days.length > 1 ? 106 : 100;
        const records = Array.from({ length: items.length + days.length }, () => record);
        const labels = (count: number) => Array.from({ length: count }, () => 80);
        const expected = [...labels(4), ...records, ...labels(3)];
        expect(lines.map((line) => line.length)).toEqual(expected);
        for (const line of lines) expect(line).toMatch(/^[A-Z0-9.&/ -]+$/);
      }),
    );
  });
});

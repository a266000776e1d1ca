import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addWorkingDays, bacsProcessingDay } from '../../src/calendar.ts';
import { Decimal, toText } from '../../src/money.ts';
import { readBacs } from '../../src/payments/bacs-reader.ts';
import { bacsFile, bacsText } from '../../src/payments/bacs.ts';

const holder = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .filter((text) => bacsText(text) !== '');
const account = {
  sortCode: fc.stringMatching(/^\d{6}$/),
  accountNumber: fc.stringMatching(/^\d{8}$/),
  name: holder,
};
const amount = fc
  .integer({ min: 1, max: 2_000_000_000 })
  .map((pence) => new Decimal(pence).div(100));
const submissions = fc
  .record({
    serial: fc.stringMatching(/^[A-Z0-9]{6}$/).filter((serial) => serial !== '000000'),
    serviceUserNumber: fc.stringMatching(/^\d{6}$/),
    valueAfter: fc.integer({ min: 0, max: 3_000 }),
    madeBefore: fc.integer({ min: 1, max: 20 }),
    origin: fc.record(account),
    items: fc.array(fc.record({ ...account, amount, reference: fc.string({ unit: 'binary' }) }), {
      minLength: 1,
      maxLength: 40,
    }),
  })
  .map(({ valueAfter, madeBefore, ...rest }) => {
    const processingOn = bacsProcessingDay(
      Temporal.PlainDate.from('2020-02-03').add({ days: valueAfter }),
    );
    return { ...rest, processingOn, madeOn: addWorkingDays(processingOn, -madeBefore) };
  });

describe('a Bacs file that was written', () => {
  it('reads as what went into it', () => {
    fc.assert(
      fc.property(submissions, (submission) => {
        const { file, faults } = bacsFile(submission);
        expect(faults).toBeUndefined();
        const read = readBacs(file!.text);
        expect(read.faults).toBeUndefined();
        const found = read.file!;

        expect(found.serial).toBe(submission.serial);
        expect(found.serviceUserNumber).toBe(submission.serviceUserNumber);
        expect(String(found.processingOn)).toBe(String(submission.processingOn));
        expect(String(found.madeOn)).toBe(String(submission.madeOn));
        expect(found.items.map(text)).toEqual(
          submission.items.map((item, index) =>
            text({
              ...item,
              line: index + 5,
              name: bacsText(item.name),
              reference: bacsText(item.reference),
            }),
          ),
        );
        expect(found.contra.sortCode).toBe(submission.origin.sortCode);
        expect(found.contra.accountNumber).toBe(submission.origin.accountNumber);
        expect(found.contra.name).toBe(bacsText(submission.origin.name));
        expect(toText(found.contra.amount)).toBe(toText(file!.total));
        expect(toText(found.totals.debits)).toBe(toText(file!.total));
        expect(toText(found.totals.credits)).toBe(toText(file!.total));
        expect(found.totals.creditCount).toBe(file!.count);
      }),
      { numRuns: 300 },
    );
  });
});

function text<T extends { amount: Decimal }>(item: T) {
  return { ...item, amount: toText(item.amount) };
}

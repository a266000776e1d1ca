import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  camt053,
  type Statement,
  type StatementLine,
} from '../../src/demonstration/camt-writer.ts';
import { Decimal, sum, toText } from '../../src/money.ts';
import { collectCamt053 } from '../support/camt053.ts';
import { pieces } from '../support/camt-files.ts';

const pounds = fc
  .bigInt({ min: -99_999_999_999n, max: 99_999_999_999n })
  .map((pence) => new Decimal(pence.toString()).div(100));
const day = fc
  .integer({ min: 0, max: 4000 })
  .map((days) => Temporal.PlainDate.from('2020-01-01').add({ days }));
const words = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .string({ minLength: 1, maxLength, unit: 'grapheme' })
    .map((text) => Array.from(text.replaceAll(/\s+/g, ' ').trim()).slice(0, maxLength).join(''))
    .map((text) => text.trim())
    .filter((text) => text !== '' && text !== 'NOTPROVIDED' && !text.includes('\uFFFD'));
const line: fc.Arbitrary<StatementLine> = fc.record({
  bookedOn: day,
  valueOn: day,
  amount: pounds,
  reference: words(35),
  counterparty: fc.option(words(140)),
  text: fc.option(words(140)),
  bankCode: fc.option(fc.constantFrom('PMNT-ICDT-DMCT', 'BAC', 'Direct debit'), { nil: undefined }),
});
const statement: fc.Arbitrary<Statement> = fc.record({
  messageId: words(35),
  account: fc.record({
    sortCode: fc.constantFrom('202015', '000000'),
    accountNumber: fc.constantFrom('55555555', '00000001'),
    currency: fc.constant('GBP'),
  }),
  from: day,
  to: day,
  opening: pounds,
  lines: fc.array(line, { maxLength: 12 }),
});

test('any statement that is written is read back exactly, in pieces of any size', async () => {
  await fc.assert(
    fc.asyncProperty(statement, fc.integer({ min: 1, max: 700 }), async (written, size) => {
      const bytes = new TextEncoder().encode(camt053(written));
      const file = await collectCamt053(pieces(bytes, size));
      const closing = written.opening.plus(sum(written.lines.map((one) => one.amount)));
      expect(file.problems).toEqual([]);
      expect(file.statements).toHaveLength(1);
      expect(file.statements[0]).toMatchObject({
        id: written.messageId,
        account: written.account.sortCode + written.account.accountNumber,
        currency: 'GBP',
        from: written.from.toString(),
        to: written.to.toString(),
        opening: toText(written.opening),
        closing: toText(closing),
        balances: true,
        lineCount: written.lines.length,
      });
      const lines = file.statements[0]?.lines.map((one) => ({
        bookedOn: one.bookedOn,
        valueOn: one.valueOn,
        amount: one.amount,
        reference: one.reference,
        counterparty: one.counterparty,
        text: one.text,
        bankCode: one.bankCode ?? undefined,
      }));
      expect(lines).toEqual(
        written.lines.map((one) => ({
          ...one,
          bookedOn: one.bookedOn.toString(),
          valueOn: one.valueOn.toString(),
          amount: toText(one.amount),
        })),
      );
    }),
    { numRuns: 150 },
  );
});

test('a change of one amount by a penny is always found', async () => {
  await fc.assert(
    fc.asyncProperty(statement, fc.nat(), async (written, choice) => {
      fc.pre(written.lines.length > 0);
      const changed = written.lines[choice % written.lines.length] as StatementLine;
      const other = { ...changed, amount: changed.amount.plus('0.01') };
      const honest = camt053(written);
      const forged = camt053({
        ...written,
        lines: written.lines.map((one) => (one === changed ? other : one)),
      });
      // The forged lines with the honest closing balance.
      const closing = /<Bal><Tp><CdOrPrtry><Cd>CLBD.*<\/Bal>/;
      const mixed = forged.replace(closing, () => closing.exec(honest)?.[0] ?? '');
      const file = await collectCamt053([new TextEncoder().encode(mixed)]);
      expect(file.statements[0]?.balances).toBe(false);
      expect(file.problems).toMatchObject([{ code: 'balance-differs' }]);
      expect(file.problems[0]?.message).toContain('a difference of -0.01.');
    }),
    { numRuns: 50 },
  );
});

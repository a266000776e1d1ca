import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sum, toText } from '../../src/money.ts';
import { readPain } from '../../src/payments/pain001-reader.ts';
import { carriedText } from '../../src/payments/pain001-text.ts';
import { pain001 } from '../../src/payments/pain001.ts';
import { accounts, itemLists, plain, textOf, totalsOf } from '../support/payment-files.ts';

const names = fc
  .oneof(
    fc.string({ unit: fc.constantFrom(...Array.from('abzÀéßØł’& -/.,+')), maxLength: 30 }),
    fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
  )
  .filter((text) => {
    const carried = carriedText(text);
    return carried.refused.length === 0 && carried.text !== '';
  });
const messages = fc.record({
  version: fc.constantFrom('09' as const, '03' as const),
  messageId: fc.stringMatching(/^[A-Z0-9]{1,24}-[0-9A-Z]{6}$/),
  createdAt: fc
    .integer({ min: 1_500_000_000, max: 2_000_000_000 })
    .map((seconds) => Temporal.Instant.fromEpochMilliseconds(seconds * 1000)),
  way: fc.constantFrom('bacs' as const, 'faster_payments' as const),
  payer: fc.record(accounts(names)),
});

describe('a pain.001 message that was written', () => {
  it('reads as what went into it, however its bytes come', async () => {
    await fc.assert(
      fc.asyncProperty(
        messages,
        itemLists(names),
        fc.integer({ min: 1, max: 5000 }),
        async (message, items, size) => {
          const bytes = Buffer.from(await textOf(pain001(message), items));
          const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
            bytes.subarray(n * size, (n + 1) * size),
          );
          const { file, faults } = await readPain(pieces);
          expect(faults).toBeUndefined();
          const { messageId, version, payer } = message;
          const service = message.way === 'bacs' ? 'NURG' : 'URGP';
          expect(file).toMatchObject({ version, messageId, service });
          const { days } = await totalsOf(pain001(message), items);
          expect(
            file!.blocks.map((block) => [
              block.paymentId,
              String(block.executeOn),
              block.items.length,
              toText(sum(block.items.map((one) => one.amount))),
            ]),
          ).toEqual(
            days.map((day, n) => [
              days.length === 1 ? messageId : `${messageId}-${n + 1}`,
              String(day.valueOn),
              day.count,
              toText(day.total),
            ]),
          );
          const created = file!.createdAt.toZonedDateTime('UTC').toInstant();
          expect(created.equals(message.createdAt)).toBe(true);
          expect(file!.payer).toEqual({ ...payer, name: carriedText(payer.name).text });
          expect(file!.initiator).toBe(file!.payer.name);
          expect(file!.items.map((one) => ({ ...plain(one), remittance: one.remittance }))).toEqual(
            items.map((one) => ({
              ...plain({ ...one, name: carriedText(one.name).text }),
              remittance: one.reference,
            })),
          );
          const pence = items.reduce(
            (total, { amount }) => total + BigInt(amount.times(100).toFixed(0)),
            0n,
          );
          expect(toText(file!.total).replace('.', '')).toBe(String(pence).padStart(3, '0'));
        },
      ),
      { numRuns: 150 },
    );
  });
});

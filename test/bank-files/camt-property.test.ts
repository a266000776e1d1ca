import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BankFileLine } from '../../src/bank-files/events.ts';
import { camt053 } from '../../src/demonstration/camt-writer.ts';
import { Decimal, toText } from '../../src/money.ts';
import { eventsOf, gathered, readFile } from '../support/bank-files.ts';

const day = Temporal.PlainDate.from('2026-04-15');
const pence = fc.bigInt({ min: -99_999_999n, max: 99_999_999n });
const amounts = fc.array(
  pence.map((one) => new Decimal(one.toString()).div(100)),
  { maxLength: 8 },
);

/** A statement of these amounts, as the demonstration writes it. */
function written(lines: readonly Decimal[]): Uint8Array {
  const account = { sortCode: '202015', accountNumber: '55555555', currency: 'GBP' };
  const text = camt053({
    messageId: 'M1',
    account,
    from: day,
    to: day,
    opening: new Decimal('100.00'),
    lines: lines.map((amount, n) => ({
      bookedOn: day,
      valueOn: day,
      amount,
      reference: `R${n}`,
      counterparty: 'Zoë & Co',
      text: 'Direct payment',
    })),
  });
  return new TextEncoder().encode(text);
}

const linesOf = (bytes: Uint8Array): BankFileLine[] =>
  readFile(bytes, { format: 'camt' }).statements.flatMap((one) => one.lines);

describe('a statement', () => {
  test('is read back exactly, and the same in pieces of any size', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 300 }), (amounts, size) => {
        const bytes = written(amounts);
        const events = eventsOf(bytes);
        const file = gathered(events);
        expect(file.problems).toEqual([]);
        expect(file.statements).toMatchObject([
          { account: '20201555555555', currency: 'GBP', balances: true },
        ]);
        expect(file.statements[0]?.lines.map((line) => line.amount)).toEqual(amounts.map(toText));
        expect(eventsOf(bytes, { size })).toEqual(events);
      }),
      { numRuns: 40 },
    );
  });

  test('in pieces of one byte gives the same events', () => {
    const bytes = written([new Decimal('-1.50'), new Decimal(2)]);
    expect(eventsOf(bytes, { size: 1 })).toEqual(eventsOf(bytes));
  });

  test('that is cut off anywhere gives its first lines as they were, and an error', () => {
    const bytes = written([new Decimal('-1.50'), new Decimal(2), new Decimal('0.01')]);
    const whole = linesOf(bytes);
    const end = bytes.lastIndexOf(0x3e);
    for (let length = 0; length <= end; length += 1) {
      const file = readFile(bytes.subarray(0, length), { format: 'camt' });
      const lines = file.statements.flatMap((one) => one.lines);
      expect(lines).toEqual(whole.slice(0, lines.length));
      expect(file.problems.some((one) => one.severity === 'error')).toBe(true);
      expect(file.statements.every((one) => one.balances !== true || lines.length === 3)).toBe(
        true,
      );
    }
  });

  test('with bytes changed never throws, and another amount never balances', () => {
    const bytes = written([new Decimal('-1.50'), new Decimal('20.25'), new Decimal('0.01')]);
    const total = (lines: readonly BankFileLine[]): string =>
      lines.reduce((sum, line) => sum.plus(line.amount), new Decimal(0)).toFixed(2);
    const change = fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(change, ([at, byte]) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = byte;
        const file = readFile(changed, { format: 'camt' });
        const statement = file.statements[0];
        const isProved = statement?.balances === true && file.problems.length === 0;
        const isHonest =
          isProved && statement.opening === '100.00' && statement.closing === '118.76';
        const booked = statement?.lines.filter((line) => line.status === 'booked') ?? [];
        expect(isHonest ? total(booked) : '18.76').toBe('18.76');
        expect(file.statements.length + file.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

test('any bytes at all are read without an exception, and never in silence', () => {
  const tokens = fc.constantFrom(
    '<Document>',
    '<BkToCstmrStmt>',
    '<Stmt>',
    '<Ntry>',
    '</Ntry>',
    '<Amt Ccy="GBP">',
    '1.00',
    '</Amt>',
    '<',
    '&',
    ':20:',
    '01,',
    '\n',
    ',',
    '\0',
  );
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tokens, { maxLength: 30 }).map((list) => new TextEncoder().encode(list.join(''))),
  );
  fc.assert(
    fc.property(content, fc.constantFrom(undefined, 'camt'), (bytes, format) => {
      const file = readFile(bytes, format === undefined ? {} : { format });
      expect(file.statements.length + file.problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 500 },
  );
});

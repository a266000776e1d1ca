import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BankFileLine } from '../../src/bank-files/events.ts';
import { Decimal } from '../../src/money.ts';
import { eventsOf, readFile } from '../support/bank-files.ts';

const pence = fc.integer({ min: -9_999_999, max: 9_999_999 });
const euros = (text: string): string => text.replace('-', '').replace('.', ',');
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A statement of these amounts, with an opening balance of 500.00. */
function written(amounts: readonly Decimal[]): string {
  const total = amounts.reduce((sum, one) => sum.plus(one), new Decimal(500));
  const lines = amounts.map((amount, n) => {
    const mark = amount.isNegative() ? 'D' : 'C';
    return `:61:2604150415${mark}${euros(amount.toFixed(2))}NTRFREF${n}\n:86:Zoë & Co\nweek ${n}\n`;
  });
  const closing = `${total.isNegative() ? 'D' : 'C'}260415GBP${euros(total.toFixed(2))}`;
  return `:20:A\n:25:123\n:28C:1\n:60F:C260414GBP500,00\n${lines.join('')}:62F:${closing}\n-\n`;
}

const linesOf = (bytes: Uint8Array): BankFileLine[] =>
  readFile(bytes, { format: 'mt940' }).statements.flatMap((one) => one.lines);

const three = ['-1.50', '20.25', '0.01'].map((one) => new Decimal(one));

test('a statement is read back exactly, and the same in pieces of any size', () => {
  fc.assert(
    fc.property(
      fc.array(pence, { maxLength: 8 }),
      fc.integer({ min: 1, max: 90 }),
      (list, size) => {
        const amounts = list.map((one) => new Decimal(one).div(100));
        const bytes = bytesOf(written(amounts));
        const file = readFile(bytes);
        expect(file.problems).toEqual([]);
        expect(file.statements).toMatchObject([{ balances: true }]);
        expect(linesOf(bytes).map((line) => line.amount)).toEqual(
          amounts.map((one) => one.toFixed(2)),
        );
        expect(eventsOf(bytes, { size })).toEqual(eventsOf(bytes));
      },
    ),
    { numRuns: 60 },
  );
  const bytes = bytesOf(written(three));
  expect(eventsOf(bytes, { size: 1 })).toEqual(eventsOf(bytes));
});

test('a statement that is cut off anywhere gives its first lines of their amounts, and an error', () => {
  const text = written(three);
  const whole = linesOf(bytesOf(text)).map((line) => line.amount);
  const end = text.indexOf(':62F:');
  for (let length = 0; length <= end; length += 1) {
    const file = readFile(bytesOf(text.slice(0, length)), { format: 'mt940' });
    const lines = file.statements.flatMap((one) => one.lines.map((line) => line.amount));
    expect(lines).toEqual(whole.slice(0, lines.length));
    expect(file.problems.some((one) => one.severity === 'error')).toBe(true);
    expect(file.statements.every((one) => one.balances === null)).toBe(true);
  }
});

test('with bytes changed never throws, and another amount never balances', () => {
  const bytes = bytesOf(written(three));
  const change = fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(change, ([at, byte]) => {
      const changed = Uint8Array.from(bytes);
      changed[at] = byte;
      const { statements, problems } = readFile(changed, { format: 'mt940' });
      const [one] = statements;
      const isProved = one?.balances === true && problems.length === 0;
      const isHonest = isProved && one.opening === '500.00' && one.closing === '518.76';
      const booked = one?.lines.filter((line) => line.status === 'booked') ?? [];
      const total = booked.reduce((sum, line) => sum.plus(line.amount), new Decimal(0)).toFixed(2);
      expect(isHonest ? total : '18.76').toBe('18.76');
      expect(statements.length + problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 400 },
  );
});

test('any fields at all are read without an exception, and never in silence', () => {
  const tokens = fc.constantFrom(
    ...':20:X|:25:1|:60F:C260414GBP1,00|:61:260415C1,00NTRFA|:86:166?20x|:62F:C260415GBP1,00'.split(
      '|',
    ),
    ...'-|:|-}{5:}|{1:F}{2:O942X}{4:|:13D:2604151200|:34F:GBP0,|:NS:15x|:99:x|x\0|:90C:1GBP1,'.split(
      '|',
    ),
  );
  fc.assert(
    fc.property(fc.array(tokens, { maxLength: 20 }), (list) => {
      const { statements, problems } = readFile(list.join('\n'), { format: 'mt942' });
      expect(statements.length + problems.length).toBeGreaterThan(0);
      const written = list.filter((one) => one.startsWith(':61:')).length;
      // A line can be inside the text of another only where its tag is broken over two lines.
      const read = statements.flatMap((one) => one.lines).length;
      expect(read).toBe(written);
    }),
    { numRuns: 400 },
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linesOf, totalOf, type FeedLine, type Movement } from '../../src/general-ledger/rules.ts';
import { ZERO, money, sum, toText } from '../../src/money.ts';

const pence = fc.integer({ min: 0, max: 999_999_999 });
const text = (amount: number): string => toText(money('0.01').times(amount));

/** Movements of one book: what one account receives another gives. */
const movements: fc.Arbitrary<Movement[]> = fc
  .array(
    fc.record({ code: fc.constantFrom('A1', 'A2', 'B1'), classId: fc.nat(90), amount: pence }),
    {
      maxLength: 30,
    },
  )
  .map((each) =>
    each.map(({ code, classId, amount }, n) => ({
      classId,
      class: `class ${classId}`,
      // A class and a funder stand once.
      funderId: `${n}`,
      funder: `Funder ${n % 3}`,
      code,
      name: code,
      debit: text(amount),
      credit: text(each[(n + 1) % each.length]!.amount),
    })),
  );

it('a feed has a line for each side that moved, by code, and both sides make its total', () => {
  fc.assert(
    fc.property(movements, (moved) => {
      const lines = linesOf(moved);
      const amounts = moved.flatMap(({ debit, credit }) => [debit, credit]);
      expect(lines).toHaveLength(amounts.filter((amount) => amount !== '0.00').length);
      expect(lines.map(({ line }) => line)).toEqual(lines.map((_, n) => n + 1));
      for (const { debit, credit } of lines) expect([debit, credit]).toContain(null);
      const codes = lines.map(({ code }) => code);
      expect(codes).toEqual(codes.toSorted((a, b) => (a < b ? -1 : Number(a > b))));
      expect(totalOf(lines)).toBe(toText(sum(moved.map(({ debit }) => money(debit)))));
      expect(linesOf(moved.toReversed())).toEqual(lines);
    }),
  );
});

it('a feed whose sides differ is a failure, and is not drawn up', () => {
  const line = { line: 1, classId: 1, class: 'bank', funderId: null, funder: null, name: 'Bank' };
  const lines: FeedLine[] = [
    { ...line, code: 'A', debit: '1.00', credit: null },
    { ...line, line: 2, code: 'A', debit: null, credit: '1.01' },
  ];
  expect(() => totalOf(lines)).toThrow('found 1.00 and 1.01');
  expect(totalOf([])).toBe(toText(ZERO));
});

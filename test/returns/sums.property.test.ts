import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Decimal, money, sum, toText } from '../../src/money.ts';
import { Problem } from '../../src/problem.ts';
import { readReturn, totalsOf } from '../../src/returns/read-return.ts';
import type { Terms } from '../../src/returns/rules.ts';
import type { Cells } from './book.ts';

const PERIOD = {
  from: Temporal.PlainDate.from('2026-04-01'),
  to: Temporal.PlainDate.from('2026-04-30'),
};
const TERMS: Omit<Terms, 'served'> = {
  tier: 'standard',
  isPooled: true,
  evidenceAbove: money('0.00'),
};
const ID = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const pounds = (pence: number): string => toText(new Decimal(pence).div(100));

const KINDS = ['paid_in', 'contribution', 'refund', 'spending', 'fee'] as const;
const isOut = (kind: (typeof KINDS)[number]): boolean => kind === 'spending' || kind === 'fee';

/** A person's opening and lines, in pence. */
const person = fc.record({
  opening: fc.integer({ min: -1_000_000, max: 100_000_000 }),
  lines: fc.array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      pence: fc.integer({ min: 1, max: 10_000_000 }),
      day: fc.integer({ min: 1, max: 30 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
});
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never;

const changeOf = ({ lines }: Person): number =>
  lines.reduce((total, { kind, pence }) => total + (isOut(kind) ? -pence : pence), 0);

/** The rows of a return that adds up. */
function rowsFor(people: readonly Person[]): Cells[] {
  const opening = people.reduce((total, one) => total + one.opening, 0);
  const closing = people.reduce((total, one) => total + one.opening + changeOf(one), 0);
  return [
    { kind: 'account_opening', amount: pounds(opening) },
    { kind: 'account_closing', amount: pounds(closing) },
    ...people.flatMap((one, n): Cells[] => {
      const whose = { arrangement: ID(n), person: `P-${n}` };
      return [
        { kind: 'opening', ...whose, amount: pounds(one.opening) },
        { kind: 'closing', ...whose, amount: pounds(one.opening + changeOf(one)) },
        ...one.lines.flatMap(({ kind, pence, day }): Cells[] => {
          const on = `2026-04-${String(day).padStart(2, '0')}`;
          const more =
            kind === 'spending' || kind === 'refund'
              ? { category: 'support', description: 'Tutor' }
              : {};
          const evidence = kind === 'spending' ? { evidence: 'INV-1' } : {};
          return [
            { kind: 'bank', on, amount: pounds(isOut(kind) ? -pence : pence) },
            { kind, on, ...whose, amount: pounds(pence), ...more, ...evidence },
          ];
        }),
      ];
    }),
  ];
}

const read = (rows: readonly Cells[]) =>
  readReturn({ rows }, PERIOD, TERMS, async (ids) => {
    const served = ids.map((id) => [
      id,
      { beneficiaryId: id, reference: `P-${Number(id.slice(-12))}` },
    ]);
    return new Map(served as [string, { beneficiaryId: string; reference: string }][]);
  });

it('a return that adds up is read whole, whatever the order of its rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(person, { minLength: 1, maxLength: 5 }).chain((people) => {
        const rows = rowsFor(people);
        return fc
          .shuffledSubarray(rows, { minLength: rows.length })
          .map((all) => ({ people, all }));
      }),
      async ({ people, all }) => {
        const said = await read(all);
        const totals = totalsOf(said);
        expect(said.people).toHaveLength(people.length);
        const { peopleOpening, paidIn, contributions, refunds, spending, fees } = totals;
        const closing = sum([peopleOpening, paidIn, contributions, refunds]);
        expect(toText(totals.peopleClosing)).toBe(toText(closing.minus(spending).minus(fees)));
        expect(toText(totals.closing)).toBe(toText(totals.opening.plus(totals.bank)));
        expect(toText(totals.closing)).toBe(toText(totals.peopleClosing));
      },
    ),
    { numRuns: 60 },
  );
});

it('a penny more in any one row is found', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(person, { minLength: 1, maxLength: 4 }).chain((people) => {
        const rows = rowsFor(people);
        return fc.nat(rows.length - 1).map((n) => ({ rows, n }));
      }),
      async ({ rows, n }) => {
        const more = toText(money(rows[n]!['amount']!).plus('0.01'));
        // A bank line of nothing is refused too, so a line of a penny out is no exception.
        const changed = rows.map((row, i) => (i === n ? { ...row, amount: more } : row));
        await expect(read(changed)).rejects.toThrow(Problem);
      },
    ),
    { numRuns: 60 },
  );
});

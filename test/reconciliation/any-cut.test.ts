import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { Decimal, sum } from '../../src/money.ts';
import { importFile } from '../../src/reconciliation/importing/import-store.ts';
import { inMemory } from '../../src/reconciliation/importing/temporary-files.ts';
import { bankFile } from '../support/bank-file.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { asReport, type DayLine } from '../support/day-in-formats.ts';
import { aBankAccount } from '../support/released-run.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});

type Account = Awaited<ReturnType<typeof aBankAccount>>;

/** A file of the account: whole days, or the first lines of a day so far. */
interface Cut {
  readonly from: number;
  readonly to: number;
  readonly upTo: number | null;
}

const dayOf = (n: number): string => `2026-04-${String(n + 1).padStart(2, '0')}`;

/** The lines of a day. Two neighbours share their reference, and may be equal. */
const linesOf = (amounts: readonly string[], day: number): DayLine[] =>
  amounts.map((amount, n) => ({
    amount,
    reference: `FP00${day}${Math.floor(n / 2)}`,
    name: 'Someone',
    text: `Week ${day}`,
  }));

function written(account: Account, book: readonly (readonly string[])[], cut: Cut): string {
  const { from, to, upTo } = cut;
  const days = book.map(linesOf);
  if (upTo !== null) {
    const lines = days[from]!.slice(0, upTo);
    return asReport({ account, day: dayOf(from), opening: '0.00', lines });
  }
  const before = book.slice(0, from).flat();
  return bankFile({
    account,
    from: dayOf(from),
    to: dayOf(to),
    opening: sum(before.map((amount) => new Decimal(amount))).toFixed(2),
    lines: days.flatMap((lines, day) =>
      day < from || day > to
        ? []
        : lines.map(({ amount, reference, name, text }) => {
            return [dayOf(day), amount, { reference, text, counterparty: name }] as const;
          }),
    ),
  });
}

it('files give each line once, however the days are cut into them and in whatever order', async () => {
  const amounts = fc.array(fc.constantFrom('-5.00', '-6.00', '5.00'), { maxLength: 5 });
  const book = fc.array(amounts, { minLength: 2, maxLength: 4 });
  const cut = fc.record({
    from: fc.nat(3),
    to: fc.nat(3),
    upTo: fc.option(fc.integer({ min: 0, max: 5 })),
  });
  const cuts = fc.array(cut, { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(book, cuts, fc.nat(5), async (days, some, place) => {
      const account = await aBankAccount(db);
      const last = days.length - 1;
      const all: Cut = { from: 0, to: last, upTo: null };
      for (const one of some.toSpliced(Math.min(place, some.length), 0, all)) {
        const [a, b] = [Math.min(one.from, last), Math.min(one.to, last)];
        const file = { from: Math.min(a, b), to: Math.max(a, b), upTo: one.upTo };
        const text = `${written(account, days, file)}<!--${Math.random()}-->`;
        const source = inMemory(Buffer.from(text));
        await db.run((tx) => importFile(tx, { name: 'a.xml', source, acceptGaps: true }));
      }
      const found = await db.run(
        (tx) => tx.sql<{ line: string; likely: boolean }[]>`
          select booked_on || ' ' || amount as line, r.line_id is not null as likely
          from bank_lines l left join likely_repeats r on r.line_id = l.id
          where l.bank_account_id = ${account.id}`,
      );
      const expected = days.flatMap((list, day) => list.map((one) => `${dayOf(day)} ${one}`));
      expect(found.map(({ line }) => line).sort()).toEqual(expected.sort());
      expect(found.filter(({ likely }) => likely)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

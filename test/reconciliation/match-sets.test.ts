import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { money, sum, toText } from '../../src/money.ts';
import { Problem } from '../../src/problem.ts';
import { matchPairs, type NewPair } from '../../src/reconciliation/matching/pair-store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { anImportedAccount, balanceAt } from '../support/matching.ts';
import { aReleasedRun } from '../support/released-run.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});

let serials = 0;
const runs = async (bankAccountId: string, totals: readonly string[]): Promise<string[]> => {
  const ids: string[] = [];
  for (const total of totals) {
    const serial = `S${String((serials += 1)).padStart(5, '0')}`;
    ids.push(await aReleasedRun(db, { bankAccountId, serial, valueOn: '2026-04-10', total }));
  }
  return ids;
};

const allocated = (bankAccountId: string) =>
  db.run(
    (tx) => tx.sql<{ line: string; run: string; amount: string }[]>`
      select a.line_id as line, x.pay_run_id as run, a.amount from line_allocations a
      join expected_lines x on x.id = a.expected_id where a.bank_account_id = ${bankAccountId}
      order by a.line_id, a.line_seq`,
  );

describe('matching a set', () => {
  it('matches a line to two runs and a run to two lines at once', async () => {
    const { account, lines } = await anImportedAccount(db, [
      ['2026-04-10', '-300.00'],
      ['2026-04-13', '-50.00'],
    ]);
    const [a, b] = await runs(account.id, ['100.00', '250.00']);
    const [first, second] = [lines.at(0)!, lines.at(1)!];
    const ids = await db.run((tx) =>
      matchPairs(tx, [
        { lineId: first, expected: `pay_run:${a}`, amount: money('100.00') },
        { lineId: first, expected: `pay_run:${b}`, amount: money('200.00') },
        { lineId: second, expected: `pay_run:${b}` },
      ]),
    );
    expect(new Set(ids).size).toBe(3);
    expect(await allocated(account.id)).toEqual([
      { line: first, run: a, amount: '100.00' },
      { line: first, run: b, amount: '200.00' },
      { line: second, run: b, amount: '50.00' },
    ]);
    expect(await balanceAt(db, `in_transit:${b}`)).toBe('0.00');
  });

  it('matches all or none, and names each that cannot be', async () => {
    const { account, lines } = await anImportedAccount(db, [['2026-04-10', '-100.00']]);
    const [a, b] = await runs(account.id, ['100.00', '100.00']);
    const lineId = lines.at(0)!;
    const work = db.run((tx) =>
      matchPairs(tx, [
        { lineId, expected: `pay_run:${a}` },
        { lineId, expected: `pay_run:${b}` },
      ]),
    );
    const error = await work.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).extras.errors?.map((one) => one.where)).toEqual(['pairs.1.lineId']);
    expect(await allocated(account.id)).toEqual([]);
    expect(await balanceAt(db, `bank:${account.id}`)).toBe('0.00');
  });

  it('matches nothing of an empty set', async () => {
    expect(await db.run((tx) => matchPairs(tx, []))).toEqual([]);
  });

  it('never allocates more than a line or a run, whatever is asked', async () => {
    const pence = fc.integer({ min: 1, max: 400 }).map((n) => money((n / 100).toFixed(2)));
    const asked = fc.array(fc.record({ line: fc.nat(2), run: fc.nat(2), amount: pence }), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(asked, async (matches) => {
        const { account, lines } = await anImportedAccount(db, [
          ['2026-04-10', '-5.00'],
          ['2026-04-11', '-3.00'],
          ['2026-04-12', '-4.00'],
        ]);
        const ids = await runs(account.id, ['4.00', '5.00', '3.00']);
        for (const { line, run, amount } of matches) {
          const one: NewPair = {
            lineId: lines.at(line)!,
            expected: `pay_run:${ids.at(run)!}`,
            amount,
          };
          // One by one, so that those before one that is refused stay.
          const refused = await db
            .run((tx) => matchPairs(tx, [one]))
            .then(
              () => undefined,
              (error: unknown) => error,
            );
          expect(refused === undefined || refused instanceof Problem).toBe(true);
        }
        const rows = await allocated(account.id);
        const of = (key: 'line' | 'run', id: string) =>
          sum(rows.filter((row) => row[key] === id).map((row) => money(row.amount)));
        ['5.00', '3.00', '4.00'].forEach((size, n) =>
          expect(of('line', lines.at(n)!).lte(money(size))).toBe(true),
        );
        ['4.00', '5.00', '3.00'].forEach((total, n) =>
          expect(of('run', ids.at(n)!).lte(money(total))).toBe(true),
        );
        const whole = sum(rows.map((row) => money(row.amount)));
        expect(await balanceAt(db, `bank:${account.id}`)).toBe(toText(whole.negated()));
      }),
      { numRuns: 15 },
    );
  });
});

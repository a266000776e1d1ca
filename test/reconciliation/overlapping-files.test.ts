import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { money, sum, toText } from '../../src/money.ts';
import { importBankFile } from '../../src/reconciliation/importing/import-store.ts';
import { bankFile, type Line } from '../support/bank-file.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { aBankAccount } from '../support/released-run.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});

type Account = Awaited<ReturnType<typeof aBankAccount>>;

async function take(account: Account, from: string, to: string, lines: Line[], opening = '0.00') {
  const content = Buffer.from(bankFile({ account, from, to, lines, opening }));
  const done = await db.run((tx) => importBankFile(tx, { name: 'a.xml', content }));
  const { added, knownAlready } = done.statements[0]!;
  return { added, knownAlready };
}

const kept = (account: Account) =>
  db.run(
    (tx) => tx.sql<{ on: string; amount: string; reference: string; occurrence: number }[]>`
      select booked_on as on, amount, reference, occurrence from bank_lines
      where bank_account_id = ${account.id} order by booked_on, amount, reference, occurrence`,
  );

describe('files whose days overlap', () => {
  const twin: Line = ['2026-04-10', '-5.00', { text: 'Fee' }];

  it('keep two equal lines of one file two, and add neither again', async () => {
    const account = await aBankAccount(db);
    const before: Line = ['2026-04-02', '-1.00'];
    const after: Line = ['2026-04-18', '-2.00'];
    expect(await take(account, '2026-04-01', '2026-04-12', [before, twin, twin])).toEqual({
      added: 3,
      knownAlready: 0,
    });
    expect(await take(account, '2026-04-05', '2026-04-20', [twin, twin, after], '-1.00')).toEqual({
      added: 1,
      knownAlready: 2,
    });
    expect((await kept(account)).map((line) => line.occurrence)).toEqual([1, 1, 2, 1]);
  });

  it('add the third of three where two were known', async () => {
    const account = await aBankAccount(db);
    await take(account, '2026-04-10', '2026-04-10', [twin, twin]);
    const again = await take(account, '2026-04-10', '2026-04-12', [twin, twin, twin]);
    expect(again).toEqual({ added: 1, knownAlready: 2 });
  });

  it('know a line again when the bank changed its spaces and capitals', async () => {
    const account = await aBankAccount(db);
    const facts = { reference: 'Ref 1', text: 'Payment  to', counterparty: 'Zoë Example' };
    await take(account, '2026-04-10', '2026-04-10', [['2026-04-10', '-5.00', facts]]);
    const other = { reference: 'REF 1', text: ' payment to', counterparty: 'ZOE\u0308 EXAMPLE' };
    const again = await take(account, '2026-04-10', '2026-04-11', [['2026-04-10', '-5.00', other]]);
    expect(again).toEqual({ added: 0, knownAlready: 1 });
  });

  it.each<[string, Line]>([
    ['amount', ['2026-04-10', '-5.01', { text: 'Fee' }]],
    ['direction', ['2026-04-10', '5.00', { text: 'Fee' }]],
    ['date', ['2026-04-11', '-5.00', { text: 'Fee' }]],
  ])('tell lines apart by their %s', async (_what, line) => {
    const account = await aBankAccount(db);
    await take(account, '2026-04-10', '2026-04-11', [twin]);
    const next = await take(account, '2026-04-10', '2026-04-11', [line]);
    expect(next).toEqual({ added: 1, knownAlready: 0 });
  });

  it.each<[string, Line]>([
    ['text', ['2026-04-10', '-5.00', { text: 'Sundries' }]],
    ['counterparty', ['2026-04-10', '-5.00', { text: 'Fee', counterparty: 'B' }]],
    ['reference', ['2026-04-10', '-5.00', { text: 'Fee', reference: 'B' }]],
    ['place of its words', ['2026-04-10', '-5.00', { counterparty: 'Fee' }]],
  ])('know the only line of an amount on a whole day by another %s', async (_what, line) => {
    const account = await aBankAccount(db);
    await take(account, '2026-04-10', '2026-04-11', [twin]);
    const next = await take(account, '2026-04-10', '2026-04-11', [line]);
    expect(next).toEqual({ added: 0, knownAlready: 1 });
  });

  it('tell equal lines of two accounts apart', async () => {
    await take(await aBankAccount(db), '2026-04-10', '2026-04-11', [twin]);
    const other = await take(await aBankAccount(db), '2026-04-10', '2026-04-11', [twin]);
    expect(other.added).toBe(1);
  });

  it('give the whole of the account once, however its days are cut into files', async () => {
    const days = fc.array(
      fc.array(fc.constantFrom('-5.00', '-6.00', '5.00'), { minLength: 0, maxLength: 4 }),
      { minLength: 3, maxLength: 6 },
    );
    const cuts = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(days, cuts, async (byDay, files) => {
        const account = await aBankAccount(db);
        const dayOf = (n: number): string => `2026-04-${String(n + 1).padStart(2, '0')}`;
        const lines = (from: number, to: number): Line[] =>
          byDay.flatMap((amounts, n) =>
            n < from || n > to ? [] : amounts.map((amount): Line => [dayOf(n), amount]),
          );
        const last = byDay.length - 1;
        // The first file has all days, so that no other can leave a gap.
        await take(account, dayOf(0), dayOf(last), lines(0, last));
        for (const [a, b] of files) {
          const [from, to] = [Math.min(a, b, last), Math.min(Math.max(a, b), last)];
          // What the account had before is what a bank would say: from another balance on, the same
          // lines could as well be the rest of a day.
          const opening = toText(sum(lines(0, from - 1).map(([, amount]) => money(amount))));
          const again = await take(account, dayOf(from), dayOf(to), lines(from, to), opening);
          expect(again.added).toBe(0);
        }
        const expected = lines(0, last).map(([on, amount]) => `${on} ${amount}`);
        const found = (await kept(account)).map((line) => `${line.on} ${line.amount}`);
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 40 },
    );
  });
});

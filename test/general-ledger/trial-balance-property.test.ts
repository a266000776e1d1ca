import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { money, sum, toText, ZERO } from '../../src/money.ts';
import { runCheck } from '../support/look-broken.ts';
import { GENERAL_LEDGER_PROOFS } from '../../src/ledger/verify/general-ledger.ts';
import { ALL_CODES, nameCodes } from '../support/general-ledger.ts';
import { ledgerBook, type LedgerBook } from '../support/ledger-book.ts';
import { anEntry, postAll } from '../support/shares.ts';

let book: LedgerBook;
beforeAll(async () => {
  book = await ledgerBook();
  await nameCodes(book.staff, ALL_CODES(book.funders));
});

const march1 = Temporal.PlainDate.from('2026-03-01');
const day = (n: number): string => march1.add({ days: n }).toString();

/** What all feeds so far make of each class of account. */
async function fed(): Promise<Record<string, string>> {
  const { items } = (await book.staff.auditor.get('/general-ledger/feeds?limit=200')).body;
  const lines: any[] = [];
  for (const { number, total } of items) {
    const feed = (await book.staff.auditor.get(`/general-ledger/feeds/${number}`)).body;
    for (const side of ['debit', 'credit']) {
      const amounts = feed.items.map((one: any) => money(one[side] ?? '0.00'));
      expect(toText(sum(amounts))).toBe(total);
    }
    lines.push(...feed.items);
  }
  const classes = Map.groupBy(lines, (line) => line.class);
  const entries = [...classes].map(([name, own]) => {
    const balance = own.reduce(
      (made, { debit, credit }) => made.plus(debit ?? '0.00').minus(credit ?? '0.00'),
      ZERO,
    );
    return [name, toText(balance)];
  });
  return Object.fromEntries(entries.filter(([, balance]) => balance !== '0.00'));
}

/** The trial balance of the money book as at a day, as known now. */
async function trialBalance(asAt: string): Promise<Record<string, string>> {
  const knownAt = Temporal.Now.instant().toString();
  const { body } = await book.staff.auditor.get(`/balances?asAt=${asAt}&knownAt=${knownAt}`);
  const own = body.classes.filter((one: any) => one.book === 'money' && one.balance !== '0.00');
  return Object.fromEntries(own.map((one: any) => [one.class, one.balance]));
}

it(
  'all feeds together are the trial balance as at the last one’s day, as known when it was drawn up',
  { timeout: 120_000 },
  async () => {
    const { api, own, staff } = book;
    const pairs = [
      ['treasury', own.treasury, own.bank],
      ['treasury', own.bank, own.treasury],
      ['bank_charge', own.bank, own.charges],
      ['unidentified', own.suspense, own.bank],
    ] as const;
    let reached = 0;
    const entry = fc.record({
      pair: fc.constantFrom(...pairs),
      pence: fc.integer({ min: 1, max: 9_999_999 }),
      on: fc.integer({ min: 0, max: 50 }),
    });
    const round = fc.record({
      entries: fc.array(entry, { maxLength: 8 }),
      further: fc.integer({ min: 0, max: 4 }),
    });
    let drawn = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), async (rounds) => {
        for (const { entries, further } of rounds) {
          await postAll(
            api.db,
            entries.map(({ pair: [kind, from, to], pence, on }) =>
              anEntry(kind, day(on), [[from, to, (pence / 100).toFixed(2)]]),
            ),
          );
          reached = Math.min(reached + further, 44);
          const periodEnd = day(reached);
          const answer = await staff.finance.post('/general-ledger/feeds', { periodEnd });
          expect([201, 409]).toContain(answer.status);
          if (answer.status !== 201) continue;
          drawn += 1;
          expect(await fed()).toEqual(await trialBalance(periodEnd));
        }
      }),
      { numRuns: 12 },
    );
    expect(drawn).toBeGreaterThan(5);
    const found = await api.db.run((tx) => runCheck(GENERAL_LEDGER_PROOFS[0]!, tx));
    expect(found).toMatchObject({ found: 0, named: [] });
  },
);

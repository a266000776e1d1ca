import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../src/export/journal-format.ts';
import { ledgerBook, type LedgerBook } from '../support/ledger-book.ts';
import { anyName, nameOfBalance, readJournal, sumsOf } from '../support/read-journal.ts';
import { anEntry, postAll } from '../support/shares.ts';

let book: LedgerBook;
beforeAll(async () => {
  book = await ledgerBook();
});

const today = '2026-04-15';
const exported = async (format: string, query = '') => {
  const { status, text } = await book.staff.auditor.get(
    `/journal-export?format=${format}&asAt=${today}${query}`,
  );
  expect(status, text).toBe(200);
  return readJournal(text);
};
const balances = async (): Promise<Map<string, string>> => {
  const { body } = await book.staff.auditor.get(`/balances?asAt=${today}`);
  return new Map(body.items.map((row: any) => [nameOfBalance(row), row.balance]));
};
const byName = (sums: ReadonlyMap<string, string>): Map<string, string> =>
  new Map([...sums].map(([name, sum]) => [anyName(name), sum]));
const notZero = (sums: ReadonlyMap<string, string>): Map<string, string> =>
  new Map([...sums].filter(([, sum]) => sum !== '0.00'));
const accountsOf = (sums: ReadonlyMap<string, string>): Map<string, string> =>
  new Map([...sums].filter(([name]) => name.split(':').length > 2));

describe.each(FORMAT_NAMES)('the journal for %s', (format) => {
  it('has sums per account that are the balances of the service', async () => {
    const journal = await exported(format);
    expect(notZero(byName(sumsOf(journal)))).toEqual(await balances());
  });

  it('says the balance of every account, those at zero too', async () => {
    const journal = await exported(format);
    expect(byName(accountsOf(journal.asserted))).toEqual(byName(sumsOf(journal)));
    expect(new Set(journal.declared).size).toBe(journal.declared.length);
    const declared = new Set(journal.declared);
    for (const { account } of journal.entries.flatMap((one) => one.postings)) {
      expect(declared.has(account)).toBe(true);
    }
  });

  it('has every entry with what it says and every transfer as two lines', async () => {
    const journal = await exported(format);
    const { body } = await book.staff.auditor.get('/entries?limit=200&to=2026-04-15');
    const entries: any[] = body.items.toSorted((a: any, b: any) => Number(a.id) - Number(b.id));
    expect(journal.entries.map((one) => one.code)).toEqual(entries.map((one) => one.id));
    for (const [n, { on, kind, tags }] of journal.entries.entries()) {
      const { effectiveOn, relatesOn, recordedAt, by, reason, reverses, key } = entries[n];
      expect([on, kind]).toEqual([effectiveOn, entries[n].kind]);
      expect({ ...tags, key: decodeURIComponent(tags['key']!) }).toEqual({
        key,
        recorded: recordedAt,
        by,
        ...(reason === null ? {} : { reason }),
        ...(reverses === null ? {} : { reverses }),
        ...(relatesOn === null ? {} : { relates: relatesOn }),
      });
    }
    const payment = journal.entries.find((one) => one.kind === 'payment')!;
    expect(payment.postings.map(({ amount }) => amount)).toEqual(
      ['461.54', '461.54', '307.69', '307.69'].flatMap((amount) => [`-${amount}`, amount]),
    );
  });
});

it('does so whatever moved, in every format', { timeout: 60_000 }, async () => {
  const { own } = book;
  const amounts = fc
    .integer({ min: 1, max: 99_999_999 })
    .map((pence) => `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`);
  const pairs = [
    ['treasury', own.treasury, own.bank],
    ['treasury', own.bank, own.treasury],
    ['bank_charge', own.bank, own.charges],
    ['bank_charge', own.charges, own.bank],
    ['unidentified', own.suspense, own.bank],
  ] as const;
  const entry = fc.record({
    pair: fc.constantFrom(...pairs),
    amounts: fc.array(amounts, { minLength: 1, maxLength: 4 }),
    day: fc.integer({ min: 1, max: 28 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 20 }), async (entries) => {
      await postAll(
        book.api.db,
        entries.map(({ pair: [kind, from, to], amounts: each, day }) =>
          anEntry(
            kind,
            `2026-04-${String(day).padStart(2, '0')}`,
            each.map((amount) => [from, to, amount] as const),
          ),
        ),
      );
      const expected = await balances();
      for (const format of FORMAT_NAMES) {
        expect(notZero(byName(sumsOf(await exported(format))))).toEqual(expected);
      }
    }),
    { numRuns: 6 },
  );
});

import { statSync, truncateSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../../src/database/transactions.ts';
import { entryBytes } from '../../src/ledger/canonical.ts';
import { leaves, sealedEntry } from '../../src/ledger/leaves.ts';
import { leafHash } from '../../src/ledger/merkle.ts';
import { closePeriod } from '../../src/ledger/periods.ts';
import { post, type Posting } from '../../src/ledger/post.ts';
import { receiptFor } from '../../src/ledger/receipt-store.ts';
import { checkReceipt } from '../../src/ledger/receipt.ts';
import { reverse } from '../../src/ledger/reverse.ts';
import { RECORD_BYTES } from '../../src/ledger/seal-files.ts';
import { serviceScope, type Sealer } from '../../src/ledger/sealer.ts';
import { money } from '../../src/money.ts';
import { clock, freshDatabase, TODAY, type TestDatabase } from '../support/database.ts';
import { outsideRecord, type OutsideRecord } from '../support/sealed-outside.ts';
import { anEntry, openShare, postAll, type ShareAccounts } from '../support/shares.ts';

let db: TestDatabase;
let a: ShareAccounts;
let outside: OutsideRecord;
let sealer: Sealer;
let elsewhere: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
  elsewhere = await freshDatabase();
  a = await openShare(db);
  outside = outsideRecord(db);
  sealer = outside.begin();
});
afterAll(async () => sealer.stop());

const charge = (): Posting => anEntry('bank_charge', '2026-04-10', [[a.bank, a.charges, '0.10']]);

/** What a random entry says: of no line, a decision, or of up to four. */
interface RandomEntry {
  readonly key: string;
  readonly lines: readonly { pence: number; out: boolean }[];
  readonly daysAgo: number;
  readonly reason: string | null;
  readonly evidence: Uint8Array | null;
}

const someEntries: fc.Arbitrary<RandomEntry[]> = fc.array(
  fc.record({
    // The database's text holds any character but the null.
    key: fc
      .string({ maxLength: 60, unit: 'grapheme' })
      .map((key) => key.replaceAll('\0', '').slice(0, 100).toWellFormed()),
    lines: fc.array(fc.record({ pence: fc.integer({ min: 1, max: 10 ** 9 }), out: fc.boolean() }), {
      maxLength: 4,
    }),
    daysAgo: fc.integer({ min: 0, max: 90 }),
    reason: fc.option(fc.constantFrom('a', 'year_end', 'entered_in_error')),
    evidence: fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 })),
  }),
  { minLength: 1, maxLength: 20 },
);

let number = 0;
function postingOf({ key, lines, daysAgo, reason, evidence }: RandomEntry): Posting {
  number += 1;
  return {
    key: `${number} ${key}`,
    kind: lines.length === 0 ? 'decision' : 'bank_charge',
    effectiveOn: TODAY.subtract({ days: daysAgo }),
    ...(reason === null ? {} : { reason }),
    ...(evidence === null ? {} : { evidence }),
    transfers: lines.map(({ pence, out }) => ({
      from: out ? a.bank.id : a.charges.id,
      to: out ? a.charges.id : a.bank.id,
      amount: money((pence / 100).toFixed(2)),
    })),
  };
}

describe('a leaf', () => {
  it('made by the database is the one that receipts are checked by, whatever the entry', async () => {
    // Entries for a closed period relate to a day before the one on which they take effect.
    const closing = { key: 'close', closedThrough: TODAY.subtract({ days: 45 }), reason: 'Closed' };
    await db.run((tx) => closePeriod(tx, closing));
    await fc.assert(
      fc.asyncProperty(someEntries, async (list) => {
        const ids = await postAll(db, list.map(postingOf));
        const taken = await db.run((tx) =>
          reverse(tx, ids[0]!, { key: `reversal of ${ids[0]}`, reason: 'entered_in_error' }),
        );
        await db.run(async (tx) => {
          const range = { after: String(BigInt(ids[0]!) - 1n), through: taken };
          const made = await tx.sql<{ id: string; leaf: Buffer }[]>`${leaves(tx, range)}`;
          expect(made.map((row) => row.id)).toEqual([...ids, taken]);
          for (const { id, leaf } of made) {
            const entry = await sealedEntry(tx, id);
            expect(leaf.equals(leafHash(entryBytes(entry!))), JSON.stringify(entry)).toBe(true);
          }
        });
      }),
      { numRuns: 15 },
    );
  });
});

describe('the sealer', () => {
  it('brings a leaf of every entry outside, and signs a head over them', async () => {
    await postAll(db, [charge(), anEntry('decision', '2026-04-10', []), charge()]);
    await sealer.sealNow();
    await outside.expectComplete();
    const [row] = await db.run((tx) => tx.sql`select count(*)::int as seals from seals`);
    expect((await outside.leaves()).length).toBe(row!['seals']);
  });

  it('gives receipts that hold for every entry, and not for another amount', async () => {
    const [id] = await postAll(db, [charge(), charge(), charge()]);
    await sealer.sealNow();
    const services = { client: db.service, clock, sealNow: () => sealer.sealNow() };
    const scope = serviceScope(db.authority, clock);
    for (const { entryId } of (await outside.leaves()).slice(-40)) {
      const receipt = await receiptFor(services, scope, entryId);
      expect(checkReceipt(receipt, outside.keys)).toMatchObject({ ok: true });
    }
    const receipt = await receiptFor(services, scope, id!);
    const changed = JSON.parse(JSON.stringify(receipt).replace('"0.10"', '"0.11"'));
    expect(checkReceipt(changed, outside.keys)).toMatchObject({ ok: false });
  });

  it('goes on where it was when it is started again', async () => {
    const before = await outside.leaves();
    await sealer.stop();
    await postAll(db, [charge(), charge()]);
    sealer = outside.begin();
    await sealer.sealNow();
    const after = await outside.leaves();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBe(before.length + 2);
    await outside.expectComplete();
  });

  it('mends a record that was torn when the machine stopped', async () => {
    await postAll(db, [charge(), charge()]);
    await sealer.sealNow();
    truncateSync(outside.file, statSync(outside.file).size - 1.5 * RECORD_BYTES);
    expect((await outside.leaves()).length * RECORD_BYTES).toBeLessThan(
      statSync(outside.file).size,
    );
    await sealer.sealNow();
    await outside.expectComplete();
    truncateSync(outside.file, statSync(outside.file).size - 3);
    await postAll(db, [charge()]);
    await sealer.sealNow();
    await outside.expectComplete();
  });

  it('works by itself, and lets no rounds pile up behind one that waits', async () => {
    const poster = await aPosterAtWork(db, charge());
    let rounds = 0;
    const second = outside.begin({ everyMs: 5, onRound: () => (rounds += 1) });
    await delay(400);
    expect(rounds).toBe(1);
    await poster.commit();
    await expect.poll(() => numberOf(poster.id)).toBeDefined();
    await second.stop();
    expect(rounds).toBeLessThan(40);
  });
});

/** Someone who has drawn an entry's id and has not committed yet. */
async function aPosterAtWork(where: TestDatabase, posting: Posting) {
  let commit!: () => void;
  let fail!: (error: Error) => void;
  const decided = new Promise<void>((resolve, reject) => {
    commit = resolve;
    fail = reject;
  });
  let drawn!: (id: string) => void;
  const id = new Promise<string>((resolve) => {
    drawn = resolve;
  });
  const done = where.run(async (tx) => {
    const { ids } = await post(tx, [posting]);
    drawn(ids.get(posting.key)!);
    await decided;
  });
  return {
    id: await id,
    commit: async () => {
      commit();
      await done;
    },
    rollBack: async () => {
      fail(new Error('The poster thinks better of it.'));
      await expect(done).rejects.toThrow('thinks better');
    },
  };
}

const numberOf = async (id: string): Promise<number | undefined> => {
  const read = (tx: Tx) => tx.sql<{ number: string }[]>`
    select number from seals where entry_id = ${id}`;
  const [seal] = await db.run(read);
  return seal === undefined ? undefined : Number(seal.number);
};

describe('first begun, last committed', () => {
  it('is waited for, and sealed before what was begun after it', async () => {
    await sealer.sealNow();
    const first = await aPosterAtWork(db, charge());
    const [second] = await postAll(db, [charge()]);
    expect(Number(second)).toBeGreaterThan(Number(first.id));
    const sealing = sealer.sealNow();
    await delay(150);
    expect(await numberOf(second!)).toBeUndefined();
    // Who begins later takes a later id, and is not waited for.
    const third = await aPosterAtWork(db, charge());
    await first.commit();
    await sealing;
    expect(await numberOf(second!)).toBe((await numberOf(first.id))! + 1);
    expect(await numberOf(third.id)).toBeUndefined();
    await third.commit();
    await sealer.sealNow();
    expect(await numberOf(third.id)).toBe((await numberOf(second!))! + 1);
    await outside.expectComplete();
  });

  it('is not waited for in another database', async () => {
    const poster = await aPosterAtWork(elsewhere, anEntry('decision', '2026-04-10', []));
    const [id] = await postAll(db, [charge()]);
    await sealer.sealNow();
    expect(await numberOf(id!)).toBeDefined();
    await poster.commit();
  });

  it('leaves no gap in the numbers when it is rolled back', async () => {
    const first = await aPosterAtWork(db, charge());
    const [second] = await postAll(db, [charge()]);
    const sealing = sealer.sealNow();
    await first.rollBack();
    await sealing;
    expect(await numberOf(first.id)).toBeUndefined();
    expect(await numberOf(second!)).toBe((await outside.leaves()).length - 1);
    await outside.expectComplete();
  });
});

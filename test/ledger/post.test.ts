import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { findAccounts, openAccounts } from '../../src/ledger/accounts.ts';
import { balancesOf } from '../../src/ledger/balances.ts';
import { post, type Posting } from '../../src/ledger/post.ts';
import { LedgerRefusal } from '../../src/ledger/refusals.ts';
import { money, toText } from '../../src/money.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});

/** A share of a direct arrangement, its funder and a bank account: ids by short name. */
async function openShare(sector = 'education', holding = 'direct') {
  const [share, funder, bank, run] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const names = {
    agreed: `agreed/${sector}:${funder}`,
    available: `available/${holding}/${sector}:${share}`,
    committed: `committed/${holding}/${sector}:${share}`,
    drawn: `drawn/${holding}/${sector}:${share}`,
    spent: `spent/${holding}/${sector}:${share}`,
    ...(holding === 'notional' ? {} : { held: `held/${holding}/${sector}:${share}` }),
    bank: `bank:${bank}`,
    treasury: `treasury:${bank}`,
    in_transit: `in_transit:${run}`,
  };
  return db.run(async (tx) => {
    await openAccounts(
      tx,
      Object.values(names).map((name) => {
        const [kind, subject] = name.split(':');
        return { class: kind!, subject: subject! };
      }),
    );
    const found = await findAccounts(tx, Object.values(names));
    return Object.fromEntries(
      Object.entries(names).map(([short, name]) => [short, found.get(name)!]),
    ) as Record<keyof typeof names, string>;
  });
}

const entry = (
  kind: string,
  on: string,
  transfers: [string, string, string][],
  key = randomUUID() as string,
): Posting => ({
  key,
  kind,
  effectiveOn: day(on),
  transfers: transfers.map(([from, to, amount]) => ({ from, to, amount: money(amount) })),
});

const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LedgerRefusal);
  return (error as LedgerRefusal).refusal;
};

describe('posting', () => {
  it('moves amounts and is read back at a date', async () => {
    const a = await openShare();
    await db.run((tx) =>
      post(tx, [
        entry('agreed', '2026-04-01', [[a.agreed, a.available, '100.00']]),
        entry('scheduled', '2026-04-02', [[a.available, a.committed, '60.00']]),
      ]),
    );
    const on = (text: string) =>
      db.run((tx) =>
        balancesOf(tx, [a.available, a.committed], { asAt: day(text), knownThrough: null }),
      );
    expect(toText((await on('2026-04-01')).get(a.available)!)).toBe('100.00');
    expect(toText((await on('2026-04-02')).get(a.available)!)).toBe('40.00');
    expect(toText((await on('2026-04-02')).get(a.committed)!)).toBe('60.00');
  });

  it('answers the same key with the first answer, and refuses it with other content', async () => {
    const a = await openShare();
    const asked = entry('agreed', '2026-04-01', [[a.agreed, a.available, '100.00']]);
    const first = await db.run((tx) => post(tx, [asked]));
    const second = await db.run((tx) => post(tx, [asked]));
    expect([...second.ids]).toEqual([...first.ids]);
    expect([first.repeated, second.repeated]).toEqual([0, 1]);
    const other = { ...asked, transfers: [{ ...asked.transfers[0]!, amount: money('100.01') }] };
    expect(await refusal(db.run((tx) => post(tx, [other])))).toEqual({
      type: 'key-reused',
      keys: [asked.key],
    });
    const balance = await db.run((tx) =>
      balancesOf(tx, [a.available], { asAt: day('2026-04-01'), knownThrough: null }),
    );
    expect(toText(balance.get(a.available)!)).toBe('100.00');
  });

  it('names every account that is not covered, with both figures, and posts nothing', async () => {
    const [a, b] = [await openShare(), await openShare('health')];
    await db.run((tx) =>
      post(tx, [entry('agreed', '2026-04-01', [[a.agreed, a.available, '10.00']])]),
    );
    const found = await refusal(
      db.run((tx) =>
        post(tx, [
          entry('agreed', '2026-04-01', [[b.agreed, b.available, '1.00']]),
          entry('scheduled', '2026-04-01', [[a.available, a.committed, '10.01']]),
          entry('scheduled', '2026-04-01', [[b.available, b.committed, '5.00']]),
        ]),
      ),
    );
    expect(found).toMatchObject({
      type: 'not-covered',
      shortfalls: [
        { available: '10.00', asked: '10.01' },
        { available: '0.00', asked: '4.00' },
      ],
    });
    const balances = await db.run((tx) =>
      balancesOf(tx, [b.available], { asAt: day('2026-04-01'), knownThrough: null }),
    );
    expect(balances.size).toBe(0);
  });

  it('refuses a back-dated posting that a later day does not cover', async () => {
    const a = await openShare();
    await db.run((tx) =>
      post(tx, [
        entry('agreed', '2026-04-10', [[a.agreed, a.available, '50.00']]),
        entry('agreed', '2026-04-20', [[a.agreed, a.available, '50.00']]),
      ]),
    );
    const early = entry('scheduled', '2026-04-12', [[a.available, a.committed, '60.00']]);
    expect(await refusal(db.run((tx) => post(tx, [early])))).toMatchObject({
      type: 'not-covered',
      shortfalls: [{ on: '2026-04-12', asked: '10.00' }],
    });
    await db.run((tx) =>
      post(tx, [entry('scheduled', '2026-04-12', [[a.available, a.committed, '50.00']])]),
    );
    const before = entry('scheduled', '2026-04-09', [[a.available, a.committed, '1.00']]);
    expect(await refusal(db.run((tx) => post(tx, [before])))).toMatchObject({
      type: 'not-covered',
    });
  });

  it('lets a kind of entry move money only as the flows allow', async () => {
    const [a, other] = [await openShare(), await openShare('health')];
    expect(
      await refusal(
        db.run((tx) =>
          post(tx, [entry('payment', '2026-04-01', [[a.available, a.drawn, '1.00']])]),
        ),
      ),
    ).toEqual({
      type: 'flow-not-allowed',
      kind: 'payment',
      from: 'available/direct/education',
      to: 'drawn/direct/education',
    });
    expect(
      await refusal(
        db.run((tx) =>
          post(tx, [entry('spending', '2026-04-01', [[a.held, other.spent, '1.00']])]),
        ),
      ),
    ).toMatchObject({ type: 'flow-not-allowed' });
    expect(
      await refusal(
        db.run((tx) => post(tx, [entry('agreed', '2026-04-01', [[a.agreed, '99999999', '1.00']])])),
      ),
    ).toEqual({ type: 'account-unknown', accounts: ['99999999'] });
  });

  it('posts a decision without transfers', async () => {
    const evidence = new Uint8Array(32).fill(7);
    const posted = await db.run((tx) =>
      post(tx, [{ ...entry('decision', '2026-04-01', []), evidence, reason: 'approved' }]),
    );
    expect(posted.ids.size).toBe(1);
  });
});

describe('concurrent posters', () => {
  it('64 on one guarded account with money for 10: exactly 10 succeed', async () => {
    const a = await openShare();
    await db.run((tx) =>
      post(tx, [entry('agreed', '2026-04-01', [[a.agreed, a.available, '10.00']])]),
    );
    const tries = await Promise.allSettled(
      Array.from({ length: 64 }, () =>
        db.run((tx) =>
          post(tx, [entry('scheduled', '2026-04-02', [[a.available, a.committed, '1.00']])]),
        ),
      ),
    );
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(10);
    const refused = tries.filter((one) => one.status === 'rejected');
    refused.forEach((one) => expect(one.reason).toBeInstanceOf(LedgerRefusal));
  });

  it('32 times the same key at once is one entry', async () => {
    const a = await openShare();
    const asked = entry('agreed', '2026-04-01', [[a.agreed, a.available, '1.00']]);
    const answers = await Promise.all(
      Array.from({ length: 32 }, () => db.run((tx) => post(tx, [asked]))),
    );
    expect(new Set(answers.map((one) => one.ids.get(asked.key))).size).toBe(1);
    const balance = await db.run((tx) =>
      balancesOf(tx, [a.available], { asAt: day('2026-04-01'), knownThrough: null }),
    );
    expect(toText(balance.get(a.available)!)).toBe('1.00');
  });

  it('random pairs in both directions never deadlock and keep the sum', async () => {
    const shares = await Promise.all(Array.from({ length: 6 }, () => openShare()));
    await db.run((tx) =>
      post(
        tx,
        shares.map((a) => entry('agreed', '2026-04-01', [[a.agreed, a.available, '100.00']])),
      ),
    );
    await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const order = i % 2 === 0 ? shares : shares.toReversed();
        const list = order.map((a) =>
          entry('scheduled', '2026-04-02', [[a.available, a.committed, '1.00']]),
        );
        return db.run((tx) => post(tx, list));
      }),
    );
    const ids = shares.map((a) => a.available);
    const balances = await db.run((tx) =>
      balancesOf(tx, ids, { asAt: day('2026-04-02'), knownThrough: null }),
    );
    expect(ids.map((id) => toText(balances.get(id)!))).toEqual(ids.map(() => '40.00'));
  });
});

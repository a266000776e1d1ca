import { afterAll, beforeEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/database/connections.ts';
import { expectedLines } from '../../src/reconciliation/matching/expected.ts';
import { matchPairs } from '../../src/reconciliation/matching/pair-store.ts';
import { aBankScene, asSuperuser, moneyOf, type BankScene } from '../support/bank-scene.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

/** What is expected reads the same for a whole account and by its names. */
let db: TestDatabase;
let superuser: Client;
let scene: BankScene;
beforeAll(async () => {
  db = await freshDatabase();
  superuser = await asSuperuser(db);
});
beforeEach(async () => {
  scene = await aBankScene(db, superuser);
});
afterAll(() => superuser.end());

interface Row {
  readonly name: string;
  readonly open: string;
  readonly keys: string[];
}

const ofAccount = () =>
  db.run(
    (tx) => tx.sql<Row[]>`
      select * from (${expectedLines(tx, { bankAccountId: scene.accounts[0]! })}) as e order by name`,
  );
const named = (names: readonly string[]) =>
  db.run((tx) => tx.sql<Row[]>`select * from (${expectedLines(tx, { names })}) as e order by name`);
const openOf = async (place: number) => (await named([scene.expected[place]!.name]))[0]?.open;
const match = (line: number, expected: number, amount?: bigint) =>
  db.run((tx) =>
    matchPairs(tx, [
      {
        lineId: scene.lines[line]!.id,
        expected: scene.expected[expected]!.name,
        amount: amount === undefined ? undefined : moneyOf(amount),
      },
    ]),
  );

/** Takes all of a payment of the run at once out of it, as an officer may before it is approved. */
async function takeOut(place: number): Promise<void> {
  const { name } = scene.expected[place]!;
  const [item] = await superuser<{ id: string }[]>`
    insert into pay_run_items (pay_run_id, instalment_id, arrangement_id, beneficiary_id,
      bank_details_id, credit_id, amount, reference)
    select pay_run_id, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), bank_details_id, id,
      amount, reference from pay_run_credits where id = ${name.split(':')[1]!} returning id`;
  await superuser`
    insert into undone_items (item_id, pay_run_id, instalment_id, arrangement_id, beneficiary_id, why,
      recorded_by)
    select id, pay_run_id, instalment_id, arrangement_id, beneficiary_id, 'taken_out',
      gen_random_uuid() from pay_run_items where id = ${item!.id}`;
}

async function expectTheSame(): Promise<Row[]> {
  const rows = await ofAccount();
  expect(rows.length).toBeGreaterThan(5);
  expect(await named(rows.map((row) => row.name))).toEqual(rows);
  for (const row of rows) expect(await named([row.name])).toEqual([row]);
  return rows;
}

describe('what is expected on a bank account', () => {
  it('reads the same by its names, before and after it is matched', async () => {
    const all = (await expectTheSame()).map((row) => row.name);
    expect(all).toEqual(scene.expected.map((one) => one.name).sort());
    await match(1, 1);
    await match(7, 9, 1000n);
    await match(3, 5, 1500n);
    await expectTheSame();
  });

  it('has no payments of a run of which only one is left; the run is known by its reference', async () => {
    await takeOut(1);
    await takeOut(2);
    const rows = await expectTheSame();
    const run = scene.expected[0]!.name;
    expect(rows.filter((row) => row.name.startsWith('payment:'))).toHaveLength(2);
    expect(rows.find((row) => row.name === run)!.keys).toContain('REF3');
    expect(await named([scene.expected[3]!.name])).toEqual([]);
  });

  it('has a payment of a day open only as far as its own day is', async () => {
    expect(await openOf(7)).toBe('20.00');
    await match(3, 5);
    // The other day of the run is open still.
    expect(await openOf(4)).toBe('25.00');
    expect(await openOf(7)).toBe('0');
    await expect(match(1, 7, 2000n)).rejects.toThrow(/Nothing of it is open/);
  });

  it('refuses a run and one of its payments in one set, in words of what is open', async () => {
    const pairs = [
      { lineId: scene.lines[0]!.id, expected: scene.expected[0]!.name },
      { lineId: scene.lines[1]!.id, expected: scene.expected[1]!.name },
    ];
    for (const set of [pairs, pairs.toReversed()]) {
      const refused = db.run((tx) => matchPairs(tx, set));
      await expect(refused).rejects.toThrow(/open/);
      await expect(refused).rejects.not.toThrow(/at the same moment/);
    }
  });

  it('sets a line aside only by saying so, and matches only amounts above zero', async () => {
    const [line] = scene.lines;
    const aside = { lineId: line!.id, expected: `repeat:${line!.id}` };
    await expect(db.run((tx) => matchPairs(tx, [aside]))).rejects.toThrow(/set aside by deciding/);
    await expect(match(0, 0, 0n)).rejects.toThrow(/above zero/);
    await expect(match(0, 0, -1n)).rejects.toThrow(/above zero/);
    await db.run((tx) => matchPairs(tx, [{ ...aside, kind: 'repeat' }]));
    await expect(match(0, 0)).rejects.toThrow(/is matched already/);
  });
});

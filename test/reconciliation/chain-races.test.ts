import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/database/connections.ts';
import type { Tx } from '../../src/database/transactions.ts';
import { LedgerRefusal } from '../../src/ledger/refusals.ts';
import { leftOf } from '../../src/payments/answers/money-known.ts';
import { PROBLEMS, Problem } from '../../src/problem.ts';
import { matchPairs, type NewPair } from '../../src/reconciliation/matching/pair-store.ts';
import { undoMatch } from '../../src/reconciliation/matching/undo-store.ts';
import { BankModel } from '../support/bank-model.ts';
import { faultsOfScene } from '../support/bank-scene-faults.ts';
import { aBankScene, asSuperuser, moneyOf, type BankScene } from '../support/bank-scene.ts';
import { cheat, SPOILS } from '../support/chain-cheats.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { anEntry, postAll } from '../support/shares.ts';

/**
 * Many who match, undo and cheat at once. Whatever wins, no penny of a line or of what is expected
 * goes twice, and whoever loses is told so.
 */
const CLIENTS = 12;
const CHEATS = 4;
const STEPS = 25;
/** A foreign key, a unique constraint, a check. */
const BROKEN_RULE = /^235(03|05|14)$/;

let db: TestDatabase;
let superuser: Client;
beforeAll(async () => {
  db = await freshDatabase();
  superuser = await asSuperuser(db);
});
afterAll(() => superuser.end());

/** Numbers from 0 up to 1 that are the same each time for one seed (mulberry32). */
function numbersOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Made {
  readonly id: string;
  readonly line: number;
  readonly expected: number;
  readonly pence: bigint;
  readonly difference: bigint;
}

/** What came of everything that was done at once. */
class Outcome {
  readonly made: Made[] = [];
  readonly undone: string[] = [];
  readonly refused: string[] = [];
  readonly cheated: string[] = [];
  caught = 0;
}

/** How what was thrown is refused in words, with 409 or 422; null for a failure. */
function refusalIn(error: unknown): string | null {
  if (error instanceof LedgerRefusal) {
    const { type } = error.refusal;
    return ['already-reversed', 'key-reused'].includes(type) ? type : null;
  }
  if (!(error instanceof Problem)) return null;
  return [409, 422].includes(PROBLEMS[error.type].status) ? error.type : null;
}

/** Does something that may be refused. What is not refused in words is thrown. */
async function orRefused<T>(work: Promise<T>, outcome: Outcome): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal === null) throw error;
    outcome.refused.push(refusal);
    return null;
  }
}

const AMOUNTS = [1n, 1n, 500n, 1500n, 1999n, 2000n, 2500n, 3999n, 6000n];
const OUT = [0, 1, 2, 3, 4, 5, 6, 7, 10];
const IN = [8, 9];

/** One or two pairs at random, mostly of two sides that go the same way. */
function somePairs(next: () => number): Omit<Made, 'id'>[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  return Array.from({ length: next() < 0.3 ? 2 : 1 }, () => {
    const into = next() < 0.2;
    const line = next() < 0.03 ? 8 : into ? pick([6, 7]) : pick([0, 1, 2, 3, 4, 5]);
    const expected = next() < 0.03 ? pick([...OUT, ...IN]) : pick(into ? IN : OUT);
    const difference = next() < 0.1 ? 1n : 0n;
    return { line, expected, pence: pick(AMOUNTS), difference };
  });
}

async function oneClient(scene: BankScene, outcome: Outcome, seed: number): Promise<void> {
  const next = numbersOf(seed);
  for (let step = 0; step < STEPS; step += 1) {
    const earlier = outcome.made[Math.floor(next() * outcome.made.length)];
    if (earlier !== undefined && next() < 0.35) {
      const undoing = db.run((tx) => undoMatch(tx, earlier.id, 'wrong_line'));
      if ((await orRefused(undoing, outcome)) !== null) outcome.undone.push(earlier.id);
      continue;
    }
    const wanted = somePairs(next);
    const pairs = wanted.map(({ line, expected, pence, difference }): NewPair => {
      const why = { amount: moneyOf(difference), reason: 'paid_short' };
      return {
        lineId: scene.lines[line]!.id,
        expected: scene.expected[expected]!.name,
        amount: moneyOf(pence),
        difference: difference === 0n ? undefined : why,
      };
    });
    const ids = await orRefused(
      db.run((tx) => matchPairs(tx, pairs)),
      outcome,
    );
    outcome.made.push(...(ids ?? []).map((id, n) => ({ id, ...wanted[n]! })));
  }
}

/** A penny, so that there are chains to be cheated with. */
async function aFirstMatch({ lines, expected }: BankScene, { made }: Outcome): Promise<void> {
  const pair = { lineId: lines[0]!.id, expected: expected[0]!.name, amount: moneyOf(1n) };
  const [id] = await db.run((tx) => matchPairs(tx, [pair]));
  made.push({ id: id!, line: 0, expected: 0, pence: 1n, difference: 0n });
}

async function oneCheat(scene: BankScene, outcome: Outcome): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    for (const [what, spoil] of Object.entries(SPOILS)) {
      const said = await cheat(db, scene, spoil).catch((error: { code: string }) => error.code);
      if (BROKEN_RULE.test(said)) outcome.caught += 1;
      else outcome.cheated.push(`${what}: ${said}`);
    }
  }
}

/** A model of all that won, whatever the order was: undone matches count for nothing. */
function modelOf(scene: BankScene, { made, undone }: Outcome): BankModel {
  const model = new BankModel(scene);
  for (const { id, ...match } of made) {
    model.matches.set(id, { ...match, undone: undone.includes(id) });
  }
  return model;
}

describe('many at once', () => {
  it.each([1, 2, 3])(
    'match, undo and cheat, and no penny goes twice (seed %i)',
    { timeout: 120_000 },
    async (seed) => {
      const scene = await aBankScene(db, superuser);
      const outcome = new Outcome();
      await aFirstMatch(scene, outcome);
      await Promise.all([
        ...Array.from({ length: CLIENTS }, (_, n) => oneClient(scene, outcome, seed * 1000 + n)),
        ...Array.from({ length: CHEATS }, () => oneCheat(scene, outcome)),
      ]);
      expect(outcome.cheated).toEqual([]);
      expect(outcome.caught).toBe(CHEATS * 3 * Object.keys(SPOILS).length);
      expect(new Set(outcome.undone).size).toBe(outcome.undone.length);
      // So that there was something to be refused, and something that was not.
      const done = [outcome.made.length, outcome.undone.length, outcome.refused.length];
      expect(Math.min(...done)).toBeGreaterThan(10);
      expect(await faultsOfScene(db, modelOf(scene, outcome))).toEqual([]);
    },
  );

  it('take a run at once and by its payments: one or the other', async () => {
    const scene = await aBankScene(db, superuser);
    const outcome = new Outcome();
    const tries = [0, 1, 2, 3].flatMap((expected) => [0, 1, 2, 3].map(() => expected));
    const amounts = [10000n, 6000n, 3999n, 1n];
    await Promise.all(
      tries.map(async (expected, n) => {
        const [line, pence] = [expected === 0 ? 0 : 1 + (n % 2), amounts[expected]!];
        const { id } = scene.lines[line]!;
        const pair = {
          lineId: id,
          expected: scene.expected[expected]!.name,
          amount: moneyOf(pence),
        };
        const ids = await orRefused(
          db.run((tx) => matchPairs(tx, [pair])),
          outcome,
        );
        if (ids !== null) {
          outcome.made.push({ id: ids[0]!, line, expected, pence, difference: 0n });
        }
      }),
    );
    const taken = outcome.made.reduce((sum, one) => sum + one.pence, 0n);
    expect(taken).toBeGreaterThan(0n);
    expect(taken).toBeLessThanOrEqual(10000n);
    expect(await faultsOfScene(db, modelOf(scene, outcome))).toEqual([]);
  });

  it('match a run whose payments the bank is being said to reject: what is left, not more', async () => {
    const { lines, expected } = await aBankScene(db, superuser);
    const [payRunId, creditId] = [expected[0]!.transit!, expected[1]!.name.split(':')[1]!];
    let known: (left: string) => void = () => {};
    const isKnown = new Promise<string>((resolve) => (known = resolve));
    const rejecting = db.run(async (tx) => {
      known((await leftOf(tx, [payRunId])).get(payRunId)!.toFixed(2));
      await setTimeout(300);
      await tx.sql`
        insert into returned_credits (credit_id, pay_run_id, how, code, amount, advised_on,
          recorded_by, entry_id)
        values (${creditId}, ${payRunId}, 'rejected', 'AC04', 60.00, '2026-04-13',
          ${tx.scope.user}, (select min(id) from entries))`;
    });
    expect(await isKnown).toBe('100.00');
    const pair = { lineId: lines[0]!.id, expected: expected[0]!.name };
    const matching = db.run((tx) => matchPairs(tx, [pair]));
    await expect(matching).rejects.toThrow(/£100\.00 of the line is open and £40\.00 of what/);
    await rejecting;
  });

  it.each(Object.entries(SPOILS))('cannot put in %s', async (_, spoil) => {
    const scene = await aBankScene(db, superuser);
    await superuser`delete from line_allocations`;
    const pair = { lineId: scene.lines[0]!.id, expected: scene.expected[0]!.name };
    await db.run((tx) => matchPairs(tx, [{ ...pair, amount: moneyOf(4000n) }]));
    await db.run((tx) => matchPairs(tx, [{ ...pair, amount: moneyOf(2000n) }]));
    await expect(cheat(db, scene, spoil)).rejects.toMatchObject({
      code: expect.stringMatching(BROKEN_RULE),
    });
    // It is what was spoiled that was refused.
    expect(await cheat(db, scene, () => ({}))).toBe('done');
  });

  it('cannot change or take out what is there, or say twice that a match is undone', async () => {
    const scene = await aBankScene(db, superuser);
    const pair = { lineId: scene.lines[4]!.id, expected: scene.expected[4]!.name };
    const [id] = await db.run((tx) => matchPairs(tx, [pair]));
    await db.run((tx) => undoMatch(tx, id!, 'wrong_line'));
    const refused = (work: (tx: Tx) => Promise<unknown>) =>
      db.run(work).then(
        () => 'done',
        (error: { code: string }) => error.code,
      );
    const denied = '42501';
    expect(await refused((tx) => tx.sql`update line_allocations set amount = 0.01`)).toBe(denied);
    expect(await refused((tx) => tx.sql`delete from line_allocations`)).toBe(denied);
    expect(await refused((tx) => tx.sql`update expected_lines set amount = -1`)).toBe(denied);
    expect(await refused((tx) => tx.sql`delete from matches`)).toBe(denied);
    const [entry] = await postAll(db, [anEntry('decision', '2026-04-15', [])]);
    const again = db.run(
      (tx) => tx.sql`
        insert into matches (bank_account_id, kind, rule, reason, undoes, by, entry_id)
        select bank_account_id, 'undo', 'undone', 'wrong_line', id, by, ${entry!} from matches
        where id = ${id!}`,
    );
    await expect(again).rejects.toMatchObject({ constraint_name: 'matches_undone_once' });
  });
});

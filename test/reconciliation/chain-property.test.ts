import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/database/connections.ts';
import { Problem } from '../../src/problem.ts';
import { matchPairs, type NewPair } from '../../src/reconciliation/matching/pair-store.ts';
import { undoMatch } from '../../src/reconciliation/matching/undo-store.ts';
import { BankModel, type ModelPair } from '../support/bank-model.ts';
import { faultsOfScene } from '../support/bank-scene-faults.ts';
import { aBankScene, asSuperuser, moneyOf, type BankScene } from '../support/bank-scene.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

/** One person who matches and undoes at random: exactly what a model in whole pence allows is done. */
let db: TestDatabase;
let superuser: Client;
beforeAll(async () => {
  db = await freshDatabase();
  superuser = await asSuperuser(db);
});
afterAll(() => superuser.end());

const LINES = 9;
const EXPECTED = 11;
const pence = fc.constantFrom(1n, 1n, 1n, 499n, 500n, 1500n, 2000n, 2500n, 3500n, 3999n, 6000n);
const seldom = <T>(arbitrary: fc.Arbitrary<T>, weight: number) =>
  fc.oneof({ weight: 9 - weight, arbitrary: fc.constant(undefined) }, { weight, arbitrary });
/** Which line with what: mostly two that go the same way, by their places in the scene. */
const sides = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.nat(5), fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 10)) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(6, 7), fc.constantFrom(8, 9)) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(LINES - 1), fc.nat(EXPECTED - 1)) },
);
const pair: fc.Arbitrary<ModelPair> = fc
  .record({
    sides,
    pence: seldom(pence, 7),
    difference: seldom(pence, 1),
  })
  .map(({ sides: [line, expected], ...amounts }) => ({ line, expected, ...amounts }));
const step = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(pair) },
  { weight: 3, arbitrary: fc.array(pair, { minLength: 2, maxLength: 3 }) },
  { weight: 2, arbitrary: fc.nat(30).map((place) => ({ undo: place })) },
);
type Step = readonly ModelPair[] | { readonly undo: number };

/** A pair of the model as it is sent. */
const asked = (scene: BankScene, { line, expected, pence, difference }: ModelPair): NewPair => ({
  lineId: scene.lines[line]!.id,
  expected: scene.expected[expected]!.name,
  amount: pence === undefined ? undefined : moneyOf(pence),
  difference:
    difference === undefined ? undefined : { amount: moneyOf(difference), reason: 'paid_short' },
});

/** Does a step and says what came of it; anything but a refusal in words is thrown. */
async function done(model: BankModel, one: Step, ids: string[]): Promise<readonly string[] | null> {
  try {
    if ('undo' in one) {
      const undoing = await db.run((tx) =>
        undoMatch(tx, ids[one.undo % ids.length]!, 'wrong_line'),
      );
      return [undoing!];
    }
    const pairs = one.map((each) => asked(model.scene, each));
    return await db.run((tx) => matchPairs(tx, pairs));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(['match-not-possible', 'already-reversed']).toContain(error.type);
    // Nobody else is there, so no chain may be what refuses it.
    expect(error.message).not.toContain('at the same moment');
    return null;
  }
}

let matched = 0;
let refused = 0;

async function doesAsTheModel(steps: readonly Step[]): Promise<void> {
  const model = new BankModel(await aBankScene(db, superuser));
  expect([model.scene.lines.length, model.scene.expected.length]).toEqual([LINES, EXPECTED]);
  const ids: string[] = [];
  for (const one of steps) {
    if ('undo' in one && ids.length === 0) continue;
    const made = await done(model, one, ids);
    const possible =
      'undo' in one ? model.undo(ids[one.undo % ids.length]!) : model.match(one, made ?? []);
    expect([made !== null, one]).toEqual([possible, one]);
    if (made === null) refused += 1;
    else if (!('undo' in one)) ids.push(...made);
  }
  matched += ids.length;
  expect(await faultsOfScene(db, model)).toEqual([]);
}

describe('whatever one person matches and undoes', () => {
  it('is allowed, and adds up, exactly as in a model', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), doesAsTheModel),
      { numRuns: 25, endOnFailure: true },
    );
    // So that neither is left untried.
    expect(Math.min(matched, refused)).toBeGreaterThan(20);
  });
});

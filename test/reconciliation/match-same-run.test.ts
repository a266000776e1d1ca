import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/database/connections.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { addCredits, asSuperuser } from '../support/bank-scene.ts';
import { anImportedAccount, balanceAt } from '../support/matching.ts';
import { aReleasedRun } from '../support/released-run.ts';
import { acceptOf, searchFor } from '../support/search.ts';

/** Officers who match other payments of one pay run at the same moment do not disturb each other. */
const OFFICERS = 8;

let api: Api;
let superuser: Client;
let officers: ApiUser[];
beforeAll(async () => {
  api = await freshApi();
  superuser = await asSuperuser(api.db);
  officers = await Promise.all(
    Array.from({ length: OFFICERS }, (_, n) => api.as('finance_officer', { sub: `officer ${n}` })),
  );
});
afterAll(() => superuser.end());

let serials = 0;

/** A run of 8 payments, 1.00 to 8.00, and a line for each. */
async function aRunWithLines() {
  const amounts = Array.from({ length: OFFICERS }, (_, n) => `${n + 1}.00`);
  const { account, lines } = await anImportedAccount(
    api.db,
    amounts.map((amount) => ['2026-04-10', `-${amount}`] as const),
  );
  const serial = `M${String((serials += 1)).padStart(5, '0')}`;
  const run = { bankAccountId: account.id, serial, valueOn: '2026-04-10', total: '36.00' };
  const payRunId = await aReleasedRun(api.db, run);
  const payments = await addCredits(
    superuser,
    payRunId,
    amounts.map((amount) => ({ amount, on: '2026-04-10' })),
  );
  const pairs = lines.map((lineId, n) => ({ lineId, expected: `payment:${payments[n]!}` }));
  return { account, payRunId, pairs };
}

const matchAs = (n: number, ...pairs: readonly object[]) =>
  officers[n]!.post('/matches', { pairs });

describe('payments of one run', () => {
  it('are matched by as many officers at once, none of whom is refused', async () => {
    const { account, payRunId, pairs } = await aRunWithLines();
    const answers = await Promise.all(pairs.map((pair, n) => matchAs(n, pair)));
    expect(answers.map(({ status }) => status)).toEqual(pairs.map(() => 201));
    expect(await balanceAt(api.db, `in_transit:${payRunId}`)).toBe('0.00');
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('-36.00');
  });

  it('are matched while others of them are undone', async () => {
    const { payRunId, pairs } = await aRunWithLines();
    const made = await Promise.all(pairs.slice(0, 4).map((pair, n) => matchAs(n, pair)));
    const answers = await Promise.all([
      ...made.map(({ body }, n) =>
        officers[n]!.post(`/matches/${body.items[0].id}/undo`, { reason: 'wrong_line' }),
      ),
      ...pairs.slice(4).map((pair, n) => matchAs(n + 4, pair)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(pairs.map(() => 201));
    expect(await balanceAt(api.db, `in_transit:${payRunId}`)).toBe('-10.00');
  });

  it('are matched of several runs in any order, and nobody waits for ever', async () => {
    const [one, two] = [await aRunWithLines(), await aRunWithLines()];
    const rounds = one.pairs.map((pair, n) =>
      n % 2 === 0 ? [pair, two.pairs[n]!] : [two.pairs[n]!, pair],
    );
    const answers = await Promise.all(rounds.map((pairs, n) => matchAs(n, ...pairs)));
    expect(answers.map(({ status }) => status)).toEqual(rounds.map(() => 201));
    for (const { payRunId } of [one, two]) {
      expect(await balanceAt(api.db, `in_transit:${payRunId}`)).toBe('0.00');
    }
  });

  it('that are accepted are not disturbed by one that is matched by hand meanwhile', async () => {
    const { account, payRunId, pairs } = await aRunWithLines();
    const { run, proposals } = await searchFor(officers[0]!, account.id);
    const byHand = pairs.at(-1)!;
    const numbers = proposals
      .filter(({ lines }) => lines[0]!.id !== byHand.lineId)
      .map(({ number }) => number);
    expect(numbers).toHaveLength(OFFICERS - 1);
    const [accepted, matched] = await Promise.all([
      acceptOf(officers[0]!, run.id, numbers),
      matchAs(1, byHand),
    ]);
    expect(matched.status).toBe(201);
    expect(accepted.body).toMatchObject({ accepted: OFFICERS - 1, notProposedAnyMore: [] });
    expect(await balanceAt(api.db, `in_transit:${payRunId}`)).toBe('0.00');
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { money, sum, toText } from '../../src/money.ts';
import { freshApi, type Answer, type Api, type ApiUser } from '../support/api.ts';
import { anImportedAccount, balanceAt, postMatch } from '../support/matching.ts';
import { aReleasedRun } from '../support/released-run.ts';

const CLIENTS = 16;

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

let serials = 0;
const run = (bankAccountId: string, total: string) => {
  const serial = `R${String((serials += 1)).padStart(5, '0')}`;
  return aReleasedRun(api.db, { bankAccountId, serial, valueOn: '2026-04-10', total });
};

/** Every answer that is not the winner's says clearly that it is not. */
function expectWinners(answers: readonly Answer[], winners: number): void {
  const lost = answers.filter((answer) => answer.status !== 201);
  expect(answers.length - lost.length).toBe(winners);
  for (const { status, body } of lost) {
    expect([status, body.type]).toEqual([409, '/problems/match-not-possible']);
    expect(body.detail).toMatch(/at the same moment|is matched(,| already)|is open; £/);
  }
}

describe('sixteen at once', () => {
  it('match one line to sixteen runs: one wins', async () => {
    const { account, lines } = await anImportedAccount(api.db, [['2026-04-10', '-70.00']]);
    const runs: string[] = [];
    for (let n = 0; n < CLIENTS; n += 1) runs.push(await run(account.id, '70.00'));
    const answers = await Promise.all(
      runs.map((payRunId) => postMatch(finance, { lineId: lines[0], payRunId })),
    );
    expectWinners(answers, 1);
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('-70.00');
  });

  it('match sixteen lines to one run: one wins', async () => {
    const { account, lines } = await anImportedAccount(
      api.db,
      Array.from({ length: CLIENTS }, () => ['2026-04-10', '-70.00'] as const),
    );
    const payRunId = await run(account.id, '70.00');
    const answers = await Promise.all(
      lines.map((lineId) => postMatch(finance, { lineId, payRunId })),
    );
    expectWinners(answers, 1);
    expect(await balanceAt(api.db, `in_transit:${payRunId}`)).toBe('0.00');
  });

  it.each([['the same amount'], ['different amounts']])(
    'take parts of one line for one run, of %s: no penny goes twice',
    async (what) => {
      const { account, lines } = await anImportedAccount(api.db, [['2026-04-10', '-100.00']]);
      const payRunId = await run(account.id, '100.00');
      const amounts = Array.from({ length: CLIENTS }, (_, n) =>
        what === 'the same amount' ? '30.00' : `${30 + n}.00`,
      );
      const answers = await Promise.all(
        amounts.map((amount) => postMatch(finance, { lineId: lines[0], payRunId, amount })),
      );
      const won = answers.filter((answer) => answer.status === 201);
      expect(won.length).toBeGreaterThan(0);
      expectWinners(answers, won.length);
      const taken = sum(won.map((answer) => money(answer.body.amount)));
      expect(taken.lte(100)).toBe(true);
      const { body } = await finance.get(`/bank-lines/${lines[0]}`);
      expect(body.allocated).toBe(toText(taken));
      expect(await balanceAt(api.db, `bank:${account.id}`)).toBe(toText(taken.negated()));
    },
  );

  it('undo one match: one wins', async () => {
    const { account, lines } = await anImportedAccount(api.db, [['2026-04-10', '-70.00']]);
    const payRunId = await run(account.id, '70.00');
    const { body } = await postMatch(finance, { lineId: lines[0], payRunId });
    const answers = await Promise.all(
      Array.from({ length: CLIENTS }, () =>
        finance.post(`/matches/${body.id}/undo`, { reason: 'wrong_line' }),
      ),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    const types = answers.filter((one) => one.status !== 201).map((one) => one.body.type);
    for (const type of types) {
      expect(['/problems/already-reversed', '/problems/match-not-possible']).toContain(type);
    }
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('0.00');
  });
});

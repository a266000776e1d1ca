import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { anImportedAccount, balanceAt, postMatch } from '../support/matching.ts';
import { aReleasedRun } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

let serials = 0;
async function aMatch(amount?: string) {
  const { account, lines } = await anImportedAccount(api.db, [['2026-04-10', '-80.00']]);
  const serial = `U${String((serials += 1)).padStart(5, '0')}`;
  const facts = { bankAccountId: account.id, serial, valueOn: '2026-04-10', total: '80.00' };
  const payRunId = await aReleasedRun(api.db, facts);
  const sent = { lineId: lines[0], payRunId, ...(amount === undefined ? {} : { amount }) };
  const { body } = await postMatch(finance, sent);
  const undo = (id = body.id, reason = 'wrong_payment') =>
    finance.post(`/matches/${id}/undo`, { reason });
  return {
    account,
    sent,
    payRunId,
    lineId: lines[0]!,
    id: body.id as string,
    entryId: body.entryId,
    undo,
  };
}

describe('undoing a match', () => {
  it('adds a row and an entry the other way, and the match stays to be seen', async () => {
    const { account, payRunId, lineId, id, entryId, undo } = await aMatch();
    const undone = await ok(undo());
    expect(undone).toMatchObject({
      amount: '-80.00',
      rule: 'undone',
      reason: 'wrong_payment',
    });
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('0.00');
    expect(await balanceAt(api.db, `in_transit:${payRunId}`)).toBe('-80.00');
    const { body } = await finance.get(`/bank-lines/${lineId}`);
    expect(body).toMatchObject({ allocated: '0.00', open: '80.00' });
    expect(body.matches).toMatchObject([
      { id, amount: '80.00', undone: true },
      { id: undone.id, amount: '-80.00', undone: false },
    ]);
    const [entry] = await api.db.run(
      (tx) => tx.sql`select k.name as kind, e.effective_on as on, e.reverses from entries e
        join entry_kinds k on k.id = e.kind where e.id = ${undone.entryId}`,
    );
    expect(entry).toEqual({ kind: 'bank_match', on: '2026-04-10', reverses: entryId });
  });

  it('leaves the line and the run free to be matched again, and undone again', async () => {
    const { account, sent, undo } = await aMatch();
    await undo();
    const again = await ok(postMatch(finance, sent));
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('-80.00');
    expect((await undo(again.id)).status).toBe(201);
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('0.00');
  });

  it('undoes one of several matches of the same two, once', async () => {
    const { account, sent, lineId, undo } = await aMatch('30.00');
    await postMatch(finance, { ...sent, amount: '50.00' });
    expect((await undo()).status).toBe(201);
    const twice = await undo();
    expect([twice.status, twice.body.type]).toEqual([409, '/problems/already-reversed']);
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('-50.00');
    expect((await finance.get(`/bank-lines/${lineId}`)).body.open).toBe('30.00');
  });

  it('refuses what is no match, an undoing, and a reason that is no code', async () => {
    const { undo } = await aMatch();
    expect((await undo(randomUUID())).status).toBe(404);
    expect((await undo(undefined, 'because')).status).toBe(422);
    const undone = await undo();
    const wrong = await undo(undone.body.id);
    expect([wrong.status, wrong.body.type]).toEqual([409, '/problems/match-not-possible']);
  });
});

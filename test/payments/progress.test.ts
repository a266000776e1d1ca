import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { progressBook } from '../../src/payments/progress.ts';
import type { Answer } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { aPayable } from '../support/payable.ts';
import { refusalOf } from '../support/refusal.ts';
import { AUTHORITY } from '../support/template.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

describe('a book of progress', () => {
  const MINE = { authority: 'testshire', user: 'me', key: 'one' };
  const at = (minutes: number): Temporal.Instant =>
    Temporal.Instant.from('2026-03-31T09:00:00Z').add({ minutes });
  let now = at(0);
  const book = progressBook(() => now);

  it('says how far a request is, and for ten minutes how it ended', () => {
    const running = book.begin(MINE);
    expect(book.of(MINE)).toMatchObject({ state: 'running', done: 0, of: null, since: at(0) });
    running.report('Adding the payments', 10, 100);
    now = at(60);
    expect(book.of(MINE)).toMatchObject({ step: 'Adding the payments', done: 10, of: 100 });
    running.end(true);
    now = at(70);
    expect(book.of(MINE)).toMatchObject({ state: 'done', done: 10, since: at(0) });
    now = at(70).add({ seconds: 1 });
    expect(book.of(MINE)).toBeUndefined();
  });

  it('says so when it failed, and begins again under the same key', () => {
    const first = book.begin(MINE);
    first.report('Adding the payments', 10, 100);
    const second = book.begin(MINE);
    first.report('Adding the payments', 90, 100);
    first.end(true);
    expect(book.of(MINE)).toMatchObject({ state: 'running', done: 0 });
    second.end(false);
    expect(book.of(MINE)?.state).toBe('failed');
    second.end(true);
    expect(book.of(MINE)?.state).toBe('failed');
  });

  it.each([{ authority: 'othershire' }, { user: 'you' }, { key: 'two' }])(
    'knows nothing of %j',
    (other) => {
      book.begin(MINE);
      expect(book.of({ ...MINE, ...other })).toBeUndefined();
    },
  );
});

describe('while a run is drawn up', () => {
  let run: Council;
  beforeAll(async () => {
    run = await council();
    await aPayable(run);
  });

  it('whoever asked for it sees how far it is, and nobody else', async () => {
    const { api, staff, bankAccountId } = run;
    const superuser = connect(api.db.urls.superuser, { name: 'test lock', max: 1 });
    const locks = await superuser.reserve();
    await locks.unsafe(`begin; lock table ${AUTHORITY}.pay_run_items in exclusive mode`).simple();
    const key = randomUUID();
    const body = { bankAccountId, valueOn: '2026-04-02' };
    const draw = staff.finance.post('/pay-runs', body, { 'idempotency-key': key });
    const ask = (): Promise<Answer> => staff.finance.get(`/progress/${key}`);
    const step = 'Adding the payments';
    while ((await ask()).body.step !== step) await delay(10);
    const progress = await ok(ask(), 200);
    expect(progress).toEqual({ state: 'running', step, done: 0, of: 1, since: expect.any(String) });
    const other = await api.as('finance_officer', { sub: 'another' });
    expect(refusalOf(await other.get(`/progress/${key}`))).toEqual([404, 'not-found']);
    expect((await staff.finance.get(`/progress/${randomUUID()}`)).status).toBe(404);
    await locks.unsafe('rollback').simple();
    locks.release();
    await superuser.end();
    await ok(draw);
    expect(await ok(ask(), 200)).toEqual({ ...progress, state: 'done', done: 1 });
  });

  it('what is refused has failed, and what is answered again has nothing to tell', async () => {
    const { staff, bankAccountId } = run;
    const key = { 'idempotency-key': randomUUID() };
    const draw = () =>
      staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-04-02' }, key);
    expect((await draw()).status).toBe(409);
    const { state } = (await staff.finance.get(`/progress/${key['idempotency-key']}`)).body;
    expect(state).toBe('failed');
  });

  it('approving and releasing tell it too, step by step', async () => {
    const { staff } = run;
    const { items } = await ok(staff.finance.get('/pay-runs'), 200);
    const key = { 'idempotency-key': randomUUID() };
    const of = async (user: typeof staff.finance) =>
      (await ok(user.get(`/progress/${key['idempotency-key']}`), 200)) as object;
    await ok(staff.approver.post(`/pay-runs/${items[0].id}/approval`, undefined, key), 200);
    expect(await of(staff.approver)).toMatchObject({
      step: 'Signing every payment',
      done: 1,
      of: 1,
    });
    await ok(staff.finance.post(`/pay-runs/${items[0].id}/release`, undefined, key), 200);
    expect(await of(staff.finance)).toMatchObject({ step: 'Posting the payments', done: 1, of: 1 });
  });
});

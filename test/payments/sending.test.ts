import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Client } from '../../src/database/connections.ts';
import { ok } from '../support/book.ts';
import { reject } from '../support/bank-matching.ts';
import { aPayable } from '../support/payable.ts';
import { refusalOf } from '../support/refusal.ts';
import { council, instalmentOf, type Council } from '../support/turning-sixteen.ts';

/** Which file was sent, and files that somebody changed in the database. */
let book: Council;
let superuser: Client;
let run: { id: string; serial: string };
let sha256: string;
beforeAll(async () => {
  book = await council();
  superuser = connect(book.api.db.urls.superuser, { name: 'test superuser', max: 1 });
  await superuser.unsafe(`set search_path = ${book.api.db.authority}`);
});
afterAll(async () => superuser.end());
beforeEach(async () => {
  run = await approved();
  await ok(book.staff.finance.post(`/pay-runs/${run.id}/release`), 200);
  sha256 = (await fetch()).headers['x-content-sha256'] as string;
});

const fetch = () => book.staff.finance.get(`/pay-runs/${run.id}/files/bacs_standard_18`);
const check = async (user: 'finance' | 'auditor' = 'finance') =>
  ok(book.staff[user].get(`/pay-runs/${run.id}/files/bacs_standard_18/check`), 200);
const send = (more: object = {}, id = run.id) =>
  book.staff.finance.post(`/pay-runs/${id}/sending`, {
    format: 'bacs_standard_18',
    sha256,
    ...more,
  });
const stateOf = async () => (await ok(book.staff.finance.get(`/pay-runs/${run.id}`), 200)).state;

async function approved(): Promise<{ id: string; serial: string }> {
  const { id } = await instalmentOf(book, await aPayable(book), 1);
  const body = { bankAccountId: book.bankAccountId, valueOn: '2026-04-02', instalmentIds: [id] };
  const drawn = await ok(book.staff.finance.post('/pay-runs', body));
  await ok(book.staff.approver.post(`/pay-runs/${drawn.id}/approval`), 200);
  return drawn;
}

/** Pays the first payment of the stored file to another account. */
const otherAccount = (withItsHash: boolean) => superuser`
  update payment_files set content = c.content,
    sha256 = case when ${withItsHash} then sha256(c.content) else sha256 end
  from (select id, overlay(content placing '87654321'::bytea from 7 + 4 * 82) as content
    from payment_files where pay_run_id = ${run.id}) as c
  where payment_files.id = c.id and format = 'bacs_standard_18'`;

describe('the file of a run that was sent', () => {
  it('is the one whose SHA-256 is given, and the run is sent', async () => {
    const sent = await ok(send({ bankReference: 'HSBC 4711' }));
    expect(sent).toEqual({
      format: 'bacs_standard_18',
      sha256,
      bankReference: 'HSBC 4711',
      sentAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(await stateOf()).toBe('sent');
    const { items } = await ok(book.staff.finance.get(`/pay-runs/${run.id}/files`), 200);
    expect(items.map((file: any) => [file.format, file.sent])).toEqual([
      ['bacs_standard_18', true],
    ]);
  });

  it('is recorded once, by any of its formats, and no other is made any more', async () => {
    const made = await ok(
      book.staff.finance.post(`/pay-runs/${run.id}/files`, { format: 'bureau_csv' }),
    );
    await ok(send({ format: 'bureau_csv', sha256: made.sha256 }));
    const again = [await send(), await send({ format: 'bureau_csv', sha256: made.sha256 })];
    for (const answer of again) expect(refusalOf(answer)).toEqual([409, 'state-does-not-allow']);
    const other = await book.staff.finance.post(`/pay-runs/${run.id}/files`, {
      format: 'pain_001_001_09',
    });
    expect(refusalOf(other)).toEqual([409, 'state-does-not-allow']);
    expect((await fetch()).status).toBe(200);
    expect(
      (
        await ok(
          book.staff.finance.post(`/pay-runs/${run.id}/files`, {
            format: 'bureau_csv',
          }),
        )
      ).sent,
    ).toBe(true);
  });

  it('is recorded once by five at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => send()));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(4);
  });

  it('can be said after the bank rejected a payment of it, and no other is made', async () => {
    await reject(book, run.id, 1);
    const url = `/pay-runs/${run.id}/files`;
    const other = await book.staff.finance.post(url, { format: 'pain_001_001_09' });
    expect(refusalOf(other)).toEqual([409, 'state-does-not-allow']);
    expect((await ok(book.staff.finance.post(url, { format: 'bacs_standard_18' }))).sha256).toBe(
      sha256,
    );
    await ok(send());
    expect(await stateOf()).toBe('sent');
  });

  it('is none before the run is released, nor of a run that is withdrawn', async () => {
    const { id } = await approved();
    expect(refusalOf(await send({}, id))).toEqual([409, 'state-does-not-allow']);
    await ok(book.staff.finance.post(`/pay-runs/${id}/withdrawal`, { reason: 'Tried' }), 200);
    expect(refusalOf(await send({}, id))).toEqual([409, 'state-does-not-allow']);
    expect(refusalOf(await send({}, randomUUID()))).toEqual([404, 'not-found']);
  });

  it('is one that was made', async () => {
    const answer = await send({ format: 'pain_001_001_09' });
    expect(refusalOf(answer)).toEqual([422, 'record-unknown', 'body.format']);
  });

  it.each([
    ['in capitals', (hash: string) => hash.toUpperCase()],
    ['too short', (hash: string) => hash.slice(1)],
    ['no text', () => 7],
  ])('is not told by a SHA-256 %s', async (_, spoilt) => {
    const answer = await send({ sha256: spoilt(`${sha256.slice(1)}f`) });
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.sha256']);
  });

  it('is not another file, of which it says what was expected and found', async () => {
    const other = sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    const answer = await send({ sha256: other });
    expect(refusalOf(answer)).toEqual([409, 'payment-file-changed']);
    expect(answer.body).toMatchObject({
      format: 'bacs_standard_18',
      expected: sha256,
      found: other,
    });
    expect(await stateOf()).toBe('released');
  });
});

describe('a check of a file', () => {
  it('finds it as it was made, on any day', async () => {
    book.on('2026-04-30');
    const same = { recorded: sha256, stored: sha256, madeAgain: sha256, unchanged: true };
    const readBack = { payments: 1, total: '769.23', asPaid: true };
    expect(await check()).toEqual({ format: 'bacs_standard_18', ...same, readBack });
    expect(await check('auditor')).toMatchObject(same);
    book.on('2026-03-31');
  });

  it.each(['pain_001_001_09', 'pain_001_001_03', 'bureau_csv'])('reads %s back', async (format) => {
    const { finance } = book.staff;
    await ok(finance.post(`/pay-runs/${run.id}/files`, { format }));
    const found = await ok(finance.get(`/pay-runs/${run.id}/files/${format}/check`), 200);
    expect(found).toMatchObject({
      unchanged: true,
      readBack: { payments: 1, total: '769.23', asPaid: true },
    });
  });

  it('is not found of a file that was not made', async () => {
    const answer = await book.staff.finance.get(`/pay-runs/${run.id}/files/bureau_csv/check`);
    expect(refusalOf(answer)).toEqual([404, 'not-found']);
  });
});

describe('a file whose content was changed in the database', () => {
  it('is neither handed out nor sent', async () => {
    await otherAccount(false);
    const found = await check();
    expect(found).toMatchObject({ recorded: sha256, madeAgain: sha256, unchanged: false });
    expect(found.readBack).toEqual({ payments: 1, total: '769.23', asPaid: false });
    expect(found.stored).not.toBe(sha256);
    for (const url of ['files/bacs_standard_18', 'bacs-file']) {
      const answer = await book.staff.finance.get(`/pay-runs/${run.id}/${url}`);
      expect(refusalOf(answer)).toEqual([409, 'payment-file-changed']);
      expect(answer.body).toMatchObject({ expected: sha256, found: found.stored });
      expect(answer.text).not.toContain('87654321');
    }
    for (const said of [sha256, found.stored]) {
      expect(refusalOf(await send({ sha256: said }))).toEqual([409, 'payment-file-changed']);
    }
    expect(await stateOf()).toBe('released');
  });

  it('is found out by making it again when its hash was changed with it', async () => {
    await otherAccount(true);
    const found = await check();
    expect(found).toMatchObject({ madeAgain: sha256, unchanged: false });
    expect([found.recorded, found.stored]).toEqual([found.stored, found.recorded]);
    const answer = await send({ sha256: found.recorded });
    expect(refusalOf(answer)).toEqual([409, 'payment-file-changed']);
    expect(await stateOf()).toBe('released');
  });

  it('is found out when the accounts behind the run were changed instead', async () => {
    await superuser`update bank_details set account_number = '87654321' where id in (
      select bank_details_id from pay_run_items where pay_run_id = ${run.id})`;
    expect(await check()).toMatchObject({ recorded: sha256, stored: sha256, unchanged: false });
    expect(refusalOf(await send())).toEqual([409, 'payment-file-changed']);
    await superuser`update bank_details set account_name = '王' where id in (
      select bank_details_id from pay_run_items where pay_run_id = ${run.id})`;
    expect(await check()).toMatchObject({ madeAgain: null, unchanged: false });
    expect((await send()).body.found).toBe('a file that cannot be made any more');
  });
});

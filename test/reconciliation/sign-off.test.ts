import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { postMatch } from '../support/matching.ts';
import { refusalOf } from '../support/refusal.ts';
import {
  anAccountToSign,
  fill,
  prepare,
  reopen,
  signOff,
  signersOf,
  statement,
  type AccountToSign,
  type Signers,
} from '../support/sign-offs.ts';

const TO = '2026-04-10';

let api: Api;
let signers: Signers;
beforeAll(async () => {
  api = await freshApi();
  signers = await signersOf(api);
});

const read = (id: string) => ok(signers.auditor.get(`/sign-offs/${id}`), 200);
const undo = (match: string) =>
  signers.finance.post(`/matches/${match}/undo`, { reason: 'wrong_line' });

describe('a sign-off by two people', () => {
  let account: AccountToSign;
  let prepared: any;
  beforeAll(async () => {
    account = await anAccountToSign(api, signers);
    prepared = await ok(prepare(signers.finance, account.id, TO));
  });

  it('has the proof that one person prepared', async () => {
    expect(prepared).toMatchObject({
      bankAccountId: account.id,
      throughOn: TO,
      state: 'prepared',
      ledger: '713.00',
      notOnStatement: '25.00',
      statement: '688.00',
      inTransit: '50.00',
      lines: 2,
      approval: null,
      reopening: null,
    });
    expect(prepared.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await read(prepared.id)).toEqual({ ...prepared, holds: true });
  });

  it('is not signed by the one who prepared it', async () => {
    const answer = await signers.finance.post(`/sign-offs/${prepared.id}/approval`);
    expect(refusalOf(answer)).toEqual([403, 'needs-a-second-person']);
  });

  it('is not prepared twice, and no later day before it is signed', async () => {
    expect(refusalOf(await prepare(signers.second, account.id, TO))).toEqual([
      409,
      'not-reconciled',
      'body.throughOn',
    ]);
    await statement(signers.finance, account.account, {
      from: '2026-04-11',
      to: '2026-04-12',
      opening: '688.00',
    });
    const later = await prepare(signers.second, account.id, '2026-04-12');
    expect(later.body.errors).toEqual([
      {
        where: 'body.throughOn',
        message: `The sign-off to ${TO} awaits its second person, or is to be reopened.`,
      },
    ]);
  });

  it('is signed by another, once', async () => {
    const signed = await ok(signers.second.post(`/sign-offs/${prepared.id}/approval`));
    expect(signed).toMatchObject({ state: 'signed', sha256: prepared.sha256 });
    expect(signed.approval.by).not.toBe(signed.preparedBy);
    expect(Number(signed.approval.entry)).toBeGreaterThan(Number(signed.entry));
    const again = await signers.approver.post(`/sign-offs/${prepared.id}/approval`);
    expect([again.status, again.body.state]).toEqual([409, 'signed']);
  });

  it('keeps matches of its days, and lets in none', async () => {
    expect(refusalOf(await undo(account.match)).slice(0, 2)).toEqual([409, 'signed-off']);
    const answer = await postMatch(signers.finance, {
      lineId: account.lines[0],
      payRunId: account.sent,
      amount: '1.00',
    });
    expect(refusalOf(answer).slice(0, 2)).toEqual([409, 'signed-off']);
  });

  it('holds until something is posted in its days, and stays as it was signed', async () => {
    expect(await read(prepared.id)).toMatchObject({ holds: true, state: 'signed' });
    const csv = await signers.auditor.get(`/sign-offs/${prepared.id}/statement?format=csv`);
    await fill(api.db, account.id, '7.00', '2026-04-09');
    expect(await read(prepared.id)).toMatchObject({ holds: false, ledger: '713.00' });
    const after = await signers.auditor.get(`/sign-offs/${prepared.id}/statement?format=csv`);
    expect(after.text).toBe(csv.text);
  });

  it('is opened again by an approver with a reason; then its matches are undone', async () => {
    expect((await reopen(signers.finance, prepared.id)).status).toBe(403);
    const reopened = await ok(reopen(signers.approver, prepared.id));
    expect(reopened).toMatchObject({
      state: 'reopened',
      reopening: { reason: 'wrong_match', note: 'A line belongs elsewhere' },
    });
    await ok(undo(account.match));
    expect(refusalOf(await reopen(signers.approver, prepared.id)).slice(0, 2)).toEqual([
      409,
      'state-does-not-allow',
    ]);
    expect(await read(prepared.id)).toMatchObject({ holds: false, state: 'reopened' });
  });

  it('is prepared again when all is matched again', async () => {
    await ok(postMatch(signers.finance, { lineId: account.lines[0], payRunId: account.seen }));
    const second = await signOff(signers, account.id, TO);
    expect(second).toMatchObject({ state: 'signed', ledger: '720.00', notOnStatement: '32.00' });
  });
});

describe('sign-offs of an account', () => {
  it('follow each other, are listed, and are opened from the last', async () => {
    const { id, account } = await anAccountToSign(api, signers);
    const first = await signOff(signers, id, TO);
    const [, , line] = await statement(signers.finance, account, {
      from: '2026-04-11',
      to: '2026-04-14',
      opening: '688.00',
      lines: [['2026-04-13', '25.00']],
    });
    const { items: expected } = await ok(
      signers.finance.get(`/expected-lines?bankAccount=${id}`),
      200,
    );
    const own = expected.find((one: any) => one.amount === '25.00');
    await ok(postMatch(signers.finance, { lineId: line, expected: own.name }));
    const second = await signOff(signers, id, '2026-04-14');
    expect(second).toMatchObject({ lines: 1, notOnStatement: '0.00', statement: '713.00' });
    expect(refusalOf(await prepare(signers.finance, id, TO))).toContain('not-reconciled');

    const answer = await reopen(signers.approver, first.id);
    expect(refusalOf(answer)).toEqual([409, 'state-does-not-allow']);
    expect(answer.body.later).toBe(second.id);
    await ok(reopen(signers.approver, second.id));
    await ok(reopen(signers.approver, first.id));

    const list = (query: string) =>
      ok(signers.auditor.get(`/sign-offs?bankAccount=${id}${query}`), 200);
    const page = await list('&limit=1');
    expect(page.items.map((one: any) => one.id)).toEqual([second.id]);
    const rest = await list(`&after=${page.next}`);
    expect(rest).toMatchObject({ next: null, items: [{ id: first.id, state: 'reopened' }] });
    expect((await list('&state=signed')).items).toEqual([]);
  });

  it('are of an account and of a sign-off that are there, for those whose work it is', async () => {
    const unknown = randomUUID();
    expect((await prepare(signers.finance, unknown, TO)).status).toBe(404);
    expect((await prepare(signers.approver, unknown, TO)).status).toBe(403);
    for (const path of ['', '/statement', '/signature']) {
      expect((await signers.auditor.get(`/sign-offs/${unknown}${path}`)).status).toBe(404);
    }
    expect((await signers.second.post(`/sign-offs/${unknown}/approval`)).status).toBe(404);
    expect((await reopen(signers.approver, unknown)).status).toBe(404);
    expect((await signers.auditor.get(`/sign-offs?after=2026-13-01_${unknown}`)).status).toBe(422);
  });
});

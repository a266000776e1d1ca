import { beforeAll, describe, expect, it } from 'vitest';
import { balancesOf } from '../../src/ledger/balances.ts';
import { reverse } from '../../src/ledger/reverse.ts';
import { money, toText } from '../../src/money.ts';
import { Problem } from '../../src/problem.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { TODAY } from '../support/database.ts';
import {
  anEntry,
  openShare,
  postAll,
  type OpenAccount,
  type ShareAccounts,
} from '../support/shares.ts';

let api: Api;
let finance: ApiUser;
let a: ShareAccounts;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  a = await openShare(api.db);
});

const charge = async (on = '2026-04-10'): Promise<string> => {
  const [id] = await postAll(api.db, [
    anEntry('bank_charge', on, [
      [a.bank, a.charges, '0.35'],
      [a.charges, a.bank, '0.10'],
    ]),
  ]);
  return id!;
};
const takeBack = (id: string, more: object = {}, user = finance) =>
  user.post(`/entries/${id}/reversal`, { reason: 'entered_in_error', ...more });
const balanceOf = async (account: OpenAccount): Promise<string> => {
  const at = { asAt: TODAY, knownThrough: null };
  const balances = await api.db.run((tx) => balancesOf(tx, [account.id], at));
  return toText(balances.get(account.id)!);
};

describe('a reversal', () => {
  it('moves every line back, today, and each entry names the other', async () => {
    const before = await balanceOf(a.bank).catch(() => '0.00');
    const id = await charge();
    const { status, body, headers } = await takeBack(id);
    expect(status).toBe(201);
    expect(headers['location']).toBe(`/v1/testshire/entries/${body.id}`);
    expect(body).toMatchObject({
      kind: 'reversal',
      effectiveOn: TODAY.toString(),
      reason: 'entered_in_error',
      reverses: id,
      transfers: [
        { line: 1, from: a.charges.name, to: a.bank.name, amount: '0.35' },
        { line: 2, from: a.bank.name, to: a.charges.name, amount: '0.10' },
      ],
    });
    expect((await finance.get(`/entries/${id}`)).body.reversedBy).toBe(body.id);
    expect(await balanceOf(a.bank)).toBe(before);
  });

  it('takes effect on a day asked for, never before its entry', async () => {
    const early = await charge('2026-04-10');
    const refused = await takeBack(early, { effectiveOn: '2026-04-09' });
    expect([refused.status, refused.body.type]).toEqual([422, '/problems/dates-out-of-order']);
    const taken = await takeBack(early, { effectiveOn: '2026-04-10', reason: 'wrong_date' });
    expect(taken.body).toMatchObject({ effectiveOn: '2026-04-10', reason: 'wrong_date' });
    const coming = await charge('2026-04-20');
    expect((await takeBack(coming)).body.effectiveOn).toBe('2026-04-20');
    const mistyped = await takeBack(await charge(), { effectiveOn: '2062-04-10' });
    expect([mistyped.status, mistyped.body.type]).toEqual([422, '/problems/invalid-request']);
  });

  it('is made once, and is not taken back itself', async () => {
    const id = await charge();
    const first = await takeBack(id);
    const second = await takeBack(id, { reason: 'duplicate' });
    expect([second.status, second.body.type]).toEqual([409, '/problems/already-reversed']);
    expect(second.body.reversedBy).toBe(first.body.id);
    const ofReversal = await takeBack(first.body.id);
    expect([ofReversal.status, ofReversal.body.type]).toEqual([409, '/problems/not-reversible']);
  });

  it('is made once when two ask at the same moment', async () => {
    const id = await charge();
    const colleague = await api.as('approver');
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => takeBack(id, {}, n % 2 === 0 ? finance : colleague)),
    );
    const statuses = answers.map((one) => one.status).toSorted((x, y) => x - y);
    expect(statuses).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
    const types = answers.filter((one) => one.status === 409).map((one) => one.body.type);
    expect(new Set(types)).toEqual(new Set(['/problems/already-reversed']));
  });

  it('is only for entries that were posted by hand', async () => {
    const [agreed] = await postAll(api.db, [
      anEntry('agreed', '2026-04-01', [[a.agreed, a.available, '5.00']]),
    ]);
    const { status, body } = await takeBack(agreed!);
    expect([status, body.type]).toEqual([409, '/problems/not-reversible']);
    expect((await takeBack('999999999')).status).toBe(404);
    expect((await takeBack(await charge(), { reason: 'because' })).status).toBe(422);
    for (const kind of ['caseworker', 'auditor', 'family'] as const) {
      expect((await takeBack(agreed!, {}, await api.as(kind))).status).toBe(403);
    }
  });
});

describe('the reversal that other rooms make', () => {
  it('takes back any kind of entry, with what decided it', async () => {
    const [id] = await postAll(api.db, [
      anEntry('agreed', '2026-04-01', [[a.agreed, a.available, '7.00']]),
    ]);
    const before = await balanceOf(a.available);
    const evidence = new Uint8Array(32).fill(7);
    const asked = { key: `withdrawn:${id}`, reason: 'withdrawn', evidence };
    const reversal = await api.db.run((tx) => reverse(tx, id!, asked));
    const { body } = await finance.get(`/entries/${reversal}`);
    expect(body).toMatchObject({
      kind: 'reversal',
      reverses: id,
      reason: 'withdrawn',
      evidence: '07'.repeat(32),
    });
    expect(await balanceOf(a.available)).toBe(toText(money(before).minus('7.00')));
  });

  it('is refused when the money is no longer there', async () => {
    const b = await openShare(api.db);
    const [agreed] = await postAll(api.db, [
      anEntry('agreed', '2026-04-01', [[b.agreed, b.available, '5.00']]),
      anEntry('scheduled', '2026-04-02', [[b.available, b.committed, '3.00']]),
    ]);
    const asked = { key: `withdrawn:${agreed}`, reason: 'withdrawn' };
    await expect(api.db.run((tx) => reverse(tx, agreed!, asked))).rejects.toMatchObject({
      refusal: { type: 'not-covered', shortfalls: [{ available: '2.00', asked: '5.00' }] },
    });
  });

  it('of a reversal is refused, and of an entry that is not there is not found', async () => {
    const asked = { key: 'none', reason: 'withdrawn' };
    const { body } = await takeBack(await charge());
    await expect(api.db.run((tx) => reverse(tx, body.id, asked))).rejects.toMatchObject({
      type: 'not-reversible',
    });
    await expect(api.db.run((tx) => reverse(tx, '999999999', asked))).rejects.toThrow(Problem);
  });
});

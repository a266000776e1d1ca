import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { openShare, type ShareAccounts } from '../support/shares.ts';

/** Requests of one caller that come at the same moment share a transaction: nobody may notice. */
let api: Api;
let finance: ApiUser;
let a: ShareAccounts;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  a = await openShare(api.db);
});

const entry = (amount: string, more: object = {}) => ({
  kind: 'treasury',
  effectiveOn: '2026-04-14',
  reason: 'year_end',
  transfers: [{ from: a.treasury.name, to: a.bank.name, amount }],
  ...more,
});
const amounts = Array.from({ length: 24 }, (_, n) => `${n + 1}.00`);

describe('entries posted at the same moment', () => {
  it('are each answered with their own entry, once, and again when the keys come again', async () => {
    const keys = amounts.map(() => ({ 'idempotency-key': randomUUID() }));
    const post = () =>
      Promise.all(amounts.map((amount, n) => finance.post('/entries', entry(amount), keys[n])));
    const [first, again] = [await post(), await post()];
    expect(first.map(({ status }) => status)).toEqual(amounts.map(() => 201));
    expect(first.map(({ body }) => body.transfers[0].amount)).toEqual(amounts);
    expect(first.map(({ headers }) => headers['location'])).toEqual(
      first.map(({ body }) => `/v1/testshire/entries/${body.id}`),
    );
    expect(new Set(first.map(({ body }) => body.id)).size).toBe(24);
    expect(again.map(({ body }) => body)).toEqual(first.map(({ body }) => body));
    expect(again.every(({ headers }) => headers['idempotent-replayed'] === 'true')).toBe(true);
  });

  it('do not fail with their neighbours', async () => {
    const bad = new Map<number, [object, number, string]>([
      [2, [{ kind: 'payment' }, 422, 'invalid-request']],
      [
        7,
        [
          { transfers: [{ from: 'bank:x', to: a.bank.name, amount: '1.00' }] },
          422,
          'account-unknown',
        ],
      ],
      [
        8,
        [
          { transfers: [{ from: a.treasury.name, to: a.available.name, amount: '1.00' }] },
          409,
          'flow-not-allowed',
        ],
      ],
    ]);
    const answers = await Promise.all(
      amounts.map((amount, n) => finance.post('/entries', entry(amount, bad.get(n)?.[0]))),
    );
    const expected = amounts.map((_, n) => bad.get(n)?.[1] ?? 201);
    expect(answers.map(({ status }) => status)).toEqual(expected);
    for (const [n, [, , type]] of bad) expect(answers[n]!.body.type).toBe(`/problems/${type}`);
    for (const [n] of bad) expect(answers[n]!.headers['location']).toBeUndefined();
  });

  it('are each posted in the name of who sent them', async () => {
    const colleague = await api.as('finance_officer', { sub: 'colleague' });
    const answers = await Promise.all(
      amounts.map((amount, n) =>
        (n % 2 === 0 ? finance : colleague).post('/entries', entry(amount)),
      ),
    );
    const by = answers.map(({ body }) => body.by as string);
    expect(by).toEqual(by.map((_, n) => by[n % 2]));
    expect(by[0]).not.toBe(by[1]);
  });

  it('with the same key are one entry, and with other content a refusal', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        finance.post('/entries', entry(n === 7 ? '2.00' : '1.00'), key),
      ),
    );
    const taken = answers.filter(({ status }) => status === 201);
    expect(taken.length === 7 || taken.length === 1).toBe(true);
    expect(new Set(taken.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(8 - taken.length);
  });
});

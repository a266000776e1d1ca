import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { familyWithShare } from '../support/family.ts';
import { anEntry, openShare, postAll, type ShareAccounts } from '../support/shares.ts';

let api: Api;
let finance: ApiUser;
let a: ShareAccounts;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  a = await openShare(api.db);
});

const byHand = (more: object = {}, amount: unknown = '12.30') => ({
  kind: 'treasury',
  effectiveOn: '2026-04-14',
  reason: 'year_end',
  transfers: [{ from: a.treasury.name, to: a.bank.name, amount }],
  ...more,
});
const places = (body: { errors: { where: string }[] }): string[] =>
  body.errors.map((one) => one.where);

describe('an entry by hand', () => {
  it('is posted, and read back', async () => {
    const posted = await finance.post('/entries', byHand());
    expect(posted.status, posted.text).toBe(201);
    expect(posted.headers['location']).toBe(`/v1/testshire/entries/${posted.body.id}`);
    expect(posted.body).toMatchObject({
      number: null,
      kind: 'treasury',
      effectiveOn: '2026-04-14',
      relatesOn: null,
      reason: 'year_end',
      reverses: null,
      reversedBy: null,
      evidence: null,
      transfers: [{ line: 1, from: a.treasury.name, to: a.bank.name, amount: '12.30' }],
    });
    expect(posted.body.recordedAt).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/);
    expect((await finance.get(`/entries/${posted.body.id}`)).body).toEqual(posted.body);
    expect((await finance.get('/entries/999999999')).status).toBe(404);
  });

  it('is posted once for a key, and the key is its own', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const [first, again] = [
      await finance.post('/entries', byHand(), key),
      await finance.post('/entries', byHand(), key),
    ];
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect((await finance.post('/entries', byHand({}, '12.31'), key)).status).toBe(409);
    const colleague = await api.as('finance_officer', { sub: 'colleague' });
    const theirs = await colleague.post('/entries', byHand(), key);
    expect([theirs.status, theirs.body.id === first.body.id]).toEqual([201, false]);
    const none = await finance.post('/entries', byHand(), { 'idempotency-key': '' });
    expect([none.status, none.body.type]).toEqual([400, '/problems/key-required']);
  });

  it('is for finance officers', async () => {
    for (const kind of ['approver', 'caseworker', 'auditor', 'family', 'administrator'] as const) {
      expect((await (await api.as(kind)).post('/entries', byHand())).status).toBe(403);
    }
  });

  it('names every account that is not open', async () => {
    const [one, two] = [`bank:${randomUUID()}`, 'no such/class:x'];
    const { status, body } = await finance.post(
      '/entries',
      byHand({
        transfers: [
          { from: a.treasury.name, to: one, amount: '1.00' },
          { from: two, to: a.bank.name, amount: '1.00' },
        ],
      }),
    );
    expect([status, body.type]).toEqual([422, '/problems/account-unknown']);
    expect(places(body)).toEqual(['body.transfers.0.to', 'body.transfers.1.from']);
    expect(body.detail).toContain(one);
    expect(body.detail).toContain(two);
  });

  it('is of a kind for hands, which moves money only where it may', async () => {
    for (const kind of ['agreed', 'reversal', 'nonsense']) {
      const { status, body } = await finance.post('/entries', byHand({ kind }));
      expect([status, ...places(body)]).toEqual([422, 'body.kind']);
      expect(body.errors[0].message).toContain('treasury, bank_charge, unidentified');
    }
    const { status, body } = await finance.post('/entries', byHand({ kind: 'bank_charge' }));
    expect([status, body.type]).toEqual([409, '/problems/flow-not-allowed']);
  });

  it.each([
    ['an unknown field', { note: 'x' }, 'body.note'],
    ['a reason in words', { reason: 'Year end' }, 'body.reason'],
    ['no transfers', { transfers: [] }, 'body.transfers'],
    ['a mistyped year', { effectiveOn: '2062-04-14' }, 'body.effectiveOn'],
    ['a year long ago', { effectiveOn: '0206-04-14' }, 'body.effectiveOn'],
    ['a day that is none', { effectiveOn: '2026-02-30' }, 'body.effectiveOn'],
  ])('with %s is refused', async (_what, more, where) => {
    const { status, body } = await finance.post('/entries', byHand(more));
    expect([status, ...places(body)]).toEqual([422, where]);
  });

  it('has at most 100 transfers, between two accounts each', async () => {
    const transfer = { from: a.treasury.name, to: a.bank.name, amount: '1.00' };
    const many = (count: number) =>
      byHand({ transfers: Array.from({ length: count }, () => transfer) });
    expect((await finance.post('/entries', many(100))).status).toBe(201);
    expect(places((await finance.post('/entries', many(101))).body)).toEqual(['body.transfers']);
    const same = byHand({ transfers: [{ ...transfer, to: transfer.from }] });
    expect(places((await finance.post('/entries', same)).body)).toEqual(['body.transfers.0']);
  });
});

describe('an amount that is not one', () => {
  it.each<[string, unknown, RegExp]>([
    ['a JSON number', 12.3, /JSON number/],
    ['a third decimal', '12.345', /parts of a penny/],
    ['one decimal', '12.3', /exactly two decimals/],
    ['no decimals', '12', /exactly two decimals/],
    ['an exponent', '1e3', /no exponent/],
    ['a thousands comma', '1,000.00', /no thousands comma/],
    ['NaN in quotes', 'NaN', /not a number/],
    ['infinity in quotes', '-Infinity', /not a number/],
    ['nothing', null, /text with two decimals/],
    ['zero', '0.00', /above zero/],
    ['below zero', '-1.00', /above zero/],
    ['too many digits', '1234567890123.00', /at most 12 digits/],
    ['a line end', '12.30\n', /two decimals/],
  ])('%s is refused in words', async (_what, amount, words) => {
    const { status, body } = await finance.post('/entries', byHand({}, amount));
    expect([status, body.type, ...places(body)]).toEqual([
      422,
      '/problems/invalid-request',
      'body.transfers.0.amount',
    ]);
    expect(body.errors[0].message).toMatch(words);
  });

  it('a bare NaN is refused as a wrong amount', async () => {
    const text = JSON.stringify(byHand()).replace('"12.30"', 'NaN');
    const { status, body } = await finance.post('/entries', text, {
      'content-type': 'application/json',
    });
    expect([status, ...places(body)]).toEqual([422, 'body.transfers.0.amount']);
    expect(body.errors[0].message).toMatch(/not a number/);
  });
});

describe('the list of entries', () => {
  it('is newest first, by kind and by date, in pages', async () => {
    const ids = await postAll(api.db, [
      anEntry('bank_charge', '2026-03-01', [[a.bank, a.charges, '0.10']]),
      anEntry('bank_charge', '2026-03-02', [[a.bank, a.charges, '0.10']]),
      anEntry('bank_charge', '2026-03-03', [[a.bank, a.charges, '0.10']]),
    ]);
    const list = async (query: string) => {
      const { status, body } = await finance.get(`/entries?kind=bank_charge&${query}`);
      expect(status).toBe(200);
      return { ids: body.items.map((one: { id: string }) => one.id), next: body.next };
    };
    expect(await list('')).toEqual({ ids: ids.toReversed(), next: null });
    expect(await list('from=2026-03-02')).toEqual({ ids: [ids[2], ids[1]], next: null });
    expect(await list('to=2026-03-01')).toEqual({ ids: [ids[0]], next: null });
    expect(await list('limit=2')).toEqual({ ids: [ids[2], ids[1]], next: ids[1] });
    expect(await list(`limit=2&after=${ids[1]}`)).toEqual({ ids: [ids[0]], next: null });
    expect((await finance.get('/entries?limit=201')).status).toBe(422);
    expect((await finance.get('/entries?kind=nonsense')).body.items).toEqual([]);
  });
});

describe('an entry', () => {
  it('is shown to a family when it moves their money, and other accounts by class', async () => {
    const { family, own } = await familyWithShare(api);
    const [mine, others] = await postAll(api.db, [
      anEntry('payment', '2026-04-10', [[a.in_transit, own.held, '50.00']]),
      anEntry('payment', '2026-04-10', [[a.in_transit, a.held, '50.00']]),
    ]);
    expect((await family.get(`/entries/${mine}`)).body.transfers).toEqual([
      { line: 1, from: 'in_transit', to: own.held.name, amount: '50.00' },
    ]);
    expect((await family.get(`/entries/${others}`)).status).toBe(404);
    expect((await family.get('/entries')).status).toBe(403);
  });
});

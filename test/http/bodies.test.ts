import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { refusalOf } from '../support/refusal.ts';

/** Bodies, addresses and cursors that are not what they should be: a clear problem, never a 5xx. */
let api: Api;
let caseworker: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  caseworker = await api.as('caseworker');
});

const JSON_TYPE = { 'content-type': 'application/json' };
const person = (more: object = {}) => ({
  reference: randomUUID(),
  givenName: 'Amina',
  familyName: 'Example',
  bornOn: '2010-07-14',
  sex: 'female',
  ethnicity: 'WBRI',
  placement: 'Mainstream school',
  postcodeDistrict: 'ME14',
  ...more,
});
const send = (text: string) => caseworker.post('/beneficiaries', text, JSON_TYPE);

describe('a body', () => {
  it.each([
    ['{"reference":'],
    ['{'],
    ['reference=1'],
    ["{'a':1}"],
    ['{"a":1,}'],
    ['\u0000'],
    ['NaN}'],
  ])('that is no JSON is a 400: %j', async (text) => {
    expect(refusalOf(await send(text))).toEqual([400, 'malformed-json']);
  });

  it.each([['[]'], ['"text"'], ['17'], ['true']])(
    'that is no object is refused as a whole: %j',
    async (text) => {
      expect(refusalOf(await send(text))).toEqual([422, 'invalid-request', 'body']);
    },
  );

  it('that is nested deeper than anybody reads is refused as a whole', async () => {
    const deep = '['.repeat(400_000) + ']'.repeat(400_000);
    expect(refusalOf(await send(deep))).toEqual([422, 'invalid-request', 'body']);
    const quotes = `{"a":NaN,"b":"${'\\"'.repeat(400_000)}\\`;
    expect(refusalOf(await send(quotes))).toEqual([400, 'malformed-json']);
  });

  it.each([[''], ['null'], ['{}']])('that holds nothing lacks all it needs: %j', async (text) => {
    const [status, type, ...places] = refusalOf(await send(text));
    expect([status, type]).toEqual([422, 'invalid-request']);
    expect(places).toHaveLength(8);
  });

  it('with fields that nobody knows is refused, naming each', async () => {
    const answer = await caseworker.post('/beneficiaries', person({ nhsNumber: '1', name: 'x' }));
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.nhsNumber', 'body.name']);
  });

  it.each([
    ['{"__proto__":{"isAdmin":true}}'],
    ['{"address":{"__proto__":{"protected":false}}}'],
    ['{"constructor":{"prototype":{"isAdmin":true}}}'],
    ['{"__proto__":{},"amount":NaN}'],
  ])('that reaches for prototypes is refused: %s', async (text) => {
    expect(refusalOf(await send(text))).toEqual([422, 'invalid-request', 'body']);
    expect('isAdmin' in {}).toBe(false);
  });

  it('that is too large is a 413', async () => {
    const answer = await send(JSON.stringify({ reference: 'x'.repeat(1_100_000) }));
    expect(refusalOf(answer)).toEqual([413, 'too-large']);
  });

  it.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'nonsense', ''])(
    'of another content type is a 415: %j',
    async (type) => {
      const answer = await caseworker.post('/beneficiaries', '{}', { 'content-type': type });
      expect(refusalOf(answer)).toEqual([415, 'content-type-unknown']);
    },
  );

  it('is not read of whoever may not send it', async () => {
    const url = '/v1/testshire/beneficiaries';
    const none = await api.app.inject({ method: 'POST', url, payload: '{', headers: JSON_TYPE });
    expect(none.statusCode).toBe(401);
    const auditor = await api.as('auditor');
    expect((await auditor.post('/beneficiaries', '{', JSON_TYPE)).status).toBe(403);
  });
});

describe('a text', () => {
  it.each([
    ['with a NUL', 'A\u0000B'],
    ['with a line end', 'A\nB'],
    ['with half a character', 'A\ud800B'],
    ['of 10,000 characters', 'x'.repeat(10_000)],
    ['of spaces', '   '],
    ['that is a number', 17],
    ['that is a list', ['A']],
  ])('%s is refused in its place', async (_name, givenName) => {
    const answer = await caseworker.post('/beneficiaries', person({ givenName }));
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.givenName']);
  });

  it.each([
    ['from right to left', 'أمينة'],
    ['of combined signs', 'Zoë e\u0301 👩‍👧'],
    ['that looks like SQL', `'; drop table beneficiaries; --`],
    ['that looks like HTML', '<script>alert(1)</script>'],
    ['named like what every object has', '__proto__'],
  ])('%s is kept as it is', async (_name, givenName) => {
    const { status, body } = await caseworker.post('/beneficiaries', person({ givenName }));
    expect([status, body.givenName]).toEqual([201, givenName]);
    const read = await caseworker.get(`/beneficiaries/${body.id}`);
    expect(read.body.givenName).toBe(givenName);
  });
});

describe('an identifier', () => {
  it.each(['1', 'x', '00000000-0000-0000-0000-00000000000g', `${randomUUID()}0`, '%00'])(
    'that is no UUID is refused in its place: %s',
    async (id) => {
      expect(refusalOf(await caseworker.get(`/beneficiaries/${id}`))).toEqual([
        422,
        'invalid-request',
        'path.id',
      ]);
    },
  );

  it('in capitals finds the same record', async () => {
    const { body } = await caseworker.post('/beneficiaries', person());
    const read = await caseworker.get(`/beneficiaries/${body.id.toUpperCase()}`);
    expect([read.status, read.body.id]).toEqual([200, body.id]);
  });
});

describe('an address', () => {
  it.each([
    '/v1/testshire/beneficiaries/%ff',
    '/v1/%',
    '/v1/testshire/beneficiaries/%2e%2e/nothing',
    '/v1/testshire/nothing',
    '/v1/testshire',
    '/problems/toString',
    '/problems/__proto__',
    '//',
  ])('that leads nowhere is a 404 problem: %s', async (url) => {
    const headers = { authorization: `Bearer ${caseworker.token}` };
    const answer = await api.app.inject({ url, headers });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json().type).toBe('/problems/not-found');
  });
});

describe('an address with a part that is too long', () => {
  it('leads nowhere too', async () => {
    const answer = await caseworker.get(`/beneficiaries/${'a'.repeat(300)}`);
    expect(refusalOf(answer)).toEqual([404, 'not-found']);
  });
});

describe('a page', () => {
  it('comes after the one before, to the end', async () => {
    for (const _ of [1, 2, 3]) await caseworker.post('/beneficiaries', person());
    const seen: string[] = [];
    let after = '';
    do {
      const { body } = await caseworker.get(`/beneficiaries?limit=2${after}`);
      seen.push(...body.items.map((one: { id: string }) => one.id));
      after = body.next === null ? '' : `&after=${encodeURIComponent(body.next)}`;
    } while (after !== '');
    const all = await caseworker.get('/beneficiaries?limit=200');
    expect(seen).toEqual(all.body.items.map((one: { id: string }) => one.id));
    expect(seen.length).toBeGreaterThan(3);
  });

  it.each(['0', '-1', '201', '1.5', 'x', '', 'NaN', '1&limit=2'])(
    'has a length from 1 to 200, not %j',
    async (limit) => {
      expect(refusalOf(await caseworker.get(`/beneficiaries?limit=${limit}`))).toEqual([
        422,
        'invalid-request',
        'query.limit',
      ]);
    },
  );

  it.each([
    ['caseworker', '/beneficiaries', ['', '%00', '%0a', 'x'.repeat(300), 'a&after=b']],
    ['caseworker', '/budgets', ['x', '%00', 'A'.repeat(36), '1'.repeat(40)]],
    ['finance_officer', '/pay-runs', ['x', '%00', '0000001', 'abcdef']],
  ] as const)('is refused a made-up cursor: %s %s', async (kind, url, cursors) => {
    const user = await api.as(kind);
    for (const cursor of cursors) {
      expect(refusalOf(await user.get(`${url}?after=${cursor}`))).toEqual([
        422,
        'invalid-request',
        'query.after',
      ]);
    }
  });
});

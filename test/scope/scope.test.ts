import { beforeAll, describe, expect, it } from 'vitest';
import { USER_KINDS } from '../../src/access/kinds.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';

/** The register of services in scope, through the API. */
let api: Api;
let commissioner: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  commissioner = await api.as('commissioner');
});

let number = 0;
const service = (more: object = {}) => ({
  name: `Service ${(number += 1)}`,
  sector: 'education',
  kinds: ['third_party', 'direct'],
  fromOn: '2026-04-01',
  ...more,
});
const namesOn = async (on: string): Promise<string[]> =>
  (await ok(commissioner.get(`/scope?on=${on}&limit=200`), 200)).items.map(
    (one: { name: string }) => one.name,
  );

describe('the services in scope', () => {
  it('are read by every kind of user, also by families', async () => {
    const asked = service({ fundingFreed: '12000.00', freedFrom: 'Tutors framework' });
    const added = await ok(commissioner.post('/scope', asked));
    expect(added).toEqual({
      ...asked,
      id: added.id,
      kinds: ['direct', 'third_party'],
      toOn: null,
      version: 1,
    });
    const uuid = '3f6f2a52-7c1e-4a56-9a38-0a9a4f7f2c11';
    for (const kind of USER_KINDS) {
      const user = await api.as(kind, { broker: uuid, funder: uuid });
      expect((await ok(user.get('/scope'), 200)).items).toContainEqual(added);
      expect(await ok(user.get(`/scope/${added.id}`), 200)).toEqual(added);
    }
  });

  it('are those of the day, by sector, page by page', async () => {
    await ok(commissioner.post('/scope', service({ name: 'Zoo visits', sector: 'health' })));
    await ok(commissioner.post('/scope', service({ name: 'art', sector: 'social_care' })));
    await ok(commissioner.post('/scope', service({ name: 'Art', sector: 'health' })));
    expect(await namesOn('2026-03-31')).toEqual([]);
    const all = await namesOn('2026-04-01');
    expect(all.slice(-3)).toEqual(['Art', 'Zoo visits', 'art']);
    const read: string[] = [];
    let after = '';
    do {
      const { items, next } = await ok(commissioner.get(`/scope?limit=1${after}`), 200);
      read.push(...items.map((one: { name: string }) => one.name));
      after = next === null ? '' : `&after=${next}`;
    } while (after !== '');
    expect(read).toEqual(all);
    const { items } = await ok(commissioner.get('/scope?sector=health'), 200);
    expect(items.map((one: { name: string }) => one.name)).toEqual(['Art', 'Zoo visits']);
  });

  it('come into scope by a commissioner only', async () => {
    const administrator = await api.as('administrator');
    expect(refusalOf(await administrator.post('/scope', service()))).toEqual([403, 'not-allowed']);
  });

  it('are refused where they have faults', async () => {
    const refused = async (more: object): Promise<unknown[]> =>
      refusalOf(await commissioner.post('/scope', service(more)));
    expect(await refused({ fundingFreed: '1.00' })).toEqual([
      422,
      'invalid-request',
      'body.freedFrom',
    ]);
    expect(await refused({ toOn: '2026-03-31' })).toEqual([422, 'dates-out-of-order', 'body.toOn']);
    expect(await refused({ kinds: [] })).toEqual([422, 'invalid-request', 'body.kinds']);
    expect(await refused({ kinds: ['direct', 'direct'] })).toEqual([
      422,
      'invalid-request',
      'body.kinds',
    ]);
  });

  it('do not overlap under one name and sector, however it is written', async () => {
    await ok(commissioner.post('/scope', service({ name: 'Swimming', toOn: '2026-08-31' })));
    const again = (more: object) =>
      commissioner.post('/scope', service({ name: 'SWIMMING', ...more }));
    expect(refusalOf(await again({ fromOn: '2026-08-31' }))).toEqual([
      409,
      'already-exists',
      'body.fromOn',
    ]);
    await ok(again({ fromOn: '2026-09-01' }));
    await ok(again({ sector: 'health', fromOn: '2026-08-31' }));
  });

  it('that several bring in at once come in once', async () => {
    const asked = service();
    const users = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((n) => api.as('commissioner', { sub: `commissioner ${n}` })),
    );
    // Each is known and connected before they all ask, so that they do so at the same moment.
    await Promise.all(users.map((user) => ok(user.get('/scope'), 200)));
    const answers = await Promise.all(
      users.map((user, n) => user.post('/scope', { ...asked, fromOn: `2026-04-0${n + 1}` })),
    );
    const statuses = answers.map((one) => one.status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([201, 409, 409, 409, 409, 409]);
  });
});

describe('a change of a service', () => {
  it('ends it, and keeps what it does not name', async () => {
    const asked = service({ fundingFreed: '10.00', freedFrom: 'A contract' });
    const { id, name } = await ok(commissioner.post('/scope', asked));
    const url = `/scope/${id}`;
    expect((await commissioner.patch(url, { toOn: '2026-12-31' })).status).toBe(428);
    const ended = await commissioner.patch(url, { toOn: '2026-12-31' }, { 'if-match': '"1"' });
    expect([ended.status, ended.headers['etag']]).toEqual([200, '"2"']);
    expect(ended.body).toMatchObject({ toOn: '2026-12-31', fundingFreed: '10.00', version: 2 });
    expect(await namesOn('2026-12-31')).toContain(name);
    expect(await namesOn('2027-01-01')).not.toContain(name);
    const late = await commissioner.patch(url, { kinds: ['notional'] }, { 'if-match': '"1"' });
    expect(refusalOf(late)).toEqual([412, 'changed-meanwhile']);
    const open = await commissioner.patch(
      url,
      { toOn: null, kinds: ['notional'], fundingFreed: null, freedFrom: null },
      { 'if-match': '"2"' },
    );
    expect(open.body).toMatchObject({
      toOn: null,
      kinds: ['notional'],
      fundingFreed: null,
      freedFrom: null,
      version: 3,
    });
  });

  it('is refused where it would overlap, end too soon, or leave out half of what was freed', async () => {
    const first = await ok(commissioner.post('/scope', service({ toOn: '2026-08-31' })));
    await ok(commissioner.post('/scope', service({ name: first.name, fromOn: '2026-09-01' })));
    const refused = async (change: object): Promise<unknown[]> =>
      refusalOf(await commissioner.patch(`/scope/${first.id}`, change, { 'if-match': '"1"' }));
    expect(await refused({ toOn: null })).toEqual([409, 'already-exists', 'body.toOn']);
    expect(await refused({ toOn: '2026-03-01' })).toEqual([422, 'dates-out-of-order', 'body.toOn']);
    expect(await refused({ freedFrom: 'A contract' })).toEqual([
      422,
      'invalid-request',
      'body.fundingFreed',
    ]);
    const missing = await commissioner.patch(
      '/scope/3f6f2a52-7c1e-4a56-9a38-0a9a4f7f2c11',
      {},
      { 'if-match': '"1"' },
    );
    expect(missing.status).toBe(404);
  });
});

describe('the growth of the scope', () => {
  it('is shown for each 1 April and today', async () => {
    await ok(commissioner.post('/scope', service({ fromOn: '2025-05-01' })));
    const { points } = await ok(commissioner.get('/scope/growth'), 200);
    expect(points.map((one: { on: string }) => one.on)).toEqual([
      '2025-04-01',
      '2026-04-01',
      '2026-04-15',
    ]);
    expect(points[0]).toMatchObject({ services: 0, moreServices: null });
    expect(points[1].sectors[0]).toMatchObject({
      sector: 'education',
      moreFundingFreed: '12000.00',
    });
    expect(points[1].moreServices).toBe((await namesOn('2026-04-01')).length);
  });
});

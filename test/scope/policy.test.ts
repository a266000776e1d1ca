import { beforeAll, describe, expect, it } from 'vitest';
import { USER_KINDS } from '../../src/access/kinds.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';

/** The local policy on personal budgets: Code of Practice, 3.38 and 4.58. */
let api: Api;
let commissioner: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  commissioner = await api.as('commissioner');
});

const policy = (effectiveOn: string, more: object = {}) => ({
  effectiveOn,
  introduction: 'This policy was made with parents and young people.\n\nIt is reviewed each year.',
  kinds: ['third_party', 'direct', 'notional'],
  eligibility: 'Everyone with a plan may ask.',
  decisions:
    'A panel of education, health and social care decides within four weeks, and gives its reasons in writing whatever it decides.',
  support: 'The information, advice and support service helps.',
  complaints: 'You can ask for a review, complain, and go to mediation.',
  ...more,
});

const asText = { accept: 'text/plain' };

describe('the policy', () => {
  it('is not found before one is published', async () => {
    expect((await commissioner.get('/policy')).status).toBe(404);
  });

  it('is published in numbered versions, and each holds from its day', async () => {
    const first = await ok(commissioner.post('/policy', policy('2026-04-01')));
    expect(first).toMatchObject({ number: 1, kinds: ['direct', 'notional', 'third_party'] });
    await ok(commissioner.post('/policy', policy('2026-09-01', { kinds: ['notional'] })));
    const numberOn = async (on: string): Promise<number> =>
      (await ok(commissioner.get(`/policy?on=${on}`), 200)).number;
    expect(await numberOn('2026-08-31')).toBe(1);
    expect(await numberOn('2026-09-01')).toBe(2);
    expect((await commissioner.get('/policy?on=2026-03-31')).status).toBe(404);
    const before = await commissioner.post('/policy', policy('2026-08-31'));
    expect(refusalOf(before)).toEqual([422, 'dates-out-of-order', 'body.effectiveOn']);
    const { items, next } = await ok(commissioner.get('/policy/versions?limit=1'), 200);
    expect([items[0].number, next]).toEqual([2, '2']);
    const rest = await ok(commissioner.get('/policy/versions?after=2'), 200);
    expect(rest).toEqual({ items: [first], next: null });
  });

  it('is published once for one key', async () => {
    const key = { 'idempotency-key': 'one-policy' };
    const [one, two] = [
      await ok(commissioner.post('/policy', policy('2027-04-01'), key)),
      await ok(commissioner.post('/policy', policy('2027-04-01'), key)),
    ];
    expect([one.number, two.number]).toEqual([3, 3]);
  });

  it('is published by several at once one after the other', async () => {
    const users = await Promise.all(
      [1, 2, 3, 4].map((n) => api.as('commissioner', { sub: `commissioner ${n}` })),
    );
    await Promise.all(users.map((user) => ok(user.get('/policy'), 200)));
    const published = await Promise.all(
      users.map((user) => ok(user.post('/policy', policy('2027-04-01')))),
    );
    const numbers = published.map((one) => one.number).toSorted((a, b) => a - b);
    expect(numbers).toEqual([4, 5, 6, 7]);
  });

  it('is read by every kind of user and published by a commissioner', async () => {
    const uuid = '3f6f2a52-7c1e-4a56-9a38-0a9a4f7f2c11';
    for (const kind of USER_KINDS) {
      const user = await api.as(kind, { broker: uuid, funder: uuid });
      expect((await user.get('/policy')).status, kind).toBe(200);
    }
    const administrator = await api.as('administrator');
    const refused = await administrator.post('/policy', policy('2028-04-01'));
    expect(refusalOf(refused)).toEqual([403, 'not-allowed']);
  });

  it('offers a combination where there is more than one kind', async () => {
    const kindsOn = async (on: string): Promise<string[]> =>
      (await ok(commissioner.get(`/policy?on=${on}`), 200)).mechanisms.map(
        (one: { kind: string }) => one.kind,
      );
    expect(await kindsOn('2026-04-15')).toEqual([
      'direct',
      'notional',
      'third_party',
      'combination',
    ]);
    expect(await kindsOn('2026-09-01')).toEqual(['notional']);
  });
});

const TEXT = `Personal budgets: our local policy
==================================

Version 1, in force from 1 April 2026. Shown as on 15 April 2026.

This policy was made with parents and young people.

It is reviewed each year.

Services that a personal budget can cover
-----------------------------------------

Education:
- Home tutoring, by a direct payment or a third party arrangement, until 31
  August 2026.

Health: no services on this day.

Social care:
- Short breaks, by an arrangement.

How the money can be held
-------------------------

- a direct payment: you receive the money, and contract, buy and manage the
  services yourselves.
- an arrangement: the authority, the school or the college holds the money and
  arranges the support that the plan specifies (sometimes called a notional
  budget).
- a third party arrangement: the money is paid to and managed by a person or an
  organisation on behalf of the parent or the young person.
- a combination of these.

Who is eligible
---------------

Everyone with a plan may ask.

How we decide
-------------

A panel of education, health and social care decides within four weeks, and
gives its reasons in writing whatever it decides.

Support to manage a personal budget
-----------------------------------

The information, advice and support service helps.

Complaints, mediation, disagreement resolution and appeals
----------------------------------------------------------

You can ask for a review, complain, and go to mediation.
`;

describe('the policy as text', () => {
  it('reads as a statement, with the services of the register on that day', async () => {
    const add = (service: object) => ok(commissioner.post('/scope', service));
    await add({
      name: 'Home tutoring',
      sector: 'education',
      kinds: ['third_party', 'direct'],
      fromOn: '2025-09-01',
      toOn: '2026-08-31',
    });
    await add({
      name: 'Short breaks',
      sector: 'social_care',
      kinds: ['notional'],
      fromOn: '2026-04-15',
    });
    await add({ name: 'Later', sector: 'health', kinds: ['notional'], fromOn: '2026-04-16' });
    const answer = await commissioner.get('/policy', asText);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.text).toBe(TEXT);
    expect((await commissioner.get('/policy', { accept: 'text/html' })).status).toBe(406);
  });
});

import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { createAuthority } from '../../src/database/migrate.ts';
import { ROLES } from '../../src/database/roles.ts';
import { freshApi, type Api, type Answer } from '../support/api.ts';
import { ok, staffOf } from '../support/book.ts';
import { AGREEMENT, aNumber } from './setting.ts';

/** One broker that works for two authorities, with one identifier; the second has ended it. */
let api: Api;
let broker: string;
/** The broker's token for the second authority. */
let token: string;
/** The identifier of the broker's agreement with the second authority. */
let agreement: string;
let account: string;

const partsOf = (jwt: string): Record<string, string> =>
  JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString());

async function inOther(
  by: string,
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
): Promise<Answer> {
  const answer = await api.app.inject({
    method,
    url: `/v1/othershire${url}`,
    headers: { authorization: `Bearer ${by}`, 'idempotency-key': randomUUID() },
    ...(payload === undefined ? {} : { payload }),
  });
  const { statusCode: status, payload: text, headers } = answer;
  return { status, text, headers, body: answer.json() };
}

beforeAll(async () => {
  api = await freshApi();
  const owner = connect(api.db.urls.owner, { name: 'test owner', max: 2 });
  await createAuthority(owner, ROLES, { name: 'othershire', title: 'Othershire' }, () => {});
  await owner.end();
  token = await api.elsewhere('broker');
  broker = partsOf(token)['ledger_broker']!;
  const administrator = await api.elsewhere('administrator');
  const sent = { id: broker, name: 'Everywhere', agreement: AGREEMENT };
  const added = await ok(inOther(administrator, 'POST', '/brokers', sent));
  agreement = added.agreements[0].id;
  const pooled = {
    name: 'Client account of Othershire',
    sortCode: '300000',
    accountNumber: aNumber(),
    openedOn: '2026-01-01',
  };
  account = (await ok(inOther(administrator, 'POST', `/brokers/${broker}/pooled-accounts`, pooled)))
    .id;
});

describe('a broker of two authorities', () => {
  it('is let in by each by itself, with the same identifier', async () => {
    const here = await api.as('broker', { broker });
    expect((await here.get(`/brokers/${broker}`)).status).toBe(404);
    const there = await ok(inOther(token, 'GET', `/brokers/${broker}`), 200);
    expect(there).toMatchObject({ name: 'Everywhere', letIn: true });
    const staff = await staffOf(api);
    const sent = { id: broker, name: 'Everywhere', agreement: AGREEMENT };
    await ok(staff.administrator.post('/brokers', sent));
    expect((await here.get(`/brokers/${broker}`)).status).toBe(200);
    expect((await here.get(`/brokers/${broker}/pooled-accounts`)).body.items).toEqual([]);
    expect((await here.get(`/pooled-accounts/${account}/proof`)).status).toBe(404);
    expect((await inOther(token, 'GET', `/pooled-accounts/${account}/proof`)).status).toBe(200);
  });

  it('has no way into one with the sign-in of the other', async () => {
    const here = await api.as('broker', { broker });
    const crossed = await inOther(here.token, 'GET', `/brokers/${broker}`);
    expect([401, 403, 404]).toContain(crossed.status);
  });

  it('loses one without losing the other', async () => {
    const administrator = await api.elsewhere('administrator');
    const ending = { endedOn: '2026-04-10', accessUntil: '2026-04-14', reason: 'Given up' };
    await ok(inOther(administrator, 'POST', `/broker-agreements/${agreement}/ending`, ending));
    const urls = [
      `/brokers/${broker}`,
      `/brokers/${broker}/people`,
      `/pooled-accounts/${account}/proof`,
    ];
    const there = await Promise.all(urls.map((url) => inOther(token, 'GET', url)));
    expect(there.map((one) => one.status)).toEqual([404, 404, 404]);
    expect(JSON.stringify(there)).not.toContain('Othershire');
    const here = await api.as('broker', { broker });
    expect((await here.get(`/brokers/${broker}`)).status).toBe(200);
  });
});

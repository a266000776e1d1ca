import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { ACCESS } from '../../schema/access.ts';
import { inTransaction, type Scope } from '../../src/database/transactions.ts';
import { addPerson, ok } from '../support/book.ts';
import { aSetting, addAccount, anArrangement, payOn, spend, type Setting } from './setting.ts';

/**
 * North works from 1 January to 30 September 2026 and serves Amina; South serves Ben. Each has an
 * account, a fee, and money.
 */
let setting: Setting;
let south: Setting;
let amina: string;
let ben: string;
beforeAll(async () => {
  setting = await aSetting({ toOn: '2026-09-30' });
  const { staff, api } = setting;
  const sent = { kind: 'third_party', reference: 'South', fromOn: '2026-01-01' };
  const other = await ok(staff.administrator.post('/brokers', { name: 'South', agreement: sent }));
  const payee = await ok(staff.finance.post(`/brokers/${other.id}/payees`, { name: 'South' }));
  const accountId = await addAccount(staff, other.id, '2026-01-01');
  const broker = await api.as('broker', { sub: 'south', broker: other.id });
  south = { ...setting, brokerId: other.id, payeeId: payee.id, accountId, broker };
  const fee = { effectiveOn: '2026-01-01', perMonth: '11.99', perExtraFunder: '0.00' };
  for (const id of [setting.brokerId, other.id])
    await ok(staff.finance.post(`/brokers/${id}/fees`, fee));
  amina = await anArrangement(setting, {}, await addPerson(staff));
  ben = await anArrangement(south, {}, await addPerson(staff));
  for (const one of [setting, south]) {
    const [id] = one === setting ? [amina] : [ben];
    const placing = { pooledAccountId: one.accountId, fromOn: '2026-04-06' };
    await ok(staff.finance.post(`/arrangements/${id}/pooled-account`, placing));
  }
  await payOn(setting, '2026-04-02');
  setting.goTo('2026-04-15');
  await ok(spend(setting, amina, '2026-04-08', '30.00'));
});

const ON = '?on=2026-04-15';
/** What a broker reads about itself. */
const readings = (one: Setting): string[] => [
  `/brokers/${one.brokerId}`,
  `/brokers/${one.brokerId}/fees`,
  `/brokers/${one.brokerId}/pooled-accounts`,
  `/brokers/${one.brokerId}/people${ON}`,
  `/pooled-accounts/${one.accountId}/proof${ON}`,
  `/pooled-accounts/${one.accountId}/people${ON}`,
];
const statuses = (as: Setting, of: Setting): Promise<number[]> =>
  Promise.all(readings(of).map(async (url) => (await as.broker.get(url)).status));

type Rows = Record<string, unknown>[];

/** Every row that a broker sees in any table, by table, where there are any. */
async function seen({ api }: Setting, broker: string, today: string): Promise<Map<string, Rows>> {
  const scope: Scope = {
    authority: api.db.authority,
    user: randomUUID(),
    kind: 'broker',
    broker,
    today: Temporal.PlainDate.from(today),
  };
  return inTransaction(api.db.service, scope, async (tx) => {
    const tables = new Map<string, Rows>();
    for (const table of Object.keys(ACCESS)) {
      const rows = await tx.sql<{ row: Rows[number] }[]>`
        select to_jsonb(t) as row from ${tx.sql(table)} t`;
      if (rows.length > 0)
        tables.set(
          table,
          rows.map(({ row }) => row),
        );
    }
    return tables;
  });
}

/** What is about nobody, and what tells a broker that it is not let in. */
const ANYBODYS = [
  'account_classes',
  'entry_kinds',
  'flows',
  'funders',
  'requirements',
  'national_return_codes',
  'return_reasons',
  'rules',
];
const OF_ITSELF = ['brokers', 'broker_agreements'];

describe('a broker that is let in', () => {
  it('reads all about itself, and nothing of another broker', async () => {
    expect(await statuses(setting, setting)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await statuses(south, south)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await statuses(south, setting)).toEqual([404, 404, 404, 404, 404, 404]);
    expect(await statuses(setting, south)).toEqual([404, 404, 404, 404, 404, 404]);
  });

  it('finds itself alone in the list, and its own people with what it holds', async () => {
    const { items } = await ok(setting.broker.get('/brokers'), 200);
    expect(items.map((one: any) => one.name)).toEqual(['North']);
    const people = await ok(setting.broker.get(`/brokers/${setting.brokerId}/people${ON}`), 200);
    expect(people.items.map((one: any) => [one.arrangementId, one.held])).toEqual([
      [amina, '70.00'],
    ]);
    expect(people.totals).toMatchObject({ arrangements: 1, total: '70.00' });
    const proof = await ok(
      setting.broker.get(`/pooled-accounts/${setting.accountId}/proof${ON}`),
      200,
    );
    expect(proof.ledger).toBe('70.00');
  });

  it('decides nothing about itself', async () => {
    const { broker, brokerId } = setting;
    const fee = { effectiveOn: '2026-05-01', perMonth: '99.00', perExtraFunder: '0.00' };
    const answers = await Promise.all([
      broker.post(`/brokers/${brokerId}/fees`, fee),
      broker.post(`/arrangements/${amina}/overdrawings`, {}),
      broker.get('/overdrawings'),
    ]);
    expect(answers.map((one) => one.status)).toEqual([403, 403, 403]);
  });
});

describe('the days of an agreement', () => {
  const more = async (day: string): Promise<Map<string, Rows>> => {
    const tables = await seen(setting, setting.brokerId, day);
    for (const table of [...ANYBODYS, ...OF_ITSELF]) tables.delete(table);
    return tables;
  };

  it.each(['2025-12-31', '2026-10-01'])('show no table outside them: %s', async (day) => {
    expect([...(await more(day)).keys()]).toEqual([]);
  });

  it.each(['2026-01-01', '2026-09-30'])('show its own rows within them: %s', async (day) => {
    const tables = await more(day);
    expect([...tables.keys()]).toEqual(
      expect.arrayContaining([
        'arrangements',
        'beneficiaries',
        'broker_fees',
        'payees',
        'pooled_accounts',
        'pooled_arrangements',
        'spending',
        'transfers',
      ]),
    );
    const text = JSON.stringify([...tables]);
    expect([text.includes(amina), text.includes(ben)]).toEqual([true, false]);
  });

  it('decide on every address too', async () => {
    const own = await aSetting({ fromOn: '2026-04-06', toOn: '2026-09-30' });
    const on = async (day: string): Promise<Set<number>> => {
      own.goTo(day);
      return new Set(await statuses(own, own));
    };
    expect(await on('2026-04-05')).toEqual(new Set([404]));
    expect(await on('2026-04-06')).toEqual(new Set([200]));
    expect(await on('2026-09-30')).toEqual(new Set([200]));
    expect(await on('2026-10-01')).toEqual(new Set([404]));
    expect((await ok(own.broker.get('/brokers'), 200)).items).toEqual([]);
  });

  it('go on after an early end as long as was agreed, for the last return', async () => {
    const own = await aSetting();
    const { agreements } = await ok(own.staff.caseworker.get(`/brokers/${own.brokerId}`), 200);
    const ending = { endedOn: '2026-06-30', accessUntil: '2026-07-28', reason: 'Given up' };
    const [{ id }] = agreements;
    await ok(own.staff.administrator.post(`/broker-agreements/${id}/ending`, ending));
    const on = async (day: string): Promise<Set<number>> => {
      own.goTo(day);
      return new Set(await statuses(own, own));
    };
    expect(await on('2026-06-30')).toEqual(new Set([200]));
    expect(await on('2026-07-28')).toEqual(new Set([200]));
    expect(await on('2026-07-29')).toEqual(new Set([404]));
    const next = { kind: 'third_party', reference: 'Again', fromOn: '2026-08-01' };
    await ok(own.staff.administrator.post(`/brokers/${own.brokerId}/agreements`, next));
    expect(await on('2026-07-31')).toEqual(new Set([404]));
    expect(await on('2026-08-01')).toEqual(new Set([200]));
  });
});

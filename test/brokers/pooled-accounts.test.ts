import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { pooledArrangementsOn } from '../../src/brokers/pooled.ts';
import { addBudget, addPerson, caseOne, ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import {
  AGREEMENT,
  aNumber,
  aSetting,
  addAccount,
  anArrangement,
  type Setting,
} from './setting.ts';

let setting: Setting;
let arrangement: string;
beforeAll(async () => {
  setting = await aSetting();
  arrangement = await anArrangement(setting);
});

const newAccount = (more: object = {}) => ({
  name: 'Second account',
  sortCode: '300000',
  accountNumber: aNumber(),
  openedOn: '2026-02-01',
  ...more,
});
const addTo = (brokerId: string, body: object) =>
  setting.staff.administrator.post(`/brokers/${brokerId}/pooled-accounts`, body);
const newBroker = async (name: string): Promise<string> =>
  (await ok(setting.staff.administrator.post('/brokers', { name, agreement: AGREEMENT }))).id;

/** In which account an arrangement is on a day; undefined where it is in none of the list. */
async function accountOn(id: string, on: string): Promise<string | null | undefined> {
  const rows = await setting.api.db.run(
    (tx) => tx.sql<{ account: string | null }[]>`
      select pooled_account_id as account from ${pooledArrangementsOn(tx, on)} as p
      where arrangement_id = ${id}`,
  );
  return rows[0]?.account;
}

describe('a pooled account', () => {
  it('is added with digits only, and the first one is the usual one', async () => {
    const broker = await newBroker('With two');
    const first = await ok(addTo(broker, newAccount({ sortCode: '30-00-00' })));
    expect(first).toMatchObject({ sortCode: '300000', usual: true, brokerId: broker });
    const second = await ok(addTo(broker, newAccount({ openedOn: '2026-02-01' })));
    expect(second.usual).toBe(false);
    const { items } = await ok(
      setting.staff.caseworker.get(`/brokers/${broker}/pooled-accounts`),
      200,
    );
    expect(items).toEqual([first, second]);
  });

  it('is not opened before the first one, which would take all money that names none', async () => {
    const broker = await newBroker('First stays first');
    await ok(addTo(broker, newAccount()));
    const earlier = await addTo(broker, newAccount({ openedOn: '2026-01-31' }));
    expect(refusalOf(earlier)).toEqual([422, 'dates-out-of-order', 'body.openedOn']);
  });

  it('is there once, whoever the broker', async () => {
    const [one, other] = [await newBroker('One'), await newBroker('Other')];
    const account = newAccount();
    await ok(addTo(one, account));
    expect(refusalOf(await addTo(other, account))).toEqual([409, 'already-exists']);
  });

  it('has numbers of the right form', async () => {
    const refused = await addTo(
      setting.brokerId,
      newAccount({ sortCode: '2000', accountNumber: '12' }),
    );
    expect(refusalOf(refused)).toEqual([
      422,
      'invalid-request',
      'body.sortCode',
      'body.accountNumber',
    ]);
    expect((await addTo(randomUUID(), newAccount())).status).toBe(404);
  });
});

describe("an arrangement's money", () => {
  const place = (id: string, pooledAccountId: string, fromOn: string) =>
    setting.staff.finance.post(`/arrangements/${id}/pooled-account`, { pooledAccountId, fromOn });

  it('is in the account opened first, until another is named, from that day on', async () => {
    const second = await addAccount(setting.staff, setting.brokerId, '2026-04-10');
    const third = await addAccount(setting.staff, setting.brokerId, '2026-04-10');
    expect(await accountOn(arrangement, '2026-04-20')).toBe(setting.accountId);
    await ok(place(arrangement, third, '2026-05-01'));
    expect(await ok(place(arrangement, second, '2026-04-20'))).toEqual({
      arrangementId: arrangement,
      pooledAccountId: second,
      fromOn: '2026-04-20',
    });
    const days = ['2026-04-19', '2026-04-20', '2026-04-30', '2026-05-01', '2027-01-01'];
    const found = await Promise.all(days.map((on) => accountOn(arrangement, on)));
    expect(found).toEqual([setting.accountId, second, second, third, third]);
    expect(refusalOf(await place(arrangement, third, '2026-04-20'))).toEqual([
      409,
      'already-exists',
    ]);
  });

  it('is in no account before it was opened, and in none of another broker', async () => {
    const late = await addAccount(setting.staff, setting.brokerId, '2026-06-01');
    expect(refusalOf(await place(arrangement, late, '2026-05-31'))).toEqual([
      422,
      'dates-out-of-order',
      'body.fromOn',
    ]);
    const others = await addAccount(setting.staff, await newBroker('Others'), '2026-01-01');
    for (const account of [others, randomUUID()]) {
      expect(refusalOf(await place(arrangement, account, '2026-06-01'))).toEqual([
        422,
        'record-unknown',
        'body.pooledAccountId',
      ]);
    }
  });

  it('that nobody pools is in none', async () => {
    const { staff, funders } = setting;
    const person = await addPerson(staff);
    const budget = await addBudget(staff, person);
    const sent = caseOne(person, funders);
    const { id } = await ok(staff.caseworker.post(`/budgets/${budget}/arrangements`, sent));
    expect(await accountOn(id, '2026-05-01')).toBeUndefined();
    const refused = await place(id, setting.accountId, '2026-05-01');
    expect(refusalOf(refused)).toEqual([409, 'state-does-not-allow']);
  });

  it('of a broker without any account is listed, in none', async () => {
    const brokerId = await newBroker('Without account');
    const { staff } = setting;
    const payee = await ok(staff.finance.post(`/brokers/${brokerId}/payees`, { name: 'Without' }));
    const id = await anArrangement({ ...setting, payeeId: payee.id });
    expect(await accountOn(id, '2026-05-01')).toBeNull();
  });
});

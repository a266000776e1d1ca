import { beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../src/calendar.ts';
import { addBankAccounts } from '../../src/reconciliation/bank-account-store.ts';
import { readBacs } from '../../src/payments/bacs-reader.ts';
import { toText } from '../../src/money.ts';
import { freshApi, type Api } from '../support/api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  caseOne,
  ok,
  staffOf,
  type Staff,
} from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';

/** Case 1 of the worked cases, through the API: 10,000.00, 60/40, 13 times 4-weekly in advance. */
let api: Api;
let staff: Staff;
let arrangement: { id: string };
let bankAccountId: string;

beforeAll(async () => {
  api = await freshApi({ clock: fixedClock(Temporal.PlainDate.from('2026-03-31')) });
  staff = await staffOf(api);
  const funders = await addFunders(staff);
  const person = await addPerson(staff);
  const budget = await addBudget(staff, person);
  arrangement = await ok(
    staff.caseworker.post(`/budgets/${budget}/arrangements`, caseOne(person, funders)),
  );
  await putOnFile(staff, arrangement.id);
  [bankAccountId] = (await api.db.run((tx) =>
    addBankAccounts(tx, [
      {
        name: 'Payments account',
        sortCode: '200000',
        accountNumber: '55779911',
        accountName: 'TESTSHIRE COUNCIL',
        serviceUserNumber: '123456',
      },
    ]),
  )) as [string];
});

const accounts = async (): Promise<Record<string, string>> => {
  const rows = await api.db.run(
    (tx) => tx.sql<{ name: string; balance: string }[]>`
      select c.name, b.balance from account_balances b join accounts a on a.id = b.account_id
      join account_classes c on c.id = a.class where a.arrangement_id = ${arrangement.id}`,
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.balance]));
};

describe('case 1', () => {
  it('shares 6,000.00 and 4,000.00, agreed by a second person', async () => {
    const proposed = await ok(staff.caseworker.get(`/arrangements/${arrangement.id}`), 200);
    expect(proposed.shares.map((share: { amount: string }) => share.amount)).toEqual([
      '6000.00',
      '4000.00',
    ]);
    expect(proposed.agreement.state).toBe('proposed');
    const agreed = await ok(staff.panel.post(`/arrangements/${arrangement.id}/agreement`), 200);
    expect(agreed.agreement.state).toBe('agreed');
    expect(await accounts()).toMatchObject({
      'available/direct/education': '0.00',
      'committed/direct/education': '6000.00',
      'committed/direct/social_care': '4000.00',
    });
  });

  it('schedules 13 instalments to the penny and to the day', async () => {
    const { items } = await ok(staff.finance.get(`/arrangements/${arrangement.id}/schedule`), 200);
    expect(items.map((one: { amount: string }) => one.amount)).toEqual(
      Array.from({ length: 13 }, (_, n) => (n === 6 ? '769.24' : '769.23')),
    );
    const column = (n: number) => items.map((one: any) => one.shares[n].amount);
    expect(column(0)).toEqual([
      '461.54',
      '461.54',
      '461.53',
      '461.54',
      '461.54',
      '461.54',
      '461.54',
      '461.54',
      '461.54',
      '461.54',
      '461.53',
      '461.54',
      '461.54',
    ]);
    expect(column(1)).toEqual([
      '307.69',
      '307.69',
      '307.70',
      '307.69',
      '307.69',
      '307.69',
      '307.70',
      '307.69',
      '307.69',
      '307.69',
      '307.70',
      '307.69',
      '307.69',
    ]);
    expect(items[0]).toMatchObject({
      periodFrom: '2026-04-06',
      periodTo: '2026-05-03',
      valueOn: '2026-04-02',
      inputOn: '2026-03-31',
    });
    expect(items[1]).toMatchObject({
      periodFrom: '2026-05-04',
      valueOn: '2026-05-01',
      inputOn: '2026-04-29',
    });
    expect(items[12]).toMatchObject({ periodFrom: '2027-03-08', periodTo: '2027-04-04' });
  });

  it('pays the first instalment in a run of two persons, with a file that reads back', async () => {
    const run = await ok(staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-04-02' }));
    expect(run).toMatchObject({
      state: 'drawn_up',
      items: 1,
      total: '769.23',
      inputOn: '2026-03-31',
      funders: [
        { sector: 'education', amount: '461.54' },
        { sector: 'social_care', amount: '307.69' },
      ],
    });
    expect((await staff.finance.post(`/pay-runs/${run.id}/approval`)).status).toBe(403);
    expect((await staff.finance.post(`/pay-runs/${run.id}/release`)).body.type).toBe(
      '/problems/state-does-not-allow',
    );
    await ok(staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
    const released = await ok(staff.finance.post(`/pay-runs/${run.id}/release`), 200);
    expect(released.state).toBe('released');
    const file = await staff.finance.get(`/pay-runs/${run.id}/bacs-file`);
    const read = readBacs(file.text);
    expect(read.faults).toBeUndefined();
    expect(read.file!.items.map((item) => toText(item.amount))).toEqual(['769.23']);
    expect(await accounts()).toMatchObject({
      'committed/direct/education': '5538.46',
      'committed/direct/social_care': '3692.31',
      'held/direct/education': '461.54',
      'held/direct/social_care': '307.69',
    });
    const again = await staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-04-02' });
    expect([again.status, again.body.type]).toEqual([409, '/problems/nothing-due']);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { addBankAccounts } from '../../src/reconciliation/bank-account-store.ts';
import { money, sum, toText } from '../../src/money.ts';
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

let api: Api;
let staff: Staff;
beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
  await api.db.run((tx) =>
    addBankAccounts(tx, [
      {
        name: 'A',
        sortCode: '200000',
        accountNumber: '55779911',
        accountName: 'A',
        serviceUserNumber: '123456',
      },
    ]),
  );
  const funders = await addFunders(staff);
  const person = await addPerson(staff);
  const budget = await addBudget(staff, person);
  const made = await ok(
    staff.caseworker.post(`/budgets/${budget}/arrangements`, caseOne(person, funders)),
  );
  await ok(staff.panel.post(`/arrangements/${made.id}/agreement`), 200);
  await putOnFile(staff, made.id);
});

describe('the trial balance', () => {
  it('ties each book to zero', async () => {
    const { rows } = await ok(staff.auditor.get('/reports/trial-balance'), 200);
    const control = rows.filter((row: any) => row.book === 'control');
    const total = control.find((row: any) => row.class === 'total');
    const classes = control.filter((row: any) => row.class !== 'total');
    expect(total).toMatchObject({ received: '10000.00', given: '10000.00', balance: '0.00' });
    expect(toText(sum(classes.map((row: any) => money(row.balance))))).toBe('0.00');
    expect(classes.find((row: any) => row.class === 'committed/direct/education').balance).toBe(
      '6000.00',
    );
  });
  it('is empty as at a day before anything took effect', async () => {
    const { rows } = await ok(staff.auditor.get('/reports/trial-balance?asAt=2026-01-01'), 200);
    expect(rows).toEqual([]);
  });
  it('is given as CSV, and listed with the meaning of its columns', async () => {
    const csv = await staff.auditor.get('/reports/trial-balance', { accept: 'text/csv' });
    expect(csv.text.split('\r\n')[0]).toBe('book,class,accounts,received,given,balance');
    const list = await ok(staff.auditor.get('/reports'), 200);
    expect(list.items.find((one: any) => one.name === 'trial-balance').question).toMatch(
      /tie to zero/,
    );
  });
  it('is not for families, and an unknown report is not found', async () => {
    const family = await api.as('family');
    expect((await family.get('/reports/trial-balance')).status).toBe(403);
    expect((await staff.auditor.get('/reports/nothing')).status).toBe(404);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { freshApi, type Api } from '../support/api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  caseOne,
  ok,
  staffOf,
  type Funders,
  type Staff,
} from '../support/book.ts';
import { agreed } from '../support/terms.ts';
import { AUTHORITY } from '../support/template.ts';

let api: Api;
let staff: Staff;
let funders: Funders;
beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
  funders = await addFunders(staff);
});

async function found(check: string): Promise<string> {
  const { rows } = await ok(staff.auditor.get('/reports/sen2-checks?census=2026-04-15'), 200);
  return rows.find((row: any) => row.check.startsWith(check)).found;
}

/** In order: each goes on with the book of the one before. */
describe('the checks of records before the census', () => {
  it('find a budget whose only arrangement has ended', async () => {
    const person = await addPerson(staff);
    const id = await agreed(staff, await addBudget(staff, person), caseOne(person, funders));
    expect(await found('budgets in force without')).toBe('0');
    const end = {
      follows: 1,
      effectiveOn: '2026-04-14',
      reason: 'Moved',
      end: true,
      withoutNotice: 'moved',
    };
    await ok(staff.caseworker.post(`/arrangements/${id}/versions`, end));
    await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    expect(await found('budgets in force without')).toBe('1');
  });

  it('find terms that were proposed long before, by the day on which they were', async () => {
    const person = await addPerson(staff);
    const budget = await addBudget(staff, person);
    await ok(staff.caseworker.post(`/budgets/${budget}/arrangements`, caseOne(person, funders)));
    expect(await found('versions of terms proposed')).toBe('0');
    const superuser = connect(api.db.urls.superuser, { name: 'test', max: 1 });
    await superuser.unsafe(`update ${AUTHORITY}.agreements set proposed_at = '2026-02-13T12:00:00Z'
      where id not in (select agreement_id from ${AUTHORITY}.agreement_decisions)`);
    await superuser.end();
    expect(await found('versions of terms proposed')).toBe('1');
  });
});

describe('who reads the checks', () => {
  it('is whoever makes the return: its small numbers are for no commissioner', async () => {
    const commissioner = await api.as('commissioner');
    expect((await commissioner.get('/reports/sen2-checks?census=2026-04-15')).status).toBe(404);
    const { items } = await ok(commissioner.get('/reports'), 200);
    expect(items.map((one: any) => one.name)).not.toContain('sen2-checks');
    for (const user of [staff.finance, staff.approver, staff.auditor]) {
      expect((await user.get('/reports/sen2-checks?census=2026-04-15')).status).toBe(200);
    }
  });
});

describe('a census within a year of the first codes', () => {
  it('is held against no figure of a year before, which could have been none', async () => {
    const { rows } = await ok(staff.auditor.get('/reports/sen2-checks?census=2022-12-31'), 200);
    const own = rows.filter((row: any) => row.check.includes('this ledger'));
    expect(own.map((row: any) => row.before)).toEqual(Array(6).fill(null));
    const later = await ok(staff.auditor.get('/reports/sen2-checks?census=2023-01-01'), 200);
    const held = later.rows.filter((row: any) => row.check.includes('this ledger'));
    expect(held.map((row: any) => row.before)).toEqual(Array(6).fill('0'));
  });
});

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

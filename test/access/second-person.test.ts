import { beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../src/calendar.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  caseOne,
  ok,
  staffOf,
  type Funders,
  type Person,
  type Staff,
} from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { refusalOf } from '../support/refusal.ts';
import { aBankAccount } from '../support/released-run.ts';

/** One person with two jobs: whoever did the first half of something never does the second. */
let api: Api;
let staff: Staff;
let funders: Funders;
let person: Person;
/** The same person as every kind of user. */
let one: Record<'caseworker' | 'panel_member' | 'finance_officer' | 'approver', ApiUser>;
beforeAll(async () => {
  api = await freshApi({ clock: fixedClock(Temporal.PlainDate.from('2026-03-31')) });
  staff = await staffOf(api);
  funders = await addFunders(staff);
  person = await addPerson(staff);
  const as = (kind: keyof typeof one) => api.as(kind, { sub: 'two-jobs' });
  one = {
    caseworker: await as('caseworker'),
    panel_member: await as('panel_member'),
    finance_officer: await as('finance_officer'),
    approver: await as('approver'),
  };
});

const REFUSED = [403, 'needs-a-second-person'];

const propose = async (by: ApiUser): Promise<string> => {
  const budget = await addBudget(staff, person);
  return (await ok(by.post(`/budgets/${budget}/arrangements`, caseOne(person, funders)))).id;
};

describe('nobody', () => {
  it('agrees what they proposed themselves', async () => {
    const id = await propose(one.caseworker);
    expect(refusalOf(await one.panel_member.post(`/arrangements/${id}/agreement`))).toEqual(
      REFUSED,
    );
    expect(refusalOf(await one.approver.post(`/arrangements/${id}/agreement`))).toEqual(REFUSED);
    await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
  });

  it('checks bank details that they recorded themselves', async () => {
    for (const recorder of [one.caseworker, one.finance_officer]) {
      const details = await ok(
        recorder.post(`/payees/${person.payeeId}/bank-details`, {
          sortCode: '20-00-00',
          accountNumber: '87654321',
          accountName: 'G Example',
          accountUse: 'only_direct_payments',
        }),
      );
      const url = `/bank-details/${details.id}/check`;
      for (const checker of [one.finance_officer, one.approver]) {
        expect(refusalOf(await checker.post(url, { method: 'call_back' }))).toEqual(REFUSED);
      }
      await ok(staff.approver.post(url, { method: 'call_back' }), 200);
    }
  });

  it('approves a pay run that they drew up themselves', async () => {
    const id = await propose(staff.caseworker);
    await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    await putOnFile(staff, id);
    const { id: bankAccountId } = await aBankAccount(api.db);
    const draw = one.finance_officer.post('/pay-runs', { bankAccountId, valueOn: '2026-04-02' });
    const run = await ok(draw);
    expect(refusalOf(await one.approver.post(`/pay-runs/${run.id}/approval`))).toEqual(REFUSED);
    expect((await ok(staff.finance.get(`/pay-runs/${run.id}`), 200)).state).toBe('drawn_up');
    // Whose details are paid to were checked by the approver of the test before.
    expect(refusalOf(await staff.approver.post(`/pay-runs/${run.id}/approval`))).toEqual(REFUSED);
    const third = await api.as('approver', { sub: 'third' });
    await ok(third.post(`/pay-runs/${run.id}/approval`), 200);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
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
import { agreed } from '../support/terms.ts';

let api: Api;
let staff: Staff;
let id: string;

/** Two hundred pounds a week for 52 weeks, all of which the person contributes. */
beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
  const funders = await addFunders(staff);
  const person = await addPerson(staff);
  id = await agreed(
    staff,
    await addBudget(staff, person),
    caseOne(person, funders, {
      amount: '10400.00',
      contribution: { weekly: '200.00', paid: 'net' },
      shares: [{ funderId: funders.social_care, fraction: '1/1' }],
    }),
  );
});

const rowsOf = async (name: string): Promise<any[]> =>
  (await ok(staff.auditor.get(`/reports/${name}?census=2026-04-10`), 200)).rows;

describe('an arrangement that the person pays for alone', () => {
  it('is in place, and stands among the records behind it', async () => {
    const [plan] = await rowsOf('sen2-plans');
    expect([plan.PB, plan.DP, plan.arrangements]).toEqual(['1', '', '1']);
    expect(await rowsOf('sen2-records')).toMatchObject([
      { arrangement: id, sector: null, agreed: '0.00', counts_as: 'DP' },
    ]);
  });
});

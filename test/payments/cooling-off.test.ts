import { beforeAll, expect, it } from 'vitest';
import { fixedClock } from '../../src/calendar.ts';
import { addVersions } from '../../src/law/store.ts';
import { freshApi, type Api } from '../support/api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  caseOne,
  ok,
  staffOf,
  type Person,
  type Staff,
} from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { refusalOf } from '../support/refusal.ts';
import { aBankAccount } from '../support/released-run.ts';
import { agreed } from '../support/terms.ts';

/** Changed bank details are not paid before their cooling off has run, though they are checked. */
let api: Api;
let staff: Staff;
let person: Person;
beforeAll(async () => {
  api = await freshApi({ clock: fixedClock(Temporal.PlainDate.from('2026-04-28')) });
  staff = await staffOf(api);
  person = await addPerson(staff);
  const terms = caseOne(person, await addFunders(staff));
  const id = await agreed(staff, await addBudget(staff, person), terms);
  await putOnFile(staff, id);
  await api.db.run((tx) =>
    addVersions(tx, [
      {
        name: 'bank_details_cooling_off',
        sector: null,
        unit: 'days',
        value: '5',
        meaning: 'A wait.',
        source: 'Policy.',
        confidence: 'local',
        effectiveOn: '2026-04-01',
        revision: 1,
      },
    ]),
  );
});

const drawUp = async (valueOn: string) =>
  staff.finance.post('/pay-runs', { bankAccountId: (await aBankAccount(api.db)).id, valueOn });

it('waits for the days of the rule, and is paid after them', async () => {
  const details = await ok(
    staff.caseworker.post(`/payees/${person.payeeId}/bank-details`, {
      sortCode: '20-00-00',
      accountNumber: '87654321',
      accountName: 'G Example',
      accountUse: 'only_direct_payments',
    }),
  );
  await ok(staff.finance.post(`/bank-details/${details.id}/check`, { method: 'call_back' }), 200);
  const early = await drawUp('2026-05-01');
  expect(early.status).toBe(409);
  expect(early.body.left[0]).toMatchObject({ why: 'bank-details-cooling-off' });
  // The first payment would leave on 30 April, whatever day the last one leaves on.
  const each = await staff.finance.post('/pay-runs', {
    bankAccountId: (await aBankAccount(api.db)).id,
    valueOn: '2026-05-20',
    eachOnItsDay: true,
  });
  expect(each.body.left?.[0]).toMatchObject({ why: 'bank-details-cooling-off' });
  // Recorded on 28 April: from 3 May on, which is a Sunday before a bank holiday.
  const run = await ok(drawUp('2026-05-05'));
  expect(run.items).toBe(2);
});

it('stops a run that would pay to the details before', async () => {
  const { items } = await ok(staff.finance.get('/pay-runs'), 200);
  await ok(staff.approver.post(`/pay-runs/${items[0].id}/approval`), 200);
  await ok(
    staff.caseworker.post(`/payees/${person.payeeId}/bank-details`, {
      sortCode: '20-00-00',
      accountNumber: '11223344',
      accountName: 'G Example',
      accountUse: 'only_direct_payments',
    }),
  );
  const release = await staff.finance.post(`/pay-runs/${items[0].id}/release`);
  expect(refusalOf(release)).toEqual([409, 'state-does-not-allow']);
  expect(release.body.references).toHaveLength(2);
});

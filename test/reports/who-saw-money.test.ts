import { expect, it } from 'vitest';
import { freshApi } from '../support/api.ts';
import { addBudget, addFunders, addPerson, caseOne, ok, staffOf } from '../support/book.ts';
import { agreed } from '../support/terms.ts';

it('names who looked at the accounts of a person, and at lists narrowed to them', async () => {
  // What was read is written down by the database's clock, so the service has today's as well.
  const today = Temporal.Now.plainDateISO('Europe/London');
  const api = await freshApi({ clock: { now: () => Temporal.Now.instant(), today: () => today } });
  const staff = await staffOf(api);
  const funders = await addFunders(staff);
  const accounts: string[] = [];
  const people = [await addPerson(staff), await addPerson(staff)];
  for (const person of people) {
    const id = await agreed(staff, await addBudget(staff, person, '2030-03-31'), {
      ...caseOne(person, funders),
    });
    const [account] = await api.db.run(
      (tx) => tx.sql<{ id: string }[]>`
        select min(id) as id from accounts where beneficiary_id = ${person.id}::uuid`,
    );
    accounts.push(account!.id);
    const period = 'from=2026-04-01&to=2026-04-30';
    await ok(staff.finance.get(`/accounts/${account!.id}/statement?${period}`), 200);
    await ok(staff.finance.get(`/payment-holds?arrangementId=${id}`), 200);
    // The entry of the same number is another thing.
    await staff.finance.get(`/entries/${accounts[0]}`);
  }
  const { rows } = await ok(staff.auditor.get(`/reports/who-saw?person=${people[0]!.id}`), 200);
  const looked = rows.filter((row: any) => row.kind === 'finance_officer');
  expect(looked.map((row: any) => row.operation)).toEqual([
    'getAccountStatement',
    'listPaymentHolds',
  ]);
}, 30_000);

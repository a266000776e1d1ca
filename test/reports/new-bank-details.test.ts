import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api } from '../support/api.ts';
import { addPerson, ok, staffOf, type Person, type Staff } from '../support/book.ts';
import { aBankAccount, aReleasedRun } from '../support/released-run.ts';

let api: Api;
let staff: Staff;
let bankAccountId: string;
beforeAll(async () => {
  api = await freshApi({
    clock: { now: () => Temporal.Now.instant(), today: () => today },
  });
  staff = await staffOf(api);
  bankAccountId = (await aBankAccount(api.db)).id;
});

// Bank details are recorded by the database's clock, so the runs are laid around today.
const today = Temporal.Now.plainDateISO('Europe/London');
let run = 0;

/** Pays to bank details by a released run of today. @returns its serial number */
async function pay(details: string): Promise<string> {
  run += 1;
  const valueOn = today.toString();
  const serial = `R0000${run}`;
  const id = await aReleasedRun(api.db, { bankAccountId, serial, valueOn, total: '10.00' });
  await api.db.run(
    (tx) => tx.sql`
      insert into pay_run_credits (pay_run_id, bank_details_id, reference, value_on, items, amount)
      values (${id}, ${details}, ${`REF${run}`}, ${valueOn}, 1, 10)`,
  );
  return serial;
}

async function newDetails(person: Person): Promise<string> {
  const { id } = await ok(
    staff.caseworker.post(`/payees/${person.payeeId}/bank-details`, {
      sortCode: '20-00-00',
      accountNumber: '87654321',
      accountName: 'G Example',
      accountUse: 'only_direct_payments',
    }),
  );
  await ok(staff.finance.post(`/bank-details/${id}/check`, { method: 'bank_letter' }), 200);
  return id;
}

describe('changes of bank details before a payment', () => {
  it('are those within the days of the rule, and the first details are none', async () => {
    const [changed, same] = [await addPerson(staff), await addPerson(staff)];
    const details = await newDetails(changed);
    const soon = await pay(details);
    const [first] = await api.db.run(
      (tx) =>
        tx.sql<{ id: string }[]>`select id from bank_details where payee_id = ${same.payeeId}`,
    );
    await pay(first!.id);
    const { rows } = await ok(staff.auditor.get('/reports/bank-details-before-payment'), 200);
    expect(rows).toMatchObject([
      {
        pay_run: soon,
        payee: changed.payeeId,
        value_on: today.toString(),
        amount: '10.00',
        days_before: '0',
        method: 'bank_letter',
      },
    ]);
    expect(rows[0].recorded_by).not.toBe(rows[0].checked_by);
    expect(JSON.stringify(rows)).not.toMatch(/Example|87654321/);
  });
});

describe('who decided on what they drew up', () => {
  it('is nobody, of as many as were decided', async () => {
    const { rows } = await ok(staff.auditor.get('/reports/same-person'), 200);
    const of = (decision: string) => rows.find((row: any) => row.decision === decision);
    expect(of('bank details checked')).toMatchObject({
      decided: '3',
      by_the_same: '0',
      people: '1',
    });
    expect(of('pay runs approved')).toMatchObject({ decided: '2', by_the_same: '0', people: '2' });
  });
});

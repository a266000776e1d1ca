import { randomUUID } from 'node:crypto';
import { addBrokers } from '../../src/brokers/store.ts';
import { addPayees } from '../../src/payees/store.ts';
import { undo } from '../../src/payments/release-store.ts';
import type { ApiUser } from './api.ts';
import { addBudget, addPerson, ok, type Person } from './book.ts';
import { putOnFile } from './documents.ts';
import { agreed } from './terms.ts';
import type { Council } from './turning-sixteen.ts';

/** A person with a budget, an agreed arrangement, and all on file that it needs. */
export async function anArrangement(
  book: Council,
  terms: (person: Person) => object,
  starts?: { readonly startsOn: string; readonly endsOn: string },
): Promise<{ id: string; person: Person }> {
  const person = await addPerson(book.staff);
  const dated = { beneficiaryId: person.id, planId: person.planId, ...starts };
  const budget =
    starts === undefined
      ? await addBudget(book.staff, person)
      : (await ok(book.staff.caseworker.post('/budgets', dated))).id;
  const id = await agreed(book.staff, budget, terms(person));
  await putOnFile(book.staff, id);
  return { id, person };
}

/** A family user of a person. */
export async function familyOf({ api, staff }: Council, beneficiaryId: string): Promise<ApiUser> {
  const subject = randomUUID();
  await ok(
    staff.caseworker.post(`/beneficiaries/${beneficiaryId}/family-access`, {
      subject,
      relationship: 'parent',
      fromOn: '2026-01-01',
      seesAddress: false,
    }),
  );
  return api.as('family', { sub: subject });
}

/** A broker with a pooled account that was checked, and a user of it. */
export async function aBroker({ api, staff }: Council, name: string) {
  const [brokerId, payeeId] = await api.db.run(async (tx) => {
    const [broker] = await addBrokers(tx, [name]);
    const one = { beneficiaryId: null, relationship: 'broker', name: `${name} pooled` };
    const [payee] = await addPayees(tx, [{ ...one, brokerId: broker! }]);
    return [broker!, payee!];
  });
  const account = {
    sortCode: '20-00-00',
    accountNumber: '87654321',
    accountName: 'Pooled',
    accountUse: 'pooled',
  };
  const details = await ok(staff.caseworker.post(`/payees/${payeeId}/bank-details`, account));
  await ok(staff.finance.post(`/bank-details/${details.id}/check`, { method: 'call_back' }), 200);
  return { payeeId, user: await api.as('broker', { broker: brokerId, sub: randomUUID() }) };
}

/** A payment comes back, as far as those who read it see: it is undone. */
export async function comesBack({ api }: Council, itemId: string): Promise<void> {
  await api.db.run((tx) =>
    undo(tx, tx.sql`select i.* from pay_run_items i where i.id = ${itemId}`, 'bounced'),
  );
}

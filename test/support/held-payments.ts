import { addBrokers } from '../../src/brokers/store.ts';
import { addPayees } from '../../src/payees/store.ts';
import { addBudget, addPerson, caseOne, ok } from './book.ts';
import { putOnFile } from './documents.ts';
import type { Council } from './turning-sixteen.ts';

/** A family with the amounts of case 1, agreed, with everything on file. @returns its arrangement */
export async function aFamily(book: Council, more: object = {}): Promise<string> {
  const { staff, funders } = book;
  const person = await addPerson(staff);
  const budget = await addBudget(staff, person);
  const terms = caseOne(person, funders, more);
  const { id } = await ok(staff.caseworker.post(`/budgets/${budget}/arrangements`, terms));
  await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
  await putOnFile(staff, id);
  return id;
}

/** A broker with a checked pooled account. @returns its payee */
export async function aPooledAccount({ api, staff }: Council): Promise<string> {
  const [payeeId] = await api.db.run(async (tx) => {
    const [brokerId] = await addBrokers(tx, ['Harbour Managed Accounts']);
    const one = { beneficiaryId: null, relationship: 'broker', name: 'Pooled account' };
    return addPayees(tx, [{ ...one, brokerId: brokerId! }]);
  });
  const account = {
    sortCode: '20-00-00',
    accountNumber: '87654321',
    accountName: 'Harbour pooled',
    accountUse: 'pooled',
  };
  const details = await ok(staff.caseworker.post(`/payees/${payeeId}/bank-details`, account));
  await ok(staff.finance.post(`/bank-details/${details.id}/check`, { method: 'call_back' }), 200);
  return payeeId!;
}

/** Draws a run up of all that is due. */
export const drawUp = ({ staff, bankAccountId }: Council, valueOn: string) =>
  staff.finance.post('/pay-runs', { bankAccountId, valueOn });

/** The payments of a run, with those that were taken out. */
export async function itemsOf({ staff }: Council, runId: string): Promise<any[]> {
  return (await ok(staff.finance.get(`/pay-runs/${runId}/items`), 200)).items;
}

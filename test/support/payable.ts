import { addBrokers } from '../../src/brokers/store.ts';
import { addPayees } from '../../src/payees/store.ts';
import { addBudget, addPerson, caseOne, ok, type Staff } from './book.ts';
import { putOnFile } from './documents.ts';
import type { Council } from './turning-sixteen.ts';

/**
 * An agreed arrangement with all on file: case 1 unless changed, 769.23 every four weeks, due on
 * 2 April, 1 May and 1 June 2026 and so on. @returns its id
 */
export async function aPayable(book: Council, more: object = {}): Promise<string> {
  const { staff, funders } = book;
  const person = await addPerson(staff);
  const budget = await addBudget(staff, person);
  const { id } = await ok(
    staff.caseworker.post(`/budgets/${budget}/arrangements`, caseOne(person, funders, more)),
  );
  await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
  await putOnFile(staff, id);
  return id;
}

/** A broker's account, with details that were checked. @returns the payee's id */
export async function aBrokersAccount({ api, staff }: Council, name: string): Promise<string> {
  const [payeeId] = await api.db.run(async (tx) => {
    const [brokerId] = await addBrokers(tx, [name]);
    const payee = { beneficiaryId: null, brokerId: brokerId!, relationship: 'broker', name };
    return addPayees(tx, [payee]);
  });
  await addCheckedDetails(staff, payeeId!);
  return payeeId!;
}

/** Details of a pooled account that a caseworker records and a finance officer checks. */
export async function addCheckedDetails(staff: Staff, payeeId: string): Promise<void> {
  const details = await ok(
    staff.caseworker.post(`/payees/${payeeId}/bank-details`, {
      sortCode: '20-00-00',
      accountNumber: '87654321',
      accountName: 'Broker Client Account',
      accountUse: 'pooled',
    }),
  );
  await ok(staff.finance.post(`/bank-details/${details.id}/check`, { method: 'call_back' }), 200);
}

/** The items of a run as they are listed, in the order of their references. */
export async function itemsOfRun({ staff }: Council, runId: string): Promise<any[]> {
  return (await ok(staff.finance.get(`/pay-runs/${runId}/items?limit=200`), 200)).items;
}

/** The payments that the bank makes of a run, in order. */
export async function creditsOfRun(
  { api }: Council,
  runId: string,
): Promise<{ reference: string; valueOn: string; items: number; amount: string }[]> {
  return api.db.run(
    (tx) => tx.sql`
      select reference, value_on as "valueOn", items, amount from pay_run_credits
      where pay_run_id = ${runId} order by reference`,
  );
}

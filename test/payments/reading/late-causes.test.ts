import { beforeAll, describe, expect, it } from 'vitest';
import { undo } from '../../../src/payments/release-store.ts';
import { addBudget, addPerson, caseOne, ok, type Person } from '../../support/book.ts';
import { putOnFile } from '../../support/documents.ts';
import { agreed } from '../../support/terms.ts';
import { council, instalmentOf, type Council } from '../../support/turning-sixteen.ts';

/** Payments that were due on 2 April 2026 and are late because of the bank or the account. */
let book: Council;
const ids = new Map<string, string>();

const account = (accountUse: string) => ({
  sortCode: '20-00-00',
  accountNumber: '87654321',
  accountName: 'G Example',
  accountUse,
});

/** Records details of a payee and has a second person check them. */
async function details(payeeId: string, accountUse = 'only_direct_payments'): Promise<void> {
  const { caseworker, finance } = book.staff;
  const { id } = await ok(caseworker.post(`/payees/${payeeId}/bank-details`, account(accountUse)));
  await ok(finance.post(`/bank-details/${id}/check`, { method: 'call_back' }), 200);
}

async function anArrangement(name: string, payeeOf?: (person: Person) => Promise<string>) {
  const person = await addPerson(book.staff);
  const payeeId = (await payeeOf?.(person)) ?? person.payeeId;
  const budget = await addBudget(book.staff, person);
  const id = await agreed(book.staff, budget, caseOne({ ...person, payeeId }, book.funders));
  await putOnFile(book.staff, id);
  ids.set(name, id);
}

async function drawUp(name: string): Promise<any> {
  const { staff, bankAccountId } = book;
  const { id } = await instalmentOf(book, ids.get(name)!, 1);
  const body = { bankAccountId, valueOn: '2026-04-02', instalmentIds: [id] };
  return ok(staff.finance.post('/pay-runs', body));
}

const lateOf = async (name: string, on: string): Promise<any[]> => {
  const url = `/late-payments?from=2026-04-01&to=2026-04-30&limit=100&on=${on}`;
  const { items } = await ok(book.staff.finance.get(url), 200);
  return items.filter((one: any) => one.arrangementId === ids.get(name));
};

beforeAll(async () => {
  book = await council();
  const { staff, api } = book;
  await api.db.run(
    (tx) => tx.sql`
      insert into rules (name, effective_on, value, unit, meaning, source, confidence, recorded_by)
      select name, '2026-01-01', '5', unit, meaning, source, confidence, recorded_by
      from rules where name = 'bank_details_cooling_off'`,
  );
  await anArrangement('changed', async ({ payeeId }) => {
    await details(payeeId);
    return payeeId;
  });
  await anArrangement('shared', async ({ id }) => {
    const payee = { beneficiaryId: id, relationship: 'nominee', name: 'G. Example' };
    const made = await ok(staff.caseworker.post('/payees', payee));
    await details(made.id, 'other_money_too');
    return made.id;
  });
  await anArrangement('rejected');
  await anArrangement('waiting');
  await drawUp('waiting');
  await book.pay('2026-04-02');
  const [payment] = (
    await ok(staff.finance.get(`/arrangements/${ids.get('rejected')}/payments`), 200)
  ).items;
  await api.db.run(async (tx) => {
    const item = tx.sql`select i.* from pay_run_items i where i.id = ${payment.id}`;
    await undo(tx, item, 'rejected');
    await tx.sql`
      insert into returned_credits (credit_id, pay_run_id, how, code, amount, advised_on,
        recorded_by, entry_id)
      select i.credit_id, i.pay_run_id, 'rejected', 'AC04', i.amount, '2026-04-01',
        ${tx.scope.user}, e.id
      from pay_run_items i join entries e on e.key = 'payment:' || i.id where i.id = ${payment.id}`;
  });
  book.on('2026-04-08');
});

describe('a payment that is late', () => {
  it.each([
    ['changed', 'bank_details_cooling_off', null, ['education', 'social_care']],
    ['shared', 'account_not_dedicated', null, ['education']],
    ['rejected', 'rejected', 'AC04', ['education', 'social_care']],
    ['waiting', 'run_not_released', null, ['education', 'social_care']],
  ])('%s: %s', async (name, why, code, sources) => {
    expect(await lateOf(name, '2026-04-08')).toMatchObject([
      { dueOn: '2026-04-02', paidOn: null, days: 6, workingDays: 2, why, code, sources },
    ]);
  });
});

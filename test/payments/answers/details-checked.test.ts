import { beforeEach, expect, it } from 'vitest';
import { decideAlone } from '../../../src/database/lock.ts';
import { endDetailsHolds } from '../../../src/payments/answers/details-checked.ts';
import { endHold } from '../../../src/payments/holding/store.ts';
import { ok } from '../../support/book.ts';
import { arucs, payingCouncil, type Paying } from '../../support/answering.ts';

/** Payments came back for their accounts; a payee gives another one, which is checked. */
let book: Paying;
let run: { id: string };
beforeEach(async () => {
  book = await payingCouncil(2);
  run = await book.pay('2026-04-02');
  book.on('2026-04-08');
});

async function comeBack(): Promise<unknown> {
  const credits = await book.credits(run.id);
  const answer = await ok(
    book.receive(arucs(credits.map(({ reference }) => ({ reference, code: '5' })))),
  );
  return answer.outcomes;
}

/** New details of the first family's payee, as yet unchecked. */
async function newDetails(): Promise<string> {
  const { id } = await ok(
    book.staff.caseworker.post(`/payees/${book.families[0]!.payeeId}/bank-details`, {
      sortCode: '20-00-00',
      accountNumber: '87654321',
      accountName: 'G Example',
      accountUse: 'only_direct_payments',
    }),
  );
  return id;
}
const check = (id: string) =>
  book.staff.finance.post(`/bank-details/${id}/check`, { method: 'call_back' });

const ended = () =>
  book.api.db.run(
    (tx) => tx.sql<{ arrangement: string }[]>`
      select h.arrangement_id as arrangement from payment_hold_endings e
      join payment_holds h on h.id = e.hold_id`,
  );

it('the hold of that payee ends, and of no other, once the new details were checked', async () => {
  const [family] = book.families;
  const { finance } = book.staff;
  await comeBack();
  const end = () => book.api.db.run((tx) => endDetailsHolds(tx, family!.payeeId));
  await end();
  expect(await ended()).toHaveLength(0);
  const id = await newDetails();
  await end();
  expect(await ended()).toHaveLength(0);
  await ok(check(id), 200);
  await end();
  await end();
  expect([...(await ended())]).toEqual([{ arrangement: family!.arrangement }]);
  // Once the change has cooled off, what came back is paid, and to the new account.
  book.on('2026-05-20');
  const valueOn = '2026-05-29';
  const run = await ok(finance.post('/pay-runs', { bankAccountId: book.bankAccountId, valueOn }));
  const paid = await book.api.db.run(
    (tx) => tx.sql`
      select i.arrangement_id as arrangement, d.account_number as account, n.number, i.attempt
      from pay_run_items i join bank_details d on d.id = i.bank_details_id
      join instalments n on n.id = i.instalment_id
      where i.pay_run_id = ${run.id} order by n.number`,
  );
  const common = { arrangement: family!.arrangement, account: '87654321' };
  expect([...paid]).toEqual([
    { ...common, number: 1, attempt: 2 },
    { ...common, number: 2, attempt: 1 },
  ]);
});

it('the hold ends also where the payment that came back had been spent', async () => {
  const [family] = book.families;
  await ok(
    book.staff.finance.post(`/arrangements/${family!.arrangement}/spending`, {
      amount: '500.00',
      category: 'support',
      description: 'Tutor',
      spentOn: '2026-04-07',
    }),
  );
  expect(await comeBack()).toEqual({ not_covered: 1, returned: 1 });
  await ok(check(await newDetails()), 200);
  expect([...(await ended())]).toEqual([{ arrangement: family!.arrangement }]);
});

it('the check of details stands when an officer ends the hold at the same moment', async () => {
  await comeBack();
  const [family] = book.families;
  const details = await newDetails();
  const url = `/payment-holds?arrangementId=${family!.arrangement}`;
  const [hold] = (await ok(book.staff.finance.get(url), 200)).items;
  let checking: Promise<any> | undefined;
  await book.api.db.run(async (tx) => {
    await decideAlone(tx, `payment hold ${hold.id}`);
    await endHold(tx, { holdId: hold.id, beneficiaryId: family!.id, reasons: 'It was ours.' });
    checking = check(details);
    // Long enough for the check to come to the hold.
    await new Promise((done) => setTimeout(done, 1000));
  });
  expect((await checking).status).toBe(200);
  expect([...(await ended())]).toEqual([{ arrangement: family!.arrangement }]);
});

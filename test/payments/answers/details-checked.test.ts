import { beforeAll, expect, it } from 'vitest';
import { endDetailsHolds } from '../../../src/payments/answers/details-checked.ts';
import { ok } from '../../support/book.ts';
import { arucs, payingCouncil, type Paying } from '../../support/answering.ts';

/** A payment came back for its account; the payee gives another one, which is checked. */
let book: Paying;
beforeAll(async () => {
  book = await payingCouncil(2);
  const run = await book.pay('2026-04-02');
  book.on('2026-04-08');
  const credits = await book.credits(run.id);
  const both = credits.map(({ reference }) => ({ reference, code: '5' }));
  await ok(book.receive(arucs(both)));
});

const ended = () =>
  book.api.db.run(
    (tx) => tx.sql<{ arrangement: string }[]>`
      select h.arrangement_id as arrangement from payment_hold_endings e
      join payment_holds h on h.id = e.hold_id`,
  );

it('the hold of that payee ends, and of no other, once the new details were checked', async () => {
  const [family] = book.families;
  const { caseworker, finance } = book.staff;
  const end = () => book.api.db.run((tx) => endDetailsHolds(tx, family!.payeeId));
  await end();
  expect(await ended()).toHaveLength(0);
  const { id } = await ok(
    caseworker.post(`/payees/${family!.payeeId}/bank-details`, {
      sortCode: '20-00-00',
      accountNumber: '87654321',
      accountName: 'G Example',
      accountUse: 'only_direct_payments',
    }),
  );
  await end();
  expect(await ended()).toHaveLength(0);
  await ok(finance.post(`/bank-details/${id}/check`, { method: 'call_back' }), 200);
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

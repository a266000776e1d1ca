import { beforeAll, expect, it } from 'vitest';
import { openAccounts } from '../../src/ledger/accounts.ts';
import {
  inTransitIsUnmatched,
  payRunsAreWhatWasApproved,
} from '../../src/ledger/verify/pay-runs.ts';
import type { Work } from '../../src/ledger/verify/check.ts';
import { runOf } from '../../src/payments/find.ts';
import { postPayments } from '../../src/payments/payment-entries.ts';
import { release } from '../../src/payments/release-store.ts';
import { ok } from '../support/book.ts';
import { aPayable } from '../support/payable.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** The payments of a run are posted in parts, each once, and an arrangement's together. */
let book: Council;
beforeAll(async () => {
  book = await council();
  for (let n = 0; n < 4; n += 1) await aPayable(book);
});

it.each([
  ['one by one', 1, [0, 3, 6, 9, 12]],
  ['about five at a time', 5, [0, 3, 9, 12]],
  ['seven at a time', 7, [0, 6, 12]],
  ['all at once', 10_000, [0, 12]],
])('%s', async (_what, most, told) => {
  const { api, staff, bankAccountId } = book;
  // Each arrangement has three payments due, so that a part has one arrangement or several.
  const draw = staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-06-01' });
  const { id, total } = await ok(draw);
  await ok(staff.approver.post(`/pay-runs/${id}/approval`), 200);
  const heard: number[] = [];
  const undone = new Error('undone');
  const posting = api.db.run(async (tx) => {
    await tx.sql`
      insert into pay_run_releases (pay_run_id, total, released_by)
      select pay_run_id, total, ${tx.scope.user} from pay_run_approvals where pay_run_id = ${id}`;
    await openAccounts(tx, [{ class: 'in_transit', subject: id }]);
    await postPayments(tx, await runOf(tx, id), (_step, done) => heard.push(done), most);
    const [posted] = await tx.sql<{ entries: number; total: string }[]>`
      select count(distinct e.id)::int as entries, sum(t.amount) as total
      from pay_run_items i join entries e on e.key = 'payment:' || i.id
      join transfers t on t.entry_id = e.id
      join accounts a on a.id = t.from_account and a.subject = ${id}
      where i.pay_run_id = ${id}`;
    expect(posted).toEqual({ entries: 12, total });
    const work = { tx } as unknown as Work;
    for (const check of [payRunsAreWhatWasApproved, inTransitIsUnmatched]) {
      expect((await check.run(work)).named).toEqual([]);
    }
    throw undone;
  });
  await expect(posting).rejects.toBe(undone);
  expect(heard).toEqual(told);
  await ok(staff.finance.post(`/pay-runs/${id}/withdrawal`, { reason: 'Again' }), 200);
});

it('are posted after the file is made, which is told too', async () => {
  const { api, staff, bankAccountId } = book;
  const draw = staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-06-01' });
  const { id } = await ok(draw);
  await ok(staff.approver.post(`/pay-runs/${id}/approval`), 200);
  const heard: [string, number, number | null][] = [];
  await api.db.run(async (tx) => release(tx, await runOf(tx, id), (...told) => heard.push(told)), {
    today: Temporal.PlainDate.from('2026-05-20'),
  });
  expect(heard).toEqual([
    ['Checking the payments for the file', 12, 12],
    ['Writing the file', 12, 12],
    ['Posting the payments', 0, 12],
    ['Posting the payments', 12, 12],
  ]);
});

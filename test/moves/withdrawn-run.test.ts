import { expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { addMover, agreeLatest, moveOut, payAll } from '../support/moving.ts';
import { council } from '../support/turning-sixteen.ts';

it('counts a difference that was paid for a payment whose run was withdrawn', async () => {
  const book = await council();
  const { caseworker, finance } = book.staff;
  const { arrangement, budget } = await addMover(book);
  await payAll(book, 5);
  // P6 is in a run, so the increase within it is made good by P7, which is paid.
  book.on('2026-08-20');
  const body = { bankAccountId: book.bankAccountId, valueOn: '2026-08-24' };
  const run = await ok(finance.post('/pay-runs', body));
  await ok(
    caseworker.post(`/arrangements/${arrangement}/versions`, {
      follows: 1,
      effectiveOn: '2026-09-16',
      amount: '13000.00',
      reason: 'More hours',
    }),
  );
  await agreeLatest(book, arrangement);
  await payAll(book, 7, 7);
  await ok(finance.post(`/pay-runs/${run.id}/withdrawal`, { reason: 'Not sent' }), 200);

  const { follows } = await ok(caseworker.post(`/budgets/${budget}/moves`, moveOut()));
  // P7 was 1,000.00 and 41.21 for five days of P6; five days of P7, 178.57, are after the move.
  expect(follows[0]).toMatchObject({
    paid: '4887.36',
    entitled: '5478.02',
    overpaid: '0.00',
    owed: '590.66',
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import {
  council,
  instalmentOf,
  paidToTheMother,
  type Council,
} from '../support/turning-sixteen.ts';

/** What a run takes up and what it lists as left out, beside what is on hold. */
let book: Council;
beforeAll(async () => {
  book = await council();
});

const drawUp = (valueOn: string) =>
  book.staff.finance.post('/pay-runs', { bankAccountId: book.bankAccountId, valueOn });
const leftIn = (run: { left: { why: string; valueOn: string }[] }): string[] =>
  run.left.map((one) => `${one.why} ${one.valueOn}`);

describe('an instalment', () => {
  it('that was paid before the book began is not due, nor can its hold be let go', async () => {
    const id = await paidToTheMother(book);
    const first = await instalmentOf(book, id, 1);
    await book.api.db.run(
      (tx) => tx.sql`
        insert into instalments_paid_before (instalment_id, arrangement_id, beneficiary_id)
        select id, arrangement_id, beneficiary_id from instalments where id = ${first.id}`,
    );
    expect(refusalOf(await drawUp('2026-04-02'))).toEqual([409, 'nothing-due']);
    const answer = await book.staff.approver.post(`/instalments/${first.id}/hold-release`, {
      sector: 'education',
      reasons: 'Late',
    });
    expect([answer.status, answer.body.state]).toEqual([409, 'paid_before']);
    const run = await ok(drawUp('2026-05-01'));
    expect([run.items, run.total]).toEqual([1, '769.23']);
    await ok(book.staff.finance.post(`/pay-runs/${run.id}/withdrawal`, { reason: 'Test' }), 200);
  });

  it('of a closed budget is listed last, and only until a later run has been released', async () => {
    const id = await paidToTheMother(book);
    const { budgetId } = await ok(book.staff.finance.get(`/arrangements/${id}`), 200);
    const closure = { closedOn: '2026-04-20', reason: 'Moved away' };
    await ok(book.staff.caseworker.post(`/budgets/${budgetId}/closure`, closure), 200);
    const drawn = await ok(drawUp('2026-05-01'));
    expect([drawn.items, leftIn(drawn)]).toEqual([2, ['budget-closed 2026-05-01']]);
    await ok(book.staff.finance.post(`/pay-runs/${drawn.id}/withdrawal`, { reason: 'Test' }), 200);
    // Nothing has been released since, so all that fell due is listed.
    const later = await ok(drawUp('2026-06-01'));
    expect(leftIn(later)).toEqual(['budget-closed 2026-05-01', 'budget-closed 2026-06-01']);
    await ok(book.staff.finance.post(`/pay-runs/${later.id}/withdrawal`, { reason: 'Test' }), 200);
    await book.pay('2026-05-01');
    expect(leftIn(await book.pay('2026-06-01'))).toEqual(['budget-closed 2026-06-01']);
    const fourth = await ok(drawUp('2026-06-29'));
    expect(leftIn(fourth)).toEqual(['on-hold 2026-06-29', 'budget-closed 2026-06-29']);
  });
});

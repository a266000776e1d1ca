import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../../support/book.ts';
import { aFamily, drawUp, itemsOf } from '../../support/held-payments.ts';
import { council, instalmentOf, type Council } from '../../support/turning-sixteen.ts';

/** Thirteen payments of 769.23, of which the first is held, and then all become 1000.00. */
let book: Council;
let id: string;
let hold: any;
beforeAll(async () => {
  book = await council();
  id = await aFamily(book);
  const first = await instalmentOf(book, id, 1);
  const why = { reason: 'suspected_misuse', acts: 'caseworker', reasons: 'Receipts do not fit' };
  const body = { instalmentId: first.id, ...why };
  hold = await ok(book.staff.caseworker.post(`/arrangements/${id}/holds`, body));
  const terms = { follows: 1, effectiveOn: '2026-04-06', amount: '13000.00', reason: 'Review' };
  await ok(book.staff.caseworker.post(`/arrangements/${id}/versions`, terms));
  await ok(book.staff.panel.post(`/arrangements/${id}/agreement`), 200);
});

describe('a hold of one payment', () => {
  it('holds the payment that a version puts in its place, and no other', async () => {
    const instead = await instalmentOf(book, id, 1);
    expect(instead).toMatchObject({ amount: '1000.00' });
    expect(instead.id).not.toBe(hold.instalmentId);

    const run = await ok(drawUp(book, '2026-05-01'));
    expect((await itemsOf(book, run.id)).map(({ amount }) => amount)).toEqual(['1000.00']);
    const holds = [{ id: hold.id, reason: 'suspected_misuse', acts: 'caseworker' }];
    expect(run.left).toMatchObject([{ instalmentId: instead.id, why: 'held', holds }]);
  });

  it('is why that payment is late', async () => {
    const url = '/late-payments?from=2026-04-01&to=2026-04-10&on=2026-04-10';
    book.on('2026-04-10');
    const late = await ok(book.staff.finance.get(url), 200);
    expect(late.items).toMatchObject([{ number: 1, why: 'held_by_officer' }]);
    book.on('2026-03-31');
  });

  it('lets the payment in its place be paid once it has ended', async () => {
    const approver = book.staff.approver;
    await ok(approver.post(`/payment-holds/${hold.id}/ending`, { reasons: 'All is well' }));
    const run = await ok(drawUp(book, '2026-04-02'));
    expect(run).toMatchObject({ total: '1000.00', left: [] });
  });
});

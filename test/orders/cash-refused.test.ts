import { beforeAll, describe, expect, it } from 'vitest';
import { findAccounts, openAccounts } from '../../src/ledger/accounts.ts';
import { ok } from '../support/book.ts';
import { aNotional, order, ordersBook, position, type OrdersBook } from '../support/orders.ts';
import { refusalOf } from '../support/refusal.ts';
import { aBankAccount } from '../support/released-run.ts';
import { anEntry, postAll } from '../support/shares.ts';

/** Under a notional arrangement no cash moves: every way in and out is refused. */
let book: OrdersBook;
let id: string;
let shareId: string;
let bankAccountId: string;
beforeAll(async () => {
  book = await ordersBook();
  bankAccountId = (await aBankAccount(book.api.db)).id;
  id = await aNotional(book, '925.00');
  const placed = await order(book, id, '5');
  shareId = placed.shares[0].shareId;
});

describe('a cash movement on a notional arrangement is refused:', () => {
  it('spending by a holder', async () => {
    const spending = {
      spentOn: book.today,
      amount: '10.00',
      category: 'support',
      description: 'Therapy',
    };
    const refused = await book.staff.finance.post(`/arrangements/${id}/spending`, spending);
    expect(refusalOf(refused)).toEqual([409, 'state-does-not-allow']);
  });

  it("a contribution or a top-up into a holder's account, or to the authority", async () => {
    const came = { receivedOn: book.today, amount: '10.00', reference: 'SO APRIL' };
    const ways = [
      { source: 'contribution', paidInto: 'holder' },
      { source: 'top_up', paidInto: 'holder' },
      { source: 'contribution', paidInto: 'authority', bankAccountId },
    ];
    for (const way of ways) {
      const refused = await book.staff.finance.post(`/arrangements/${id}/contributions`, {
        ...came,
        ...way,
      });
      expect(refusalOf(refused)).toEqual([422, 'record-unknown', 'body.source']);
    }
  });

  it('a pay run: nothing of it is ever due', async () => {
    const refused = await book.staff.finance.post('/pay-runs', {
      bankAccountId,
      valueOn: '2026-04-22',
    });
    expect(refusalOf(refused)).toEqual([409, 'nothing-due']);
    const schedule = await ok(book.staff.finance.get(`/arrangements/${id}/schedule`), 200);
    expect(schedule.items).toEqual([]);
  });

  it('the ledger itself, whatever asks it', async () => {
    const names = [`committed/notional/health:${shareId}`, `drawn/notional/health:${shareId}`];
    const accounts = await book.api.db.run((tx) => findAccounts(tx, names));
    const [committed, drawn] = names.map((name) => ({ name, id: accounts.get(name)! }));
    const payment = postAll(book.api.db, [
      anEntry('payment', book.today, [[committed!, drawn!, '1.00']]),
    ]);
    await expect(payment).rejects.toMatchObject({ refusal: { type: 'flow-not-allowed' } });
    const held = { class: 'held/notional/health', subject: shareId };
    const none = book.api.db.run((tx) => openAccounts(tx, [held]));
    await expect(none).rejects.toThrow(/null value|violates/);
    expect(await position(book, id)).toMatchObject({ actual: '0.00', open: '462.50' });
  });
});

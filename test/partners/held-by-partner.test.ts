import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import {
  aNotional,
  accept,
  deliver,
  invoice,
  order,
  ordersBook,
  type OrdersBook,
} from '../support/orders.ts';
import { addPartner, recharge, thirds } from '../support/partner-book.ts';

/**
 * An arrangement in thirds of which the health partner holds one order and pays its invoices; the
 * authority pays those of the other order. 92.50 a session, by the routes of orders and invoices.
 */
let book: OrdersBook;
let arrangement: string;
let theirs: { id: string };
let ours: { id: string };
let billed: { id: string };

beforeAll(async () => {
  book = await ordersBook('2026-04-15');
  arrangement = await aNotional(book, '7400.00', thirds(book.funders));
  await addPartner(book, book.funders.health);
  await addPartner(book, book.funders.social_care, { organisation: 'Trust' });
  theirs = await order(book, arrangement, '40', { heldBy: book.funders.health });
  ours = await order(book, arrangement, '30');
  await deliver(book, theirs.id, '6');
  await deliver(book, ours.id, '3');
  const line = { orderId: theirs.id, quantity: '6', rate: '95.00', net: '570.00' };
  billed = await invoice(book, line);
  await accept(book, billed.id);
  const other = { orderId: ours.id, quantity: '3', rate: '92.50', net: '277.50', vat: '55.50' };
  await accept(book, (await invoice(book, other)).id);
});

const totalsOf = async (id: string) =>
  (await ok(book.staff.finance.get(`/recharges/${id}`), 200)).totals;

async function credit(number: string, net: string): Promise<void> {
  await ok(
    book.staff.finance.post('/credit-notes', {
      providerId: book.providerId,
      number,
      invoiceId: billed.id,
      creditedOn: book.today,
      lines: [{ line: 1, net, vat: '0.00' }],
    }),
  );
}

describe('an arrangement of which a partner pays a part of the invoices itself', () => {
  it("credits it with what it paid of the others' parts: the authority owes it", async () => {
    // 555.00 accepted of theirs and 277.50 of ours: 832.50, of which a third is 277.50.
    const { id, amount } = await recharge(book, book.funders.health, '2026-04-15');
    expect(amount).toBe('-277.50');
    expect(await totalsOf(id)).toEqual({
      spent: '832.50',
      part: '277.50',
      paidByPartner: '555.00',
      before: '0.00',
      amount: '-277.50',
    });
  });

  it('has the other partner pay its part to the authority, and all parts make what was spent', async () => {
    const { id, amount } = await recharge(book, book.funders.social_care, '2026-04-15');
    expect(amount).toBe('277.50');
    expect(await totalsOf(id)).toMatchObject({ spent: '832.50', paidByPartner: '0.00' });
    // The authority paid 277.50, owes 277.50, and is owed 277.50: its own third.
  });

  it('leaves a credit of what was only queried out of what it paid', async () => {
    book.today = '2026-04-20';
    const query = {
      line: 1,
      net: '15.00',
      vat: '0.00',
      cause: 'rate',
      note: 'The order says 92.50',
    };
    await ok(book.staff.finance.post(`/invoices/${billed.id}/queries`, query));
    await credit('CN 1', '15.00');
    const answer = await book.staff.finance.post(`/partners/${book.funders.health}/recharges`, {
      to: '2026-04-20',
    });
    expect(answer.body.type).toBe('/problems/nothing-due');
  });

  it('takes a credit of what was accepted off what it paid, and off the spending', async () => {
    book.today = '2026-04-21';
    await credit('CN 2', '92.50');
    const { id, amount } = await recharge(book, book.funders.health, '2026-04-21');
    // 740.00 spent, a third of it 246.67; 462.50 paid by the partner.
    const totals = await totalsOf(id);
    expect(totals).toMatchObject({ spent: '740.00', paidByPartner: '462.50', before: '-277.50' });
    expect(totals.part).toBe('246.67');
    expect(amount).toBe('61.67');
  });
});

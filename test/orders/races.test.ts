import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../support/api.ts';
import {
  aNotional,
  accept,
  deliver,
  invoice,
  invoiceBody,
  order,
  ordersBook,
  position,
  sessions,
  type OrdersBook,
} from '../support/orders.ts';
import { aBankAccount } from '../support/released-run.ts';

/** Two people at once never accept, pay, order or take in the same thing twice. */
let book: OrdersBook;
let bankAccountId: string;
beforeAll(async () => {
  book = await ordersBook();
  bankAccountId = (await aBankAccount(book.api.db)).id;
});
const AT_ONCE = 6;
const atOnce = async (work: (n: number) => Promise<Answer>): Promise<number[]> => {
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => work(n)));
  return answers.map((answer) => answer.status).toSorted((a, b) => a - b);
};
const one = (status: number): number[] => [
  status,
  ...Array.from({ length: AT_ONCE - 1 }, () => 409),
];

async function billed(quantity = '2', net = '185.00') {
  const arrangement = await aNotional(book, '370.00');
  const { id: orderId } = await order(book, arrangement, '4');
  await deliver(book, orderId, '4');
  const line = { orderId, quantity, rate: '92.50', net };
  return { arrangement, orderId, id: (await invoice(book, line)).id };
}

describe('at once', () => {
  it('acceptances of one invoice: one is taken', async () => {
    const { id, arrangement } = await billed();
    const { approver } = book.staff;
    const statuses = await atOnce((n) =>
      [book.second, approver][n % 2]!.post(`/invoices/${id}/acceptance`, {}),
    );
    expect(statuses).toEqual(one(200));
    expect(await position(book, arrangement)).toMatchObject({ actual: '185.00', open: '185.00' });
  });

  it('acceptances of invoices of one order: no more than is ordered', async () => {
    const { arrangement, orderId, id } = await billed('4', '370.00');
    const line = { orderId, quantity: '4', rate: '92.50', net: '370.00' };
    const other = await invoice(book, line);
    const all = { lines: [{ line: 1, net: '370.00', vat: '0.00' }] };
    const statuses = await atOnce((n) =>
      book.second.post(`/invoices/${[id, other.id][n % 2]}/acceptance`, all),
    );
    expect(statuses).toEqual(one(200));
    expect(await position(book, arrangement)).toMatchObject({ actual: '370.00', open: '0.00' });
  });

  it('payments of one invoice: one is taken', async () => {
    const { id } = await billed();
    await accept(book, id);
    const statuses = await atOnce((n) =>
      book.staff.finance.post('/invoice-payments', {
        bankAccountId,
        paidOn: book.today,
        reference: `RACE ${n}`,
        invoices: [{ invoiceId: id, amount: '185.00' }],
      }),
    );
    expect(statuses).toEqual(one(201));
    const { body } = await book.staff.finance.get(`/invoices/${id}`);
    expect(body).toMatchObject({ paid: '185.00', state: 'settled' });
  });

  it('one invoice number: one is kept', async () => {
    const { orderId } = await billed();
    const line = { orderId, quantity: '1', rate: '92.50', net: '92.50' };
    const bodies = Array.from({ length: AT_ONCE }, (_, n) =>
      invoiceBody(book, line, { number: n % 2 === 0 ? 'R/1' : 'r 1' }),
    );
    expect(await atOnce((n) => book.staff.finance.post('/invoices', bodies[n]))).toEqual(one(201));
  });

  it('orders of the last money: one is placed', async () => {
    const id = await aNotional(book, '92.50');
    const place = () =>
      book.staff.caseworker.post(`/arrangements/${id}/orders`, sessions(book, '1'));
    expect(await atOnce(place)).toEqual(one(201));
    expect(await position(book, id)).toMatchObject({ open: '92.50', notYetOrdered: '0.00' });
  });

  it('freeing and accepting the same money: no more than was ordered', async () => {
    const { id, orderId, arrangement } = await billed('4', '370.00');
    await atOnce((n) =>
      n % 2 === 0
        ? book.second.post(`/invoices/${id}/acceptance`, {})
        : book.staff.caseworker.post(`/orders/${orderId}/freeings`, {
            amount: '200.00',
            cause: 'cancelled',
            freedOn: book.today,
          }),
    );
    const stands = await position(book, arrangement);
    expect([
      ['370.00', '0.00', '0.00'],
      ['0.00', '170.00', '200.00'],
      ['170.00', '0.00', '200.00'],
    ]).toContainEqual([stands.actual, stands.open, stands.freed]);
  });
});

import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
import { refusalOf } from '../support/refusal.ts';
import { aBankAccount } from '../support/released-run.ts';

/** Invoices that are paid: once, by whoever pays them, and never more than is accepted. */
let book: OrdersBook;
let bankAccountId: string;
let orderId: string;
let id: string;
beforeAll(async () => {
  book = await ordersBook();
  bankAccountId = (await aBankAccount(book.api.db)).id;
});
beforeEach(async () => {
  ({ id: orderId } = await order(book, await aNotional(book, '925.00'), '10'));
  await deliver(book, orderId, '10');
  id = await accepted('2', '185.00', '37.00');
});

async function accepted(quantity: string, net: string, vat = '0.00'): Promise<string> {
  const made = await invoice(book, { orderId, quantity, rate: '92.50', net, vat });
  await accept(book, made.id);
  return made.id;
}
const pay = (invoices: object[], more: object = {}) =>
  book.staff.finance.post('/invoice-payments', {
    bankAccountId,
    paidOn: book.today,
    reference: `BACS ${randomUUID().slice(0, 8)}`,
    invoices,
    ...more,
  });
const shown = (invoiceId: string) => ok(book.staff.finance.get(`/invoices/${invoiceId}`), 200);
const credit = (invoiceId: string, net: string) =>
  ok(
    book.staff.finance.post('/credit-notes', {
      providerId: book.providerId,
      number: randomUUID().slice(0, 8),
      invoiceId,
      creditedOn: book.today,
      lines: [{ line: 1, net, vat: '0.00' }],
    }),
  );

describe('a payment by the authority', () => {
  it('is in transit until the bank shows it, and settles what is payable', async () => {
    const made = await ok(pay([{ invoiceId: id, amount: '222.00' }], { paidOn: '2026-04-20' }));
    expect(made).toMatchObject({ total: '222.00', bankAccountId, heldBy: null });
    const entry = await ok(book.staff.finance.get(`/entries/${made.entry}`), 200);
    expect(entry).toMatchObject({
      kind: 'invoice_paid',
      effectiveOn: '2026-04-20',
      transfers: [
        { from: `in_transit:${made.id}`, to: `payable:${book.providerId}`, amount: '222.00' },
      ],
    });
    expect(await shown(id)).toMatchObject({
      state: 'settled',
      paid: '222.00',
      payments: [{ paymentId: made.id, amount: '222.00' }],
    });
    const position = `/bank-position?bankAccount=${bankAccountId}&asAt=`;
    const inTransit = async (day: string) =>
      (await ok(book.staff.finance.get(`${position}${day}`), 200)).inTransit;
    expect([await inTransit('2026-04-19'), await inTransit('2026-04-20')]).toEqual([
      '0.00',
      '222.00',
    ]);
    const { items } = await ok(book.staff.auditor.get('/invoice-payments?limit=1'), 200);
    expect(items[0]).toMatchObject({ id: made.id, invoices: [{ invoiceId: id }] });
  });

  it('in parts goes on where the one before ended, and never beyond', async () => {
    await ok(pay([{ invoiceId: id, amount: '200.00' }]));
    expect(refusalOf(await pay([{ invoiceId: id, amount: '22.01' }]))).toEqual([
      409,
      'state-does-not-allow',
      'body.invoices.0.amount',
    ]);
    await ok(pay([{ invoiceId: id, amount: '22.00' }]));
    expect(await shown(id)).toMatchObject({ state: 'settled' });
  });

  it('is not of an invoice that nobody accepted, nor of one that a partner pays', async () => {
    const waiting = await invoice(book, { orderId, quantity: '1', rate: '92.50', net: '92.50' });
    expect(refusalOf(await pay([{ invoiceId: waiting.id, amount: '92.50' }]))).toContain(
      'state-does-not-allow',
    );
    const heldBy = book.funders.health;
    const body = { bankAccountId: undefined, heldBy };
    expect(refusalOf(await pay([{ invoiceId: id, amount: '1.00' }], body))).toEqual([
      409,
      'state-does-not-allow',
      'body.invoices.0.invoiceId',
    ]);
  });

  it('takes off what an invoice was overpaid when it was credited after its payment', async () => {
    await ok(pay([{ invoiceId: id, amount: '222.00' }]));
    expect(await credit(id, '92.50')).toMatchObject({ state: 'overpaid', owed: '129.50' });
    const other = await accepted('2', '185.00');
    const lines = [
      { invoiceId: other, amount: '185.00' },
      { invoiceId: id, amount: '-92.50' },
    ];
    const beyond = [lines[0]!, { invoiceId: id, amount: '-92.51' }];
    expect(refusalOf(await pay(beyond))).toContain('body.invoices.1.amount');
    expect(refusalOf(await pay([lines[1]!]))).toEqual([422, 'invalid-request', 'body.invoices']);
    expect((await ok(pay(lines))).total).toBe('92.50');
    expect([(await shown(id)).state, (await shown(other)).state]).toEqual(['settled', 'settled']);
  });
});

describe('a payment that cannot be right', () => {
  it('names a payer, invoices that are there, once each, and a day', async () => {
    const line = { invoiceId: id, amount: '1.00' };
    const unknown = { invoiceId: randomUUID(), amount: '1.00' };
    expect(refusalOf(await pay([line, unknown], { bankAccountId: randomUUID() }))).toEqual([
      422,
      'record-unknown',
      'body.bankAccountId',
      'body.invoices.1.invoiceId',
    ]);
    expect(refusalOf(await pay([line, line]))).toEqual([422, 'invalid-request', 'body.invoices']);
    expect(refusalOf(await pay([line], { heldBy: book.funders.health }))).toEqual([
      422,
      'invalid-request',
      'body.bankAccountId',
    ]);
    expect(refusalOf(await pay([line], { paidOn: '2026-04-14' }))).toContain('dates-out-of-order');
    expect(refusalOf(await pay([line], { paidOn: '2026-05-17' }))).toContain('dates-out-of-order');
    expect(refusalOf(await pay([{ ...line, amount: '0.00' }]))).toContain('invalid-request');
  });

  it('of the same day, payer and reference is recorded once', async () => {
    const line = { invoiceId: id, amount: '1.00' };
    const { id: first } = await ok(pay([line], { reference: 'BACS 1' }));
    const again = await pay([line], { reference: 'BACS 1' });
    expect([...refusalOf(again), again.body.payment]).toEqual([409, 'already-exists', first]);
  });
});

import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import {
  aNotional,
  aProvider,
  accept,
  deliver,
  invoice,
  order,
  ordersBook,
  position,
  type OrdersBook,
} from '../support/orders.ts';
import { refusalOf } from '../support/refusal.ts';

/** What of an invoice is queried, found not to be owed, or credited. */
let book: OrdersBook;
let arrangement: string;
let orderId: string;
beforeAll(async () => {
  book = await ordersBook();
});
beforeEach(async () => {
  arrangement = await aNotional(book, '925.00');
  ({ id: orderId } = await order(book, arrangement, '10'));
  await deliver(book, orderId, '4');
});
const two = { quantity: '2', rate: '92.50', net: '185.00' };
const query = (id: string, more: object = {}) =>
  book.staff.finance.post(`/invoices/${id}/queries`, {
    line: 1,
    net: '10.00',
    vat: '0.00',
    cause: 'rate',
    note: 'Too dear',
    ...more,
  });
const settle = (id: string, outcome: string) =>
  book.staff.finance.post(`/invoices/${id}/lines/1/outcomes`, { outcome, note: 'They rang' });
const credit = (invoiceId: string, net: string, more: object = {}) =>
  book.staff.finance.post('/credit-notes', {
    providerId: book.providerId,
    number: `CN ${randomUUID().slice(0, 8)}`,
    invoiceId,
    creditedOn: book.today,
    lines: [{ line: 1, net, vat: '0.00' }],
    ...more,
  });

describe('a query', () => {
  it('is in sight, and cannot be accepted, until it is withdrawn', async () => {
    const made = await invoice(book, { orderId, ...two });
    await accept(book, made.id, [{ line: 1, net: '175.00', vat: '0.00' }]);
    expect(await ok(query(made.id))).toMatchObject({
      state: 'in_query',
      inDispute: { net: '10.00', vat: '0.00' },
    });
    expect(await position(book, arrangement)).toMatchObject({
      inDispute: '10.00',
      forecast: '925.00',
      forecastIfOwed: '935.00',
    });
    const rest = { lines: [{ line: 1, net: '10.00', vat: '0.00' }] };
    const refused = await book.second.post(`/invoices/${made.id}/acceptance`, rest);
    expect(refusalOf(refused)).toContain('state-does-not-allow');
    expect(await ok(settle(made.id, 'withdrawn'))).toMatchObject({ state: 'to_decide' });
    expect(await accept(book, made.id, rest.lines)).toMatchObject({ owed: '185.00' });
  });

  it('that is right leaves nothing to pay; a credit note for it then moves nothing', async () => {
    const made = await invoice(book, { orderId, ...two });
    await accept(book, made.id, [{ line: 1, net: '175.00', vat: '0.00' }]);
    await ok(query(made.id));
    const settled = await ok(settle(made.id, 'not_owed'));
    expect(settled).toMatchObject({ state: 'to_pay', owed: '175.00' });
    expect(settled.lines[0].notOwed.net).toBe('10.00');
    expect(refusalOf(await settle(made.id, 'withdrawn'))).toEqual([409, 'state-does-not-allow']);
    const credited = await ok(credit(made.id, '10.00'));
    expect(credited).toMatchObject({ owed: '175.00', creditNotes: [{ net: '10.00' }] });
    expect(credited.lines[0].notOwed.net).toBe('0.00');
  });

  it('is of what is undecided, with a cause that is known', async () => {
    const made = await invoice(book, { orderId, ...two });
    expect(refusalOf(await query(made.id, { net: '185.01' }))).toEqual([
      409,
      'state-does-not-allow',
      'body.net',
    ]);
    expect(refusalOf(await query(made.id, { cause: 'taste' }))).toContain('body.cause');
    expect(refusalOf(await query(made.id, { line: 2 }))).toContain('body.line');
  });
});

describe('a credit note', () => {
  it('takes what is in query first, then what is undecided, then what was accepted', async () => {
    const made = await invoice(book, { orderId, ...two });
    await accept(book, made.id, [{ line: 1, net: '165.00', vat: '0.00' }]);
    await ok(query(made.id));
    const credited = await ok(credit(made.id, '25.00'));
    expect(credited).toMatchObject({
      state: 'to_pay',
      owed: '160.00',
      accepted: { net: '160.00', vat: '0.00' },
      inDispute: { net: '0.00', vat: '0.00' },
      toDecide: { net: '0.00', vat: '0.00' },
    });
    const steps = credited.lines[0].steps.filter((one: any) => one.step === 'credited');
    expect(steps.map((one: any) => one.net)).toEqual(['10.00', '10.00', '5.00']);
    const entries = await Promise.all(
      steps.map((one: any) => ok(book.staff.finance.get(`/entries/${one.entry}`), 200)),
    );
    expect(entries.map((one) => [one.kind, one.transfers.length])).toEqual([
      ['decision', 0],
      ['decision', 0],
      ['credit_note', 2],
    ]);
    expect(await position(book, arrangement)).toMatchObject({ actual: '160.00', open: '765.00' });
  });

  it('takes back VAT that was posted', async () => {
    const made = await invoice(book, { orderId, ...two, vat: '37.00' });
    await accept(book, made.id);
    const lines = [{ line: 1, net: '185.00', vat: '37.00' }];
    expect(await ok(credit(made.id, '', { lines }))).toMatchObject({
      state: 'settled',
      owed: '0.00',
    });
    expect(await position(book, arrangement)).toMatchObject({
      actual: '0.00',
      open: '925.00',
      vat: { recoverable: '0.00' },
    });
  });

  it('is taken once, for an invoice of its provider, and for no more than that bills', async () => {
    const made = await invoice(book, { orderId, ...two });
    await ok(credit(made.id, '5.00', { number: 'CR/77' }));
    expect(refusalOf(await credit(made.id, '5.00', { number: 'cr 77' }))).toEqual([
      409,
      'already-exists',
    ]);
    expect(refusalOf(await credit(made.id, '180.01'))).toContain('state-does-not-allow');
    expect(refusalOf(await credit(made.id, '1.00', { creditedOn: '2026-04-16' }))).toContain(
      'dates-out-of-order',
    );
    const providerId = await aProvider(book);
    expect(refusalOf(await credit(made.id, '1.00', { providerId }))).toEqual([
      422,
      'record-unknown',
      'body.invoiceId',
    ]);
  });
});

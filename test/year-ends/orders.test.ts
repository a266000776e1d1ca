import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { aNotional, accept, deliver, invoice, order, ordersBook } from '../support/orders.ts';
import type { OrdersBook } from '../support/orders.ts';

/**
 * Therapy at 92.50 a session for health and education by halves: 13 sessions are delivered and
 * billed in autumn, 12 in spring, billed at 95.00, and 2 in the days from 29 March to 1 April 2027.
 */
let book: OrdersBook;
let placed: { id: string };
const AUTUMN = { fromOn: '2026-09-07', toOn: '2026-12-18' };
const SPRING = { fromOn: '2027-01-04', toOn: '2027-03-26' };

beforeAll(async () => {
  book = await ordersBook('2026-09-01');
  const { health, education } = book.funders;
  const halves = [health, education].map((funderId) => ({ funderId, fraction: '1/2' }));
  const arrangement = await aNotional(book, '3607.50', halves);
  placed = await order(book, arrangement, '39');
});

const figures = async (): Promise<string[]> => {
  const { items } = await ok(book.staff.finance.get('/year-ends/2026/accruals'), 200);
  if (items.length === 0) return [];
  expect(items).toMatchObject([{ what: 'order', id: placed.id, kind: 'notional', valueOn: null }]);
  const [one] = items;
  return [one.accrual, ...one.shares.map((share: any) => share.accrual), one.inQuery];
};

const billed = (quantity: string, rate: string, net: string, days: object) => {
  const line = { orderId: placed.id, quantity, rate, net };
  return invoice(book, line, { lines: [{ ...line, ...days, vat: '0.00' }] });
};

describe('an order at the year end', () => {
  it('has nothing where nothing is delivered', async () => {
    expect(await figures()).toEqual([]);
  });

  it('owes what is delivered and not accepted, by what each share committed', async () => {
    book.today = '2026-12-18';
    await deliver(book, placed.id, '13', { ...AUTUMN, planned: '14' });
    expect(await figures()).toEqual(['1202.50', '601.25', '601.25', '0.00']);
    const { id } = await billed('13', '92.50', '1202.50', AUTUMN);
    expect(await figures()).toEqual(['1202.50', '601.25', '601.25', '0.00']);
    await accept(book, id);
    expect(await figures()).toEqual([]);
  });

  it('shows apart what is billed and in query, until it is credited', async () => {
    book.today = '2027-03-26';
    await deliver(book, placed.id, '12', { ...SPRING, planned: '12' });
    const { id } = await billed('12', '95.00', '1140.00', SPRING);
    await accept(book, id);
    const query = { line: 1, net: '30.00', vat: '0.00', cause: 'rate', note: 'Ordered at 92.50' };
    await ok(book.staff.finance.post(`/invoices/${id}/queries`, query));
    expect(await figures()).toEqual(['0.00', '0.00', '0.00', '30.00']);
    const note = { providerId: book.providerId, number: 'CN 1', invoiceId: id };
    const lines = [{ line: 1, net: '30.00', vat: '0.00' }];
    const credit = { ...note, creditedOn: '2027-03-26', lines };
    await ok(book.staff.finance.post('/credit-notes', credit));
    expect(await figures()).toEqual([]);
  });

  it('counts by days what is delivered over the year end: three of four days', async () => {
    book.today = '2027-04-01';
    const days = { fromOn: '2027-03-29', toOn: '2027-04-01', planned: '2' };
    await deliver(book, placed.id, '2', days);
    // 2 x 92.50 x 3/4 = 138.75.
    expect(await figures()).toEqual(['138.75', '69.38', '69.37', '0.00']);
    const { totals } = await ok(book.staff.finance.get('/year-ends/2026/accruals'), 200);
    expect(totals).toMatchObject({ payments: 0, orders: 1, accrual: '138.75' });
    const lines = (await book.staff.finance.get('/year-ends/2026/accruals', { accept: 'text/csv' }))
      .text;
    expect(lines.trimEnd().split('\r\n')).toHaveLength(3);
  });

  it('leaves out a delivery that was put right', async () => {
    const { deliveries } = await ok(book.staff.finance.get(`/orders/${placed.id}`), 200);
    const wrong = deliveries.at(-1).id;
    const days = { fromOn: '2027-03-29', toOn: '2027-04-01', planned: '2' };
    await deliver(book, placed.id, '1', { ...days, replaces: wrong });
    // 1 x 92.50 x 3/4 = 69.38.
    expect((await figures())[0]).toBe('69.38');
  });

  it('takes off nothing that was accepted before the year end for days after it', async () => {
    book.today = '2027-03-31';
    const next = { orderId: placed.id, quantity: '1', rate: '92.50', net: '92.50', vat: '0.00' };
    const days = { fromOn: '2027-04-02', toOn: '2027-04-03' };
    const { id } = await invoice(book, next, { lines: [{ ...next, ...days }] });
    await accept(book, id, [{ line: 1, net: '92.50', vat: '0.00' }]);
    expect((await figures())[0]).toBe('69.38');
  });
});

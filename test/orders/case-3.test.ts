import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import {
  aNotional,
  accept,
  deliver,
  invoice,
  order,
  ordersBook,
  position,
  type OrdersBook,
} from '../support/orders.ts';

/** Case 3 of the worked cases: speech therapy, 39 sessions at 92.50, through the API to the penny. */
let book: OrdersBook;
let arrangement: string;
let placed: { id: string; amount: string; open: string };
beforeAll(async () => {
  book = await ordersBook('2026-09-01');
  arrangement = await aNotional(book, '3607.50');
  placed = await order(book, arrangement, '39', { heldBy: book.funders.health });
});

const figures = async () => {
  const { budget, actual, open, freed, notYetOrdered, ...rest } = await position(book, arrangement);
  const { inDispute, forecast, forecastIfOwed, underspend } = rest;
  return {
    budget,
    actual,
    open,
    freed,
    notYetOrdered,
    inDispute,
    forecast,
    forecastIfOwed,
    underspend,
  };
};
const sum = (more: object) => ({
  budget: '3607.50',
  freed: '0.00',
  notYetOrdered: '0.00',
  inDispute: '0.00',
  ...more,
});

describe('case 3', () => {
  it('commits 39 sessions at 92.50: 3,607.50', async () => {
    expect([placed.amount, placed.open]).toEqual(['3607.50', '3607.50']);
    expect(await figures()).toEqual(
      sum({
        actual: '0.00',
        open: '3607.50',
        forecast: '3607.50',
        forecastIfOwed: '3607.50',
        underspend: '0.00',
      }),
    );
  });

  it('autumn: 14 planned, 13 delivered and billed 1,202.50; one session of 92.50 is freed', async () => {
    book.today = '2026-12-18';
    const autumn = { fromOn: '2026-09-07', toOn: '2026-12-18' };
    await deliver(book, placed.id, '13', { ...autumn, planned: '14' });
    const billed = await invoice(
      book,
      { orderId: placed.id, quantity: '13', rate: '92.50', net: '1202.50' },
      { lines: [{ ...autumn, ...lineOf('13', '92.50', '1202.50') }] },
    );
    expect(billed.lines[0].match).toMatchObject({
      delivered: '13',
      billedBefore: '0',
      accept: { net: '1202.50', vat: '0.00' },
      queries: [],
    });
    expect(await accept(book, billed.id)).toMatchObject({ state: 'to_pay', owed: '1202.50' });
    const freed = await ok(
      book.staff.caseworker.post(`/orders/${placed.id}/freeings`, {
        quantity: '1',
        cause: 'not_delivered',
        freedOn: '2026-12-18',
      }),
    );
    expect(freed.freeings).toMatchObject([{ quantity: '1', amount: '92.50' }]);
    expect(await figures()).toEqual(
      sum({
        actual: '1202.50',
        open: '2312.50',
        freed: '92.50',
        forecast: '3515.00',
        forecastIfOwed: '3515.00',
        underspend: '92.50',
      }),
    );
  });

  it('spring: billed at 95.00, 1,110.00 accepted, 30.00 in sight while in dispute, then credited', async () => {
    book.today = '2027-03-26';
    const spring = { fromOn: '2027-01-04', toOn: '2027-03-26' };
    await deliver(book, placed.id, '12', { ...spring, planned: '12' });
    const billed = await invoice(
      book,
      { orderId: placed.id, quantity: '12', rate: '95.00', net: '1140.00' },
      { lines: [{ ...spring, ...lineOf('12', '95.00', '1140.00') }] },
    );
    expect(billed.lines[0].match).toMatchObject({
      delivered: '25',
      billedBefore: '13',
      accept: { net: '1110.00' },
      queries: [{ cause: 'rate', net: '30.00' }],
    });
    await accept(book, billed.id);
    const query = {
      line: 1,
      net: '30.00',
      vat: '0.00',
      cause: 'rate',
      note: 'The order says 92.50',
    };
    await ok(book.staff.finance.post(`/invoices/${billed.id}/queries`, query));
    const stands = { actual: '2312.50', open: '1202.50', freed: '92.50', underspend: '92.50' };
    expect(await figures()).toEqual(
      sum({ ...stands, inDispute: '30.00', forecast: '3515.00', forecastIfOwed: '3545.00' }),
    );
    const credited = await ok(
      book.staff.finance.post('/credit-notes', {
        providerId: book.providerId,
        number: 'CN 1',
        invoiceId: billed.id,
        creditedOn: '2027-03-26',
        lines: [{ line: 1, net: '30.00', vat: '0.00' }],
      }),
    );
    expect(credited).toMatchObject({ state: 'to_pay', owed: '1110.00' });
    expect(await figures()).toEqual(
      sum({ ...stands, forecast: '3515.00', forecastIfOwed: '3515.00' }),
    );
    expect(await position(book, arrangement, '2026-12-17')).toMatchObject({
      actual: '0.00',
      open: '3607.50',
      freed: '0.00',
    });
  });

  it('is paid by the NHS body that holds it: nothing is in transit from the authority', async () => {
    const { items } = await ok(book.staff.finance.get('/invoices?state=to_pay'), 200);
    const paid = await ok(
      book.staff.finance.post('/invoice-payments', {
        heldBy: book.funders.health,
        paidOn: '2027-03-26',
        reference: 'ICB 4711',
        invoices: items.map((one: any) => ({ invoiceId: one.id, amount: one.owed })),
      }),
    );
    expect(paid.total).toBe('2312.50');
    const entry = await ok(book.staff.finance.get(`/entries/${paid.entry}`), 200);
    expect(entry).toMatchObject({
      kind: 'invoice_paid',
      transfers: [
        {
          from: `paid_by_holder/health:${book.funders.health}`,
          to: `payable:${book.providerId}`,
          amount: '2312.50',
        },
      ],
    });
  });

  function lineOf(quantity: string, rate: string, net: string) {
    return { orderId: placed.id, quantity, rate, net, vat: '0.00' };
  }
});

import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { addBudget, ok } from '../support/book.ts';
import { once } from '../support/case-book.ts';
import {
  aNotional,
  aProvider,
  order,
  ordersBook,
  position,
  sessions,
  type OrdersBook,
} from '../support/orders.ts';
import { refusalOf } from '../support/refusal.ts';
import { agreed } from '../support/terms.ts';

/** Orders under a notional arrangement: what they commit, what is delivered, what is freed. */
let book: OrdersBook;
beforeAll(async () => {
  book = await ordersBook();
});
const place = (id: string, body: object) =>
  book.staff.caseworker.post(`/arrangements/${id}/orders`, body);
const free = (id: string, body: object) =>
  book.staff.caseworker.post(`/orders/${id}/freeings`, {
    cause: 'cancelled',
    freedOn: book.today,
    ...body,
  });

describe('a provider', () => {
  it('is added once, with an account for what it is owed', async () => {
    const name = 'Words and Sounds Ltd';
    const made = await ok(
      book.staff.caseworker.post('/providers', { name, vatNumber: 'GB123456789' }),
    );
    expect(made).toMatchObject({ name, vatNumber: 'GB123456789', soleTrader: false });
    const again = await book.staff.finance.post('/providers', { name });
    expect([...refusalOf(again), again.body.provider]).toEqual([409, 'already-exists', made.id]);
    const { items, next } = await ok(book.staff.auditor.get('/providers?limit=1'), 200);
    const rest = await ok(
      book.staff.auditor.get(`/providers?after=${encodeURIComponent(next)}`),
      200,
    );
    const names = [...items, ...rest.items].map((one: { name: string }) => one.name);
    expect(names).toEqual(names.toSorted());
    expect(names).toContain(name);
  });

  it('who is in business alone is shown as such', async () => {
    const name = 'Ms Kestrel, speech therapist';
    const made = await ok(book.staff.finance.post('/providers', { name, soleTrader: true }));
    const { items } = await ok(book.staff.auditor.get('/providers?limit=200'), 200);
    expect(made).toMatchObject({ name, soleTrader: true });
    expect(items.find((one: { id: string }) => one.id === made.id)).toEqual(made);
  });
});

describe('an order', () => {
  it('commits its amount by share, cumulatively over the orders', async () => {
    const { education, health, social_care } = book.funders;
    const thirds = [education, health, social_care].map((funderId) => ({
      funderId,
      fraction: '1/3',
    }));
    const id = await aNotional(book, '1000.00', thirds);
    const first = await order(book, id, '1', { rate: '100.00' });
    const second = await order(book, id, '1', { rate: '100.01' });
    const parts = (one: any) => one.shares.map((share: { amount: string }) => share.amount);
    expect([parts(first), parts(second)]).toEqual([
      ['33.34', '33.33', '33.33'],
      ['33.33', '33.34', '33.34'],
    ]);
    const stands = await position(book, id);
    expect(stands).toMatchObject({ budget: '1000.00', open: '200.01', notYetOrdered: '799.99' });
    expect(stands.shares.map((share: { open: string }) => share.open)).toEqual([
      '66.67',
      '66.67',
      '66.67',
    ]);
    const { items } = await ok(book.staff.finance.get(`/arrangements/${id}/orders?limit=1`), 200);
    expect(items).toHaveLength(1);
  });

  it('takes parts of a unit, and rounds half a penny up', async () => {
    const id = await aNotional(book, '100.00');
    expect(await order(book, id, '2.5', { rate: '10.01', unit: 'hour' })).toMatchObject({
      quantity: '2.5',
      amount: '25.03',
    });
  });

  it('beyond what is not ordered yet is not covered, with both figures', async () => {
    const id = await aNotional(book, '100.00');
    const refused = await place(id, sessions(book, '2'));
    expect([...refusalOf(refused), refused.body.shortfalls]).toEqual([
      409,
      'not-covered',
      [{ account: 'available', available: '100.00', asked: '185.00' }],
    ]);
    expect(await position(book, id)).toMatchObject({ open: '0.00', notYetOrdered: '100.00' });
  });

  it('names a provider and a partner that are there, and days of the budget', async () => {
    const id = await aNotional(book, '100.00');
    const unknown = { providerId: randomUUID(), heldBy: book.funders.education };
    expect(refusalOf(await place(id, sessions(book, '1', unknown)))).toEqual([
      422,
      'record-unknown',
      'body.providerId',
      'body.heldBy',
    ]);
    const outside = { fromOn: '2026-03-31', toOn: '2027-04-05' };
    expect(refusalOf(await place(id, sessions(book, '1', outside)))).toEqual([
      422,
      'dates-out-of-order',
      'body.fromOn',
      'body.toOn',
    ]);
    const backwards = { fromOn: '2026-06-02', toOn: '2026-06-01' };
    expect(refusalOf(await place(id, sessions(book, '1', backwards)))).toEqual([
      422,
      'dates-out-of-order',
      'body.toOn',
    ]);
    const wrong = { quantity: '1.2345', rate: '0.00', unit: 'fortnight' };
    expect(refusalOf(await place(id, sessions(book, '1', wrong)))).toEqual([
      422,
      'invalid-request',
      'body.unit',
      'body.quantity',
      'body.rate',
    ]);
  });

  it('waits until the arrangement is agreed, and is for a notional one only', async () => {
    const { staff, person, funders } = book;
    const budget = await addBudget(staff, person);
    const terms = {
      kind: 'notional',
      purpose: 'Therapy',
      amount: '500.00',
      effectiveOn: '2026-04-06',
    };
    const shares = [{ funderId: funders.health, fraction: '1/1' }];
    const proposed = { ...terms, shares, schedule: once, reason: 'Panel' };
    const made = await ok(staff.caseworker.post(`/budgets/${budget}/arrangements`, proposed));
    expect(refusalOf(await place(made.id, sessions(book, '1')))).toEqual([
      409,
      'state-does-not-allow',
    ]);
    const { payeeId } = person;
    const direct = await agreed(staff, budget, { ...proposed, kind: 'direct', payeeId });
    expect(refusalOf(await place(direct, sessions(book, '1')))).toEqual([
      409,
      'state-does-not-allow',
    ]);
  });

  it('of money that is agreed from a later day is committed from that day', async () => {
    const { staff, funders, budget } = book;
    const later = await agreed(staff, budget, {
      kind: 'notional',
      purpose: 'Therapy',
      amount: '500.00',
      effectiveOn: '2026-09-01',
      shares: [{ funderId: funders.health, fraction: '1/1' }],
      schedule: { ...once, firstPeriodOn: '2026-09-01' },
      reason: 'Panel',
    });
    const placed = await order(book, later, '1', { fromOn: '2026-09-01' });
    expect(placed.orderedOn).toBe('2026-09-01');
    expect(await position(book, later, '2026-09-01')).toMatchObject({ open: '92.50' });
    expect(await position(book, later, '2026-08-31')).toMatchObject({
      budget: '0.00',
      open: '0.00',
    });
  });

  it('is placed by the office, and read by it; nobody else sees its figures', async () => {
    const id = await aNotional(book, '100.00');
    const refused = await book.staff.approver.post(
      `/arrangements/${id}/orders`,
      sessions(book, '1'),
    );
    expect(refused.status).toBe(403);
    const { id: orderId } = await order(book, id, '1');
    const family = await book.api.as('family');
    expect((await family.get(`/orders/${orderId}`)).status).toBe(403);
    expect((await book.staff.finance.get(`/orders/${randomUUID()}`)).status).toBe(404);
    expect((await book.staff.finance.get(`/arrangements/${randomUUID()}/notional`)).status).toBe(
      404,
    );
  });
});

describe('what is not used', () => {
  it('is freed by quantity or by amount, and can be ordered again', async () => {
    const arrangement = await aNotional(book, '925.00');
    const { id } = await order(book, arrangement, '10');
    await ok(free(id, { quantity: '2' }));
    const whole = await ok(free(id, { amount: '0.01', cause: 'lower_rate' }));
    expect(whole).toMatchObject({ freed: '185.01', open: '739.99' });
    expect(await position(book, arrangement)).toMatchObject({
      freed: '185.01',
      notYetOrdered: '0.00',
      open: '739.99',
    });
    await order(book, arrangement, '1', { providerId: await aProvider(book) });
    expect(await position(book, arrangement)).toMatchObject({
      budget: '925.00',
      freed: '92.51',
      notYetOrdered: '0.00',
      open: '832.49',
    });
  });

  it('is a penny at least', async () => {
    const { id } = await order(book, await aNotional(book, '10.00'), '10', { rate: '1.00' });
    const nothing = [422, 'invalid-request', 'body.quantity'];
    expect(refusalOf(await free(id, { quantity: '0.004' }))).toEqual(nothing);
    expect((await ok(free(id, { quantity: '0.005' }))).freed).toBe('0.01');
  });

  it('is never more than is open, on a day since it was ordered', async () => {
    const { id } = await order(book, await aNotional(book, '92.50'), '1');
    const refused = await free(id, { amount: '92.51' });
    expect([...refusalOf(refused), refused.body.open, refused.body.asked]).toEqual([
      409,
      'beyond-order',
      '92.50',
      '92.51',
    ]);
    const early = await free(id, { amount: '1.00', freedOn: '2026-04-14' });
    expect(refusalOf(early)).toEqual([422, 'dates-out-of-order', 'body.freedOn']);
    const both = await free(id, { amount: '1.00', quantity: '1' });
    expect(refusalOf(both)).toEqual([422, 'invalid-request', 'body.quantity']);
    expect(refusalOf(await free(id, {}))).toEqual([422, 'invalid-request', 'body.quantity']);
  });
});

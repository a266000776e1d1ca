import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiUser } from '../support/api.ts';
import { addBudget, addPerson, ok } from '../support/book.ts';
import {
  aNotional,
  accept,
  deliver,
  invoice,
  invoiceBody,
  order,
  ordersBook,
  type OrdersBook,
} from '../support/orders.ts';

/**
 * A family and the funders of a notional arrangement read how it stands: 4 of 10 sessions are
 * billed at 95.00, accepted but for a query of 10.00 that is credited in part, and a part is freed.
 */
let book: OrdersBook;
let arrangement: string;
let readers: Record<'family' | 'health' | 'school', ApiUser>;

beforeAll(async () => {
  book = await ordersBook();
  const { health, education } = book.funders;
  const halves = [health, education].map((funderId) => ({ funderId, fraction: '1/2' }));
  arrangement = await aNotional(book, '925.00', halves);
  const { id } = await order(book, arrangement, '8');
  await deliver(book, id, '4');
  const line = { orderId: id, quantity: '4', rate: '95.00', net: '380.00', vat: '76.00' };
  const bill = await invoice(book, line);
  const part = { line: 1, net: '10.00', vat: '0.00' };
  await ok(
    book.staff.finance.post(`/invoices/${bill.id}/queries`, {
      ...part,
      cause: 'rate',
      note: 'Ordered at 92.50',
    }),
  );
  await accept(book, bill.id, [{ line: 1, net: '360.00', vat: '72.00' }]);
  const credit = { providerId: book.providerId, invoiceId: bill.id, creditedOn: book.today };
  const credited = (number: string, net: string) =>
    ok(
      book.staff.finance.post('/credit-notes', {
        ...credit,
        number,
        lines: [{ line: 1, net, vat: '0.00' }],
      }),
    );
  await credited('CN 1', '4.00');
  await ok(
    book.staff.finance.post(
      '/invoices',
      invoiceBody(book, { ...line, quantity: '1', net: '95.00', vat: '0.00' }),
    ),
  );
  const freeing = { amount: '92.50', cause: 'cancelled', freedOn: book.today };
  await ok(book.staff.caseworker.post(`/orders/${id}/freeings`, freeing));
  await ok(
    book.staff.caseworker.post(`/beneficiaries/${book.person.id}/family-access`, {
      subject: 'their-family',
      relationship: 'parent',
      fromOn: '2026-01-01',
      seesAddress: false,
    }),
  );
  readers = {
    family: await book.api.as('family', { sub: 'their-family' }),
    health: await book.api.as('health_approver', { funder: health }),
    school: await book.api.as('school_approver', { funder: education }),
  };
});

describe('how a notional arrangement stands', () => {
  it.each(['family', 'health', 'school'] as const)(
    'is the same for %s as for the office',
    async (who) => {
      for (const url of ['notional', 'notional?on=2026-04-14', 'orders']) {
        const path = `/arrangements/${arrangement}/${url}`;
        const office = await ok(book.staff.finance.get(path), 200);
        expect(await ok(readers[who].get(path), 200)).toEqual(office);
      }
      expect(
        await ok(readers[who].get(`/arrangements/${arrangement}/notional`), 200),
      ).toMatchObject({
        actual: '360.00',
        open: '287.50',
        inDispute: '6.00',
        toDecide: '105.00',
      });
    },
  );

  it.each(['family', 'health', 'school'] as const)('of others is not found for %s', async (who) => {
    const { social_care } = book.funders;
    const person = await addPerson(book.staff);
    const other = { ...book, person };
    const budget = await addBudget(book.staff, person);
    const id = await aNotional({ ...other, budget }, '100.00', [
      { funderId: social_care, fraction: '1/1' },
    ]);
    for (const url of ['notional', 'orders']) {
      expect((await readers[who].get(`/arrangements/${id}/${url}`)).status).toBe(404);
    }
  });

  it("is in the family's statement, in plain words", async () => {
    const url = `/arrangements/${arrangement}/statement?to=`;
    const { agreed, arranged } = await ok(readers.family.get(`${url}${book.today}`), 200);
    expect([agreed, arranged]).toEqual([
      '925.00',
      [
        {
          name: 'actual',
          what: 'Spent: services that were given to you and billed',
          amount: '360.00',
        },
        {
          name: 'committed',
          what: 'Set aside: services that are ordered for you and not spent yet',
          amount: '287.50',
        },
        {
          name: 'remaining',
          what: 'Left: not ordered yet, or not needed after all',
          amount: '277.50',
        },
      ],
    ]);
    const before = await ok(readers.family.get(`${url}2026-04-14`), 200);
    expect(before.arranged.map((one: any) => one.amount)).toEqual(['0.00', '0.00', '925.00']);
  });

  it('gives no more rights than to read it', async () => {
    const { items } = await ok(readers.family.get(`/arrangements/${arrangement}/orders`), 200);
    expect((await readers.family.get(`/orders/${items[0].id}`)).status).toBe(403);
    expect((await readers.health.get('/invoices')).status).toBe(403);
  });
});

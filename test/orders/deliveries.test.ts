import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import {
  aNotional,
  deliver,
  invoice,
  order,
  ordersBook,
  type OrdersBook,
} from '../support/orders.ts';
import { statusesOf } from '../support/partner-book.ts';
import { refusalOf } from '../support/refusal.ts';

/** What was delivered of an order: recorded once, and put right where it was recorded wrongly. */
let book: OrdersBook;
beforeAll(async () => {
  book = await ordersBook();
});

describe('a delivery', () => {
  it('is recorded once for days of the order that have passed', async () => {
    const { id } = await order(book, await aNotional(book, '925.00'), '10');
    await deliver(book, id, '2', { fromOn: '2026-04-06', toOn: '2026-04-10', planned: '3' });
    const send = (fromOn: string, toOn: string) =>
      book.staff.caseworker.post(`/orders/${id}/deliveries`, {
        fromOn,
        toOn,
        planned: '1',
        delivered: '1',
      });
    expect(refusalOf(await send('2026-04-10', '2026-04-12'))).toEqual([409, 'already-exists']);
    expect(refusalOf(await send('2026-04-05', '2026-04-05'))).toContain('body.fromOn');
    expect(refusalOf(await send('2026-04-13', '2026-04-16'))).toEqual([
      422,
      'dates-out-of-order',
      'body.toOn',
    ]);
    await ok(send('2026-04-11', '2026-04-15'));
    const whole = await ok(book.staff.finance.get(`/orders/${id}`), 200);
    expect([whole.delivered, whole.deliveries.length, whole.deliveries[0].planned]).toEqual([
      '3',
      2,
      '3',
    ]);
  });
});

describe('a delivery that was recorded wrongly', () => {
  const put = (id: string, body: object) =>
    book.staff.caseworker.post(`/orders/${id}/deliveries`, {
      fromOn: '2026-04-06',
      toOn: '2026-04-10',
      planned: '3',
      delivered: '1',
      ...body,
    });

  it('is put right by another, and counts no more', async () => {
    const { id } = await order(book, await aNotional(book, '925.00'), '10');
    const wrong = await ok(put(id, { delivered: '3' }));
    expect(wrong).toMatchObject({ replaces: null, replacedBy: null });
    const right = await ok(put(id, { replaces: wrong.id, fromOn: '2026-04-07' }));
    expect(right).toMatchObject({ replaces: wrong.id, replacedBy: null, delivered: '1' });
    const whole = await ok(book.staff.finance.get(`/orders/${id}`), 200);
    expect(whole.delivered).toBe('1');
    const shown = whole.deliveries.map((one: any) => [one.delivered, one.replacedBy]);
    expect(shown).toEqual([
      ['3', right.id],
      ['1', null],
    ]);
    const bill = { orderId: id, quantity: '3', rate: '92.50', net: '277.50' };
    const { lines } = await invoice(book, bill);
    expect(lines[0].match).toMatchObject({ delivered: '1', accept: { net: '92.50' } });
  });

  it('is put right once, and by one of the same order', async () => {
    const arrangement = await aNotional(book, '925.00');
    const { id } = await order(book, arrangement, '5');
    const { id: other } = await order(book, arrangement, '5');
    const wrong = await ok(put(id, {}));
    const of = { replaces: wrong.id };
    expect(refusalOf(await put(other, of))).toEqual([422, 'record-unknown', 'body.replaces']);
    const [one, two] = await Promise.all([put(id, of), put(id, { ...of, delivered: '2' })]);
    expect(statusesOf([one, two])).toEqual([201, 409]);
    const right = [one, two].find((answer) => answer.status === 201)!.body;
    const again = await put(id, of);
    expect([...refusalOf(again), again.body.delivery]).toEqual([409, 'already-exists', right.id]);
  });

  it('leaves no day to be recorded twice', async () => {
    const { id } = await order(book, await aNotional(book, '925.00'), '10');
    const first = await ok(put(id, { toOn: '2026-04-08' }));
    await ok(put(id, { fromOn: '2026-04-09', toOn: '2026-04-10' }));
    const over = await put(id, { replaces: first.id, toOn: '2026-04-09' });
    expect(refusalOf(over)).toEqual([409, 'already-exists']);
    const later = await ok(
      put(id, { replaces: first.id, fromOn: '2026-04-07', toOn: '2026-04-08' }),
    );
    const freed = await put(id, { toOn: '2026-04-06' });
    expect([...refusalOf(freed), freed.body.delivery]).toEqual([409, 'already-exists', later.id]);
  });
});

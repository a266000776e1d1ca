import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import {
  aNotional,
  aProvider,
  accept,
  deliver,
  invoice,
  invoiceBody,
  order,
  ordersBook,
  position,
  type OrdersBook,
} from '../support/orders.ts';
import { refusalOf } from '../support/refusal.ts';

/** Invoices: as they come, and accepted by a second person. */
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
const send = (body: object) => book.staff.finance.post('/invoices', body);
describe('an invoice as it comes', () => {
  it('posts nothing, is due by the rule, and is matched', async () => {
    const made = await invoice(book, { orderId, ...two });
    expect(made).toMatchObject({
      state: 'to_decide',
      dueOn: '2026-05-15',
      owed: '0.00',
      toDecide: { net: '185.00', vat: '0.00' },
    });
    expect(made.lines[0].match).toMatchObject({ accept: { net: '185.00' }, openOnOrder: '925.00' });
    expect(await position(book, arrangement)).toMatchObject({ actual: '0.00', toDecide: '185.00' });
    const entry = await ok(book.staff.finance.get(`/entries/${made.entry}`), 200);
    expect([entry.kind, entry.transfers]).toEqual(['decision', []]);
  });

  it('with wrong totals is refused with every fault at once', async () => {
    const line = { orderId, quantity: '2', rate: '92.50', net: '184.99', vat: '37.00' };
    const other = { fromOn: '2026-04-15', toOn: '2026-04-14', ...line, orderId: randomUUID() };
    const body = invoiceBody(book, line, { net: '185.00', vat: '37.00', gross: '222.01' });
    const bad = { ...body, invoicedOn: '2026-04-16', receivedOn: '2026-04-16' };
    expect(refusalOf(await send({ ...bad, lines: [...body.lines, other] }))).toEqual([
      422,
      'invalid-request',
      'body.invoicedOn',
      'body.receivedOn',
      'body.net',
      'body.vat',
      'body.gross',
      'body.lines.0.net',
      'body.lines.1.orderId',
      'body.lines.1.net',
      'body.lines.1.toOn',
    ]);
  });

  it('says the same of an order of another provider as of one that is not there', async () => {
    const providerId = await aProvider(book);
    const others = await order(book, await aNotional(book, '92.50'), '1', { providerId });
    const said = async (id: string) => {
      const answer = await send(invoiceBody(book, { orderId: id, ...two }));
      return [refusalOf(answer), answer.body.errors];
    };
    expect(await said(others.id)).toEqual(await said(randomUUID()));
    expect((await said(others.id))[0]).toEqual([422, 'invalid-request', 'body.lines.0.orderId']);
  });

  it('has one payer', async () => {
    const held = { heldBy: book.funders.health };
    const other = await order(book, await aNotional(book, '185.00'), '2', held);
    const body = invoiceBody(book, { orderId, ...two }, { net: '370.00', gross: '370.00' });
    const lines = [...body.lines, { ...body.lines[0], orderId: other.id }];
    expect(refusalOf(await send({ ...body, lines }))).toEqual([
      422,
      'invalid-request',
      'body.lines.1.orderId',
    ]);
  });

  it('of a number that came before is refused, however it is written', async () => {
    const made = await invoice(book, { orderId, ...two }, { number: 'INV 0/01' });
    const again = await send(invoiceBody(book, { orderId, ...two }, { number: 'inv-001' }));
    expect([...refusalOf(again), again.body.invoice]).toEqual([409, 'already-exists', made.id]);
    const providerId = await aProvider(book);
    const theirs = await order(book, await aNotional(book, '185.00'), '2', { providerId });
    const line = { orderId: theirs.id, ...two };
    await ok(send(invoiceBody(book, line, { number: 'INV001', providerId })));
    const unreadable = await send(invoiceBody(book, { orderId, ...two }, { number: '-/-' }));
    expect(refusalOf(unreadable)).toEqual([422, 'invalid-request', 'body.number']);
  });

  it('is listed by state, by provider, and when it is overdue', async () => {
    const made = await invoice(book, { orderId, ...two });
    const list = async (filter: string): Promise<string[]> => {
      const { items } = await ok(book.staff.finance.get(`/invoices?limit=200&${filter}`), 200);
      return items.map((one: { id: string }) => one.id);
    };
    expect(await list('state=to_decide')).toContain(made.id);
    expect(await list(`providerId=${await aProvider(book)}`)).toEqual([]);
    expect(await list('overdue=true')).toEqual([]);
    book.today = '2026-05-16';
    expect(await list('overdue=true')).toContain(made.id);
    book.today = '2026-04-15';
    const first = await ok(book.staff.finance.get('/invoices?limit=1'), 200);
    const second = await ok(book.staff.finance.get(`/invoices?limit=1&after=${first.next}`), 200);
    expect(second.items[0].id).not.toBe(first.items[0].id);
  });
});

describe('accepting', () => {
  it('is for a second person, who takes what the match proposes', async () => {
    const made = await invoice(book, { orderId, quantity: '5', rate: '92.50', net: '462.50' });
    const own = await book.staff.finance.post(`/invoices/${made.id}/acceptance`, {});
    expect(refusalOf(own)).toEqual([403, 'needs-a-second-person']);
    expect(await accept(book, made.id)).toMatchObject({
      accepted: { net: '370.00', vat: '0.00' },
      toDecide: { net: '92.50', vat: '0.00' },
    });
    const again = await book.second.post(`/invoices/${made.id}/acceptance`, {});
    expect(refusalOf(again)).toEqual([409, 'state-does-not-allow']);
  });

  it('moves committed to drawn and payable to spent and VAT', async () => {
    const made = await invoice(book, { orderId, ...two, vat: '37.00' });
    const { lines } = await accept(book, made.id);
    const { entry } = lines[0].steps[0];
    const { kind, transfers } = await ok(book.staff.finance.get(`/entries/${entry}`), 200);
    const names = transfers.map(({ from, to, amount }: any) => [
      from.split(':')[0],
      to.split(':')[0],
      amount,
    ]);
    expect([kind, names]).toEqual([
      'invoice',
      [
        ['committed/notional/health', 'drawn/notional/health', '185.00'],
        ['payable', 'spent/notional/health', '185.00'],
        ['payable', 'vat', '37.00'],
      ],
    ]);
    expect(await position(book, arrangement)).toMatchObject({
      actual: '185.00',
      vat: { recoverable: '37.00', paidByPartners: '0.00' },
      underspend: '0.00',
    });
  });

  it('of an order that a partner holds leaves the VAT to the partner', async () => {
    const id = await aNotional(book, '185.00');
    const held = await order(book, id, '2', { heldBy: book.funders.health });
    await deliver(book, held.id, '2');
    const made = await invoice(book, { orderId: held.id, ...two, vat: '37.00' });
    expect(await accept(book, made.id)).toMatchObject({
      owed: '185.00',
      accepted: { net: '185.00', vat: '37.00' },
    });
    expect(await position(book, id)).toMatchObject({
      vat: { recoverable: '0.00', paidByPartners: '37.00' },
    });
  });

  it('an invoice beyond the commitment is refused, with what is open', async () => {
    const made = await invoice(book, { orderId, quantity: '11', rate: '92.50', net: '1017.50' });
    const all = { lines: [{ line: 1, net: '1017.50', vat: '0.00' }] };
    const refused = await book.second.post(`/invoices/${made.id}/acceptance`, all);
    expect([...refusalOf(refused), refused.body.open]).toEqual([
      409,
      'beyond-order',
      'body.lines.0.net',
      '925.00',
    ]);
    expect(await position(book, arrangement)).toMatchObject({ actual: '0.00', open: '925.00' });
  });

  it('names lines of the invoice, once, and no more than is undecided', async () => {
    const made = await invoice(book, { orderId, ...two });
    const refused = async (lines: object[]) =>
      refusalOf(await book.second.post(`/invoices/${made.id}/acceptance`, { lines }));
    const part = { line: 1, net: '1.00', vat: '0.00' };
    expect(await refused([part, part, { ...part, line: 2 }])).toEqual([
      422,
      'invalid-request',
      'body.lines.1.line',
      'body.lines.2.line',
    ]);
    expect(await refused([{ line: 1, net: '185.01', vat: '0.01' }])).toEqual([
      409,
      'state-does-not-allow',
      'body.lines.0.net',
      'body.lines.0.vat',
    ]);
    expect(await refused([{ line: 1, net: '0.00', vat: '0.00' }])).toContain('invalid-request');
    expect((await book.second.post(`/invoices/${randomUUID()}/acceptance`, {})).status).toBe(404);
  });
});

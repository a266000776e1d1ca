import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { money, sum, toText } from '../../src/money.ts';
import type { Answer } from '../support/api.ts';
import { failedChecks } from '../support/order-checks.ts';
import {
  aNotional,
  invoiceBody,
  ordersBook,
  position,
  sessions,
  type OrdersBook,
} from '../support/orders.ts';
import { aBankAccount } from '../support/released-run.ts';

/** Whatever is ordered, delivered, billed, queried, credited, freed and paid: the budget adds up. */
let book: OrdersBook;
let bankAccountId: string;
beforeAll(async () => {
  book = await ordersBook();
  bankAccountId = (await aBankAccount(book.api.db)).id;
});

const START = Temporal.PlainDate.from('2026-04-15');
const KINDS = [
  'order',
  'deliver',
  'bill',
  'accept',
  'query',
  'settle',
  'credit',
  'free',
  'pay',
] as const;
type Kind = (typeof KINDS)[number];
interface Step {
  readonly what: Kind;
  readonly which: number;
  readonly size: number;
  readonly pence: number;
}
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...KINDS, 'bill' as const, 'accept' as const),
  which: fc.nat(20),
  size: fc.integer({ min: 1, max: 9 }),
  pence: fc.integer({ min: 1, max: 60_000 }),
});
/** Each life begins with one of everything, so that whatever comes next finds something there. */
const FIRST: readonly Step[] = (
  [
    ['order', 9, 1],
    ['deliver', 9, 1],
    ['bill', 5, 3000],
    ['accept', 1, 5000],
    ['query', 1, 1000],
    ['settle', 1, 1],
    ['pay', 9, 1],
    ['credit', 1, 7000],
    ['free', 1, 500],
  ] as const
).map(([what, size, pence]) => ({ what, which: 0, size, pence }));
const shares = fc.constantFrom(['1/1'], ['1/3', '1/3', '1/3'], ['1/7', '6/7'], ['3/5', '2/5']);

interface Life {
  readonly arrangement: string;
  readonly orders: string[];
  readonly invoices: string[];
  /** Those of which something was queried. */
  readonly queried: string[];
}
const pounds = (pence: number): string => toText(money((pence / 100).toFixed(2)));
const pick = <T>(list: readonly T[], which: number): T | undefined => list[which % list.length];

async function take(life: Life, { what, which, size, pence }: Step): Promise<Answer | undefined> {
  const { finance, caseworker } = book.staff;
  const orderId = pick(life.orders, which);
  const invoiceId = pick(life.invoices, which);
  const part = { line: 1, net: pounds(pence), vat: '0.00' };
  const rate = pounds(3000 + which);
  if (what === 'order') {
    const held = which % 3 === 0 ? { heldBy: book.funders.health } : {};
    const body = sessions(book, `${size}.5`, { rate, ...held });
    const made = await caseworker.post(`/arrangements/${life.arrangement}/orders`, body);
    if (made.status === 201) life.orders.push(made.body.id);
    return made;
  }
  if (orderId === undefined) return undefined;
  const day = { fromOn: book.today, toOn: book.today };
  if (what === 'deliver') {
    const body = { ...day, planned: String(size), delivered: String(size) };
    return caseworker.post(`/orders/${orderId}/deliveries`, body);
  }
  if (what === 'free') {
    const body = { amount: pounds(pence), cause: 'cancelled', freedOn: book.today };
    return caseworker.post(`/orders/${orderId}/freeings`, body);
  }
  if (what === 'bill') {
    const net = toText(money(rate).times(size));
    const vat = which % 2 === 0 ? pounds(pence) : '0.00';
    const made = await finance.post(
      '/invoices',
      invoiceBody(book, { orderId, quantity: String(size), rate, net, vat }),
    );
    if (made.status === 201) life.invoices.push(made.body.id);
    return made;
  }
  if (invoiceId === undefined) return undefined;
  const url = `/invoices/${invoiceId}`;
  if (what === 'accept')
    return book.second.post(`${url}/acceptance`, size > 3 ? {} : { lines: [part] });
  if (what === 'query') {
    const made = await finance.post(`${url}/queries`, { ...part, cause: 'rate', note: 'Why?' });
    if (made.status === 201) life.queried.push(invoiceId);
    return made;
  }
  if (what === 'settle') {
    const outcome = size > 4 ? 'withdrawn' : 'not_owed';
    const queried = pick(life.queried, which) ?? invoiceId;
    return finance.post(`/invoices/${queried}/lines/1/outcomes`, { outcome, note: 'Talked' });
  }
  if (what === 'credit') {
    const number = `C${life.arrangement}${life.invoices.length}${pence}${which}`.slice(0, 40);
    const { providerId, today: creditedOn } = book;
    return finance.post('/credit-notes', {
      providerId,
      number,
      invoiceId,
      creditedOn,
      lines: [part],
    });
  }
  const { body } = await finance.get(url);
  const left = money(body.owed).minus(body.paid);
  const amount = toText(size > 4 ? left : money(pounds(pence)));
  const payer = body.heldBy === null ? { bankAccountId } : { heldBy: body.heldBy };
  const reference = `P ${pence} ${which} ${life.invoices.length}`;
  const invoices = [{ invoiceId, amount }];
  return finance.post('/invoice-payments', { ...payer, paidOn: book.today, reference, invoices });
}

const PARTS = ['actual', 'open', 'freed', 'notYetOrdered'] as const;

/** Budget = actual + open + freed + not yet ordered: in all, by share, and the orders with them. */
async function addsUp(life: Life, on: string, budget: string): Promise<void> {
  const stands = await position(book, life.arrangement, on);
  expect(stands.budget).toBe(budget);
  for (const one of [stands, ...stands.shares]) {
    expect(toText(sum(PARTS.map((part) => money(one[part]))))).toBe(one.budget);
    for (const part of PARTS) expect(money(one[part]).isNegative()).toBe(false);
  }
  for (const part of ['actual', 'open', 'inDispute', 'toDecide'] as const) {
    const ofOrders = sum(stands.orders.map((order: any) => money(order[part])));
    expect(toText(ofOrders)).toBe(stands[part]);
    expect(ofOrders.isNegative()).toBe(false);
  }
  expect(stands.forecast).toBe(toText(money(stands.actual).plus(stands.open)));
  expect(stands.underspend).toBe(toText(money(budget).minus(stands.forecast)));
}

describe('any sequence under a notional arrangement', () => {
  it('keeps the budget whole after each step, at that day and at those before', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        shares,
        fc.array(step, { minLength: 15, maxLength: 30 }),
        async (parts, steps) => {
          book.today = START.toString();
          const { health, education, social_care } = book.funders;
          const funders = [health, education, social_care];
          const shared = parts.map((fraction, n) => ({ funderId: funders[n], fraction }));
          const arrangement = await aNotional(book, '2000.00', shared);
          const life: Life = { arrangement, orders: [], invoices: [], queried: [] };
          for (const one of [...FIRST, ...steps]) {
            const answer = await take(life, one);
            if (answer === undefined) continue;
            expect(answer.status, answer.text).toBeLessThan(500);
            if (answer.status < 300) seen.add(one.what);
            if (answer.status < 300) await addsUp(life, book.today, '2000.00');
            book.today = Temporal.PlainDate.from(book.today).add({ days: 1 }).toString();
          }
          for (const days of [0, 3, 6, 12, 20]) {
            await addsUp(life, START.add({ days }).toString(), '2000.00');
          }
          expect(await book.api.db.run(failedChecks)).toEqual([]);
        },
      ),
      { numRuns: 8 },
    );
    expect([...seen].toSorted()).toEqual([...KINDS].toSorted());
  }, 120_000);
});

import { freshApi, type Api, type ApiUser } from './api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  ok,
  staffOf,
  type Funders,
  type Person,
  type Staff,
} from './book.ts';
import { once } from './case-book.ts';
import { agreed } from './terms.ts';

/** A person with a budget, funders, staff and a provider; the day can be set. */
export interface OrdersBook {
  readonly api: Api;
  readonly staff: Staff;
  /** A second finance officer, who accepts what the first one recorded. */
  readonly second: ApiUser;
  readonly funders: Funders;
  readonly person: Person;
  readonly budget: string;
  readonly providerId: string;
  today: string;
}

let numbered = 0;

export async function ordersBook(today = '2026-04-15'): Promise<OrdersBook> {
  const clock = {
    now: () => Temporal.Now.instant(),
    today: () => Temporal.PlainDate.from(book.today),
  };
  const api = await freshApi({ clock });
  const book = { api, today } as Mutable<OrdersBook>;
  book.staff = await staffOf(api);
  book.second = await api.as('finance_officer', { sub: 'second' });
  book.funders = await addFunders(book.staff);
  book.person = await addPerson(book.staff);
  book.budget = await addBudget(book.staff, book.person);
  book.providerId = await aProvider(book);
  return book;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export async function aProvider({ staff }: Pick<OrdersBook, 'staff'>): Promise<string> {
  numbered += 1;
  return (await ok(staff.finance.post('/providers', { name: `Provider ${numbered}` }))).id;
}

/** A notional arrangement that is agreed; of health alone unless shares are given. @returns its id */
export async function aNotional(
  { staff, funders, budget }: OrdersBook,
  amount: string,
  shares: readonly object[] = [{ funderId: funders.health, fraction: '1/1' }],
): Promise<string> {
  return agreed(staff, budget, {
    kind: 'notional',
    purpose: 'Speech and language therapy',
    amount,
    effectiveOn: '2026-04-06',
    shares,
    schedule: once,
    reason: 'Panel of 2 March',
  });
}

/** The body of an order of speech therapy for the whole of the budget. */
export const sessions = (book: OrdersBook, quantity: string, more: object = {}) => ({
  providerId: book.providerId,
  service: 'Speech and language therapy',
  unit: 'session',
  quantity,
  rate: '92.50',
  fromOn: '2026-04-06',
  toOn: '2027-04-04',
  ...more,
});

export const order = (book: OrdersBook, arrangement: string, quantity: string, more: object = {}) =>
  ok(
    book.staff.caseworker.post(
      `/arrangements/${arrangement}/orders`,
      sessions(book, quantity, more),
    ),
  );

export const deliver = (book: OrdersBook, orderId: string, delivered: string, more: object = {}) =>
  ok(
    book.staff.caseworker.post(`/orders/${orderId}/deliveries`, {
      fromOn: book.today,
      toOn: book.today,
      planned: delivered,
      delivered,
      ...more,
    }),
  );

interface LineBody {
  readonly orderId: string;
  readonly quantity: string;
  readonly rate: string;
  readonly net: string;
  readonly vat?: string;
}

/** The body of an invoice of one line, with totals that are those of the line unless given. */
export function invoiceBody(
  book: OrdersBook,
  { vat = '0.00', net, ...line }: LineBody,
  more: object = {},
) {
  numbered += 1;
  const gross = (Number(net) * 100 + Number(vat) * 100).toFixed(0).padStart(3, '0');
  return {
    providerId: book.providerId,
    number: `INV-${numbered}`,
    invoicedOn: book.today,
    receivedOn: book.today,
    net,
    vat,
    gross: gross.replace(/(\d\d)$/, '.$1'),
    lines: [{ fromOn: book.today, toOn: book.today, ...line, net, vat }],
    ...more,
  };
}

export const invoice = (book: OrdersBook, line: LineBody, more: object = {}) =>
  ok(book.staff.finance.post('/invoices', invoiceBody(book, line, more)));

export const accept = (book: OrdersBook, id: string, lines?: readonly object[]) =>
  ok(book.second.post(`/invoices/${id}/acceptance`, lines === undefined ? {} : { lines }), 200);

export const position = (book: OrdersBook, arrangement: string, on = book.today) =>
  ok(book.staff.finance.get(`/arrangements/${arrangement}/notional?on=${on}`), 200);

import { beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../../src/database/transactions.ts';
import { evidenceIsUnchanged } from '../../src/ledger/verify/evidence.ts';
import {
  noOrderBeyondItself,
  ordersAreInTheJournal,
  payableIsUnpaid,
} from '../../src/ledger/verify/orders.ts';
import { inTransitIsUnmatched } from '../../src/ledger/verify/pay-runs.ts';
import { ok } from '../support/book.ts';
import { brokenBy, failedChecks } from '../support/order-checks.ts';
import {
  aNotional,
  accept,
  deliver,
  invoice,
  order,
  ordersBook,
  type OrdersBook,
} from '../support/orders.ts';
import { aBankAccount } from '../support/released-run.ts';

/** Each check of orders and invoices sees what it is there to see, and nothing else does. */
let book: OrdersBook;
beforeAll(async () => {
  book = await ordersBook();
  const { education, health, social_care } = book.funders;
  const thirds = [education, health, social_care].map((funderId) => ({
    funderId,
    fraction: '1/3',
  }));
  const { id } = await order(book, await aNotional(book, '1000.00', thirds), '10');
  await deliver(book, id, '8');
  await useOrder(id);
  const held = await aNotional(book, '185.00');
  const theirs = await order(book, held, '2', { heldBy: health });
  await deliver(book, theirs.id, '2');
  const bill = { orderId: theirs.id, quantity: '2', rate: '92.50', net: '185.00', vat: '37.00' };
  const billed = await invoice(book, bill);
  await accept(book, billed.id);
  await pay({ heldBy: health }, billed.id, '100.00');
});

/** Accepts in part, queries twice, credits across what is in query and accepted, frees and pays. */
async function useOrder(orderId: string): Promise<void> {
  const { finance, caseworker } = book.staff;
  const line = { orderId, quantity: '8', rate: '95.00', net: '760.00', vat: '152.00' };
  const { id } = await invoice(book, line);
  await accept(book, id, [{ line: 1, net: '700.00', vat: '140.00' }]);
  const query = (net: string) => ({ line: 1, net, vat: '0.00', cause: 'rate', note: 'Dear' });
  await ok(finance.post(`/invoices/${id}/queries`, query('20.00')));
  await ok(finance.post(`/invoices/${id}/lines/1/outcomes`, { outcome: 'not_owed', note: 'So' }));
  await ok(finance.post(`/invoices/${id}/queries`, query('20.00')));
  await ok(
    finance.post('/credit-notes', {
      providerId: book.providerId,
      number: 'CN1',
      invoiceId: id,
      creditedOn: book.today,
      lines: [{ line: 1, net: '100.00', vat: '20.00' }],
    }),
  );
  const freed = { amount: '33.34', cause: 'lower_rate', freedOn: book.today };
  await ok(caseworker.post(`/orders/${orderId}/freeings`, freed));
  await pay({ bankAccountId: (await aBankAccount(book.api.db)).id }, id, '400.00');
}

const pay = (payer: object, invoiceId: string, amount: string) =>
  ok(
    book.staff.finance.post('/invoice-payments', {
      ...payer,
      paidOn: book.today,
      reference: `PAY ${amount}`,
      invoices: [{ invoiceId, amount }],
    }),
  );

type Sql = Tx['sql'];
const raise = (sql: Sql, table: string, column: string, where: string) =>
  sql.unsafe(`update ${table} set ${column} = ${column} + 0.01 where ${where}`);
/** Lets a row be what a constraint forbids. */
const without = (sql: Sql, table: string, ...names: string[]) =>
  sql.unsafe(names.map((name) => `alter table ${table} drop constraint ${name};`).join(''));
/** A transfer that somebody slipped into an entry. */
const slipIn = (sql: Sql, entry: string, from: string, to: string) =>
  sql.unsafe(`
    insert into transfers (entry_id, line, kind, effective_on, from_class, to_class, from_account,
      to_account, amount)
    select e.id, 99, e.kind, e.effective_on, f.class, t.class, f.id, t.id, 0.01
    from entries e, accounts f join account_classes fc on fc.id = f.class,
      accounts t join account_classes tc on tc.id = t.class
    where e.id = (${entry}) and fc.name = '${from}' and tc.name = '${to}'
      and coalesce(f.arrangement_id, t.arrangement_id) is not distinct from
        coalesce(t.arrangement_id, f.arrangement_id)
    order by f.id, t.id limit 1`);

describe('verify, of orders and invoices', () => {
  it('holds for what the service did', async () => {
    expect(await book.api.db.run(failedChecks)).toEqual([]);
    expect(await brokenBy(book.api.db, async () => {})).toEqual([]);
  });

  it.each<[string, string, (sql: Sql) => Promise<unknown>, RegExp]>([
    [
      'what was freed',
      ordersAreInTheJournal.name,
      (sql) => raise(sql, 'order_freeings', 'amount', 'true'),
      /^Order \S+: £\S+ is open and £660\.00 drawn by the records, £\S+ and £660\.00 by the journal/,
    ],
    [
      'what a share commits',
      ordersAreInTheJournal.name,
      (sql) =>
        raise(sql, 'order_shares', 'amount', 'amount = (select max(amount) from order_shares)'),
      /^Order \S+, share \S+: £\S+ is ordered, and the entry moves £/,
    ],
    [
      'an entry that commits what no order says',
      ordersAreInTheJournal.name,
      (sql) =>
        slipIn(
          sql,
          `select min(entry_id) from agreement_decisions`,
          'available/notional/health',
          'committed/notional/health',
        ),
      /^Entry \d+ moves £0\.01 of what is committed under a notional arrangement, and no order/,
    ],
    [
      'what was paid of an invoice, and the payment with it',
      payableIsUnpaid.name,
      async (sql) => {
        await without(sql, 'invoice_payment_lines', 'invoice_payment_lines_sum');
        await raise(sql, 'invoice_payment_lines', 'amount', 'amount = 100');
        await raise(sql, 'invoice_payments', 'total', 'held_by is not null');
      },
      /^Provider \S+: £\S+ is payable by the accounts, and by the invoices £/,
    ],
    [
      'an invoice of a payment',
      payableIsUnpaid.name,
      async (sql) => raise(sql, 'invoice_payments', 'total', 'held_by is not null'),
      /^Payment \S+ is £100\.01, and its invoices make £100\.00/,
    ],
    [
      'what is in query, so that more is decided about than is billed',
      noOrderBeyondItself.name,
      (sql) => sql`update invoice_steps set net = net + 500 where step = 'not_owed'`,
      /^Line 1 of invoice \S+ bills £760\.00, and £\S+ is decided about/,
    ],
    [
      'a line of an invoice',
      noOrderBeyondItself.name,
      (sql) => raise(sql, 'invoice_lines', 'vat', 'vat = 37'),
      /^Invoice \S+ is £185\.00 net, and its lines make £185\.00/,
    ],
    [
      'what is in transit of a payment of invoices',
      inTransitIsUnmatched.name,
      async (sql) => {
        await without(sql, 'invoice_payments', 'invoice_payments_payer');
        await sql`update invoice_payments set bank_account_id = null where held_by is null`;
      },
      /^Pay run \S+ is not released; £0\.00 is matched, £0\.00 taken back and £400\.00 in transit/,
    ],
  ])('finds %s', async (_, name, breaking, says) => {
    const failed = await brokenBy(book.api.db, breaking);
    const found = failed.filter((one) => one.name !== evidenceIsUnchanged.name);
    expect(found.map((one) => one.name)).toEqual([name]);
    expect(found[0]!.said).toMatch(says);
  });

  it('finds a share that is drawn on beyond what it committed', async () => {
    const failed = await brokenBy(
      book.api.db,
      (sql) => sql`
        update transfers t set amount = amount + 400 from accounts a, account_classes c
        where a.id = t.to_account and c.id = a.class and c.name = 'drawn/notional/education'`,
    );
    const said = failed.find((one) => one.name === noOrderBeyondItself.name)?.said;
    expect(said).toMatch(/Order \S+, share \S+: -£\S+ is open and £\S+ drawn/);
  });

  it.each<[string, (sql: Sql) => Promise<unknown>]>([
    ['order', (sql) => sql`update orders set rate_tolerance = 1`],
    ['freeing of an order', (sql) => sql`update order_freeings set cause = 'ended'`],
    ['invoice', (sql) => sql`update invoice_lines set to_on = to_on + 1`],
    [
      'decision on an invoice',
      (sql) => sql`update invoice_steps set effective_on = effective_on + 1`,
    ],
    ['credit note', (sql) => sql`update credit_notes set number_key = 'CN2'`],
    ['payment of invoices', (sql) => sql`update invoice_payments set reference = 'OTHER'`],
  ])('finds a changed %s by its digest, and nothing else', async (what, breaking) => {
    const failed = await brokenBy(book.api.db, breaking);
    expect(failed.map((one) => one.name)).toEqual([evidenceIsUnchanged.name]);
    expect(failed[0]!.said).toContain(`the ${what} is not what was decided`);
  });
});

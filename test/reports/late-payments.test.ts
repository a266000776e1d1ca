import { beforeAll, describe, expect, it } from 'vitest';
import { report } from '../../reports/late-payments.ts';
import { ok } from '../support/book.ts';
import { accept, aNotional, deliver, invoice, order, ordersBook } from '../support/orders.ts';
import { aBankAccount } from '../support/released-run.ts';
import { aPayable } from '../support/payable.ts';
import { columnsOf, lastEntry, readReport } from '../support/read-report.ts';
import { council, instalmentOf, type Council } from '../support/turning-sixteen.ts';

/**
 * Three families whose first payment is due on Thursday 2 April 2026: one is paid on its day; one is
 * held for a query and paid on Monday 13 April; one came back on 7 April and is overdue.
 */
let book: Council;
const ids: string[] = [];
let before: string;
beforeAll(async () => {
  book = await council();
  const { staff, api, bankAccountId } = book;
  for (let n = 0; n < 3; n += 1) ids.push(await aPayable(book));
  const first = await instalmentOf(book, ids[1]!, 1);
  const held = await ok(
    staff.finance.post(`/arrangements/${ids[1]!}/holds`, {
      instalmentId: first.id,
      reason: 'query',
      acts: 'family',
      reasons: 'A question about the account.',
    }),
  );
  await book.pay('2026-04-02');
  book.on('2026-04-07');
  const [credit] = await api.db.run(
    (tx) => tx.sql<{ id: string; run: string }[]>`
      select c.id, c.pay_run_id as run from pay_run_credits c
      join pay_run_items i on i.credit_id = c.id where i.arrangement_id = ${ids[2]!}`,
  );
  before = await lastEntry(api.db);
  await ok(
    staff.finance.post(`/pay-runs/${credit!.run}/credits/${credit!.id}/return`, {
      how: 'returned',
      code: '0',
      advisedOn: '2026-04-07',
    }),
  );
  await ok(staff.finance.post(`/payment-holds/${held.id}/ending`, { reasons: 'It is answered.' }));
  const body = { bankAccountId, valueOn: '2026-04-13', instalmentIds: [first.id] };
  const run = await ok(staff.finance.post('/pay-runs', body));
  await ok(staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
  await ok(staff.finance.post(`/pay-runs/${run.id}/release`), 200);
});

const read = (asAt: string, through?: string) =>
  readReport(book.api.db, report, through === undefined ? { asAt } : { asAt, through });
const COLUMNS = ['arrangement', 'state', 'paid_on', 'days', 'working_days', 'why', 'code'];

describe('late payments', () => {
  it('are those paid late and those overdue, with how late and why', async () => {
    const rows = await read('2026-04-15');
    expect(columnsOf(rows, ...COLUMNS)).toEqual([
      // Good Friday, Easter Monday and two weekends are no working days.
      [ids[1], 'paid_late', '2026-04-13', '11', '5', 'held_by_officer', 'query'],
      [ids[2], 'overdue', null, '13', '7', 'bounced', '0'],
    ]);
    expect(rows[0]).toMatchObject({
      due_on: '2026-04-02',
      what: 'payment',
      reference: '1',
      period_from: '2026-04-06',
      period_to: '2026-05-03',
      sources: 'education social_care',
      amount: '769.23',
      missing: '',
    });
    expect(rows[0]!['beneficiary']).toMatch(/^B-\d+$/);
  });

  it('are as at a day', async () => {
    const rows = await read('2026-04-10');
    expect(columnsOf(rows, 'arrangement', 'state', 'working_days')).toEqual([
      [ids[1], 'overdue', '4'],
      [ids[2], 'overdue', '4'],
    ]);
    expect(await read('2026-04-02')).toEqual([]);
  });

  it('are as was known', async () => {
    const rows = await read('2026-04-15', before);
    expect(columnsOf(rows, 'arrangement', 'state', 'why')).toEqual([
      [ids[1], 'overdue', 'held_by_officer'],
    ]);
    expect(await read('2026-04-15', '1')).toEqual([]);
  });

  it('are those of the list of late payments, of the days asked for', async () => {
    book.on('2026-04-15');
    const { items } = await ok(book.staff.finance.get('/late-payments?limit=100'), 200);
    const facts = items.map((one: any) =>
      [one.arrangementId, one.paidOn, one.days, one.workingDays, one.why].join(' '),
    );
    const rows = columnsOf(
      await read('2026-04-15'),
      'arrangement',
      'paid_on',
      'days',
      'working_days',
      'why',
    );
    expect(new Set(rows.map((row) => row.join(' ')))).toEqual(new Set(facts));
    expect(facts).toHaveLength(2);
    const later = await ok(
      book.staff.auditor.get('/reports/late-payments?from=2026-04-03&to=2026-04-15'),
      200,
    );
    expect(later.rows).toEqual([]);
  });
});

describe('late invoices', () => {
  it('are those paid after the day they were due, those overdue, and why', async () => {
    const orders = await ordersBook();
    const { staff, api } = orders;
    const bankAccountId = (await aBankAccount(api.db)).id;
    const { id: orderId } = await order(orders, await aNotional(orders, '925.00'), '10');
    await deliver(orders, orderId, '10');
    const bill = async (quantity: string, net: string) =>
      (await invoice(orders, { orderId, quantity, rate: '92.50', net })).id as string;
    const pay = async (id: string, amount: string) => {
      const invoices = [{ invoiceId: id, amount }];
      const paid = { bankAccountId, paidOn: orders.today, reference: `P ${amount}`, invoices };
      await ok(staff.finance.post('/invoice-payments', paid));
    };
    const [inTime, inParts, acceptedLate] = [
      await bill('1', '92.50'),
      await bill('2', '185.00'),
      await bill('3', '277.50'),
    ];
    await accept(orders, inTime);
    await accept(orders, inParts);
    // Each is due 30 days after 15 April.
    orders.today = '2026-05-15';
    await pay(inTime, '92.50');
    orders.today = '2026-05-18';
    await pay(inParts, '100.00');
    await accept(orders, acceptedLate);
    orders.today = '2026-05-20';
    const rows = await readReport(api.db, report, { asAt: '2026-05-20' });
    const columns = ['what', 'due_on', 'amount', 'paid_on', 'state', 'working_days', 'why'];
    const found = columnsOf(rows, ...columns).map((row) => row.join(' '));
    expect(new Set(found)).toEqual(
      new Set([
        'invoice 2026-05-15 100.00 2026-05-18 paid_late 1 not_paid_in_time',
        'invoice 2026-05-15 85.00  overdue 3 not_paid_in_time',
        'invoice 2026-05-15 277.50  overdue 3 accepted_late',
      ]),
    );
    expect(await readReport(api.db, report, { asAt: '2026-05-15' })).toEqual([]);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { money, sum, toText } from '../../src/money.ts';
import { quarterOver } from '../../src/reports/payments-made.ts';
import type { Row } from '../../src/reports/report.ts';
import { report } from '../../reports/spend-over-500.ts';
import { addBudget, addPerson, ok, type Person } from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { accept, invoice, order, type OrdersBook } from '../support/orders.ts';
import { aPayable, aBrokersAccount } from '../support/payable.ts';
import { columnsOf, readReport } from '../support/read-report.ts';
import { agreed } from '../support/terms.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/**
 * On 2 April five families have 769.23 each, by case 1; one of 600.00 of health alone; one of
 * 500.00, which is not over it; a broker has 1,000.00 for one person, of social care and health by
 * halves. A provider is paid 1,110.00 and VAT of 222.00 in two payments of 600.00 and 732.00.
 */
let book: Council;
let second: any;
const once = { every: 'once', firstPeriodOn: '2026-04-06', instalments: 1, paid: 'in_advance' };

async function single(amount: string, person: Person, more: object): Promise<void> {
  const { staff } = book;
  const id = await agreed(staff, await addBudget(staff, person), {
    kind: 'direct',
    purpose: 'Support',
    payeeId: person.payeeId,
    amount,
    effectiveOn: '2026-04-06',
    schedule: once,
    reason: 'Agreed at panel',
    ...more,
  });
  await putOnFile(staff, id);
}

async function payInvoice(): Promise<void> {
  const { staff, funders, bankAccountId } = book;
  const person = await addPerson(staff);
  const budget = await addBudget(staff, person);
  const { id: providerId } = await ok(staff.finance.post('/providers', { name: 'Speech Ltd' }));
  const orders = { ...book, second, person, budget, providerId, today: '2026-05-05' } as OrdersBook;
  const arrangement = await agreed(staff, budget, {
    kind: 'notional',
    purpose: 'Speech and language therapy',
    amount: '3607.50',
    effectiveOn: '2026-04-06',
    shares: [
      { funderId: funders.health, fraction: '2/3' },
      { funderId: funders.education, fraction: '1/3' },
    ],
    schedule: once,
    reason: 'Agreed at panel',
  });
  const placed = await order(orders, arrangement, '39');
  await ok(
    staff.caseworker.post(`/orders/${placed.id}/deliveries`, {
      fromOn: '2026-05-05',
      toOn: '2026-05-05',
      planned: '12',
      delivered: '12',
    }),
  );
  const line = { orderId: placed.id, quantity: '12', rate: '92.50', net: '1110.00', vat: '222.00' };
  const { id } = await invoice(orders, line);
  await accept(orders, id);
  for (const [paidOn, amount] of [
    ['2026-05-05', '600.00'],
    ['2026-05-06', '732.00'],
  ]) {
    book.on(paidOn!);
    const invoices = [{ invoiceId: id, amount }];
    const reference = `SPEECH ${amount}`;
    await ok(
      staff.finance.post('/invoice-payments', { bankAccountId, paidOn, reference, invoices }),
    );
  }
}

beforeAll(async () => {
  book = await council();
  const { staff, funders, api } = book;
  second = await api.as('finance_officer', { sub: 'second' });
  for (let n = 0; n < 5; n += 1) await aPayable(book);
  const health = { shares: [{ funderId: funders.health, fraction: '1/1' }] };
  await single('600.00', await addPerson(staff), health);
  await single('500.00', await addPerson(staff), health);
  const payeeId = await aBrokersAccount(book, 'Harbour');
  const halves = [funders.social_care, funders.health];
  await single('1000.00', await addPerson(staff), {
    kind: 'third_party',
    payeeId,
    shares: halves.map((funderId) => ({ funderId, fraction: '1/2' })),
  });
  await book.pay('2026-04-02');
  await ok(
    staff.finance.post('/general-ledger/codes', {
      fromOn: '2026-04-01',
      codes: [
        { class: 'spent/notional/health', funderId: null, code: 'H 4711', name: 'Therapies' },
      ],
    }),
  );
  book.on('2026-05-05');
  await payInvoice();
  book.on('2026-07-15');
});

const read = (asAt = '2026-07-15', quarterEnd?: string) =>
  readReport(book.api.db, report, { asAt, given: quarterEnd === undefined ? {} : { quarterEnd } });
const total = (rows: readonly Row[]): string =>
  toText(sum(rows.map((row) => money(row['amount'] ?? '0.00'))));

describe('spending over 500 pounds', () => {
  it('publishes what organisations were paid, by sector, with the code of the general ledger', async () => {
    const rows = (await read()).filter((row) => row['row'] === 'published');
    const columns = [
      'paid_on',
      'supplier',
      'expense_area',
      'amount',
      'expense_code',
      'creditor_type',
    ];
    expect(columnsOf(rows, ...columns)).toEqual([
      ['2026-04-02', 'Harbour', 'health', '500.00', null, 'broker'],
      ['2026-04-02', 'Harbour', 'social_care', '500.00', null, 'broker'],
      // 600.00 of 1,332.00: of 370.00, 740.00 and 222.00, by cumulative rounding.
      ['2026-05-05', 'Speech Ltd', 'education', '166.67', null, 'provider'],
      ['2026-05-05', 'Speech Ltd', 'health', '333.33', 'H 4711', 'provider'],
      ['2026-05-05', 'Speech Ltd', 'vat', '100.00', null, 'provider'],
      ['2026-05-06', 'Speech Ltd', 'education', '203.33', null, 'provider'],
      ['2026-05-06', 'Speech Ltd', 'health', '406.67', 'H 4711', 'provider'],
      ['2026-05-06', 'Speech Ltd', 'vat', '122.00', null, 'provider'],
    ]);
  });

  it('withholds persons together where a sector has too few, and says how many and how much', async () => {
    const rows = (await read()).filter((row) => row['row'] === 'withheld');
    // Five times 769.23 and once 600.00; health has one person.
    expect(columnsOf(rows, 'supplier', 'expense_area', 'amount', 'payments')).toEqual([
      ['Withheld: personal data', 'all', '4446.15', '6'],
    ]);
    expect(JSON.stringify(await read())).not.toMatch(/Example|B-\d/);
  });

  it('makes all payments of the quarter over the limit, with what is withheld', async () => {
    expect(total(await read())).toBe('6778.15');
    const paid = await book.api.db.run(
      (tx) => tx.sql<{ amount: string }[]>`
        select sum(amount) as amount from (
          select amount from pay_run_credits union all select total from invoice_payments) as p
        where amount > 500`,
    );
    expect(paid[0]!.amount).toBe('6778.15');
  });

  it('shows withheld sectors apart where each has enough people', async () => {
    const { staff } = book;
    await ok(
      staff.administrator.post('/rules', {
        name: 'small_numbers_below',
        effectiveOn: '2026-07-16',
        value: '1',
        unit: 'people',
        meaning: 'A lower limit, for this test.',
        source: 'Local.',
        confidence: 'local',
      }),
    );
    const rows = (await read('2026-07-16')).filter((row) => row['row'] === 'withheld');
    expect(columnsOf(rows, 'expense_area', 'amount', 'payments')).toEqual([
      ['all', null, '6'],
      ['education', '2307.70', '5'],
      ['health', '600.00', '1'],
      ['social_care', '1538.45', '5'],
    ]);
  });

  it('is of a quarter that is over, and has a row of nothing for one without payments', async () => {
    expect(await read('2026-06-29')).toMatchObject([{ row: 'withheld', amount: '0.00' }]);
    expect(total(await read('2026-06-30'))).toBe('6778.15');
    expect(total(await read('2026-10-15', '2026-09-29'))).toBe('6778.15');
    expect(total(await read('2026-10-15', '2026-09-30'))).toBe('0.00');
  });

  it('leaves out what came back', async () => {
    book.on('2026-04-07');
    const [credit] = await book.api.db.run(
      (tx) => tx.sql<{ id: string; run: string }[]>`
        select id, pay_run_id as run from pay_run_credits where amount = 600.00`,
    );
    await ok(
      book.staff.finance.post(`/pay-runs/${credit!.run}/credits/${credit!.id}/return`, {
        how: 'returned',
        code: '0',
        advisedOn: '2026-04-07',
      }),
    );
    expect(total(await read())).toBe('6178.15');
  });
});

describe('the quarter that is over', () => {
  it.each([
    ['2026-06-30', '2026-04-01', '2026-06-30'],
    ['2026-06-29', '2026-01-01', '2026-03-31'],
    ['2026-07-01', '2026-04-01', '2026-06-30'],
    ['2026-12-31', '2026-10-01', '2026-12-31'],
    ['2027-01-01', '2026-10-01', '2026-12-31'],
    ['2027-02-28', '2026-10-01', '2026-12-31'],
  ])('on %s is from %s to %s', (day, from, to) => {
    const { from: first, to: last } = quarterOver(Temporal.PlainDate.from(day));
    expect([first.toString(), last.toString()]).toEqual([from, to]);
  });
});

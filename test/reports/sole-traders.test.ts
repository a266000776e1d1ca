import { beforeAll, describe, expect, it } from 'vitest';
import { money, sum, toText } from '../../src/money.ts';
import type { Row } from '../../src/reports/report.ts';
import { report } from '../../reports/spend-over-500.ts';
import { addBudget, addPerson, ok } from '../support/book.ts';
import { accept, deliver, invoice, order, type OrdersBook } from '../support/orders.ts';
import { aPayable } from '../support/payable.ts';
import { columnsOf, readReport } from '../support/read-report.ts';
import { agreed } from '../support/terms.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/**
 * Families have 769.23 each, by case 1: 461.54 of education and 307.69 of social care. In April four
 * of them are paid, and a sole trader 925.00 of education; in July five, and the trader again. A
 * company has 925.00 of education each time.
 */
let book: Council;
let second: any;
const KESTREL = 'Ms Kestrel, speech therapist';

async function pay(name: string, soleTrader: boolean, day: string): Promise<void> {
  const { staff, funders, bankAccountId } = book;
  book.on(day);
  const person = await addPerson(staff);
  const budget = await addBudget(staff, person);
  const found = await ok(staff.finance.get('/providers'), 200);
  const known = found.items.find((one: any) => one.name === name);
  const provider = known ?? (await ok(staff.finance.post('/providers', { name, soleTrader })));
  expect(provider.soleTrader).toBe(soleTrader);
  const orders = {
    ...book,
    second,
    person,
    budget,
    providerId: provider.id,
    today: day,
  } as OrdersBook;
  const arrangement = await agreed(staff, budget, {
    kind: 'notional',
    purpose: 'Speech and language therapy',
    amount: '925.00',
    effectiveOn: '2026-04-06',
    shares: [{ funderId: funders.education, fraction: '1/1' }],
    schedule: { every: 'once', firstPeriodOn: '2026-04-06', instalments: 1, paid: 'in_advance' },
    reason: 'Agreed at panel',
  });
  const placed = await order(orders, arrangement, '10');
  await deliver(orders, placed.id, '10');
  const line = { orderId: placed.id, quantity: '10', rate: '92.50', net: '925.00' };
  const { id } = await invoice(orders, line);
  await accept(orders, id);
  const invoices = [{ invoiceId: id, amount: '925.00' }];
  const reference = soleTrader ? 'THERAPIST' : 'COMPANY';
  await ok(
    staff.finance.post('/invoice-payments', { bankAccountId, paidOn: day, reference, invoices }),
  );
}

beforeAll(async () => {
  book = await council();
  second = await book.api.as('finance_officer', { sub: 'second' });
  for (let n = 0; n < 4; n += 1) await aPayable(book);
  await book.pay('2026-04-02');
  await pay(KESTREL, true, '2026-05-05');
  await pay('Meadow Therapy Ltd', false, '2026-05-05');
  await aPayable(book);
  book.on('2026-06-20');
  await book.pay('2026-07-01');
  await pay(KESTREL, true, '2026-07-07');
  await pay('Meadow Therapy Ltd', false, '2026-07-07');
  book.on('2026-10-15');
});

const read = (quarterEnd: string) =>
  readReport(book.api.db, report, { asAt: '2026-10-15', given: { quarterEnd } });
const withheld = (rows: readonly Row[]) =>
  columnsOf(
    rows.filter((row) => row['row'] === 'withheld'),
    'expense_area',
    'amount',
    'payments',
    'creditor_type',
  );
const total = (rows: readonly Row[]): string =>
  toText(sum(rows.map((row) => money(row['amount'] ?? '0.00'))));

describe('a sole trader in what is published of spending', () => {
  it('is named nowhere, and a company is', async () => {
    for (const quarter of ['2026-06-30', '2026-09-30']) {
      const rows = await read(quarter);
      expect(JSON.stringify(rows)).not.toContain('Kestrel');
      const published = rows.filter((row) => row['row'] === 'published');
      expect(columnsOf(published, 'supplier', 'amount', 'creditor_type')).toEqual([
        ['Meadow Therapy Ltd', '925.00', 'provider'],
      ]);
    }
  });

  it('makes no fifth of four families: they are told together, and not how many', async () => {
    // Four times 769.23, and 925.00.
    expect(withheld(await read('2026-06-30'))).toEqual([
      ['all', '4001.92', 'c', 'person or sole_trader'],
    ]);
  });

  it('stands in the row of its sector where there are enough families to stand among', async () => {
    // The families that were not paid in April are paid with the later instalments.
    const rows = await read('2026-09-30');
    const { of, education } = await paidToFamilies('2026-06-30', '2026-09-30');
    expect(withheld(rows)).toEqual([
      ['all', null, `${of + 1}`, 'person or sole_trader'],
      ['education', toText(education.plus('925.00')), `${of + 1}`, 'person or sole_trader'],
      expect.arrayContaining(['social_care', `${of}`]),
    ]);
  });

  it.each(['2026-06-30', '2026-09-30'])(
    'is in all payments over the limit, with what is published: %s',
    async (quarter) => {
      const from = Temporal.PlainDate.from(quarter).subtract({ months: 3 }).toString();
      const { all } = await paidToFamilies(from, quarter);
      expect(total(await read(quarter))).toBe(toText(all.plus('1850.00')));
    },
  );
});

describe('a provider that was recorded wrongly', () => {
  const MEADOW = 'Meadow Therapy Ltd';
  const idOf = async (name: string): Promise<string> =>
    (await ok(book.staff.finance.get('/providers'), 200)).items.find(
      (one: any) => one.name === name,
    ).id;
  const correct = async (name: string, soleTrader: boolean) =>
    book.staff.finance.post(`/providers/${await idOf(name)}/sole-trader`, { soleTrader });

  it('is named nowhere once it is put right, also of quarters before, and all adds up as it did', async () => {
    const before = await read('2026-06-30');
    expect((await correct(MEADOW, true)).body).toMatchObject({ name: MEADOW, soleTrader: true });
    const { items } = await ok(book.staff.finance.get('/providers'), 200);
    expect(items.map((one: any) => one.soleTrader)).toEqual([true, true]);
    for (const quarter of ['2026-06-30', '2026-09-30']) {
      expect(JSON.stringify(await read(quarter))).not.toContain('Meadow');
    }
    // What was published of it is now withheld.
    const after = await read('2026-06-30');
    expect(after.filter((row) => row['row'] === 'published')).toEqual([]);
    expect(withheld(after)).toEqual([['all', '4926.92', 'c', 'person or sole_trader']]);
    expect(total(after)).toBe(total(before));

    expect((await correct(MEADOW, false)).status).toBe(200);
    expect(await read('2026-06-30')).toEqual(before);
  });

  it('keeps what was said of it, by whom and when', async () => {
    const rows = await book.api.db.run(
      (tx) => tx.sql`
        select c.seq, c.sole_trader, c.recorded_at is not null as at, u.subject
        from sole_trader_corrections c join users u on u.id = c.recorded_by order by c.seq`,
    );
    const said = { at: true, subject: 'finance_officer' };
    expect([...rows]).toEqual([
      { seq: 1, sole_trader: true, ...said },
      { seq: 2, sole_trader: false, ...said },
    ]);
  });

  it('is put right only if it is not so already, by those who add providers', async () => {
    const answer = await correct(KESTREL, true);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      type: '/problems/state-does-not-allow',
      detail: 'The provider is a sole trader already.',
    });
    const auditor = await book.api.as('auditor');
    const url = `/providers/${await idOf(KESTREL)}/sole-trader`;
    expect((await auditor.post(url, { soleTrader: false })).status).toBe(403);
    const nobody = `/providers/${crypto.randomUUID()}/sole-trader`;
    expect((await book.staff.finance.post(nobody, { soleTrader: true })).status).toBe(404);
    expect((await book.staff.finance.post(url, { soleTrader: 'no' })).status).toBe(422);
  });
});

/** What runs paid to families in some days, whole and of education, read from the ledger's rows. */
async function paidToFamilies(from: string, to: string) {
  const [paid] = await book.api.db.run(
    (tx) => tx.sql<{ of: number; all: string; education: string }[]>`
      select count(distinct c.id)::int as of, sum(x.amount) as all,
        sum(x.amount) filter (where s.source = 'education') as education
      from pay_run_credits c join pay_run_items i on i.credit_id = c.id
      join pay_run_item_shares x on x.item_id = i.id join shares s on s.id = x.share_id
      where c.value_on > ${from}::date and c.value_on <= ${to}::date`,
  );
  return { of: paid!.of, all: money(paid!.all), education: money(paid!.education) };
}

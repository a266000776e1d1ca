import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { ALL_CODES, drawUp, nameCodes } from '../support/general-ledger.ts';
import { ledgerBook, type LedgerBook } from '../support/ledger-book.ts';
import { importLines } from '../support/matching.ts';
import { accept, aNotional, invoice, order, ordersBook } from '../support/orders.ts';
import { aPayable } from '../support/payable.ts';
import { refusalOf } from '../support/refusal.ts';
import { anEntry, postAll } from '../support/shares.ts';
import { council } from '../support/turning-sixteen.ts';
import { returnBook } from '../returns/book.ts';

const checked = async (user: { get: LedgerBook['staff']['finance']['get'] }, through: string) =>
  ok(user.get(`/general-ledger/close-check?through=${through}`), 200);
/** How much of one thing is not done. */
const of = (check: any, what: string): unknown[] => {
  const found = check.items.find((item: any) => item.what === what);
  return [found.done, found.count, found.amount];
};

describe('what is to do before the books are closed', () => {
  let book: LedgerBook;
  beforeAll(async () => {
    book = await ledgerBook();
  });

  it('says of a book in which money has moved what stands open, and where to look', async () => {
    const check = await checked(book.staff.finance, '2026-04-14');
    expect(check).toMatchObject({ through: '2026-04-14', closedThrough: null });
    expect(check.items.map((item: any) => item.what)).toEqual([
      'bank_lines_open',
      'suspense',
      'in_transit',
      'bank_accounts_not_signed_off',
      'pay_runs_not_released',
      'returns_overdue',
      'invoices_to_decide',
      'invoices_in_query',
      'recharges_not_issued',
      'feed_not_drawn_up',
    ]);
    expect(of(check, 'in_transit')).toEqual([false, 1, '769.23']);
    expect(of(check, 'bank_accounts_not_signed_off')).toEqual([false, 1, null]);
    expect(of(check, 'feed_not_drawn_up')).toEqual([false, 4, '5869.59']);
    expect(of(check, 'suspense')).toEqual([true, 0, '0.00']);
    expect(check.open).toBe(3);
    for (const { says } of check.items) expect(says).toMatch(/^[A-Z].*\.$/);
  });

  it('leads to addresses that are there', async () => {
    const { items } = await checked(book.staff.finance, '2026-03-31');
    expect(items.map((item: any) => item.where)).toContain('/year-ends/2025/accruals');
    for (const { where } of items) {
      expect([where, (await book.staff.finance.get(where)).status]).toEqual([where, 200]);
    }
  });

  it('counts what came by the day and no later', async () => {
    const { api, own, staff, bank } = book;
    await postAll(api.db, [
      anEntry('unidentified', '2026-04-13', [[own.suspense, own.bank, '12.34']]),
    ]);
    await importLines(api.db, bank, [
      ['2026-04-02', '-769.23'],
      ['2026-04-13', '12.34'],
      ['2026-04-15', '-1.00'],
    ]);
    const through = (day: string) => checked(staff.finance, day);
    expect(of(await through('2026-04-12'), 'suspense')).toEqual([true, 0, '0.00']);
    expect(of(await through('2026-04-13'), 'suspense')).toEqual([false, 1, '12.34']);
    expect(of(await through('2026-04-12'), 'bank_lines_open')).toEqual([false, 1, '769.23']);
    expect(of(await through('2026-04-13'), 'bank_lines_open')).toEqual([false, 2, '781.57']);
    expect(of(await through('2026-04-01'), 'in_transit')).toEqual([true, 0, '0.00']);
  });

  it('counts a line no more once it is matched', async () => {
    const { items } = (await book.staff.finance.get(`/bank-lines?bankAccount=${book.bank.id}`))
      .body;
    const runs = (await book.staff.finance.get('/pay-runs')).body.items;
    const pair = { lineId: items[0].id, expected: `pay_run:${runs[0].id}`, amount: '769.23' };
    await ok(book.staff.finance.post('/matches', { pairs: [pair] }));
    const check = await checked(book.staff.finance, '2026-04-14');
    expect(of(check, 'bank_lines_open')).toEqual([false, 1, '12.34']);
    expect(of(check, 'in_transit')).toEqual([true, 0, '0.00']);
  });

  it('counts a pay run until it is withdrawn', async () => {
    const { staff, bank } = book;
    const run = await ok(
      staff.finance.post('/pay-runs', { bankAccountId: bank.id, valueOn: '2026-05-01' }),
    );
    book.setToday('2026-05-02');
    const check = () => checked(staff.finance, '2026-05-01');
    expect(of(await check(), 'pay_runs_not_released')).toEqual([false, 1, '769.23']);
    expect(of(await checked(staff.finance, '2026-04-30'), 'pay_runs_not_released')).toEqual([
      true,
      0,
      '0.00',
    ]);
    await ok(staff.approver.post(`/pay-runs/${run.id}/withdrawal`, { reason: 'Late' }), 200);
    expect(of(await check(), 'pay_runs_not_released')).toEqual([true, 0, '0.00']);
  });

  it('counts entries until they are in a feed, and those that come late for it', async () => {
    const { api, own, staff, funders } = book;
    await nameCodes(staff, ALL_CODES(funders));
    await drawUp(staff, '2026-04-30');
    const check = () => checked(staff.finance, '2026-04-30');
    expect(of(await check(), 'feed_not_drawn_up')).toEqual([true, 0, '0.00']);
    await postAll(api.db, [
      anEntry('treasury', '2026-04-20', [[own.treasury, own.bank, '8.00']]),
      anEntry('treasury', '2026-05-01', [[own.treasury, own.bank, '16.00']]),
    ]);
    expect(of(await check(), 'feed_not_drawn_up')).toEqual([false, 1, '8.00']);
  });

  it('refuses a day that has not come, and is for those who answer for the books', async () => {
    const refused = await book.staff.finance.get('/general-ledger/close-check?through=2026-05-03');
    expect(refusalOf(refused)).toEqual([422, 'invalid-request', 'query.through']);
    const missing = await book.staff.finance.get('/general-ledger/close-check');
    expect(refusalOf(missing)).toEqual([422, 'invalid-request', 'query.through']);
    const caseworker = await book.staff.caseworker.get(
      '/general-ledger/close-check?through=2026-04-30',
    );
    expect(caseworker.status).toBe(403);
  });
});

it('counts invoices that are to be decided, and those in query', async () => {
  const book = await ordersBook();
  const placed = await order(book, await aNotional(book, '4625.00'), '10');
  const line = { orderId: placed.id, quantity: '1', rate: '92.50', net: '92.50' };
  const first = await invoice(book, line);
  await invoice(book, { ...line, vat: '18.50' });
  const query = { line: 1, net: '30.00', vat: '0.00', cause: 'rate', note: 'The order says less' };
  book.today = '2026-04-16';
  const check = () => checked(book.staff.finance, '2026-04-16');
  expect(of(await check(), 'invoices_to_decide')).toEqual([false, 2, '203.50']);
  await ok(book.staff.finance.post(`/invoices/${first.id}/queries`, query));
  expect(of(await check(), 'invoices_to_decide')).toEqual([false, 2, '173.50']);
  expect(of(await check(), 'invoices_in_query')).toEqual([false, 1, '30.00']);
  await accept(book, first.id, [{ line: 1, net: '62.50', vat: '0.00' }]);
  expect(of(await check(), 'invoices_to_decide')).toEqual([false, 1, '111.00']);
  expect(of(await checked(book.staff.finance, '2026-04-15'), 'invoices_in_query')).toEqual([
    true,
    0,
    '0.00',
  ]);
});

it('counts returns that are overdue for periods that have ended', async () => {
  const book = await returnBook();
  const terms = { effectiveOn: '2026-03-10', tier: 'standard', every: 'month' };
  await ok(book.staff.finance.post('/return-terms', { pooledAccountId: book.account, ...terms }));
  const late = await ok(book.staff.finance.get('/returns/due?state=late'), 200);
  const last = late.items.at(-1);
  expect(late.items.length).toBeGreaterThan(0);
  expect(of(await checked(book.staff.finance, last.to), 'returns_overdue')).toEqual([
    false,
    late.items.length,
    null,
  ]);
  const [count] = of(await checked(book.staff.finance, '2026-03-09'), 'returns_overdue').slice(1);
  expect(count).toBe(0);
});

it('has what belongs to another year, through 31 March alone', async () => {
  const book = await council();
  await aPayable(book);
  book.on('2027-02-22');
  await book.pay('2027-03-08');
  book.on('2027-04-12');
  const check = await checked(book.staff.finance, '2027-03-31');
  expect(of(check, 'accruals')).toEqual([false, 1, '109.89']);
  const { where } = check.items.find((item: any) => item.what === 'accruals');
  const { totals } = await ok(book.staff.finance.get(where), 200);
  expect(totals.prepayment).toBe('109.89');
  const march30 = await checked(book.staff.finance, '2027-03-30');
  expect(march30.items.map((item: any) => item.what)).not.toContain('accruals');
});

import { beforeAll, describe, expect, it } from 'vitest';
import { report } from '../../reports/surplus.ts';
import { bankLines } from '../support/bank-matching.ts';
import { ok } from '../support/book.ts';
import { postParts } from '../support/line-postings.ts';
import { aPayable } from '../support/payable.ts';
import { columnsOf, lastEntry, readReport } from '../support/read-report.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/**
 * Three families are paid on 2 April: 769.23 of case 1, of 192.31 a week, which is no surplus;
 * 3,000.00 at once, which has no weeks, and of which 100.00 came back and 40.00 is owed to an
 * assistant; and 500.00 of 5,000.00 in ten months, of which eight weeks are 915.03.
 */
let book: Council;
let caseOne: string;
let atOnce: string;
let monthly: string;
let before: string;
beforeAll(async () => {
  book = await council();
  const { staff, api } = book;
  caseOne = await aPayable(book);
  const once = { every: 'once', firstPeriodOn: '2026-04-06', instalments: 1, paid: 'in_advance' };
  atOnce = await aPayable(book, { amount: '3000.00', schedule: once });
  const byMonth = {
    every: 'month',
    firstPeriodOn: '2026-04-06',
    instalments: 10,
    paid: 'in_advance',
  };
  monthly = await aPayable(book, { amount: '5000.00', schedule: byMonth });
  await book.pay('2026-04-02');
  book.on('2026-05-20');
  before = await lastEntry(api.db);
  const lines = await bankLines(book, [['2026-04-20', '100.00', { reference: 'BACK' }]]);
  const part = { to: 'repayment', arrangementId: atOnce, amount: '100.00', split: 'by_held' };
  await ok(postParts(staff.finance, lines[0], [part]));
  await ok(
    staff.finance.post(`/arrangements/${atOnce}/liabilities`, {
      kind: 'wages',
      employee: 'PA1',
      onDay: '2026-05-01',
      dueOn: '2026-05-31',
      amount: '40.00',
      cause: 'became_due',
    }),
  );
});

const read = (asAt: string, through?: string) =>
  readReport(book.api.db, report, through === undefined ? { asAt } : { asAt, through });

describe('the surplus', () => {
  it('is what is held and not owed above so many weeks, with what came back', async () => {
    const rows = await read('2026-05-20');
    const columns = ['arrangement', 'held', 'owed', 'weekly', 'may_keep', 'surplus'];
    expect(columnsOf(rows, ...columns)).toEqual([
      [atOnce, '2900.00', '40.00', '0.00', '0.00', '2860.00'],
    ]);
    expect(columnsOf(rows, 'reclaimed', 'repaid', 'to_return')).toEqual([
      ['100.00', '100.00', '0.00'],
    ]);
  });

  it('grows with what is paid and not spent', async () => {
    await book.pay('2026-08-03');
    const rows = await read('2026-08-05');
    const found = columnsOf(rows, 'arrangement', 'held', 'weekly', 'may_keep', 'surplus');
    // Case 1: 10,000.00 in 364 days, 192.31 a week and 1,538.46 in eight; five payments of 769.23.
    expect(found).toContainEqual([caseOne, '3846.15', '192.31', '1538.46', '2307.69']);
    // By the month: 5,000.00 in the 306 days from 6 April to 5 February, four payments of 500.00.
    expect(found).toContainEqual([monthly, '2000.00', '114.38', '915.03', '1084.97']);
  });

  it('is as at a day, and as was known', async () => {
    expect(columnsOf(await read('2026-04-10'), 'held', 'owed', 'repaid')).toEqual([
      ['3000.00', '0.00', '0.00'],
    ]);
    const unknown = await read('2026-05-20', before);
    expect(columnsOf(unknown, 'held', 'owed', 'repaid')).toEqual([['3000.00', '0.00', '0.00']]);
  });

  it('has nothing repaid that was taken back', async () => {
    const lines = await bankLines(book, [['2026-05-18', '50.00', { reference: 'ERROR' }]]);
    const part = { to: 'repayment', arrangementId: caseOne, amount: '50.00', split: 'by_held' };
    const finance = book.staff.finance;
    const { parts } = await ok(postParts(finance, lines.at(-1), [part]));
    const repaid = async () =>
      (await read('2026-08-05')).find((row) => row['arrangement'] === caseOne)!['repaid'];
    expect(await repaid()).toBe('50.00');
    await ok(finance.post(`/matches/${parts[0].matchId}/undo`, { reason: 'wrong_payment' }));
    expect(await repaid()).toBe('0.00');
  });

  it('is that of each arrangement by itself', async () => {
    const rows = await read('2026-08-05');
    for (const row of rows) {
      const url = `/arrangements/${row['arrangement']!}/money?on=2026-08-05`;
      const one = await ok(book.staff.finance.get(url), 200);
      expect([one.held, one.owed, one.mayKeep, one.above]).toEqual([
        row['held'],
        row['owed'],
        row['may_keep'],
        row['surplus'],
      ]);
    }
  });
});

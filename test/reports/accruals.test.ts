import { beforeAll, describe, expect, it } from 'vitest';
import { report } from '../../reports/accruals.ts';
import { money, sum, toText } from '../../src/money.ts';
import { ok } from '../support/book.ts';
import { aPayable } from '../support/payable.ts';
import { columnsOf, lastEntry, readReport } from '../support/read-report.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/**
 * Two people with case 1 over 2026/27, one paid in advance and one in arrears, and all that was due
 * by 31 March 2027 paid on 8 March: of the thirteenth period, 8 March to 4 April, 659.34 is for the
 * year and 109.89 for the next.
 */
let book: Council;
let inAdvance: string;
let inArrears: string;
let before: string;
beforeAll(async () => {
  book = await council();
  inAdvance = await aPayable(book);
  const schedule = {
    every: '4_weeks',
    firstPeriodOn: '2026-04-06',
    instalments: 13,
    paid: 'in_arrears',
  };
  inArrears = await aPayable(book, { schedule });
  before = await lastEntry(book.api.db);
  book.on('2027-02-22');
  await book.pay('2027-03-08');
  book.on('2027-04-12');
});

const read = (asAt: string, through?: string) =>
  readReport(book.api.db, report, through === undefined ? { asAt } : { asAt, through });

describe('the accruals', () => {
  it('are what is carried over the last 31 March, by funder', async () => {
    const rows = await read('2027-04-12');
    const mine = (id: string) =>
      columnsOf(
        rows.filter((row) => row['arrangement'] === id),
        'sector',
        'amount',
        'prepayment',
        'accrual',
        'in_query',
        'from',
        'to',
      );
    const days = ['2027-03-08', '2027-04-04'];
    expect(mine(inAdvance)).toEqual([
      ['education', '461.54', '65.93', '0.00', '0.00', ...days],
      ['social_care', '307.69', '43.96', '0.00', '0.00', ...days],
    ]);
    expect(mine(inArrears)).toEqual([
      ['education', '461.54', '0.00', '395.61', '0.00', ...days],
      ['social_care', '307.69', '0.00', '263.73', '0.00', ...days],
    ]);
    expect(rows).toHaveLength(4);
    expect(await read('2027-03-31')).toEqual(rows);
  });

  it('are as was known: before anything was paid, all that was due is owed', async () => {
    const rows = await read('2027-04-12', before);
    const total = (name: string) => toText(sum(rows.map((row) => money(row[name]!))));
    // Twice 10,000.00 less what the days of the next year make, 109.89.
    expect([total('prepayment'), total('accrual')]).toEqual(['0.00', '19780.22']);
    expect(await read('2027-03-30')).toEqual([]);
  });

  it('make the totals of the year end', async () => {
    const auditor = book.staff.auditor;
    const { totals } = await ok(auditor.get('/year-ends/2026/accruals'), 200);
    const { rows } = await ok(auditor.get('/reports/accruals'), 200);
    const total = (name: string) => toText(sum(rows.map((row: any) => money(row[name]))));
    expect([total('prepayment'), total('accrual')]).toEqual([totals.prepayment, totals.accrual]);
    expect(totals.prepayment).toBe('109.89');
    const csv = await auditor.get('/reports/accruals', { accept: 'text/csv' });
    expect(csv.text.trimEnd().split('\r\n')).toHaveLength(5);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { aPayable } from '../support/payable.ts';
import { refusalOf } from '../support/refusal.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/**
 * Two people with case 1 over 2026/27, one paid in advance and one in arrears, and all that was due
 * by 31 March 2027 paid on 8 March: of the thirteenth period, 8 March to 4 April, 659.34 is for the
 * year and 109.89 for the next.
 */
let book: Council;
let inAdvance: string;
let inArrears: string;
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
  book.on('2027-02-22');
  await book.pay('2027-03-08');
  book.on('2027-04-12');
});

const accruals = (more = '', year = '2026'): Promise<any> =>
  ok(book.staff.finance.get(`/year-ends/${year}/accruals${more}`), 200);
const csv = async (url: string): Promise<string[]> => {
  const answer = await book.staff.auditor.get(url, { accept: 'text/csv' });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers['content-type']).toContain('text/csv');
  return answer.text.trimEnd().split('\r\n');
};

describe('the accruals of a financial year', () => {
  it('has 109.89 paid for days after it, and 659.34 owed for days of it', async () => {
    const { items, totals, next, year, to } = await accruals();
    expect([year, to, next]).toEqual(['2026/27', '2027-03-31', null]);
    const of = (id: string) => items.find((one: any) => one.arrangementId === id);
    expect(of(inAdvance)).toMatchObject({
      what: 'payment',
      from: '2027-03-08',
      to: '2027-04-04',
      amount: '769.23',
      prepayment: '109.89',
      accrual: '0.00',
      shares: [
        { source: 'education', amount: '461.54', prepayment: '65.93' },
        { source: 'social_care', amount: '307.69', prepayment: '43.96' },
      ],
    });
    expect(of(inArrears)).toMatchObject({ prepayment: '0.00', accrual: '659.34' });
    expect(items).toHaveLength(2);
    expect(totals).toMatchObject({
      payments: 2,
      orders: 0,
      prepayment: '109.89',
      accrual: '659.34',
      inQuery: '0.00',
      sectors: [
        { sector: 'education', prepayment: '65.93', accrual: '395.61' },
        { sector: 'social_care', prepayment: '43.96', accrual: '263.73' },
      ],
    });
  });

  it('ties to the financial years of each arrangement', async () => {
    const { items } = await accruals();
    for (const one of items) {
      const url = `/arrangements/${one.arrangementId}/schedule/financial-years`;
      const years = await ok(book.staff.finance.get(url), 200);
      const own = years.items.find((year: any) => year.year === '2026/27');
      expect([one.prepayment, one.accrual]).toEqual([own.prepayment, own.accrual]);
    }
  });

  it('says before the year began that nothing was paid for it yet', async () => {
    const { totals, items } = await accruals('', '2025');
    expect([items, totals.prepayment, totals.accrual]).toEqual([[], '0.00', '0.00']);
  });

  it('gives the totals with the first page, and each item on one page', async () => {
    const first = await accruals('?limit=1');
    const second = await accruals(`?limit=1&after=${first.next}`);
    expect([first.totals.payments, second.totals, second.next]).toEqual([2, null, null]);
    const ids = [...first.items, ...second.items].map((one: any) => one.arrangementId as string);
    expect(new Set(ids)).toEqual(new Set([inAdvance, inArrears]));
  });

  it('is the same as CSV, one share a line', async () => {
    const lines = await csv('/year-ends/2026/accruals');
    expect(lines[0]).toBe(
      'what,id,arrangement,person,kind,from,to,paid_on,sector,funder,amount,prepayment,accrual,in_query',
    );
    expect(lines).toHaveLength(5);
    const mine = lines.filter((one) => one.includes(inAdvance));
    expect(mine.map((one) => one.split(',').slice(-4).join(','))).toEqual([
      '461.54,65.93,0.00,0.00',
      '307.69,43.96,0.00,0.00',
    ]);
  });
});

describe('the reversals of a financial year', () => {
  it('take back on 1 April by funder what was taken into the year', async () => {
    const { items } = await ok(book.staff.approver.get('/year-ends/2026/reversals'), 200);
    const rows = items.map((one: any) => [
      one.on,
      one.what,
      one.sector,
      one.atYearEnd,
      one.reversal,
    ]);
    expect(rows).toEqual([
      ['2027-04-01', 'prepayment', 'education', '-65.93', '65.93'],
      ['2027-04-01', 'accrual', 'education', '395.61', '-395.61'],
      ['2027-04-01', 'prepayment', 'social_care', '-43.96', '43.96'],
      ['2027-04-01', 'accrual', 'social_care', '263.73', '-263.73'],
    ]);
    const lines = await csv('/year-ends/2026/reversals?excel=1');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe('\uFEFFon,what,sector,funderId,funder,atYearEnd,reversal');
  });
});

describe('who asks for a year end', () => {
  it.each(['0', '1999', '2100', '2026/27', 'x'])('is refused the year %s', async (year) => {
    const answer = await book.staff.finance.get(`/year-ends/${encodeURIComponent(year)}/accruals`);
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'path.year']);
  });

  it.each(['payment', 'order:1', "payment:' or true"])(
    'is refused the cursor %s',
    async (after) => {
      const url = `/year-ends/2026/accruals?after=${encodeURIComponent(after)}`;
      expect(refusalOf(await book.staff.finance.get(url))).toEqual([
        422,
        'invalid-request',
        'query.after',
      ]);
    },
  );

  it.each(['caseworker', 'panel', 'administrator'] as const)('is not the %s', async (who) => {
    const answer = await book.staff[who].get('/year-ends/2026/accruals');
    expect(refusalOf(answer)).toEqual([403, 'not-allowed']);
  });
});

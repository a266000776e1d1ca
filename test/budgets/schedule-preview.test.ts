import { beforeAll, describe, expect, it } from 'vitest';
import { caseOne, ok } from '../support/book.ts';
import { amounts, caseBook, item, once, type CaseBook } from '../support/case-book.ts';
import { refusalOf } from '../support/refusal.ts';
import { weeklyTerms } from '../support/terms.ts';

/** The whole schedule of an arrangement before anything is agreed, with split, dates and years. */
let book: CaseBook;
beforeAll(async () => {
  book = await caseBook();
});

const post = (path: string, body: object) =>
  book.staff.caseworker.post(`/budgets/${book.budget}/arrangements${path}`, body);
const preview = (body: object) => ok(post('/preview', body), 200);
const kept = async (): Promise<number> => {
  const { staff, budget } = book;
  return (await ok(staff.caseworker.get(`/budgets/${budget}/arrangements`), 200)).items.length;
};

describe('a preview of case 1', () => {
  it('shows every payment with its period, its dates and their years, its amount and its split', async () => {
    const { entitlement, ...head } = await preview(caseOne(book.person, book.funders));
    expect(head).toEqual({
      kind: 'direct',
      amount: '10000.00',
      weekly: null,
      weeksInYear: null,
      remainder: 'cumulative',
      agreedTotal: '10000.00',
      warnings: [],
    });
    const { payments } = entitlement;
    expect(amounts(payments)).toEqual(
      Array.from({ length: 13 }, (_, n) => (n === 6 ? '769.24' : '769.23')),
    );
    expect(payments[0]).toEqual({
      number: 1,
      from: '2026-04-06',
      to: '2026-05-03',
      valueOn: '2026-04-02',
      paidIn: '2026/27',
      inputOn: '2026-03-31',
      submittedIn: '2025/26',
      amount: '769.23',
      parts: [
        { source: 'education', funder: 'High needs block', amount: '461.54' },
        { source: 'social_care', funder: "Children's social care", amount: '307.69' },
      ],
      lines: [{ what: 'period', from: '2026-04-06', to: '2026-05-03', amount: '769.23' }],
    });
    expect(payments[2].parts.map((part: any) => part.amount)).toEqual(['461.53', '307.70']);
    expect(entitlement).toMatchObject({
      total: '10000.00',
      totals: [
        { source: 'education', amount: '6000.00' },
        { source: 'social_care', amount: '4000.00' },
      ],
      bySector: [
        { sector: 'education', amount: '6000.00' },
        { sector: 'social_care', amount: '4000.00' },
      ],
      contributions: [],
    });
  });

  it('shows what each financial year has due, paid and submitted, and what is paid for the next', async () => {
    const { entitlement } = await preview(caseOne(book.person, book.funders));
    expect(entitlement.byFinancialYear).toEqual([
      {
        year: '2025/26',
        from: '2025-04-01',
        to: '2026-03-31',
        due: '0.00',
        paid: '0.00',
        submitted: '769.23',
        prepayment: '0.00',
        accrual: '0.00',
      },
      {
        year: '2026/27',
        from: '2026-04-01',
        to: '2027-03-31',
        due: '9890.11',
        paid: '10000.00',
        submitted: '9230.77',
        prepayment: '109.89',
        accrual: '0.00',
      },
      {
        year: '2027/28',
        from: '2027-04-01',
        to: '2028-03-31',
        due: '109.89',
        paid: '0.00',
        submitted: '0.00',
        prepayment: '0.00',
        accrual: '0.00',
      },
    ]);
  });

  it('keeps nothing, and is what is scheduled when it is proposed and agreed', async () => {
    const { staff, schedule } = book;
    const before = await kept();
    const body = caseOne(book.person, book.funders, {
      schedule: { ...caseOne(book.person, book.funders).schedule, remainder: 'last' },
    });
    const { entitlement } = await preview(body);
    expect(await kept()).toBe(before);
    const { id } = await ok(post('', body));
    const years = `/arrangements/${id}/schedule/financial-years`;
    expect((await ok(staff.finance.get(years), 200)).items).toEqual([]);
    await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    const rows = (await schedule(id)).map((row) => ({
      number: row.number,
      from: row.periodFrom,
      to: row.periodTo,
      valueOn: row.valueOn,
      paidIn: row.paidIn,
      inputOn: row.inputOn,
      submittedIn: row.submittedIn,
      amount: row.amount,
      parts: row.shares,
      lines: row.lines.map(({ periodFrom: from, periodTo: to, ...line }: any) => ({
        ...line,
        from,
        to,
      })),
    }));
    expect(rows).toEqual(entitlement.payments);
    expect(await book.entitlement(id)).toEqual(entitlement);
    expect((await ok(staff.finance.get(years), 200)).items).toEqual(entitlement.byFinancialYear);
  });
});

describe('a preview', () => {
  it('shows contributions due period by period, and over the whole schedule', async () => {
    const { entitlement } = await preview(
      weeklyTerms(book.person, book.funders.social_care, '350.00', '2026-04-06', {
        contribution: { weekly: '42.37', paid: 'net' },
        topUp: { weekly: '5.00' },
      }),
    );
    expect(entitlement.due[0]).toMatchObject({
      gross: '1400.00',
      amount: '1230.52',
      contributions: [
        { source: 'contribution', amount: '169.48' },
        { source: 'top_up', amount: '20.00' },
      ],
    });
    expect(entitlement.contributions).toEqual([
      { source: 'contribution', funder: null, amount: '2203.24' },
      { source: 'top_up', funder: null, amount: '260.00' },
    ]);
    expect(entitlement.total).toBe('15996.76');
    const [year] = entitlement.byFinancialYear.filter((one: any) => one.year === '2026/27');
    expect(year.due).toBe('15820.97');
  });

  it('of a notional arrangement has no payments and no years', async () => {
    const { person, funders, provision } = book;
    const body = caseOne(person, funders, {
      kind: 'notional',
      payeeId: undefined,
      amount: '3607.50',
      schedule: once,
      items: [item({ provisionItemId: provision.F, times: '40' })],
    });
    const { entitlement, warnings } = await preview(body);
    expect(entitlement).toMatchObject({ total: '3607.50', payments: [], byFinancialYear: [] });
    expect(warnings.map((one: any) => one.code)).toEqual(['below_cost_basis']);
  });

  it('refuses what a proposal refuses', async () => {
    const { person, funders } = book;
    const wrong = [
      { shares: [{ funderId: funders.education, fraction: '1/2' }] },
      { effectiveOn: '2026-03-31' },
      { payeeId: undefined },
      { schedule: { ...caseOne(person, funders).schedule, firstPeriodOn: '2028-12-01' } },
      { schedule: { ...caseOne(person, funders).schedule, remainder: 'middle' } },
    ];
    for (const one of wrong) {
      const [looked, proposed] = await Promise.all(
        ['/preview', ''].map((path) => post(path, caseOne(person, funders, one))),
      );
      expect(looked!.status).toBe(422);
      expect(refusalOf(looked!)).toEqual(refusalOf(proposed!));
    }
  });

  it('is for those who propose, decide and pay', async () => {
    const { staff, budget, person, funders } = book;
    const url = `/budgets/${budget}/arrangements/preview`;
    const body = caseOne(person, funders);
    for (const user of [staff.panel, staff.finance, staff.approver]) {
      expect((await user.post(url, body)).status).toBe(200);
    }
    expect((await staff.auditor.post(url, body)).status).toBe(403);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { report } from '../../reports/contributions.ts';
import { addBudget, addPerson, ok } from '../support/book.ts';
import { caseBook, type CaseBook } from '../support/case-book.ts';
import { columnsOf, lastEntry, readReport } from '../support/read-report.ts';
import { aBankAccount } from '../support/released-run.ts';
import { agreed, weeklyTerms } from '../support/terms.ts';

/** 10 pounds a week net, 20 gross, 30 net and 40 net, from 6 April; some of it came. */
let book: CaseBook;
const ids: string[] = [];
let before: string;
beforeAll(async () => {
  book = await caseBook('2026-06-15');
  const { staff, funders, api } = book;
  for (const n of [1, 2, 3, 4]) {
    const person = await addPerson(staff);
    const budget = await addBudget(staff, person);
    const contribution = { weekly: `${n}0.00`, paid: n === 2 ? 'gross' : 'net' };
    const terms = weeklyTerms(person, funders.social_care, '350.00', '2026-04-06', {
      contribution,
    });
    ids.push(await agreed(staff, budget, terms));
  }
  const bankAccountId = (await aBankAccount(api.db)).id;
  const came = (n: number, amount: string, more: object) =>
    staff.finance.post(`/arrangements/${ids[n - 1]}/contributions`, {
      source: 'contribution',
      receivedOn: '2026-05-01',
      amount,
      reference: `SO ${n}`,
      ...more,
    });
  await ok(staff.finance.post('/contribution-charges', { upTo: '2026-05-31' }));
  before = await lastEntry(api.db);
  await ok(came(1, '100.00', { paidInto: 'holder' }));
  await ok(came(2, '50.00', { paidInto: 'authority', bankAccountId }));
  await ok(came(4, '200.00', { paidInto: 'holder' }));
});

const read = (asAt: string, through?: string) =>
  readReport(book.api.db, report, through === undefined ? { asAt } : { asAt, through });
const inOrder = (rows: (string | null)[][]) =>
  rows.map(([id, ...row]) => [ids.indexOf(id!) + 1, ...row]);

describe('contributions', () => {
  it('says what is charged, due, received and in arrears, and since when', async () => {
    const rows = await read('2026-05-31');
    const columns = ['paid', 'charged', 'due', 'received', 'arrears', 'credit', 'oldest_unpaid'];
    expect(inOrder(columnsOf(rows, 'arrangement', ...columns))).toEqual([
      [1, 'net', '0.00', '80.00', '100.00', '0.00', '20.00', null],
      [2, 'gross', '160.00', '160.00', '50.00', '110.00', '0.00', '2026-04-06'],
      [3, 'net', '0.00', '240.00', '0.00', '240.00', '0.00', '2026-04-06'],
      [4, 'net', '0.00', '320.00', '200.00', '120.00', '0.00', '2026-05-04'],
    ]);
  });

  it('ages arrears by the last day of each period', async () => {
    const rows = await read('2026-06-01');
    const ages = ['arrears_to_28_days', 'arrears_to_56_days', 'arrears_over_56_days'];
    // The first period, of 120.00, ended on 3 May; one day of the third is due, 4.29.
    expect(columnsOf(rows, ...ages)[2]).toEqual(['124.29', '120.00', '0.00']);
    expect(columnsOf(await read('2026-06-29'), ...ages)[2]![2]).toBe('120.00');
  });

  it('counts what came by a day, and what was known', async () => {
    expect(columnsOf(await read('2026-04-30'), 'received')).toEqual(ids.map(() => ['0.00']));
    const unknown = await read('2026-05-31', before);
    expect(columnsOf(unknown, 'arrears')).toEqual([['80.00'], ['160.00'], ['240.00'], ['320.00']]);
    expect(await read('2026-05-31', '1')).toEqual([]);
  });

  it('ties to the accounts of contributions due', async () => {
    const { rows } = await ok(
      book.staff.auditor.get('/reports/trial-balance?asAt=2026-05-31'),
      200,
    );
    const due = rows.find((row: any) => row.class === 'contribution_due/contribution');
    // 160.00 charged, for two periods, less the 50.00 that came.
    expect(due.balance).toBe('110.00');
  });
});

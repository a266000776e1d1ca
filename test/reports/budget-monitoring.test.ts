import { beforeAll, describe, expect, it } from 'vitest';
import { money, sum, toText } from '../../src/money.ts';
import { report } from '../../reports/budget-monitoring.ts';
import { report as people } from '../../reports/budget-monitoring-people.ts';
import { addBudget, addPerson, ok } from '../support/book.ts';
import { aPayable } from '../support/payable.ts';
import { columnsOf, lastEntry, readReport } from '../support/read-report.ts';
import { agreed } from '../support/terms.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/**
 * Case 1, of which the first payment is made, 461.54 and 307.69, and 100.00 of it is spent, by three
 * fifths and two; and 1,300.00 of health in 13 payments, the last of which is due on 2 April 2027.
 */
let book: Council;
let caseOne: string;
let health: string;
let before: string;
beforeAll(async () => {
  book = await council();
  const { staff, funders, api } = book;
  caseOne = await aPayable(book);
  const person = await addPerson(staff);
  health = await agreed(staff, await addBudget(staff, person, '2027-05-31'), {
    kind: 'direct',
    purpose: 'Physiotherapy',
    payeeId: person.payeeId,
    amount: '1300.00',
    effectiveOn: '2026-05-04',
    shares: [{ funderId: funders.health, fraction: '1/1' }],
    schedule: {
      every: '4_weeks',
      firstPeriodOn: '2026-05-04',
      instalments: 13,
      paid: 'in_advance',
    },
    reason: 'Agreed at panel',
  });
  await book.pay('2026-04-02');
  before = await lastEntry(api.db);
  book.on('2026-06-15');
  await ok(
    staff.finance.post(`/arrangements/${caseOne}/spending`, {
      spentOn: '2026-04-10',
      amount: '100.00',
      category: 'support',
      description: 'Tutor',
    }),
  );
});

const FIGURES = ['agreed', 'available', 'committed', 'drawn', 'spent', 'held', 'to_come'];
const read = (asAt: string, through?: string) =>
  readReport(book.api.db, report, through === undefined ? { asAt } : { asAt, through });

describe('budget monitoring', () => {
  it('says what is agreed, paid, still to pay and forecast, by funder and kind', async () => {
    const rows = await read('2026-06-15');
    expect(columnsOf(rows, 'sector', 'kind', 'arrangements', ...FIGURES)).toEqual([
      [
        'education',
        'direct',
        '1',
        '6000.00',
        '0.00',
        '5538.46',
        '461.54',
        '60.00',
        '401.54',
        '5538.46',
      ],
      ['health', 'direct', '1', '1300.00', '0.00', '1300.00', '0.00', '0.00', '0.00', '1200.00'],
      [
        'social_care',
        'direct',
        '1',
        '4000.00',
        '0.00',
        '3692.31',
        '307.69',
        '40.00',
        '267.69',
        '3692.31',
      ],
    ]);
    expect(columnsOf(rows, 'year')).toEqual([['2026/27'], ['2026/27'], ['2026/27']]);
    expect(columnsOf(rows, 'forecast', 'left_over')).toEqual([
      ['6000.00', '0.00'],
      ['1200.00', '100.00'],
      ['4000.00', '0.00'],
    ]);
  });

  it('counts what had taken effect on a day, and what was known', async () => {
    const early = await read('2026-04-09');
    expect(columnsOf(early, 'sector', 'drawn', 'spent', 'held')).toEqual([
      ['education', '461.54', '0.00', '461.54'],
      ['social_care', '307.69', '0.00', '307.69'],
    ]);
    const unknown = await read('2026-06-15', before);
    expect(columnsOf(unknown, 'spent')).toEqual([['0.00'], ['0.00'], ['0.00']]);
  });

  it('counts the next year as to come once that year has begun', async () => {
    const rows = await read('2027-04-01');
    expect(columnsOf(rows, 'sector', 'to_come')[1]).toEqual(['health', '1300.00']);
  });

  it('is drawn in full by what became of it, and ties to the trial balance', async () => {
    book.on('2026-06-15');
    const { rows } = await ok(book.staff.auditor.get('/reports/budget-monitoring'), 200);
    const trial = await ok(book.staff.auditor.get('/reports/trial-balance'), 200);
    for (const row of rows) {
      const became = ['held', 'to_return', 'recoverable', 'written_off', 'spent'];
      expect(toText(sum(became.map((name) => money(row[name]))))).toBe(row.drawn);
      for (const kind of ['available', 'committed', 'drawn', 'held', 'spent']) {
        const name = `${kind}/${row.kind}/${row.sector}`;
        const found = trial.rows.find((one: any) => one.class === name)?.balance ?? '0.00';
        expect(`${name} ${row[kind]}`).toBe(`${name} ${found}`);
      }
    }
  });

  it('may be read by a commissioner, who sees the same', async () => {
    const commissioner = await book.api.as('commissioner');
    const { rows } = await ok(commissioner.get('/reports/budget-monitoring'), 200);
    expect(rows).toEqual(await read('2026-06-15'));
  });
});

describe('budget monitoring by arrangement', () => {
  it('has the same, by person', async () => {
    const rows = await readReport(book.api.db, people, { asAt: '2026-06-15' });
    expect(columnsOf(rows, 'arrangement', 'sector', 'drawn', 'forecast')).toEqual([
      [caseOne, 'education', '461.54', '6000.00'],
      [caseOne, 'social_care', '307.69', '4000.00'],
      [health, 'health', '0.00', '1200.00'],
    ]);
  });
  it('is not for commissioners', async () => {
    const commissioner = await book.api.as('commissioner');
    expect((await commissioner.get('/reports/budget-monitoring-people')).status).toBe(404);
  });
});

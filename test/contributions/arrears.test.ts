import { beforeAll, describe, expect, it } from 'vitest';
import { caseBook, type CaseBook } from '../support/case-book.ts';
import { addBudget, addPerson, ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { agreed, weeklyTerms } from '../support/terms.ts';

/** Who is in arrears: everybody's, in order, page by page, with what they come to. */
let book: CaseBook;
const ids: string[] = [];
beforeAll(async () => {
  book = await caseBook('2026-06-15');
  // 10, 20, 30 and 40 pounds a week; the last has paid for the first of its periods.
  for (const n of [1, 2, 3, 4]) {
    const person = await addPerson(book.staff);
    const budget = await addBudget(book.staff, person);
    const terms = weeklyTerms(person, book.funders.social_care, '350.00', '2026-04-06', {
      contribution: { weekly: `${n}0.00`, paid: n === 2 ? 'gross' : 'net' },
    });
    ids.push(await agreed(book.staff, budget, terms));
  }
  await ok(
    book.staff.finance.post(`/arrangements/${ids[3]}/contributions`, {
      source: 'contribution',
      receivedOn: '2026-05-01',
      amount: '200.00',
      reference: 'SO',
      paidInto: 'holder',
    }),
  );
});

const listed = (query: string) =>
  ok(book.staff.finance.get(`/contributions/arrears?${query}`), 200);
const inOrder = (rows: any[]) =>
  rows.map((row) => [ids.indexOf(row.arrangementId) + 1, row.arrears, row.since]);

describe('arrears', () => {
  it('are listed with the largest first, and what all come to', async () => {
    const { items, totals, on, next } = await listed('on=2026-05-31');
    expect(inOrder(items)).toEqual([
      [3, '240.00', '2026-04-06'],
      [2, '160.00', '2026-04-06'],
      [4, '120.00', '2026-05-04'],
      [1, '80.00', '2026-04-06'],
    ]);
    expect(items[2]).toMatchObject({
      paid: 'net',
      due: '320.00',
      received: '200.00',
      ageing: { to28: '120.00', to56: '0.00', over56: '0.00' },
    });
    expect(items[0].ageing).toEqual({ to28: '240.00', to56: '0.00', over56: '0.00' });
    expect({ totals, on, next }).toEqual({
      totals: {
        contributions: 4,
        arrears: '600.00',
        ageing: { to28: '600.00', to56: '0.00', over56: '0.00' },
      },
      on: '2026-05-31',
      next: null,
    });
  });

  it('age by the last day of each period', async () => {
    const { totals } = await listed('on=2026-06-01');
    expect(totals.ageing).toEqual({ to28: '374.29', to56: '240.00', over56: '0.00' });
    const later = await listed('on=2026-06-29');
    expect(later.totals.ageing.over56).toBe('240.00');
  });

  it('are listed with the oldest first', async () => {
    const { items } = await listed('on=2026-05-31&order=oldest');
    expect(items.map((row: any) => row.since)).toEqual([
      '2026-04-06',
      '2026-04-06',
      '2026-04-06',
      '2026-05-04',
    ]);
  });

  it.each(['largest', 'oldest'])('are given page by page, %s first', async (order) => {
    const whole = await listed(`on=2026-05-31&order=${order}`);
    const found: any[] = [];
    let next: string | null = '';
    while (next !== null) {
      const after: string = next === '' ? '' : `&after=${next}`;
      const page = await listed(`on=2026-05-31&order=${order}&limit=1${after}`);
      expect(page.totals).toEqual(whole.totals);
      found.push(...page.items);
      ({ next } = page);
    }
    expect(found).toEqual(whole.items);
  });

  it('are none before anything is due', async () => {
    const { items, totals } = await listed('on=2026-04-05');
    expect(items).toEqual([]);
    expect(totals).toMatchObject({ contributions: 0, arrears: '0.00' });
  });

  it('know no page of another order', async () => {
    const { next } = await listed('on=2026-05-31&order=oldest&limit=1');
    const answer = await book.staff.finance.get(`/contributions/arrears?after=${next}`);
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'query.after']);
    const made = await book.staff.finance.get(
      '/contributions/arrears?order=oldest&after=2026-02-30',
    );
    expect(refusalOf(made)).toEqual([422, 'invalid-request', 'query.after']);
  });
});

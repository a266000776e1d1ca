import { beforeAll, describe, expect, it } from 'vitest';
import { amounts, caseBook, type CaseBook } from '../support/case-book.ts';
import { caseOne, ok } from '../support/book.ts';
import { agreed, weeklyTerms } from '../support/terms.ts';

/** Cases 9 and 10 of the worked cases through the API, to the penny and to the day. */
let staff: CaseBook['staff'];
let funders: CaseBook['funders'];
let person: CaseBook['person'];
let budget: string;
let schedule: CaseBook['schedule'];
let shown: CaseBook['shown'];
beforeAll(async () => {
  ({ staff, funders, person, budget, schedule, shown } = await caseBook());
});

describe('case 9: the terms end in the middle of a paid period', () => {
  it('is due for the days before, and what falls away is freed', async () => {
    const id = await agreed(staff, budget, caseOne(person, funders));
    const end = await ok(
      staff.caseworker.post(`/arrangements/${id}/versions`, {
        follows: 1,
        effectiveOn: '2026-10-14',
        reason: 'Moves to another authority',
        end: true,
        withoutNotice: 'moved',
      }),
    );
    // Six periods of 769.23 and 23 of the 28 days of the seventh, of 769.24.
    expect(end).toMatchObject({ change: 'end', amount: '0.00', agreedTotal: '5247.26' });
    await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    const rows = await schedule(id);
    expect(rows).toHaveLength(7);
    expect(rows[6]).toMatchObject({ number: 7, amount: '631.88' });
    expect(amounts((await shown(id)).shares)).toEqual(['3148.36', '2098.90']);
    const after = await staff.caseworker.post(`/arrangements/${id}/versions`, {
      follows: 2,
      effectiveOn: '2026-11-01',
      reason: 'Came back',
      amount: '100.00',
    });
    expect([after.status, after.body.state]).toEqual([409, 'ended']);
  });
});

describe('case 10: a termly education payment', () => {
  it('is paid by the weeks of each term', async () => {
    const year = await ok(
      staff.caseworker.post('/budgets', {
        beneficiaryId: person.id,
        planId: person.planId,
        startsOn: '2026-09-01',
        endsOn: '2027-08-31',
      }),
    );
    const terms = [
      { from: '2026-09-07', to: '2026-12-18', weeks: 14 },
      { from: '2027-01-05', to: '2027-03-26', weeks: 12 },
      { from: '2027-04-13', to: '2027-07-21', weeks: 13 },
    ];
    const id = await agreed(staff, year.id, {
      ...weeklyTerms(person, funders.education, '180.00', '2026-09-07'),
      schedule: {
        every: 'term',
        firstPeriodOn: '2026-09-07',
        instalments: 3,
        terms,
        paid: 'in_advance',
      },
    });
    const rows = await schedule(id);
    expect(amounts(rows)).toEqual(['2520.00', '2160.00', '2340.00']);
    expect(rows.map((row) => row.periodFrom)).toEqual(terms.map((term) => term.from));
    expect((await shown(id)).agreement).toMatchObject({
      amount: '7020.00',
      weekly: '180.00',
      terms,
    });
  });
});

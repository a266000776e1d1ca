import { beforeAll, describe, expect, it } from 'vitest';
import { caseBook, type CaseBook } from '../support/case-book.ts';
import { ok } from '../support/book.ts';
import { agreed, weeklyTerms } from '../support/terms.ts';

/** Changes that cannot be: by two people at once, and into a closed period. */
let api: CaseBook['api'];
let staff: CaseBook['staff'];
let funders: CaseBook['funders'];
let person: CaseBook['person'];
let budget: string;
let schedule: CaseBook['schedule'];
beforeAll(async () => {
  ({ api, staff, funders, person, budget, schedule } = await caseBook('2026-08-20'));
});

describe('two people who change the same terms', () => {
  it('come one after the other: the second is told and sees the first', async () => {
    const id = await agreed(
      staff,
      budget,
      weeklyTerms(person, funders.education, '100.00', '2026-09-21', {
        schedule: {
          every: '4_weeks',
          firstPeriodOn: '2026-09-21',
          instalments: 6,
          paid: 'in_advance',
        },
      }),
    );
    const other = await api.as('caseworker', { sub: 'another-caseworker' });
    const change = { follows: 1, effectiveOn: '2026-10-19', reason: 'Review' };
    const answers = await Promise.all([
      staff.caseworker.post(`/arrangements/${id}/versions`, { ...change, weekly: '110.00' }),
      other.post(`/arrangements/${id}/versions`, { ...change, weekly: '120.00' }),
    ]);
    const [first, second] = answers.toSorted((a, b) => a.status - b.status);
    expect([first!.status, second!.status]).toEqual([201, 409]);
    expect(second!.body).toMatchObject({
      type: '/problems/version-conflict',
      first: {
        version: 2,
        state: 'proposed',
        effectiveOn: '2026-10-19',
        amount: first!.body.amount,
      },
    });
    await ok(staff.panel.post(`/arrangements/${id}/refusal`, { reasons: 'Not needed' }), 200);
    const versions = (await ok(staff.panel.get(`/arrangements/${id}/versions`), 200)).items;
    expect(versions.map((one: any) => one.state)).toEqual(['agreed', 'refused']);
    const late = await staff.caseworker.post(`/arrangements/${id}/versions`, {
      ...change,
      weekly: '130.00',
    });
    expect(late.body).toMatchObject({
      type: '/problems/version-conflict',
      first: { state: 'refused' },
    });
    await ok(
      staff.caseworker.post(`/arrangements/${id}/versions`, {
        ...change,
        follows: 2,
        weekly: '130.00',
      }),
    );
    await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    expect((await schedule(id)).map((row) => row.amount)).toEqual([
      '400.00',
      ...Array(5).fill('520.00'),
    ]);
  });
});

describe('an effective date in a closed period', () => {
  it('is refused, with the first open day and what to do about the days before', async () => {
    const id = await agreed(
      staff,
      budget,
      weeklyTerms(person, funders.education, '10.00', '2026-05-04', {
        schedule: {
          every: '4_weeks',
          firstPeriodOn: '2026-05-04',
          instalments: 12,
          paid: 'in_advance',
        },
      }),
    );
    await ok(
      staff.finance.post('/period-closings', { closedThrough: '2026-07-31', reason: 'July' }),
    );
    const late = await staff.caseworker.post(`/arrangements/${id}/versions`, {
      follows: 1,
      effectiveOn: '2026-06-29',
      reason: 'Review',
      weekly: '20.00',
    });
    // Five weeks less two days, at 10.00 a week more.
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({
      type: '/problems/period-closed',
      firstOpen: '2026-08-01',
      difference: '47.14',
    });
    expect(late.body.detail).toContain('one-off arrangement');
    const early = await staff.caseworker.post(`/budgets/${budget}/arrangements`, {
      ...weeklyTerms(person, funders.education, '10.00', '2026-06-29'),
    });
    expect([early.status, early.body.firstOpen]).toEqual([409, '2026-08-01']);
  });
});

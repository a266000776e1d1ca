import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { caseBook, type CaseBook } from '../support/case-book.ts';

/** A budget that answers a request is agreed by the funders that agreed to the request. */
let book: CaseBook;
let requestId: string;
beforeAll(async () => {
  book = await caseBook();
  const { staff, person, funders } = book;
  const request = await ok(
    staff.caseworker.post(`/beneficiaries/${person.id}/requests`, {
      planId: person.planId,
      madeOn: '2026-02-20',
      madeBy: 'parent',
      stage: 'review',
      wants: 'direct_payment',
      wishes: 'To choose the tutor.',
      funderIds: [funders.education, funders.social_care],
    }),
  );
  requestId = request.id;
});

const budgetFor = () => {
  const { staff, person } = book;
  return staff.caseworker.post('/budgets', {
    beneficiaryId: person.id,
    planId: person.planId,
    requestId,
    startsOn: '2026-04-01',
    endsOn: '2027-04-04',
  });
};
const decide = (funderId: string, amount: string) =>
  ok(
    book.staff.panel.post(`/requests/${requestId}/decisions`, {
      funderId,
      outcome: 'agreed',
      amount,
      toldOn: '2026-03-02',
      reasons: 'It is what the plan needs.',
    }),
  );

describe('a budget that answers a request', () => {
  it('waits until a funder has agreed, and its shares until theirs has', async () => {
    const { staff, funders, person } = book;
    const early = await budgetFor();
    expect([early.status, early.body.type]).toEqual([409, '/problems/funder-has-not-agreed']);
    await decide(funders.education, '5000.00');
    const budget = await ok(budgetFor());
    expect(budget.requestId).toBe(requestId);
    const { id } = await ok(
      staff.caseworker.post(`/budgets/${budget.id}/arrangements`, {
        kind: 'direct',
        purpose: 'Tutor and short breaks',
        payeeId: person.payeeId,
        amount: '10000.00',
        effectiveOn: '2026-04-06',
        shares: [
          { funderId: funders.education, fraction: '3/5' },
          { funderId: funders.social_care, fraction: '2/5' },
        ],
        schedule: {
          every: '4_weeks',
          firstPeriodOn: '2026-04-06',
          instalments: 13,
          paid: 'in_advance',
        },
        reason: 'Panel of 2 March',
      }),
    );
    const refused = await staff.approver.post(`/arrangements/${id}/agreement`);
    expect([refused.status, refused.body.funders]).toEqual([409, [funders.social_care]]);
    await decide(funders.social_care, '4000.00');
    const shown = await ok(staff.approver.post(`/arrangements/${id}/agreement`), 200);
    expect(shown.agreement.state).toBe('agreed');
    // A lawful increase is never blocked by what was decided before: it is pointed out.
    expect(shown.agreement.warnings).toEqual([
      {
        code: 'above_what_the_funder_agreed',
        message:
          'High needs block agreed to 5000.00 on the request, and its share here is 6000.00.',
      },
    ]);
  });
});

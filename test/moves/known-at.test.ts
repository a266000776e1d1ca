import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { addMover, agreeLatest, moveOut, payAll, type Mover } from '../support/moving.ts';
import { testSealer } from '../support/sealing.ts';
import { asked, refusal } from '../requests/asked.ts';
import { council, documents, putDocuments, type Council } from '../support/turning-sixteen.ts';

/** The pack as it was known at a moment: what comes to be known later changes nothing of it. */
const sealer = testSealer();
let book: Council;
let mover: Mover;
let move: { id: string };
let refused: { id: string };
beforeAll(async () => {
  book = await council();
  sealer.start(book.api.db);
  mover = await addMover(book);
  refused = await refuse();
  await payAll(book, 6);
  move = await ok(book.staff.caseworker.post(`/budgets/${mover.budget}/moves`, announced()));
});

/** A request of the person that health refused. @returns the decision */
async function refuse(): Promise<{ id: string }> {
  const { caseworker, panel } = book.staff;
  const funderId = book.funders.health;
  const { id } = await ok(
    caseworker.post(`/beneficiaries/${mover.person.id}/requests`, {
      planId: mover.person.planId,
      madeOn: '2026-01-12',
      madeBy: 'parent',
      stage: 'review',
      wants: 'direct_payment',
      wishes: 'Therapy at home.',
      funderIds: [funderId],
    }),
  );
  const toldOn = '2026-03-30';
  return ok(panel.post(`/requests/${id}/decisions`, refusal(funderId, { toldOn })));
}

/** P6 was paid on 24 August; the move was heard of on 17 August. */
const announced = () => moveOut({ learntOn: '2026-08-17' });

async function now(): Promise<string> {
  await sealer.sealNow();
  const [row] = await book.api.db.run(
    (tx) => tx.sql<{ now: string }[]>`select clock_timestamp()::text as now`,
  );
  return Temporal.Instant.from(row!.now.replace(' ', 'T')).toString();
}

const pack = (query = '') => ok(book.staff.auditor.get(`/moves/${move.id}/pack${query}`), 200);
const knownAt = (moment: string) => pack(`?knownAt=${encodeURIComponent(moment)}`);

describe('the pack as known at a moment', () => {
  it('does not know what was paid, agreed, reviewed and put on file since', async () => {
    const then = await now();
    const before = await pack();
    await payAll(book, 7, 7);
    await agreeLatest(book, mover.arrangement);
    const [document] = documents(['education'], '2026-01-05', [['setting_agreement', 'setting']]);
    await putDocuments(book, mover.arrangement, [document!]);
    await ok(
      book.staff.caseworker.post(`/arrangements/${mover.arrangement}/reviews`, {
        sectors: ['education'],
        heldOn: '2026-06-24',
        why: 'plan_review',
        outcome: 'no_change',
        findings: 'It works well.',
      }),
    );
    const review = asked({ askedOn: '2026-04-20' });
    await ok(book.staff.caseworker.post(`/decisions/${refused.id}/review`, review));
    const later = await now();
    const after = await pack();

    expect(await knownAt(then)).toEqual({ ...before, knownAt: then });
    expect(await knownAt(later)).toEqual({ ...after, knownAt: later });
    expect(before.totals).toMatchObject({ paid: '4615.38', owed: '631.88', overpaid: '0.00' });
    expect(after.totals).toMatchObject({ paid: '5384.62', owed: '0.00', overpaid: '137.36' });
    expect(before.arrangements[0].fallsAway).toHaveLength(6);
    expect(after.documents.length).toBe(before.documents.length + 1);
    expect([before.undecidedReviews.length, after.undecidedReviews.length]).toEqual([0, 1]);
    expect([before.reviewBy, after.reviewBy]).toEqual(['2027-01-14', '2027-06-24']);
  });

  it('is not known yet of a moment to come', async () => {
    const answer = await book.staff.auditor.get(
      `/moves/${move.id}/pack?knownAt=2999-01-01T00:00:00Z`,
    );
    expect(answer.status).toBe(422);
  });
});

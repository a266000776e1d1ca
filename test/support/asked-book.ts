import { randomUUID } from 'node:crypto';
import {
  addFunderDecisions,
  addReviewOutcomes,
  addReviews,
} from '../../src/requests/decision-store.ts';
import { addHoldingChoices, addRequests } from '../../src/requests/request-store.ts';
import type { TestDatabase } from './database.ts';

/** A request of a family to one funder, and what came of it. */
export interface AskedOnce {
  readonly times?: number;
  readonly funder: string;
  readonly madeOn: string;
  readonly offered?: readonly string[];
  readonly chosen?: readonly string[];
  readonly toldOn?: string;
  /** Why it was refused; agreed where there is none. */
  readonly ground?: string;
  readonly reviewAskedOn?: string;
  readonly overturnedOn?: string;
}

/** Adds requests to a book that has people with plans and funders; whose they are does not matter. */
export async function addAsked(db: TestDatabase, asked: readonly AskedOnce[]): Promise<void> {
  const all = asked.flatMap(({ times = 1, ...one }) => Array.from({ length: times }, () => one));
  const ids = await db.run(async (tx) => {
    const [plan] = await tx.sql<{ id: string; beneficiaryId: string }[]>`
      select id, beneficiary_id as "beneficiaryId" from plans limit 1`;
    const funders = await tx.sql<{ id: string; name: string }[]>`select id, name from funders`;
    const { beneficiaryId } = plan!;
    const funderOf = (name: string) => funders.find((one) => one.name === name)!.id;
    const requests = await addRequests(
      tx,
      all.map(({ funder, madeOn }) => ({
        beneficiaryId,
        planId: plan!.id,
        madeOn,
        madeBy: 'parent',
        stage: 'review',
        wants: 'budget',
        wishes: 'made up',
        funderIds: [funderOf(funder)],
      })),
    );
    const known = all.map((one, n) => ({
      ...one,
      requestId: requests[n]!,
      beneficiaryId,
      funderId: funderOf(one.funder),
    }));
    await addHoldingChoices(
      tx,
      known.flatMap(({ requestId, offered, chosen, madeOn }) =>
        offered === undefined || chosen === undefined
          ? []
          : {
              requestId,
              beneficiaryId,
              offered,
              chosen,
              chosenOn: madeOn,
              chosenBy: 'parent',
              reasons: null,
            },
      ),
    );
    const decided = known.flatMap((one) =>
      one.toldOn === undefined ? [] : { ...one, toldOn: one.toldOn },
    );
    const decisions = await addFunderDecisions(
      tx,
      decided.map(({ requestId, funderId, toldOn, ground }) => ({
        requestId,
        beneficiaryId,
        funderId,
        number: 1,
        outcome: ground === undefined ? ('agreed' as const) : ('refused' as const),
        amount: ground === undefined ? '100.00' : null,
        ground: ground ?? null,
        toldOn,
        reviewBy: ground === undefined ? null : '2099-01-01',
        reasons: 'made up',
      })),
    );
    const reviewed = decided
      .map((one, n) => ({ ...one, decisionId: decisions[n]!.id }))
      .filter((one) => one.reviewAskedOn !== undefined);
    const reviews = await addReviews(
      tx,
      reviewed.map(({ decisionId, reviewAskedOn }) => ({
        decisionId,
        beneficiaryId,
        askedOn: reviewAskedOn!,
        askedBy: 'parent',
        inTime: 'in_time' as const,
        representations: 'made up',
      })),
    );
    return reviewed.flatMap((one, n) =>
      one.overturnedOn === undefined
        ? []
        : { reviewId: reviews[n]!, toldOn: one.overturnedOn, beneficiaryId },
    );
  });
  const second = randomUUID();
  await db.run(
    (tx) =>
      tx.sql`insert into users (id, issuer, subject) values (${second}, 'made up', ${second})`,
  );
  await db.run(
    (tx) =>
      addReviewOutcomes(
        tx,
        ids.map((one) => ({ ...one, outcome: 'overturned' as const, reasons: 'made up' })),
      ),
    { user: second },
  );
}

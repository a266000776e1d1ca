import type { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { rulesOn, noteRules } from '../law/store.ts';
import type { Sector } from '../ledger/accounts.ts';
import { toText } from '../money.ts';
import { Problem, type ProblemType } from '../problem.ts';
import { addFunderDecisions, addReviewOutcomes, addReviews } from './decision-store.ts';
import { decisionOf, requestOf, reviewToDecide, wholeRequestOf } from './find.ts';
import { standingsOf, type DecisionRow, type ReviewRow, type Standing } from './read-store.ts';
import {
  faultsOfAsking,
  faultsOfDay,
  faultsOfDecision,
  isInTime,
  lastDayToAsk,
  type RequestFault,
} from './rules.ts';
import type { NewDecisionSchema, NewOutcomeSchema, NewReviewSchema } from './schemas.ts';

const dayOf = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);

const DETAILS = {
  'invalid-request': 'The values are not as expected.',
  'record-unknown': 'The request names a record that does not exist.',
  'dates-out-of-order': 'The dates are out of order.',
} as const;

/**
 * Throws all faults at once, whatever kind they are of: as a problem of that kind where it is one,
 * else as values that are not as expected.
 */
export function refuseAll(faults: readonly RequestFault[], extras: object = {}): void {
  const [first] = faults;
  if (first === undefined) return;
  const alike = faults.every((one) => one.type === first.type);
  const type = alike ? first.type : 'invalid-request';
  const errors = faults.map(({ where, message }) => ({ where, message }));
  throw new Problem(type, DETAILS[type], { errors, ...extras });
}

const refuse = (type: ProblemType, detail: string, extras: object = {}): never => {
  throw new Problem(type, detail, { ...extras });
};

/** One person at a time decides on a request. */
const alone = (tx: Tx, requestId: string): Promise<void> => decideAlone(tx, `request ${requestId}`);

/**
 * Records what a funder decided on a request. A partner decides for its own funder, nobody on a
 * request they recorded, and no funder twice unless a review overturned its refusal.
 */
export async function decide(
  tx: Tx,
  requestId: string,
  body: z.output<typeof NewDecisionSchema>,
): Promise<DecisionRow> {
  await alone(tx, requestId);
  const request = await requestOf(tx, requestId);
  const standing = await standingToDecide(tx, requestId, body.funderId);
  if (request.recordedBy === tx.scope.user) {
    return refuse('needs-a-second-person', 'You recorded this request yourself.');
  }
  const overturnedOn = standing.overturnedOn === null ? null : dayOf(standing.overturnedOn);
  const known = { madeOn: dayOf(request.madeOn), overturnedOn, today: tx.scope.today };
  refuseAll(faultsOfDecision(body, known));
  if (standing.state !== 'to_decide') {
    const { state } = standing;
    refuse('state-does-not-allow', 'This funder has decided on the request.', { state });
  }
  const id = await addDecision(tx, request.beneficiaryId, { ...body, requestId, standing });
  return (await decisionOf(tx, id)).decision;
}

/** Where the funder that is to decide stands: one of those asked, of whom a partner sees its own. */
async function standingToDecide(tx: Tx, requestId: string, funderId: string): Promise<Standing> {
  const standings = await standingsOf(tx, requestId);
  const found = standings.find((one) => one.funderId === funderId);
  if (found !== undefined) return found;
  const message = 'No funder that you decide for and that is asked has this identifier.';
  return refuse('record-unknown', message, { errors: [{ where: 'body.funderId', message }] });
}

type ToDecide = z.output<typeof NewDecisionSchema> & {
  readonly requestId: string;
  readonly standing: Standing;
};

async function addDecision(tx: Tx, beneficiaryId: string, one: ToDecide): Promise<string> {
  const { requestId, funderId, outcome, amount, ground, toldOn, reasons, standing } = one;
  const deadline = outcome === 'refused' ? await deadlineOf(tx, toldOn, standing.sector) : null;
  const [made] = await addFunderDecisions(tx, [
    {
      requestId,
      beneficiaryId,
      funderId,
      number: standing.number + 1,
      outcome,
      amount: amount === undefined ? null : toText(amount),
      ground: ground ?? null,
      toldOn: toldOn.toString(),
      reviewBy: deadline?.reviewBy ?? null,
      reasons,
    },
  ]);
  if (deadline !== null) await noteRules(tx, [made!.entryId], deadline.rules);
  return made!.id;
}

/** The last day to ask for a review of a refusal, with the versions of the rules that say so. */
async function deadlineOf(tx: Tx, toldOn: Temporal.PlainDate, sector: Sector) {
  const rules = await rulesOn(tx, toldOn);
  const reviewBy = lastDayToAsk(rules, toldOn, sector);
  if (reviewBy !== null) return { reviewBy: reviewBy.toString(), rules: rules.used() };
  const message = `The rules hold no period for asking for a review on ${toldOn.toString()}.`;
  const errors = [{ where: 'body.toldOn', message }];
  return refuse('dates-out-of-order', DETAILS['dates-out-of-order'], { errors });
}

/** Records that a family asked for a review of a refusal: once, and in time or taken late. */
export async function askForReview(
  tx: Tx,
  decisionId: string,
  body: z.output<typeof NewReviewSchema>,
): Promise<ReviewRow> {
  await alone(tx, (await decisionOf(tx, decisionId)).request.id);
  const { request, decision } = await decisionOf(tx, decisionId);
  if (decision.reviewBy === null) {
    const message = 'A review is of a refusal, and this decision agrees.';
    return refuse('state-does-not-allow', message, { state: 'agreed' });
  }
  if (decision.review !== null) {
    const message = `A review of this refusal was asked for on ${decision.review.askedOn}.`;
    const state = decision.review.outcome?.outcome ?? 'under_review';
    return refuse('state-does-not-allow', message, { state });
  }
  const reviewBy = dayOf(decision.reviewBy);
  const { askedOn, askedBy, representations, takeLate = false } = body;
  const dates = { toldOn: dayOf(decision.toldOn), reviewBy };
  const faults = faultsOfAsking({ askedOn, takeLate }, dates, tx.scope.today);
  refuseAll(faults, { reviewBy: decision.reviewBy });
  await addReviews(tx, [
    {
      decisionId,
      beneficiaryId: request.beneficiaryId,
      askedOn: askedOn.toString(),
      askedBy,
      inTime: isInTime(askedOn, reviewBy) ? 'in_time' : 'late_and_taken',
      representations,
    },
  ]);
  return (await decisionOf(tx, decisionId)).decision.review!;
}

/**
 * Records what the review made of a refusal, by somebody who neither decided it first nor recorded
 * the request or the asking. After an overturned refusal the funder decides again.
 */
export async function decideReview(
  tx: Tx,
  reviewId: string,
  body: z.output<typeof NewOutcomeSchema>,
): Promise<ReviewRow> {
  const { user, today } = tx.scope;
  const before = await reviewToDecide(tx, reviewId);
  await alone(tx, before.requestId);
  const request = await wholeRequestOf(tx, before.requestId);
  const { review } = request.decisions.find((one) => one.id === before.decisionId)!;
  if (before.decidedBy === user) {
    return refuse('needs-a-second-person', 'You decided the refusal that is reviewed.');
  }
  if (before.recordedBy === user || request.recordedBy === user) {
    return refuse('needs-a-second-person', 'You recorded the request, or that a review is asked.');
  }
  if (review!.outcome !== null) {
    const state = review!.outcome.outcome;
    return refuse('state-does-not-allow', 'This review has its outcome.', { state });
  }
  const asked = { on: dayOf(review!.askedOn), what: 'The family asked' };
  refuseAll(faultsOfDay('body.toldOn', body.toldOn, today, asked));
  const { beneficiaryId } = request;
  const toldOn = body.toldOn.toString();
  await addReviewOutcomes(tx, [{ ...body, reviewId, beneficiaryId, toldOn }]);
  return (await decisionOf(tx, before.decisionId)).decision.review!;
}

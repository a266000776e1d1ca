import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { addTexts } from '../people/texts.ts';

/** What the digest of a funder's decision covers. */
export interface DecidedByFunder {
  readonly id: string;
  readonly requestId: string;
  readonly funderId: string;
  readonly number: number;
  readonly outcome: 'agreed' | 'refused';
  readonly amount: string | null;
  readonly ground: string | null;
  readonly toldOn: string;
  readonly reviewBy: string | null;
  readonly decidedBy: string;
  readonly reasons: string;
}

/** The fields that the digest of a funder's decision covers, in order. */
export function decisionFields(one: DecidedByFunder): (string | null)[] {
  return [
    'funder-decision-1',
    one.id,
    one.requestId,
    one.funderId,
    String(one.number),
    one.outcome,
    one.amount,
    one.ground,
    one.toldOn,
    one.reviewBy,
    one.decidedBy,
    one.reasons,
  ];
}

export interface NewFunderDecision extends Omit<DecidedByFunder, 'id' | 'decidedBy'> {
  readonly beneficiaryId: string;
}

/** A record that was decided on: its id, and the entry that holds the digest of it. */
export interface OnRecord {
  readonly id: string;
  readonly entryId: string;
}

/** Records what funders decided, with the digests in the journal, as a set, in the order given. */
export async function addFunderDecisions(
  tx: Tx,
  decisions: readonly NewFunderDecision[],
): Promise<OnRecord[]> {
  const texts = await addTexts(
    tx,
    decisions.map(({ beneficiaryId, reasons }) => ({ beneficiaryId, text: reasons })),
  );
  const rows = decisions.map((one, n) => ({
    ...one,
    id: randomUUID(),
    decidedBy: tx.scope.user,
    reasonsId: texts[n]!.id,
  }));
  const entryIds = await recordDecisions(
    tx,
    rows.map((row, n) => ({
      key: `funder_decision:${row.id}`,
      reason: row.outcome === 'agreed' ? 'request_agreed' : 'request_refused',
      fields: decisionFields(row),
      salt: texts[n]!.salt,
    })),
  );
  const input = rows.map((row, n) => ({ ...row, entryId: entryIds[n] }));
  await tx.sql`
    insert into funder_decisions (id, request_id, beneficiary_id, funder_id, number, outcome,
      amount, ground, reasons_id, told_on, review_by, decided_by, entry_id)
    select id, "requestId", "beneficiaryId", "funderId", number, outcome, amount, ground,
      "reasonsId", "toldOn", "reviewBy", "decidedBy", "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as d(id uuid, "requestId" uuid,
      "beneficiaryId" uuid, "funderId" uuid, number smallint, outcome text, amount numeric,
      ground text, "reasonsId" uuid, "toldOn" date, "reviewBy" date, "decidedBy" uuid,
      "entryId" bigint)`;
  return rows.map(({ id }, n) => ({ id, entryId: entryIds[n]! }));
}

export interface NewReview {
  readonly decisionId: string;
  readonly askedOn: string;
  readonly askedBy: string;
  readonly inTime: 'in_time' | 'late_and_taken';
  readonly representations: string;
}

/** Records that families asked for reviews of refusals, as a set. @returns ids in the order given. */
export async function addReviews(
  tx: Tx,
  reviews: readonly (NewReview & { readonly beneficiaryId: string })[],
): Promise<string[]> {
  const texts = await addTexts(
    tx,
    reviews.map((one) => ({ beneficiaryId: one.beneficiaryId, text: one.representations })),
  );
  const input = reviews.map((one, n) => ({
    ...one,
    id: randomUUID(),
    representationsId: texts[n]!.id,
  }));
  await tx.sql`
    insert into decision_reviews (id, decision_id, decided_by, beneficiary_id, asked_on, asked_by,
      in_time, representations_id, recorded_by)
    select r.id, d.id, d.decided_by, d.beneficiary_id, r."askedOn", r."askedBy", r."inTime",
      r."representationsId", ${tx.scope.user}
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as r(id uuid,
      "decisionId" uuid, "askedOn" date, "askedBy" text, "inTime" text, "representationsId" uuid)
    join funder_decisions d on d.id = r."decisionId"`;
  return input.map(({ id }) => id);
}

/** What the digest of a review's outcome covers. */
export interface ReviewDecided {
  readonly reviewId: string;
  readonly outcome: 'upheld' | 'overturned';
  readonly toldOn: string;
  readonly decidedBy: string;
  readonly reasons: string;
}

/** The fields that the digest of a review's outcome covers, in order. */
export function outcomeFields(one: ReviewDecided): string[] {
  return ['review-outcome-1', one.reviewId, one.outcome, one.toldOn, one.decidedBy, one.reasons];
}

/** Records what reviews made of refusals, with the digests in the journal, as a set. */
export async function addReviewOutcomes(
  tx: Tx,
  outcomes: readonly (Omit<ReviewDecided, 'decidedBy'> & { readonly beneficiaryId: string })[],
): Promise<void> {
  const texts = await addTexts(
    tx,
    outcomes.map(({ beneficiaryId, reasons }) => ({ beneficiaryId, text: reasons })),
  );
  const entryIds = await recordDecisions(
    tx,
    outcomes.map((one, n) => ({
      key: `review_outcome:${one.reviewId}`,
      reason: one.outcome === 'upheld' ? 'refusal_upheld' : 'refusal_overturned',
      fields: outcomeFields({ ...one, decidedBy: tx.scope.user }),
      salt: texts[n]!.salt,
    })),
  );
  const input = outcomes.map((one, n) => ({
    ...one,
    reasonsId: texts[n]!.id,
    entryId: entryIds[n],
  }));
  await tx.sql`
    insert into review_outcomes (review_id, first_decided_by, beneficiary_id, outcome, told_on,
      reasons_id, decided_by, entry_id)
    select w.id, w.decided_by, w.beneficiary_id, o.outcome, o."toldOn", o."reasonsId",
      ${tx.scope.user}, o."entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as o("reviewId" uuid,
      outcome text, "toldOn" date, "reasonsId" uuid, "entryId" bigint)
    join decision_reviews w on w.id = o."reviewId"`;
}

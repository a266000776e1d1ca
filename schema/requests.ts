import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { amount, day, entryId, id, moment, recordedAt, word } from './columns.ts';
import { funders } from './funders.ts';
import { entries, users } from './journal.ts';
import { beneficiaries, plans } from './people.ts';
import { texts } from './texts.ts';

const recordedBy = () =>
  uuid('recorded_by')
    .notNull()
    .references(() => users.id);
const beneficiaryId = () =>
  uuid('beneficiary_id')
    .notNull()
    .references(() => beneficiaries.id);

/** A family's request for a personal budget, and when in the plan's life it was made. */
export const budgetRequests = pgTable(
  'budget_requests',
  {
    id: id(),
    beneficiaryId: beneficiaryId(),
    planId: uuid('plan_id').notNull(),
    madeOn: day('made_on').notNull(),
    madeBy: word('made_by').notNull(),
    stage: word('stage').notNull(),
    wants: word('wants').notNull(),
    wishesId: uuid('wishes_id').notNull(),
    recordedBy: recordedBy(),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('budget_requests_id_beneficiary').on(t.id, t.beneficiaryId),
    foreignKey({
      name: 'budget_requests_plan',
      columns: [t.planId, t.beneficiaryId],
      foreignColumns: [plans.id, plans.beneficiaryId],
    }),
    foreignKey({
      name: 'budget_requests_wishes',
      columns: [t.wishesId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
    index('budget_requests_beneficiary').on(t.beneficiaryId),
    check('budget_requests_stage', sql`${t.stage} in ('drafting', 'review', 'reassessment')`),
    check('budget_requests_wants', sql`${t.wants} in ('budget', 'direct_payment')`),
    check(
      'budget_requests_made_by',
      sql`${t.madeBy} in ('young_person', 'parent', 'representative', 'authorised_person')`,
    ),
  ],
);

/** Which funders are asked to decide on a request. */
export const requestFunders = pgTable(
  'request_funders',
  {
    requestId: uuid('request_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    funderId: uuid('funder_id')
      .notNull()
      .references(() => funders.id),
  },
  (t) => [
    primaryKey({ name: 'request_funders_pk', columns: [t.requestId, t.funderId] }),
    foreignKey({
      name: 'request_funders_request',
      columns: [t.requestId, t.beneficiaryId],
      foreignColumns: [budgetRequests.id, budgetRequests.beneficiaryId],
    }),
    index('request_funders_funder').on(t.funderId),
  ],
);

/** A planning figure told to the family, clearly indicative; a later one does not replace it. */
export const indicativeAmounts = pgTable(
  'indicative_amounts',
  {
    id: id(),
    requestId: uuid('request_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    sector: word('sector').notNull(),
    amount: amount('amount').notNull(),
    method: text('method').notNull(),
    toldOn: day('told_on').notNull(),
    recordedBy: recordedBy(),
    recordedAt: recordedAt(),
  },
  (t) => [
    foreignKey({
      name: 'indicative_amounts_request',
      columns: [t.requestId, t.beneficiaryId],
      foreignColumns: [budgetRequests.id, budgetRequests.beneficiaryId],
    }),
    index('indicative_amounts_request_id').on(t.requestId),
    check('indicative_amounts_sector', sql`${t.sector} in ('education', 'health', 'social_care')`),
    check('indicative_amounts_amount', sql`${t.amount} > 0`),
  ],
);

/** The ways of holding money that the family was offered, and which of them it chose. */
export const holdingChoices = pgTable(
  'holding_choices',
  {
    id: id(),
    requestId: uuid('request_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    offered: text('offered').array().notNull(),
    chosen: text('chosen').array().notNull(),
    chosenOn: day('chosen_on').notNull(),
    chosenBy: word('chosen_by').notNull(),
    reasonsId: uuid('reasons_id'),
    recordedBy: recordedBy(),
    recordedAt: recordedAt(),
  },
  (t) => [
    foreignKey({
      name: 'holding_choices_request',
      columns: [t.requestId, t.beneficiaryId],
      foreignColumns: [budgetRequests.id, budgetRequests.beneficiaryId],
    }),
    foreignKey({
      name: 'holding_choices_reasons',
      columns: [t.reasonsId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
    index('holding_choices_request_id').on(t.requestId),
    check(
      'holding_choices_offered',
      sql`${t.offered} <@ array['direct', 'notional', 'third_party'] and cardinality(${t.offered}) > 0`,
    ),
    check(
      'holding_choices_chosen_by',
      sql`${t.chosenBy} in ('young_person', 'parent', 'representative', 'authorised_person')`,
    ),
    check(
      'holding_choices_chosen_was_offered',
      sql`${t.chosen} <@ ${t.offered} and cardinality(${t.chosen}) > 0`,
    ),
  ],
);

/** What one funder decided on a request. After a review that overturned it, the funder decides again. */
export const funderDecisions = pgTable(
  'funder_decisions',
  {
    id: id(),
    requestId: uuid('request_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    funderId: uuid('funder_id').notNull(),
    number: smallint('number').notNull(),
    outcome: word('outcome').notNull(),
    amount: amount('amount'),
    ground: word('ground'),
    reasonsId: uuid('reasons_id').notNull(),
    toldOn: day('told_on').notNull(),
    /** The last day on which the family may ask for a review of a refusal. */
    reviewBy: day('review_by'),
    decidedBy: uuid('decided_by')
      .notNull()
      .references(() => users.id),
    decidedAt: moment('decided_at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('funder_decisions_number').on(t.requestId, t.funderId, t.number),
    unique('funder_decisions_id_decided_by').on(t.id, t.decidedBy, t.beneficiaryId),
    foreignKey({
      name: 'funder_decisions_asked',
      columns: [t.requestId, t.funderId],
      foreignColumns: [requestFunders.requestId, requestFunders.funderId],
    }),
    foreignKey({
      name: 'funder_decisions_request',
      columns: [t.requestId, t.beneficiaryId],
      foreignColumns: [budgetRequests.id, budgetRequests.beneficiaryId],
    }),
    foreignKey({
      name: 'funder_decisions_reasons',
      columns: [t.reasonsId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
    check('funder_decisions_outcome', sql`${t.outcome} in ('agreed', 'refused')`),
    check('funder_decisions_amount', sql`(${t.outcome} = 'agreed') = (${t.amount} is not null)`),
    check('funder_decisions_amount_above_zero', sql`${t.amount} > 0`),
    check(
      'funder_decisions_refusal',
      sql`(${t.outcome} = 'refused') = (num_nulls(${t.ground}, ${t.reviewBy}) = 0) and num_nulls(${t.ground}, ${t.reviewBy}) <> 1`,
    ),
    check(
      'funder_decisions_ground',
      sql`${t.ground} in ('not_disaggregable_services', 'not_disaggregable_efficiency', 'adverse_effect', 'inefficient', 'not_in_scope', 'not_able_to_manage', 'not_appropriate', 'excluded_person', 'setting_does_not_agree', 'not_eligible', 'other')`,
    ),
    check('funder_decisions_review_follows', sql`${t.reviewBy} >= ${t.toldOn}`),
  ],
);

/** The family asked for a review of a refusal. */
export const decisionReviews = pgTable(
  'decision_reviews',
  {
    id: id(),
    decisionId: uuid('decision_id').notNull(),
    decidedBy: uuid('decided_by').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    askedOn: day('asked_on').notNull(),
    askedBy: word('asked_by').notNull(),
    inTime: word('in_time').notNull(),
    representationsId: uuid('representations_id').notNull(),
    recordedBy: recordedBy(),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('decision_reviews_once').on(t.decisionId),
    unique('decision_reviews_id_decided_by').on(t.id, t.decidedBy, t.beneficiaryId),
    foreignKey({
      name: 'decision_reviews_decision',
      columns: [t.decisionId, t.decidedBy, t.beneficiaryId],
      foreignColumns: [
        funderDecisions.id,
        funderDecisions.decidedBy,
        funderDecisions.beneficiaryId,
      ],
    }),
    foreignKey({
      name: 'decision_reviews_representations',
      columns: [t.representationsId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
    check('decision_reviews_in_time', sql`${t.inTime} in ('in_time', 'late_and_taken')`),
    check(
      'decision_reviews_asked_by',
      sql`${t.askedBy} in ('young_person', 'parent', 'representative', 'authorised_person')`,
    ),
  ],
);

/** What the review made of the refusal, by somebody who had not decided it. */
export const reviewOutcomes = pgTable(
  'review_outcomes',
  {
    reviewId: uuid('review_id').primaryKey(),
    firstDecidedBy: uuid('first_decided_by').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    outcome: word('outcome').notNull(),
    toldOn: day('told_on').notNull(),
    reasonsId: uuid('reasons_id').notNull(),
    decidedBy: uuid('decided_by')
      .notNull()
      .references(() => users.id),
    decidedAt: moment('decided_at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'review_outcomes_review',
      columns: [t.reviewId, t.firstDecidedBy, t.beneficiaryId],
      foreignColumns: [
        decisionReviews.id,
        decisionReviews.decidedBy,
        decisionReviews.beneficiaryId,
      ],
    }),
    foreignKey({
      name: 'review_outcomes_reasons',
      columns: [t.reasonsId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
    check('review_outcomes_outcome', sql`${t.outcome} in ('upheld', 'overturned')`),
    check('review_outcomes_second_person', sql`${t.decidedBy} <> ${t.firstDecidedBy}`),
  ],
);

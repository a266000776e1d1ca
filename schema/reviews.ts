import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { agreements } from './agreements.ts';
import { arrangements, budgets } from './budgets.ts';
import { day, entryId, id, moment, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';
import { texts } from './texts.ts';

const recordedBy = () =>
  uuid('recorded_by')
    .notNull()
    .references(() => users.id);
const entry = () =>
  entryId()
    .notNull()
    .references(() => entries.id);

/** A review of one sector's part of an arrangement that was held, and what came of it. */
export const reviews = pgTable(
  'reviews',
  {
    id: id(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    sector: word('sector').notNull(),
    /** The day by which one was due by the rules then; null where none was. */
    dueOn: day('due_on'),
    heldOn: day('held_on').notNull(),
    why: word('why').notNull(),
    outcome: word('outcome').notNull(),
    findingsId: uuid('findings_id').notNull(),
    recordedBy: recordedBy(),
    recordedAt: recordedAt(),
    entryId: entry(),
  },
  (t) => [
    unique('reviews_once').on(t.arrangementId, t.sector, t.heldOn),
    foreignKey({
      name: 'reviews_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    foreignKey({
      name: 'reviews_findings',
      columns: [t.findingsId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
    check('reviews_sector', sql`${t.sector} in ('education', 'health', 'social_care')`),
    check('reviews_why', sql`${t.why} in ('due', 'asked_for', 'concern', 'plan_review')`),
    check(
      'reviews_outcome',
      sql`${t.outcome} in ('no_change', 'increase', 'decrease', 'other_terms', 'stop')`,
    ),
  ],
);

/** Written notice to the recipient, with reasons, before a decrease or a stop takes effect. */
export const notices = pgTable(
  'notices',
  {
    id: id(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    agreementId: uuid('agreement_id').notNull(),
    kind: word('kind').notNull(),
    givenOn: day('given_on').notNull(),
    takesEffectOn: day('takes_effect_on').notNull(),
    reasonsId: uuid('reasons_id').notNull(),
    recordedBy: recordedBy(),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('notices_agreement').on(t.agreementId),
    unique('notices_id_beneficiary').on(t.id, t.beneficiaryId, t.arrangementId),
    foreignKey({
      name: 'notices_agreement_id',
      columns: [t.agreementId, t.arrangementId, t.beneficiaryId],
      foreignColumns: [agreements.id, agreements.arrangementId, agreements.beneficiaryId],
    }),
    foreignKey({
      name: 'notices_reasons',
      columns: [t.reasonsId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
    index('notices_arrangement').on(t.arrangementId),
    check('notices_kind', sql`${t.kind} in ('decrease', 'stop')`),
    check('notices_dates', sql`${t.takesEffectOn} >= ${t.givenOn}`),
  ],
);

/** The recipient asked that a decrease or a stop be reconsidered, which is done once. */
export const reconsiderations = pgTable(
  'reconsiderations',
  {
    noticeId: uuid('notice_id').primaryKey(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    askedOn: day('asked_on').notNull(),
    askedBy: word('asked_by').notNull(),
    representationsId: uuid('representations_id').notNull(),
    recordedBy: recordedBy(),
    recordedAt: recordedAt(),
  },
  (t) => [
    foreignKey({
      name: 'reconsiderations_notice',
      columns: [t.noticeId, t.beneficiaryId, t.arrangementId],
      foreignColumns: [notices.id, notices.beneficiaryId, notices.arrangementId],
    }),
    foreignKey({
      name: 'reconsiderations_representations',
      columns: [t.representationsId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
  ],
);

/** What came of the reconsideration, told with reasons. */
export const reconsiderationOutcomes = pgTable(
  'reconsideration_outcomes',
  {
    noticeId: uuid('notice_id')
      .primaryKey()
      .references(() => reconsiderations.noticeId),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    outcome: word('outcome').notNull(),
    toldOn: day('told_on').notNull(),
    reasonsId: uuid('reasons_id').notNull(),
    decidedBy: uuid('decided_by')
      .notNull()
      .references(() => users.id),
    decidedAt: moment('decided_at').notNull().defaultNow(),
    entryId: entry(),
  },
  (t) => [
    foreignKey({
      name: 'reconsideration_outcomes_reasons',
      columns: [t.reasonsId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
    check('reconsideration_outcomes_outcome', sql`${t.outcome} in ('confirmed', 'to_be_changed')`),
  ],
);

/** A person who moves to another authority, or whose NHS body changes. */
export const moves = pgTable(
  'moves',
  {
    id: id(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    budgetId: uuid('budget_id').notNull(),
    what: word('what').notNull(),
    direction: word('direction').notNull(),
    /** The other authority or NHS body. */
    otherBody: text('other_body').notNull(),
    learntOn: day('learnt_on').notNull(),
    movedOn: day('moved_on').notNull(),
    /** The day by which the plan is transferred, and the day by which the new body writes. */
    transferBy: day('transfer_by').notNull(),
    letterBy: day('letter_by').notNull(),
    recordedBy: recordedBy(),
    recordedAt: recordedAt(),
    entryId: entry(),
  },
  (t) => [
    unique('moves_once').on(t.budgetId, t.what, t.movedOn),
    foreignKey({
      name: 'moves_budget',
      columns: [t.budgetId, t.beneficiaryId],
      foreignColumns: [budgets.id, budgets.beneficiaryId],
    }),
    check('moves_what', sql`${t.what} in ('authority', 'nhs_body')`),
    check('moves_direction', sql`${t.direction} in ('out', 'in')`),
    check('moves_dates', sql`${t.transferBy} >= ${t.movedOn} and ${t.letterBy} > ${t.movedOn}`),
  ],
);

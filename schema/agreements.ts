import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { arrangements, shares } from './budgets.ts';
import { amount, day, entryId, id, moment, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';

/**
 * The terms of an arrangement, by version: the amount, how it is shared, and the schedule. A
 * change is a new version; nothing is overwritten.
 */
export const agreements = pgTable(
  'agreements',
  {
    id: id(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    version: integer('version').notNull(),
    effectiveOn: day('effective_on').notNull(),
    amount: amount('amount').notNull(),
    every: word('every').notNull(),
    firstPeriodOn: day('first_period_on').notNull(),
    instalments: smallint('instalments').notNull(),
    paid: word('paid').notNull(),
    remainder: word('remainder').notNull(),
    reason: text('reason').notNull(),
    proposedBy: uuid('proposed_by')
      .notNull()
      .references(() => users.id),
    proposedAt: moment('proposed_at').notNull().defaultNow(),
  },
  (t) => [
    unique('agreements_version').on(t.arrangementId, t.version),
    unique('agreements_id_arrangement').on(t.id, t.arrangementId, t.beneficiaryId),
    unique('agreements_id_proposed_by').on(t.id, t.proposedBy),
    foreignKey({
      name: 'agreements_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    check('agreements_amount', sql`${t.amount} > 0`),
    check('agreements_every', sql`${t.every} in ('week', '2_weeks', '4_weeks', 'month', 'once')`),
    check('agreements_instalments', sql`${t.instalments} between 1 and 53`),
    check('agreements_once', sql`(${t.every} = 'once') = (${t.instalments} = 1)`),
    check('agreements_paid', sql`${t.paid} in ('in_advance', 'in_arrears')`),
    check('agreements_remainder', sql`${t.remainder} in ('cumulative')`),
  ],
);

/** How one version's amount is shared: an exact fraction, or a fixed amount; and what that makes. */
export const agreementShares = pgTable(
  'agreement_shares',
  {
    agreementId: uuid('agreement_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    shareId: uuid('share_id').notNull(),
    numerator: integer('numerator'),
    denominator: integer('denominator'),
    fixed: amount('fixed'),
    amount: amount('amount').notNull(),
  },
  (t) => [
    primaryKey({ name: 'agreement_shares_pk', columns: [t.agreementId, t.shareId] }),
    foreignKey({
      name: 'agreement_shares_agreement',
      columns: [t.agreementId, t.arrangementId, t.beneficiaryId],
      foreignColumns: [agreements.id, agreements.arrangementId, agreements.beneficiaryId],
    }),
    foreignKey({
      name: 'agreement_shares_share',
      columns: [t.shareId, t.arrangementId],
      foreignColumns: [shares.id, shares.arrangementId],
    }),
    check(
      'agreement_shares_fraction_or_fixed',
      sql`num_nonnulls(${t.numerator}, ${t.fixed}) = 1 and num_nonnulls(${t.numerator}, ${t.denominator}) <> 1`,
    ),
    check(
      'agreement_shares_fraction',
      sql`${t.numerator} > 0 and ${t.denominator} >= ${t.numerator}`,
    ),
    check('agreement_shares_amount', sql`${t.amount} >= 0 and ${t.fixed} = ${t.amount}`),
  ],
);

/** A second person's decision on a proposed version. */
export const agreementDecisions = pgTable(
  'agreement_decisions',
  {
    agreementId: uuid('agreement_id').primaryKey(),
    proposedBy: uuid('proposed_by').notNull(),
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
      name: 'agreement_decisions_agreement',
      columns: [t.agreementId, t.proposedBy],
      foreignColumns: [agreements.id, agreements.proposedBy],
    }),
    check('agreement_decisions_second_person', sql`${t.decidedBy} <> ${t.proposedBy}`),
  ],
);

/** One payment that is due: service period, value date and submission date are three dates. */
export const instalments = pgTable(
  'instalments',
  {
    id: id(),
    agreementId: uuid('agreement_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    number: smallint('number').notNull(),
    periodFrom: day('period_from').notNull(),
    periodTo: day('period_to').notNull(),
    valueOn: day('value_on').notNull(),
    inputOn: day('input_on').notNull(),
    amount: amount('amount').notNull(),
  },
  (t) => [
    unique('instalments_number').on(t.agreementId, t.number),
    unique('instalments_id_arrangement').on(t.id, t.arrangementId),
    foreignKey({
      name: 'instalments_agreement',
      columns: [t.agreementId, t.arrangementId, t.beneficiaryId],
      foreignColumns: [agreements.id, agreements.arrangementId, agreements.beneficiaryId],
    }),
    index('instalments_value_on').on(t.valueOn),
    index('instalments_arrangement').on(t.arrangementId),
    check(
      'instalments_dates',
      sql`${t.periodTo} >= ${t.periodFrom} and ${t.inputOn} <= ${t.valueOn}`,
    ),
    check('instalments_amount', sql`${t.amount} > 0`),
  ],
);

export const instalmentShares = pgTable(
  'instalment_shares',
  {
    instalmentId: uuid('instalment_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    shareId: uuid('share_id').notNull(),
    amount: amount('amount').notNull(),
  },
  (t) => [
    primaryKey({ name: 'instalment_shares_pk', columns: [t.instalmentId, t.shareId] }),
    foreignKey({
      name: 'instalment_shares_instalment',
      columns: [t.instalmentId, t.arrangementId],
      foreignColumns: [instalments.id, instalments.arrangementId],
    }),
    foreignKey({
      name: 'instalment_shares_share',
      columns: [t.shareId, t.arrangementId],
      foreignColumns: [shares.id, shares.arrangementId],
    }),
    check('instalment_shares_amount', sql`${t.amount} >= 0`),
  ],
);

/** Money shown to be spent by the holder, with what it was for. */
export const spending = pgTable(
  'spending',
  {
    id: id(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    spentOn: day('spent_on').notNull(),
    amount: amount('amount').notNull(),
    category: word('category').notNull(),
    description: text('description').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('spending_entry').on(t.entryId),
    foreignKey({
      name: 'spending_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    index('spending_arrangement_date').on(t.arrangementId, t.spentOn),
    check('spending_amount', sql`${t.amount} > 0`),
    check(
      'spending_category',
      sql`${t.category} in ('support', 'wages', 'equipment', 'activities', 'travel', 'insurance', 'fees', 'other')`,
    ),
  ],
);

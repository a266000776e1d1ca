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
import { agreements } from './agreements.ts';
import { arrangements, shares } from './budgets.ts';
import { amount, day, entryId, id, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';

/** What a person contributes, or a family tops up, period by period under one version. */
export const contributionsDue = pgTable(
  'contributions_due',
  {
    id: id(),
    agreementId: uuid('agreement_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    shareId: uuid('share_id').notNull(),
    number: smallint('number').notNull(),
    periodFrom: day('period_from').notNull(),
    periodTo: day('period_to').notNull(),
    amount: amount('amount').notNull(),
  },
  (t) => [
    unique('contributions_due_number').on(t.agreementId, t.shareId, t.number),
    foreignKey({
      name: 'contributions_due_agreement',
      columns: [t.agreementId, t.arrangementId, t.beneficiaryId],
      foreignColumns: [agreements.id, agreements.arrangementId, agreements.beneficiaryId],
    }),
    foreignKey({
      name: 'contributions_due_share',
      columns: [t.shareId, t.arrangementId],
      foreignColumns: [shares.id, shares.arrangementId],
    }),
    index('contributions_due_arrangement').on(t.arrangementId),
    check('contributions_due_dates', sql`${t.periodTo} >= ${t.periodFrom}`),
    check('contributions_due_amount', sql`${t.amount} >= 0`),
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

/**
 * What a payment is made of where it is not simply its period: the period, and each difference for
 * a period that was paid before the terms changed.
 */
export const instalmentLines = pgTable(
  'instalment_lines',
  {
    instalmentId: uuid('instalment_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    line: smallint('line').notNull(),
    what: word('what').notNull(),
    periodFrom: day('period_from').notNull(),
    periodTo: day('period_to').notNull(),
    amount: amount('amount').notNull(),
    adjusts: uuid('adjusts'),
  },
  (t) => [
    primaryKey({ name: 'instalment_lines_pk', columns: [t.instalmentId, t.line] }),
    foreignKey({
      name: 'instalment_lines_instalment',
      columns: [t.instalmentId, t.arrangementId],
      foreignColumns: [instalments.id, instalments.arrangementId],
    }),
    foreignKey({
      name: 'instalment_lines_adjusts',
      columns: [t.adjusts, t.arrangementId],
      foreignColumns: [instalments.id, instalments.arrangementId],
    }),
    check('instalment_lines_what', sql`${t.what} in ('period', 'difference')`),
    check(
      'instalment_lines_difference_names_one',
      sql`(${t.what} = 'difference') = (${t.adjusts} is not null)`,
    ),
    check('instalment_lines_amount', sql`${t.what} = 'difference' or ${t.amount} > 0`),
  ],
);

/** An instalment that a later version replaced before it was in any pay run. */
export const replacedInstalments = pgTable(
  'replaced_instalments',
  {
    instalmentId: uuid('instalment_id').primaryKey(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    agreementId: uuid('agreement_id').notNull(),
  },
  (t) => [
    foreignKey({
      name: 'replaced_instalments_instalment',
      columns: [t.instalmentId, t.arrangementId],
      foreignColumns: [instalments.id, instalments.arrangementId],
    }),
    foreignKey({
      name: 'replaced_instalments_agreement',
      columns: [t.agreementId, t.arrangementId, t.beneficiaryId],
      foreignColumns: [agreements.id, agreements.arrangementId, agreements.beneficiaryId],
    }),
    index('replaced_instalments_arrangement').on(t.arrangementId),
  ],
);

/** An instalment that was paid before this book began; what was paid is an opening balance. */
export const instalmentsPaidBefore = pgTable(
  'instalments_paid_before',
  {
    instalmentId: uuid('instalment_id').primaryKey(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
  },
  (t) => [
    foreignKey({
      name: 'instalments_paid_before_instalment',
      columns: [t.instalmentId, t.arrangementId],
      foreignColumns: [instalments.id, instalments.arrangementId],
    }),
    index('instalments_paid_before_arrangement').on(t.arrangementId),
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

import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  pgTable,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { bankAccounts } from './bank.ts';
import { arrangements, shares } from './budgets.ts';
import { amount, day, entryId, id, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';

/**
 * What is due to the authority of a contribution or a top-up, where the authority pays gross:
 * charged once for each period, and by the difference where what is due of it changes.
 */
export const contributionCharges = pgTable(
  'contribution_charges',
  {
    id: id(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    shareId: uuid('share_id').notNull(),
    number: smallint('number').notNull(),
    /** Counts the charges of a period. */
    charge: smallint('charge').notNull(),
    periodFrom: day('period_from').notNull(),
    periodTo: day('period_to').notNull(),
    amount: amount('amount').notNull(),
    chargedBy: uuid('charged_by')
      .notNull()
      .references(() => users.id),
    chargedAt: recordedAt('charged_at'),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('contribution_charges_once').on(t.arrangementId, t.shareId, t.number, t.charge),
    foreignKey({
      name: 'contribution_charges_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    foreignKey({
      name: 'contribution_charges_share',
      columns: [t.shareId, t.arrangementId],
      foreignColumns: [shares.id, shares.arrangementId],
    }),
    check('contribution_charges_amount', sql`${t.amount} <> 0`),
    check('contribution_charges_dates', sql`${t.periodTo} >= ${t.periodFrom}`),
  ],
);

/** A contribution or top-up that came: into the holder's account, or to the authority. */
export const contributionReceipts = pgTable(
  'contribution_receipts',
  {
    id: id(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    shareId: uuid('share_id').notNull(),
    receivedOn: day('received_on').notNull(),
    amount: amount('amount').notNull(),
    paidInto: word('paid_into').notNull(),
    bankAccountId: uuid('bank_account_id').references(() => bankAccounts.id),
    /** What the statement calls it, so that the same money is not taken twice. */
    reference: text('reference').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('contribution_receipts_id_arrangement').on(t.id, t.arrangementId, t.beneficiaryId),
    unique('contribution_receipts_once').on(t.arrangementId, t.shareId, t.receivedOn, t.reference),
    foreignKey({
      name: 'contribution_receipts_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    foreignKey({
      name: 'contribution_receipts_share',
      columns: [t.shareId, t.arrangementId],
      foreignColumns: [shares.id, shares.arrangementId],
    }),
    index('contribution_receipts_arrangement').on(t.arrangementId, t.receivedOn),
    check('contribution_receipts_amount', sql`${t.amount} > 0`),
    check(
      'contribution_receipts_paid_into',
      sql`${t.paidInto} in ('holder', 'authority')
        and (${t.paidInto} = 'authority') = (${t.bankAccountId} is not null)`,
    ),
  ],
);

/** A receipt that was a mistake. Its entry is reversed; a family sees that here. */
export const contributionUndoings = pgTable(
  'contribution_undoings',
  {
    receiptId: uuid('receipt_id').primaryKey(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    undoneBy: uuid('undone_by')
      .notNull()
      .references(() => users.id),
    undoneAt: recordedAt('undone_at'),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'contribution_undoings_receipt',
      columns: [t.receiptId, t.arrangementId, t.beneficiaryId],
      foreignColumns: [
        contributionReceipts.id,
        contributionReceipts.arrangementId,
        contributionReceipts.beneficiaryId,
      ],
    }),
  ],
);

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
import { bankAccounts } from './bank.ts';
import { instalments } from './schedules.ts';
import { shares } from './budgets.ts';
import { amount, bytes, day, entryId, id, moment, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';
import { bankDetails } from './payees.ts';

/** A pay run: drawn up by one person, approved by another, then released. */
export const payRuns = pgTable(
  'pay_runs',
  {
    id: id(),
    serial: text('serial').notNull(),
    bankAccountId: uuid('bank_account_id')
      .notNull()
      .references(() => bankAccounts.id),
    valueOn: day('value_on').notNull(),
    inputOn: day('input_on').notNull(),
    drawnUpBy: uuid('drawn_up_by')
      .notNull()
      .references(() => users.id),
    drawnUpAt: recordedAt('drawn_up_at'),
  },
  (t) => [
    unique('pay_runs_serial').on(t.serial),
    unique('pay_runs_id_drawn_up_by').on(t.id, t.drawnUpBy),
    unique('pay_runs_id_bank_account').on(t.id, t.bankAccountId),
    check('pay_runs_serial_form', sql`${t.serial} ~ '^[0-9A-Z]{6}$' and ${t.serial} <> '000000'`),
    check('pay_runs_dates', sql`${t.inputOn} <= ${t.valueOn}`),
  ],
);

/** One payment in a run. The same instalment can be in a run again only as a new attempt. */
export const payRunItems = pgTable(
  'pay_run_items',
  {
    id: id(),
    payRunId: uuid('pay_run_id')
      .notNull()
      .references(() => payRuns.id),
    instalmentId: uuid('instalment_id').notNull(),
    attempt: smallint('attempt').notNull().default(1),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    bankDetailsId: uuid('bank_details_id')
      .notNull()
      .references(() => bankDetails.id),
    amount: amount('amount').notNull(),
    reference: text('reference').notNull(),
  },
  (t) => [
    unique('pay_run_items_once').on(t.instalmentId, t.attempt),
    unique('pay_run_items_id_instalment').on(t.id, t.instalmentId, t.arrangementId),
    unique('pay_run_items_reference').on(t.reference, t.payRunId),
    foreignKey({
      name: 'pay_run_items_instalment',
      columns: [t.instalmentId, t.arrangementId],
      foreignColumns: [instalments.id, instalments.arrangementId],
    }),
    index('pay_run_items_pay_run').on(t.payRunId),
    index('pay_run_items_arrangement').on(t.arrangementId),
    check('pay_run_items_amount', sql`${t.amount} > 0`),
    check('pay_run_items_reference_length', sql`length(${t.reference}) between 1 and 18`),
  ],
);

/**
 * What each share pays of one payment. A share whose sector lacks something on the day stays behind
 * and can follow in a later run; an instalment's share is paid once.
 */
export const payRunItemShares = pgTable(
  'pay_run_item_shares',
  {
    itemId: uuid('item_id').notNull(),
    payRunId: uuid('pay_run_id').notNull(),
    instalmentId: uuid('instalment_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    shareId: uuid('share_id').notNull(),
    /** One more than the runs it was in that were withdrawn: so it stands in one run, or none. */
    tried: smallint('tried').notNull().default(1),
    amount: amount('amount').notNull(),
  },
  (t) => [
    primaryKey({ name: 'pay_run_item_shares_pk', columns: [t.itemId, t.shareId] }),
    unique('pay_run_item_shares_once').on(t.instalmentId, t.shareId, t.tried),
    foreignKey({
      name: 'pay_run_item_shares_item',
      columns: [t.itemId, t.instalmentId, t.arrangementId],
      foreignColumns: [payRunItems.id, payRunItems.instalmentId, payRunItems.arrangementId],
    }),
    foreignKey({
      name: 'pay_run_item_shares_share',
      columns: [t.shareId, t.arrangementId],
      foreignColumns: [shares.id, shares.arrangementId],
    }),
    index('pay_run_item_shares_pay_run').on(t.payRunId),
    index('pay_run_item_shares_instalment').on(t.instalmentId),
    check('pay_run_item_shares_amount', sql`${t.amount} > 0`),
  ],
);

/** The approval names what was approved: how many, how much, and a digest of every item. */
export const payRunApprovals = pgTable(
  'pay_run_approvals',
  {
    payRunId: uuid('pay_run_id').primaryKey(),
    drawnUpBy: uuid('drawn_up_by').notNull(),
    approvedBy: uuid('approved_by')
      .notNull()
      .references(() => users.id),
    approvedAt: moment('approved_at').notNull().defaultNow(),
    items: integer('items').notNull(),
    total: amount('total').notNull(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'pay_run_approvals_pay_run',
      columns: [t.payRunId, t.drawnUpBy],
      foreignColumns: [payRuns.id, payRuns.drawnUpBy],
    }),
    unique('pay_run_approvals_total').on(t.payRunId, t.total),
    check('pay_run_approvals_second_person', sql`${t.approvedBy} <> ${t.drawnUpBy}`),
    check('pay_run_approvals_items', sql`${t.items} > 0`),
  ],
);

/** Released: the money is on its way, and the ledger says so. */
export const payRunReleases = pgTable(
  'pay_run_releases',
  {
    payRunId: uuid('pay_run_id').primaryKey(),
    total: amount('total').notNull(),
    releasedBy: uuid('released_by')
      .notNull()
      .references(() => users.id),
    releasedAt: moment('released_at').notNull().defaultNow(),
  },
  (t) => [
    foreignKey({
      name: 'pay_run_releases_approval',
      columns: [t.payRunId, t.total],
      foreignColumns: [payRunApprovals.payRunId, payRunApprovals.total],
    }),
    unique('pay_run_releases_total').on(t.payRunId, t.total),
  ],
);

/** The file for the bank, kept as it was made. */
export const paymentFiles = pgTable(
  'payment_files',
  {
    id: id(),
    payRunId: uuid('pay_run_id')
      .notNull()
      .references(() => payRunReleases.payRunId),
    format: word('format').notNull(),
    content: bytes('content').notNull(),
    sha256: bytes('sha256').notNull(),
    items: integer('items').notNull(),
    total: amount('total').notNull(),
    madeBy: uuid('made_by')
      .notNull()
      .references(() => users.id),
    madeAt: recordedAt('made_at'),
  },
  (t) => [
    unique('payment_files_format').on(t.payRunId, t.format),
    check(
      'payment_files_format_is',
      sql`${t.format} in ('bacs_standard_18', 'pain_001_001_09', 'pain_001_001_03', 'bureau_csv')`,
    ),
  ],
);

/** A run that will not go out: its instalments are due again. */
export const payRunWithdrawals = pgTable('pay_run_withdrawals', {
  payRunId: uuid('pay_run_id')
    .primaryKey()
    .references(() => payRuns.id),
  reason: text('reason').notNull(),
  withdrawnBy: uuid('withdrawn_by')
    .notNull()
    .references(() => users.id),
  withdrawnAt: moment('withdrawn_at').notNull().defaultNow(),
  entryId: entryId()
    .notNull()
    .references(() => entries.id),
});

import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { amount, bytes, day, entryId, id, moment, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';
import { payRuns } from './payments.ts';

/** The most that somebody may approve in one run, from a day on; set by somebody else. */
export const approvalLimits = pgTable(
  'approval_limits',
  {
    id: id(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    amount: amount('amount').notNull(),
    fromOn: day('from_on').notNull(),
    setBy: uuid('set_by')
      .notNull()
      .references(() => users.id),
    setAt: recordedAt('set_at'),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    index('approval_limits_user').on(t.userId, t.fromOn),
    check('approval_limits_amount', sql`${t.amount} >= 0`),
    check('approval_limits_second_person', sql`${t.setBy} <> ${t.userId}`),
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
    /** The limit of who approved it, where they have one. */
    limitId: uuid('limit_id').references(() => approvalLimits.id),
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
    unique('payment_files_id_pay_run').on(t.id, t.payRunId),
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

/** Which of a run's files was sent to the bank. */
export const payRunSendings = pgTable(
  'pay_run_sendings',
  {
    payRunId: uuid('pay_run_id').primaryKey(),
    fileId: uuid('file_id').notNull(),
    sentBy: uuid('sent_by')
      .notNull()
      .references(() => users.id),
    sentAt: recordedAt('sent_at'),
    /** What the bank or bureau calls the submission. */
    bankReference: text('bank_reference'),
  },
  (t) => [
    foreignKey({
      name: 'pay_run_sendings_file',
      columns: [t.fileId, t.payRunId],
      foreignColumns: [paymentFiles.id, paymentFiles.payRunId],
    }),
  ],
);

import { sql } from 'drizzle-orm';
import {
  boolean,
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
import { amount, day, id, recordedAt, word } from './columns.ts';
import { users } from './journal.ts';
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
    /** The last day on which it pays. */
    valueOn: day('value_on').notNull(),
    inputOn: day('input_on').notNull(),
    way: word('way').notNull().default('bacs'),
    /** Why it cannot wait for Bacs. */
    urgentReason: text('urgent_reason'),
    /** Whether each payment leaves on its own value date, and not all on the run's. */
    eachOnItsDay: boolean('each_on_its_day').notNull().default(false),
    /** Whether it was drawn up of chosen instalments, and not of all that was due. */
    chosen: boolean('chosen').notNull().default(false),
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
    check(
      'pay_runs_way',
      sql`${t.way} in ('bacs', 'faster_payments')
        and (${t.way} = 'faster_payments') = (${t.urgentReason} is not null)`,
    ),
  ],
);

/**
 * What leaves as one payment: a family's item by itself; what many people have with one broker
 * together, which the items say whose it is.
 */
export const payRunCredits = pgTable(
  'pay_run_credits',
  {
    id: id(),
    payRunId: uuid('pay_run_id')
      .notNull()
      .references(() => payRuns.id),
    bankDetailsId: uuid('bank_details_id')
      .notNull()
      .references(() => bankDetails.id),
    reference: text('reference').notNull(),
    valueOn: day('value_on').notNull(),
    items: integer('items').notNull(),
    amount: amount('amount').notNull(),
  },
  (t) => [
    unique('pay_run_credits_reference').on(t.payRunId, t.reference),
    unique('pay_run_credits_id_details').on(t.id, t.payRunId, t.bankDetailsId),
    unique('pay_run_credits_id_pay_run').on(t.id, t.payRunId),
    check('pay_run_credits_reference_length', sql`length(${t.reference}) between 1 and 18`),
    check('pay_run_credits_items', sql`${t.items} > 0 and ${t.amount} > 0`),
  ],
);

/** One payment in a run. The same instalment can be in a run again only as a new attempt. */
export const payRunItems = pgTable(
  'pay_run_items',
  {
    id: id(),
    payRunId: uuid('pay_run_id').notNull(),
    instalmentId: uuid('instalment_id').notNull(),
    attempt: smallint('attempt').notNull().default(1),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    bankDetailsId: uuid('bank_details_id').notNull(),
    creditId: uuid('credit_id').notNull(),
    amount: amount('amount').notNull(),
    reference: text('reference').notNull(),
  },
  (t) => [
    unique('pay_run_items_once').on(t.instalmentId, t.attempt),
    unique('pay_run_items_id_instalment').on(t.id, t.instalmentId, t.arrangementId),
    unique('pay_run_items_reference').on(t.payRunId, t.reference),
    foreignKey({
      name: 'pay_run_items_instalment',
      columns: [t.instalmentId, t.arrangementId],
      foreignColumns: [instalments.id, instalments.arrangementId],
    }),
    // The credit says that the run and the bank details are there.
    foreignKey({
      name: 'pay_run_items_credit',
      columns: [t.creditId, t.payRunId, t.bankDetailsId],
      foreignColumns: [payRunCredits.id, payRunCredits.payRunId, payRunCredits.bankDetailsId],
    }),
    index('pay_run_items_credit').on(t.creditId),
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
    /** One more than the items of it that are undone: so it stands in one run, or none. */
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
    check('pay_run_item_shares_amount', sql`${t.amount} > 0`),
  ],
);

/**
 * A payment that is not made, or did not stay made: its run was withdrawn, an officer took it out,
 * the bank rejected it, or it came back. Its shares are due again.
 */
export const undoneItems = pgTable(
  'undone_items',
  {
    itemId: uuid('item_id').primaryKey(),
    payRunId: uuid('pay_run_id')
      .notNull()
      .references(() => payRuns.id),
    instalmentId: uuid('instalment_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    why: word('why').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    foreignKey({
      name: 'undone_items_item',
      columns: [t.itemId, t.instalmentId, t.arrangementId],
      foreignColumns: [payRunItems.id, payRunItems.instalmentId, payRunItems.arrangementId],
    }),
    index('undone_items_pay_run').on(t.payRunId),
    index('undone_items_instalment').on(t.instalmentId),
    check('undone_items_why', sql`${t.why} in ('withdrawn', 'taken_out', 'rejected', 'bounced')`),
  ],
);

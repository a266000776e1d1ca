import { sql } from 'drizzle-orm';
import {
  bigint,
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
import { bankAccounts, bankLines } from './bank.ts';
import { shares } from './budgets.ts';
import { funders } from './funders.ts';
import { entries, users } from './journal.ts';
import { amount, day, entryId, id, moment, recordedAt } from './columns.ts';

/** A funder outside the authority: it pays its share of what was really spent. */
export const partners = pgTable('partners', {
  funderId: uuid('funder_id')
    .primaryKey()
    .references(() => funders.id),
  organisation: text('organisation').notNull(),
  /** From when its share is recharged. */
  sinceOn: day('since_on').notNull(),
  recordedBy: uuid('recorded_by')
    .notNull()
    .references(() => users.id),
  recordedAt: recordedAt(),
  entryId: entryId()
    .notNull()
    .references(() => entries.id),
});

/**
 * What a partner owes for a span of days: its share of what was spent up to the last of them, less
 * what it was recharged before. Below zero, the authority owes the partner.
 */
export const recharges = pgTable(
  'recharges',
  {
    id: id(),
    funderId: uuid('funder_id')
      .notNull()
      .references(() => partners.funderId),
    /** Counts the partner's recharges. */
    number: integer('number').notNull(),
    fromOn: day('from_on').notNull(),
    toOn: day('to_on').notNull(),
    amount: amount('amount').notNull(),
    lines: integer('lines').notNull(),
    drawnUpBy: uuid('drawn_up_by')
      .notNull()
      .references(() => users.id),
    drawnUpAt: recordedAt('drawn_up_at'),
  },
  (t) => [
    unique('recharges_number').on(t.funderId, t.number),
    unique('recharges_id_drawn_up_by').on(t.id, t.drawnUpBy),
    unique('recharges_id_amount').on(t.id, t.amount),
    unique('recharges_id_funder').on(t.id, t.funderId),
    check('recharges_dates', sql`${t.toOn} >= ${t.fromOn}`),
    check('recharges_number_from_one', sql`${t.number} >= 1`),
  ],
);

/** What of a recharge is for which share. */
export const rechargeLines = pgTable(
  'recharge_lines',
  {
    rechargeId: uuid('recharge_id')
      .notNull()
      .references(() => recharges.id),
    shareId: uuid('share_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    /** What the whole arrangement has cost up to the last day, all public shares. */
    spent: amount('spent').notNull(),
    /** The partner's part of that, what the partner itself paid, and what was recharged before. */
    part: amount('part').notNull(),
    paidByPartner: amount('paid_by_partner').notNull(),
    before: amount('before').notNull(),
    amount: amount('amount').notNull(),
  },
  (t) => [
    primaryKey({ name: 'recharge_lines_pk', columns: [t.rechargeId, t.shareId] }),
    foreignKey({
      name: 'recharge_lines_share',
      columns: [t.shareId, t.arrangementId],
      foreignColumns: [shares.id, shares.arrangementId],
    }),
    index('recharge_lines_share_id').on(t.shareId),
    check('recharge_lines_sum', sql`${t.amount} = ${t.part} - ${t.paidByPartner} - ${t.before}`),
  ],
);

/** A second person sent the statement: the partner owes it. */
export const rechargeIssues = pgTable(
  'recharge_issues',
  {
    rechargeId: uuid('recharge_id').primaryKey(),
    drawnUpBy: uuid('drawn_up_by').notNull(),
    issuedBy: uuid('issued_by')
      .notNull()
      .references(() => users.id),
    issuedAt: moment('issued_at').notNull().defaultNow(),
    issuedOn: day('issued_on').notNull(),
    dueOn: day('due_on').notNull(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'recharge_issues_recharge',
      columns: [t.rechargeId, t.drawnUpBy],
      foreignColumns: [recharges.id, recharges.drawnUpBy],
    }),
    check('recharge_issues_second_person', sql`${t.issuedBy} <> ${t.drawnUpBy}`),
  ],
);

/** A recharge that was drawn up and is not to be sent. */
export const rechargeWithdrawals = pgTable('recharge_withdrawals', {
  rechargeId: uuid('recharge_id')
    .primaryKey()
    .references(() => recharges.id),
  withdrawnBy: uuid('withdrawn_by')
    .notNull()
    .references(() => users.id),
  withdrawnAt: moment('withdrawn_at').notNull().defaultNow(),
  reason: text('reason').notNull(),
  entryId: entryId()
    .notNull()
    .references(() => entries.id),
});

/** Money that came from a partner; where its line of the bank statement is known, that line once. */
export const partnerReceipts = pgTable(
  'partner_receipts',
  {
    id: id(),
    funderId: uuid('funder_id')
      .notNull()
      .references(() => partners.funderId),
    bankAccountId: uuid('bank_account_id')
      .notNull()
      .references(() => bankAccounts.id),
    receivedOn: day('received_on').notNull(),
    amount: amount('amount').notNull(),
    reference: text('reference').notNull(),
    bankLineId: bigint('bank_line_id', { mode: 'bigint' }),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('partner_receipts_line').on(t.bankLineId),
    unique('partner_receipts_reference').on(t.funderId, t.receivedOn, t.reference),
    unique('partner_receipts_id_amount').on(t.id, t.amount, t.funderId),
    foreignKey({
      name: 'partner_receipts_bank_line',
      columns: [t.bankLineId, t.bankAccountId, t.amount],
      foreignColumns: [bankLines.id, bankLines.bankAccountId, bankLines.amount],
    }),
    check('partner_receipts_amount', sql`${t.amount} > 0`),
  ],
);

/**
 * What of a receipt pays what of a recharge. Each side is a chain that starts where the one before
 * ended, so that no penny of a receipt, nor of a recharge, is ever counted twice.
 */
export const rechargeSettlements = pgTable(
  'recharge_settlements',
  {
    id: id(),
    funderId: uuid('funder_id').notNull(),
    rechargeId: uuid('recharge_id').notNull(),
    rechargeAmount: amount('recharge_amount').notNull(),
    rechargeSeq: smallint('recharge_seq').notNull(),
    rechargePrevious: smallint('recharge_previous'),
    rechargeBefore: amount('recharge_before').notNull(),
    rechargeAfter: amount('recharge_after').notNull(),
    receiptId: uuid('receipt_id').notNull(),
    receiptAmount: amount('receipt_amount').notNull(),
    receiptSeq: smallint('receipt_seq').notNull(),
    receiptPrevious: smallint('receipt_previous'),
    receiptBefore: amount('receipt_before').notNull(),
    receiptAfter: amount('receipt_after').notNull(),
    amount: amount('amount').notNull(),
    by: uuid('by')
      .notNull()
      .references(() => users.id),
    at: moment('at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('recharge_settlements_recharge_seq').on(t.rechargeId, t.rechargeSeq),
    unique('recharge_settlements_recharge_chain').on(t.rechargeId, t.rechargeSeq, t.rechargeAfter),
    unique('recharge_settlements_receipt_seq').on(t.receiptId, t.receiptSeq),
    unique('recharge_settlements_receipt_chain').on(t.receiptId, t.receiptSeq, t.receiptAfter),
    foreignKey({
      name: 'recharge_settlements_recharge',
      columns: [t.rechargeId, t.rechargeAmount],
      foreignColumns: [recharges.id, recharges.amount],
    }),
    foreignKey({
      name: 'recharge_settlements_funder',
      columns: [t.rechargeId, t.funderId],
      foreignColumns: [recharges.id, recharges.funderId],
    }),
    foreignKey({
      name: 'recharge_settlements_issued',
      columns: [t.rechargeId],
      foreignColumns: [rechargeIssues.rechargeId],
    }),
    foreignKey({
      name: 'recharge_settlements_receipt',
      columns: [t.receiptId, t.receiptAmount, t.funderId],
      foreignColumns: [partnerReceipts.id, partnerReceipts.amount, partnerReceipts.funderId],
    }),
    foreignKey({
      name: 'recharge_settlements_recharge_goes_on',
      columns: [t.rechargeId, t.rechargePrevious, t.rechargeBefore],
      foreignColumns: [t.rechargeId, t.rechargeSeq, t.rechargeAfter],
    }),
    foreignKey({
      name: 'recharge_settlements_receipt_goes_on',
      columns: [t.receiptId, t.receiptPrevious, t.receiptBefore],
      foreignColumns: [t.receiptId, t.receiptSeq, t.receiptAfter],
    }),
    check(
      'recharge_settlements_recharge_sum',
      sql`${t.rechargeAfter} = ${t.rechargeBefore} + ${t.amount}
        and ${t.rechargeAfter} between 0 and ${t.rechargeAmount}`,
    ),
    check(
      'recharge_settlements_receipt_sum',
      sql`${t.receiptAfter} = ${t.receiptBefore} + ${t.amount}
        and ${t.receiptAfter} between 0 and ${t.receiptAmount}`,
    ),
    check(
      'recharge_settlements_first',
      sql`(${t.rechargeSeq} = 1) = (${t.rechargePrevious} is null)
        and coalesce(${t.rechargePrevious} = ${t.rechargeSeq} - 1, ${t.rechargeBefore} = 0)
        and (${t.receiptSeq} = 1) = (${t.receiptPrevious} is null)
        and coalesce(${t.receiptPrevious} = ${t.receiptSeq} - 1, ${t.receiptBefore} = 0)`,
    ),
    check('recharge_settlements_amount', sql`${t.amount} <> 0`),
  ],
);

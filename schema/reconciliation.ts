import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { bankAccounts, bankLines, bankStatements } from './bank.ts';
import { amount, bytes, day, entryId, id, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';
import { matches } from './matching.ts';

/**
 * What was done about an exception: who has it now, and notes. The exceptions themselves are read
 * from lines, payments and statements as they stand, so none can be forgotten or left behind.
 */
export const exceptionSteps = pgTable(
  'exception_steps',
  {
    id: id(),
    bankAccountId: uuid('bank_account_id')
      .notNull()
      .references(() => bankAccounts.id),
    /** Its kind and what it is about: "unidentified_receipt:17". */
    exception: text('exception').notNull(),
    seq: integer('seq').notNull(),
    ownerId: uuid('owner_id').references(() => users.id),
    note: text('note'),
    by: uuid('by')
      .notNull()
      .references(() => users.id),
    at: recordedAt('at'),
  },
  (t) => [
    unique('exception_steps_seq').on(t.exception, t.seq),
    index('exception_steps_account').on(t.bankAccountId),
    check('exception_steps_says_something', sql`num_nonnulls(${t.ownerId}, ${t.note}) > 0`),
  ],
);

/** What of a line is to be given up, as one person asks. */
export const writeOffs = pgTable(
  'write_offs',
  {
    id: id(),
    bankAccountId: uuid('bank_account_id').notNull(),
    lineId: bigint('line_id', { mode: 'bigint' }).notNull(),
    lineAmount: amount('line_amount').notNull(),
    amount: amount('amount').notNull(),
    reason: word('reason').notNull(),
    note: text('note').notNull(),
    askedBy: uuid('asked_by')
      .notNull()
      .references(() => users.id),
    askedAt: recordedAt('asked_at'),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('write_offs_id_asked_by').on(t.id, t.askedBy),
    index('write_offs_line').on(t.lineId),
    foreignKey({
      name: 'write_offs_bank_line',
      columns: [t.lineId, t.bankAccountId, t.lineAmount],
      foreignColumns: [bankLines.id, bankLines.bankAccountId, bankLines.amount],
    }),
    check('write_offs_amount', sql`${t.amount} > 0 and ${t.amount} <= abs(${t.lineAmount})`),
  ],
);

/** What a second person said to it. */
export const writeOffDecisions = pgTable(
  'write_off_decisions',
  {
    writeOffId: uuid('write_off_id').primaryKey(),
    askedBy: uuid('asked_by').notNull(),
    decidedBy: uuid('decided_by')
      .notNull()
      .references(() => users.id),
    decidedAt: recordedAt('decided_at'),
    approved: boolean('approved').notNull(),
    matchId: uuid('match_id').references(() => matches.id),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'write_off_decisions_asked',
      columns: [t.writeOffId, t.askedBy],
      foreignColumns: [writeOffs.id, writeOffs.askedBy],
    }),
    check('write_off_decisions_second_person', sql`${t.decidedBy} <> ${t.askedBy}`),
    check('write_off_decisions_match', sql`${t.approved} = (${t.matchId} is not null)`),
  ],
);

/**
 * An account that is reconciled to a day, as one person says: what the ledger has, less what no
 * statement shows yet, is what the bank has; and nothing of a line is open.
 */
export const bankSignOffs = pgTable(
  'bank_sign_offs',
  {
    id: id(),
    bankAccountId: uuid('bank_account_id')
      .notNull()
      .references(() => bankAccounts.id),
    throughOn: day('through_on').notNull(),
    statementId: uuid('statement_id').notNull(),
    ledger: amount('ledger').notNull(),
    /** What is on the ledger's bank account and on no statement by that day. */
    notOnStatement: amount('not_on_statement').notNull(),
    statement: amount('statement').notNull(),
    /** What was sent and is on no statement by that day; it leaves the bank account when matched. */
    inTransit: amount('in_transit').notNull(),
    lines: integer('lines').notNull(),
    /** The digest of the statement of reconciliation. */
    sha256: bytes('sha256').notNull(),
    preparedBy: uuid('prepared_by')
      .notNull()
      .references(() => users.id),
    preparedAt: recordedAt('prepared_at'),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('bank_sign_offs_id_prepared_by').on(t.id, t.preparedBy),
    index('bank_sign_offs_account').on(t.bankAccountId, t.throughOn),
    foreignKey({
      name: 'bank_sign_offs_statement',
      columns: [t.statementId, t.bankAccountId],
      foreignColumns: [bankStatements.id, bankStatements.bankAccountId],
    }),
    check('bank_sign_offs_balance', sql`${t.statement} = ${t.ledger} - ${t.notOnStatement}`),
  ],
);

/** A second person signed it. */
export const bankSignOffApprovals = pgTable(
  'bank_sign_off_approvals',
  {
    signOffId: uuid('sign_off_id').primaryKey(),
    preparedBy: uuid('prepared_by').notNull(),
    approvedBy: uuid('approved_by')
      .notNull()
      .references(() => users.id),
    approvedAt: recordedAt('approved_at'),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'bank_sign_off_approvals_prepared',
      columns: [t.signOffId, t.preparedBy],
      foreignColumns: [bankSignOffs.id, bankSignOffs.preparedBy],
    }),
    check('bank_sign_off_approvals_second_person', sql`${t.approvedBy} <> ${t.preparedBy}`),
  ],
);

/** It is opened again, or was not signed: its lines can be matched and undone as before. */
export const bankSignOffReopenings = pgTable('bank_sign_off_reopenings', {
  signOffId: uuid('sign_off_id')
    .primaryKey()
    .references(() => bankSignOffs.id),
  reason: word('reason').notNull(),
  note: text('note').notNull(),
  reopenedBy: uuid('reopened_by')
    .notNull()
    .references(() => users.id),
  reopenedAt: recordedAt('reopened_at'),
  entryId: entryId()
    .notNull()
    .references(() => entries.id),
});

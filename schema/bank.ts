import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { amount, bytes, day, entryId, id, moment, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';
import { payRunReleases } from './releases.ts';

/** A bank account of the authority. */
export const bankAccounts = pgTable(
  'bank_accounts',
  {
    id: id(),
    name: text('name').notNull(),
    sortCode: text('sort_code').notNull(),
    accountNumber: text('account_number').notNull(),
    accountName: text('account_name').notNull(),
    serviceUserNumber: text('service_user_number').notNull(),
  },
  (t) => [
    unique('bank_accounts_number').on(t.sortCode, t.accountNumber),
    check('bank_accounts_sort_code', sql`${t.sortCode} ~ '^[0-9]{6}$'`),
    check('bank_accounts_account_number', sql`${t.accountNumber} ~ '^[0-9]{8}$'`),
    check('bank_accounts_service_user_number', sql`${t.serviceUserNumber} ~ '^[0-9]{6}$'`),
  ],
);

/** A file from the bank, as received, with its hash. The same file cannot be imported twice. */
export const bankFiles = pgTable(
  'bank_files',
  {
    id: id(),
    name: text('name').notNull(),
    format: text('format').notNull(),
    sha256: bytes('sha256').notNull(),
    content: bytes('content').notNull(),
    receivedBy: uuid('received_by')
      .notNull()
      .references(() => users.id),
    receivedAt: recordedAt('received_at'),
  },
  (t) => [unique('bank_files_sha256').on(t.sha256)],
);

export const bankStatements = pgTable(
  'bank_statements',
  {
    id: id(),
    fileId: uuid('file_id')
      .notNull()
      .references(() => bankFiles.id),
    bankAccountId: uuid('bank_account_id')
      .notNull()
      .references(() => bankAccounts.id),
    reference: text('reference'),
    fromOn: day('from_on'),
    toOn: day('to_on'),
    opening: amount('opening'),
    closing: amount('closing'),
    balances: boolean('balances'),
  },
  (t) => [
    unique('bank_statements_id_account').on(t.id, t.bankAccountId),
    index('bank_statements_account').on(t.bankAccountId, t.toOn),
  ],
);

/**
 * A line of the bank's statement; money out is negative. `fingerprint` and `occurrence` make sure
 * that the same line is taken once, and that two lines that are truly two stay two.
 */
export const bankLines = pgTable(
  'bank_lines',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedByDefaultAsIdentity(),
    statementId: uuid('statement_id').notNull(),
    bankAccountId: uuid('bank_account_id').notNull(),
    position: integer('position').notNull(),
    bookedOn: day('booked_on').notNull(),
    valueOn: day('value_on'),
    amount: amount('amount').notNull(),
    size: amount('size').notNull(),
    reference: text('reference'),
    counterparty: text('counterparty'),
    text: text('text'),
    fingerprint: bytes('fingerprint').notNull(),
    occurrence: smallint('occurrence').notNull(),
  },
  (t) => [
    foreignKey({
      name: 'bank_lines_statement',
      columns: [t.statementId, t.bankAccountId],
      foreignColumns: [bankStatements.id, bankStatements.bankAccountId],
    }),
    unique('bank_lines_once').on(t.bankAccountId, t.fingerprint, t.occurrence),
    unique('bank_lines_id_size').on(t.id, t.size),
    unique('bank_lines_id_account_amount').on(t.id, t.bankAccountId, t.amount),
    index('bank_lines_booked').on(t.bankAccountId, t.bookedOn),
    check('bank_lines_amount', sql`${t.amount} <> 0 and ${t.size} = abs(${t.amount})`),
  ],
);

/**
 * What of a line belongs to what. Allocations of a line form a chain: each starts where the one
 * before ended, so that no penny of a line is ever allocated twice whatever races; the same on
 * the pay run's side. Undoing is a further, negative row.
 */
export const allocations = pgTable(
  'allocations',
  {
    id: id(),
    lineId: bigint('line_id', { mode: 'bigint' }).notNull(),
    lineSize: amount('line_size').notNull(),
    lineSeq: smallint('line_seq').notNull(),
    linePrevious: smallint('line_previous'),
    lineBefore: amount('line_before').notNull(),
    lineAfter: amount('line_after').notNull(),
    payRunId: uuid('pay_run_id').notNull(),
    runTotal: amount('run_total').notNull(),
    runSeq: smallint('run_seq').notNull(),
    runPrevious: smallint('run_previous'),
    runBefore: amount('run_before').notNull(),
    runAfter: amount('run_after').notNull(),
    amount: amount('amount').notNull(),
    rule: word('rule').notNull(),
    by: uuid('by')
      .notNull()
      .references(() => users.id),
    at: moment('at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('allocations_line_seq').on(t.lineId, t.lineSeq),
    unique('allocations_line_chain').on(t.lineId, t.lineSeq, t.lineAfter),
    unique('allocations_run_seq').on(t.payRunId, t.runSeq),
    unique('allocations_run_chain').on(t.payRunId, t.runSeq, t.runAfter),
    foreignKey({
      name: 'allocations_line',
      columns: [t.lineId, t.lineSize],
      foreignColumns: [bankLines.id, bankLines.size],
    }),
    foreignKey({
      name: 'allocations_run',
      columns: [t.payRunId, t.runTotal],
      foreignColumns: [payRunReleases.payRunId, payRunReleases.total],
    }),
    foreignKey({
      name: 'allocations_line_goes_on',
      columns: [t.lineId, t.linePrevious, t.lineBefore],
      foreignColumns: [t.lineId, t.lineSeq, t.lineAfter],
    }),
    foreignKey({
      name: 'allocations_run_goes_on',
      columns: [t.payRunId, t.runPrevious, t.runBefore],
      foreignColumns: [t.payRunId, t.runSeq, t.runAfter],
    }),
    check(
      'allocations_line_sum',
      sql`${t.lineAfter} = ${t.lineBefore} + ${t.amount} and ${t.lineAfter} between 0 and ${t.lineSize}`,
    ),
    check(
      'allocations_run_sum',
      sql`${t.runAfter} = ${t.runBefore} + ${t.amount} and ${t.runAfter} between 0 and ${t.runTotal}`,
    ),
    check(
      'allocations_line_first',
      sql`(${t.lineSeq} = 1) = (${t.linePrevious} is null) and coalesce(${t.linePrevious} = ${t.lineSeq} - 1, ${t.lineBefore} = 0)`,
    ),
    check(
      'allocations_run_first',
      sql`(${t.runSeq} = 1) = (${t.runPrevious} is null) and coalesce(${t.runPrevious} = ${t.runSeq} - 1, ${t.runBefore} = 0)`,
    ),
    check('allocations_amount', sql`${t.amount} <> 0`),
    check('allocations_rule', sql`${t.rule} in ('run_total_and_date', 'by_hand', 'undone')`),
  ],
);

import { sql } from 'drizzle-orm';
import {
  bigint,
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
import { amount, bytes, day, entryId, id, recordedAt } from './columns.ts';
import { entries, users } from './journal.ts';

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
    /** Of files that were taken before files were kept in pieces. */
    content: bytes('content'),
    /** The profile by which a bank's CSV was read. */
    profile: text('profile'),
    receivedBy: uuid('received_by')
      .notNull()
      .references(() => users.id),
    receivedAt: recordedAt('received_at'),
  },
  (t) => [unique('bank_files_sha256').on(t.sha256)],
);

/** A file in pieces, in their order, so that one of any size is kept in bounded memory. */
export const bankFileParts = pgTable(
  'bank_file_parts',
  {
    fileId: uuid('file_id')
      .notNull()
      .references(() => bankFiles.id),
    part: integer('part').notNull(),
    content: bytes('content').notNull(),
  },
  (t) => [
    primaryKey({ name: 'bank_file_parts_pk', columns: [t.fileId, t.part] }),
    check('bank_file_parts_from_one', sql`${t.part} >= 1`),
  ],
);

/** A statement of an account in a file. */
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
    /** Whether it has all that was booked on its days; a report within the day has not. */
    wholeDays: boolean('whole_days').notNull().default(true),
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
    /** What a payment may be known by in it: its words and references, letters and digits only. */
    words: text('words').array(),
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
    unique('bank_lines_id_account_amount').on(t.id, t.bankAccountId, t.amount),
    index('bank_lines_booked').on(t.bankAccountId, t.bookedOn),
    check('bank_lines_amount', sql`${t.amount} <> 0 and ${t.size} = abs(${t.amount})`),
  ],
);

/** The payments that a line is the total of, where the bank lists them. */
export const bankLineDetails = pgTable(
  'bank_line_details',
  {
    lineId: bigint('line_id', { mode: 'bigint' })
      .notNull()
      .references(() => bankLines.id),
    number: integer('number').notNull(),
    amount: amount('amount'),
    reference: text('reference'),
    counterparty: text('counterparty'),
    text: text('text'),
  },
  (t) => [primaryKey({ name: 'bank_line_details_pk', columns: [t.lineId, t.number] })],
);

/** A line that may be one that an earlier file had in other words. A person says which it is. */
export const likelyRepeats = pgTable('likely_repeats', {
  lineId: bigint('line_id', { mode: 'bigint' })
    .primaryKey()
    .references(() => bankLines.id),
  ofLineId: bigint('of_line_id', { mode: 'bigint' })
    .notNull()
    .references(() => bankLines.id),
});

/** Two lines that look alike and are two. */
export const repeatDismissals = pgTable('repeat_dismissals', {
  lineId: bigint('line_id', { mode: 'bigint' })
    .primaryKey()
    .references(() => likelyRepeats.lineId),
  dismissedBy: uuid('dismissed_by')
    .notNull()
    .references(() => users.id),
  dismissedAt: recordedAt('dismissed_at'),
  entryId: entryId()
    .notNull()
    .references(() => entries.id),
});

import { sql } from 'drizzle-orm';
import { bigint, check, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { bytes, day, id, moment, recordedAt, word } from './columns.ts';
import { users } from './journal.ts';

/**
 * Who was shown what: one row for each record that was read, or list that was asked for. It says
 * which record by its number and never what stood in it.
 */
export const reads = pgTable(
  'reads',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedByDefaultAsIdentity(),
    readAt: moment('read_at').notNull().defaultNow(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    kind: word('kind').notNull(),
    /** The operation, by its name in the description of the interface. */
    operation: text('operation').notNull(),
    /** The number of the record in the address; null for a list. */
    subject: text('subject'),
  },
  (t) => [
    index('reads_subject').on(t.subject, t.readAt),
    index('reads_user').on(t.userId, t.readAt),
    index('reads_at').using('brin', t.readAt),
    check('reads_operation', sql`${t.operation} ~ '^[a-zA-Z]{1,60}$'`),
    check('reads_subject_form', sql`${t.subject} ~ '^[0-9A-Za-z_.:/-]{1,120}$'`),
  ],
);

/** As what each user was let in, on each day on which they were. */
export const lettingsIn = pgTable(
  'lettings_in',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    kind: word('kind').notNull(),
    /** The broker or the funder that they act for. */
    actsFor: uuid('acts_for'),
    seenOn: day('seen_on').notNull(),
    firstAt: recordedAt('first_at'),
  },
  (t) => [
    unique('lettings_in_once').on(t.userId, t.kind, t.actsFor, t.seenOn).nullsNotDistinct(),
    index('lettings_in_seen_on').on(t.seenOn),
  ],
);

/** A signed copy of the books that somebody took away. */
export const auditBundles = pgTable(
  'audit_bundles',
  {
    id: id(),
    name: text('name').notNull(),
    /** The last entry that is in it, and the size of the log that its seal states. */
    throughEntry: bigint('through_entry', { mode: 'bigint' }).notNull(),
    size: bigint('size', { mode: 'bigint' }).notNull(),
    bytes: bigint('bytes', { mode: 'bigint' }).notNull(),
    sha256: bytes('sha256').notNull(),
    takenBy: uuid('taken_by')
      .notNull()
      .references(() => users.id),
    takenAt: recordedAt('taken_at'),
  },
  (t) => [
    index('audit_bundles_taken_at').on(t.takenAt),
    check('audit_bundles_sha256', sql`length(${t.sha256}) = 32`),
  ],
);

/** The columns of a national return or report that was sent off, as a proof of what it was. */
export const sentReports = pgTable(
  'sent_reports',
  {
    id: id(),
    report: text('report').notNull(),
    parameters: text('parameters').notNull(),
    throughEntry: bigint('through_entry', { mode: 'bigint' }).notNull(),
    rows: bigint('rows', { mode: 'bigint' }).notNull(),
    sha256: bytes('sha256').notNull(),
    sentTo: text('sent_to').notNull(),
    sentOn: day('sent_on').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    index('sent_reports_report').on(t.report, t.sentOn),
    check('sent_reports_sha256', sql`length(${t.sha256}) = 32`),
  ],
);

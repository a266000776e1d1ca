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
import { amount, bytes, day, entryId, id, recordedAt, word } from './columns.ts';
import { funders } from './funders.ts';
import { accountClasses, entries, users } from './journal.ts';

/**
 * The code of the council's own general ledger for a class of account, or for a funder's part of
 * it, from a day on. A class says the sector and the kind already, so with the funder that is a
 * code per funder, sector and kind. A later code is added, never written over.
 */
export const generalLedgerCodes = pgTable(
  'general_ledger_codes',
  {
    id: id(),
    accountClass: smallint('account_class')
      .notNull()
      .references(() => accountClasses.id),
    /** Null: for every funder that has no code of its own. */
    funderId: uuid('funder_id').references(() => funders.id),
    fromOn: day('from_on').notNull(),
    revision: integer('revision').notNull().default(1),
    code: text('code').notNull(),
    name: text('name').notNull(),
    setBy: uuid('set_by')
      .notNull()
      .references(() => users.id),
    setAt: recordedAt('set_at'),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('general_ledger_codes_version')
      .on(t.accountClass, t.funderId, t.fromOn, t.revision)
      .nullsNotDistinct(),
    check('general_ledger_codes_code', sql`${t.code} ~ '^[A-Za-z0-9][A-Za-z0-9 ./_-]{0,39}$'`),
    check('general_ledger_codes_revision', sql`${t.revision} >= 1`),
  ],
);

/**
 * A journal for the council's general ledger. It holds every entry that had taken effect by
 * `period_end` and was sealed by `through_entry`, and was in none before. Each follows the one
 * before it, and only one can, so nothing is handed over twice and nothing is left out.
 */
export const generalLedgerFeeds = pgTable(
  'general_ledger_feeds',
  {
    number: integer('number').primaryKey(),
    periodEnd: day('period_end').notNull(),
    throughEntry: bigint('through_entry', { mode: 'bigint' }).notNull(),
    previous: integer('previous'),
    previousPeriodEnd: day('previous_period_end'),
    previousThroughEntry: bigint('previous_through_entry', { mode: 'bigint' }),
    lines: integer('lines').notNull(),
    /** The sum of the debits, which is the sum of the credits. */
    total: amount('total').notNull(),
    sha256: bytes('sha256').notNull(),
    drawnUpBy: uuid('drawn_up_by')
      .notNull()
      .references(() => users.id),
    drawnUpAt: recordedAt('drawn_up_at'),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('general_ledger_feeds_reached').on(t.number, t.periodEnd, t.throughEntry),
    unique('general_ledger_feeds_follows').on(t.previous).nullsNotDistinct(),
    foreignKey({
      name: 'general_ledger_feeds_previous',
      columns: [t.previous, t.previousPeriodEnd, t.previousThroughEntry],
      foreignColumns: [t.number, t.periodEnd, t.throughEntry],
    }),
    check(
      'general_ledger_feeds_chain',
      sql`num_nulls(${t.previous}, ${t.previousPeriodEnd}, ${t.previousThroughEntry}) in (0, 3)
        and (${t.number} = 1) = (${t.previous} is null) and ${t.number} = coalesce(${t.previous}, 0) + 1`,
    ),
    check(
      'general_ledger_feeds_goes_on',
      sql`${t.periodEnd} >= ${t.previousPeriodEnd} and ${t.throughEntry} >= ${t.previousThroughEntry}`,
    ),
    check('general_ledger_feeds_total', sql`${t.total} >= 0 and ${t.lines} >= 0`),
    check('general_ledger_feeds_sha256', sql`length(${t.sha256}) = 32`),
  ],
);

/** The lines of a feed as handed over: so much on one side, for one code. */
export const generalLedgerFeedLines = pgTable(
  'general_ledger_feed_lines',
  {
    feed: integer('feed')
      .notNull()
      .references(() => generalLedgerFeeds.number),
    line: integer('line').notNull(),
    accountClass: smallint('account_class')
      .notNull()
      .references(() => accountClasses.id),
    funderId: uuid('funder_id').references(() => funders.id),
    code: text('code').notNull(),
    side: word('side').notNull(),
    amount: amount('amount').notNull(),
  },
  (t) => [
    primaryKey({ name: 'general_ledger_feed_lines_pk', columns: [t.feed, t.line] }),
    index('general_ledger_feed_lines_code').on(t.code),
    check('general_ledger_feed_lines_side', sql`${t.side} in ('debit', 'credit')`),
    check('general_ledger_feed_lines_amount', sql`${t.amount} > 0`),
  ],
);

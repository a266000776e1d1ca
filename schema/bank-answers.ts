import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { amount, bytes, day, entryId, id, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';
import { payRunCredits, payRuns } from './payments.ts';

/** A file in which the bank or Bacs answers what was sent, as received. It is taken once. */
export const bankAnswers = pgTable(
  'bank_answers',
  {
    id: id(),
    name: text('name').notNull(),
    format: word('format').notNull(),
    sha256: bytes('sha256').notNull(),
    content: bytes('content').notNull(),
    receivedBy: uuid('received_by')
      .notNull()
      .references(() => users.id),
    receivedAt: recordedAt('received_at'),
  },
  (t) => [
    unique('bank_answers_sha256').on(t.sha256),
    check('bank_answers_format', sql`${t.format} in ('pain_002', 'arucs', 'awacs')`),
  ],
);

/** One statement of such a file, and what became of it. What it names may not be known. */
export const bankAnswerLines = pgTable(
  'bank_answer_lines',
  {
    answerId: uuid('answer_id')
      .notNull()
      .references(() => bankAnswers.id),
    line: integer('line').notNull(),
    level: word('level').notNull(),
    payRunId: uuid('pay_run_id').references(() => payRuns.id),
    creditId: uuid('credit_id').references(() => payRunCredits.id),
    reference: text('reference'),
    amount: amount('amount'),
    code: text('code'),
    outcome: word('outcome').notNull(),
    /** Where the payee's bank says that the money should go in future. */
    newSortCode: text('new_sort_code'),
    newAccountNumber: text('new_account_number'),
    newName: text('new_name'),
  },
  (t) => [
    primaryKey({ name: 'bank_answer_lines_pk', columns: [t.answerId, t.line] }),
    index('bank_answer_lines_credit').on(t.creditId),
    check(
      'bank_answer_lines_level',
      sql`${t.level} in ('group', 'payment', 'transaction', 'return', 'advice')`,
    ),
    check(
      'bank_answer_lines_outcome',
      sql`${t.outcome} in ('accepted', 'settled', 'pending', 'rejected', 'returned', 'advised',
        'unclear', 'unknown', 'already_known', 'amount_differs', 'not_released', 'not_covered')`,
    ),
  ],
);

/**
 * A payment that the bank rejected, so that no money left, or that came back. Its items are undone.
 */
export const returnedCredits = pgTable(
  'returned_credits',
  {
    creditId: uuid('credit_id').primaryKey(),
    payRunId: uuid('pay_run_id').notNull(),
    how: word('how').notNull(),
    code: text('code').notNull(),
    amount: amount('amount').notNull(),
    advisedOn: day('advised_on').notNull(),
    /** By when the money should be back on the authority's account. */
    expectedOn: day('expected_on'),
    answerId: uuid('answer_id').references(() => bankAnswers.id),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'returned_credits_credit',
      columns: [t.creditId, t.payRunId],
      foreignColumns: [payRunCredits.id, payRunCredits.payRunId],
    }),
    index('returned_credits_pay_run').on(t.payRunId),
    check(
      'returned_credits_how',
      sql`${t.how} in ('rejected', 'returned')
        and (${t.how} = 'returned') = (${t.expectedOn} is not null)`,
    ),
    check('returned_credits_amount', sql`${t.amount} > 0`),
  ],
);

/** What a bank's reason means, and what follows from it; by the day from which it holds. */
export const returnReasons = pgTable(
  'return_reasons',
  {
    id: id(),
    scheme: word('scheme').notNull(),
    code: text('code').notNull(),
    effectiveOn: day('effective_on').notNull(),
    meaning: text('meaning').notNull(),
    follows: word('follows').notNull(),
    source: text('source').notNull(),
    confidence: word('confidence').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('return_reasons_version').on(t.scheme, t.code, t.effectiveOn),
    check('return_reasons_scheme', sql`${t.scheme} in ('pain_002', 'arucs', 'awacs')`),
    check(
      'return_reasons_follows',
      sql`${t.follows} in ('pay_again', 'correct_details', 'stop_payments', 'ask')`,
    ),
    check(
      'return_reasons_confidence',
      sql`${t.confidence} in ('verified', 'secondary', 'analogous', 'memory', 'local')`,
    ),
  ],
);

import { pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, recordedAt } from './columns.ts';
import { users } from './journal.ts';

/**
 * The stored answer to a request with an Idempotency-Key, per caller: asking again with the same
 * key and content gives this answer and does nothing.
 */
export const answers = pgTable(
  'answers',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    key: text('key').notNull(),
    asked: bytes('asked').notNull(),
    status: smallint('status').notNull(),
    location: text('location'),
    body: text('body').notNull(),
    answeredAt: recordedAt('answered_at'),
  },
  (t) => [primaryKey({ name: 'answers_pk', columns: [t.userId, t.key] })],
);

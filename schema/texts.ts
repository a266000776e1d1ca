import { pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { bytes, id, recordedAt } from './columns.ts';
import { users } from './journal.ts';
import { beneficiaries } from './people.ts';

/**
 * What somebody wrote about a person: wishes, reasons, findings. It stands apart from the decision
 * it belongs to, so that decisions can be counted without being read, and a text can be erased one
 * day without touching the books. The journal's digests of it are salted by the salt kept here.
 */
export const texts = pgTable(
  'texts',
  {
    id: id(),
    beneficiaryId: uuid('beneficiary_id')
      .notNull()
      .references(() => beneficiaries.id),
    text: text('text').notNull(),
    salt: bytes('salt').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [unique('texts_id_beneficiary').on(t.id, t.beneficiaryId)],
);

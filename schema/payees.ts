import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { bytes, entryId, id, moment, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';
import { beneficiaries } from './people.ts';

/** An organisation that holds many people's money in one pooled account. */
export const brokers = pgTable('brokers', { id: id(), name: text('name').notNull() }, (t) => [
  unique('brokers_name').on(t.name),
]);

/** Who is paid: a parent, the young person, a nominee, a representative, or a broker. */
export const payees = pgTable(
  'payees',
  {
    id: id(),
    beneficiaryId: uuid('beneficiary_id').references(() => beneficiaries.id),
    brokerId: uuid('broker_id').references(() => brokers.id),
    relationship: word('relationship').notNull(),
    name: text('name').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    index('payees_beneficiary').on(t.beneficiaryId),
    check(
      'payees_of_a_person_or_a_broker',
      sql`num_nonnulls(${t.beneficiaryId}, ${t.brokerId}) = 1`,
    ),
    check(
      'payees_relationship',
      sql`${t.relationship} in ('young_person', 'parent', 'nominee', 'representative', 'authorised_person', 'broker')`,
    ),
    check('payees_broker', sql`(${t.relationship} = 'broker') = (${t.brokerId} is not null)`),
  ],
);

/**
 * A payee's bank details, each version kept. The journal holds a digest of them, salted so that
 * nobody can guess the account from it.
 */
export const bankDetails = pgTable(
  'bank_details',
  {
    id: id(),
    payeeId: uuid('payee_id')
      .notNull()
      .references(() => payees.id),
    sortCode: text('sort_code').notNull(),
    accountNumber: text('account_number').notNull(),
    accountName: text('account_name').notNull(),
    salt: bytes('salt').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('bank_details_id_recorded_by').on(t.id, t.recordedBy, t.payeeId),
    index('bank_details_payee').on(t.payeeId, t.recordedAt),
    check('bank_details_sort_code', sql`${t.sortCode} ~ '^[0-9]{6}$'`),
    check('bank_details_account_number', sql`${t.accountNumber} ~ '^[0-9]{8}$'`),
  ],
);

/** A second person has checked the details with the payee. Without this nothing is paid. */
export const bankDetailsChecks = pgTable(
  'bank_details_checks',
  {
    bankDetailsId: uuid('bank_details_id').primaryKey(),
    payeeId: uuid('payee_id').notNull(),
    recordedBy: uuid('recorded_by').notNull(),
    checkedBy: uuid('checked_by')
      .notNull()
      .references(() => users.id),
    checkedAt: moment('checked_at').notNull().defaultNow(),
    method: word('method').notNull(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'bank_details_checks_details',
      columns: [t.bankDetailsId, t.recordedBy, t.payeeId],
      foreignColumns: [bankDetails.id, bankDetails.recordedBy, bankDetails.payeeId],
    }),
    check('bank_details_checks_second_person', sql`${t.checkedBy} <> ${t.recordedBy}`),
    check(
      'bank_details_checks_method',
      sql`${t.method} in ('confirmation_of_payee', 'bank_letter', 'statement_seen', 'call_back')`,
    ),
  ],
);

import { sql } from 'drizzle-orm';
import {
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
import { bytes, day, entryId, id, moment, recordedAt, word } from './columns.ts';
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

/** A table of weights for the modulus check, as its owner publishes it; loaded by the operator. */
export const modulusTables = pgTable(
  'modulus_tables',
  {
    id: id(),
    version: text('version').notNull(),
    effectiveOn: day('effective_on').notNull(),
    sha256: bytes('sha256').notNull(),
    rows: integer('rows').notNull(),
    loadedBy: uuid('loaded_by')
      .notNull()
      .references(() => users.id),
    loadedAt: recordedAt('loaded_at'),
  },
  (t) => [
    unique('modulus_tables_version').on(t.version),
    check('modulus_tables_rows', sql`${t.rows} > 0`),
  ],
);

/** One line of such a table: which sort codes, which check, with what weights and exception. */
export const modulusWeights = pgTable(
  'modulus_weights',
  {
    tableId: uuid('table_id')
      .notNull()
      .references(() => modulusTables.id),
    line: integer('line').notNull(),
    fromSortCode: text('from_sort_code').notNull(),
    toSortCode: text('to_sort_code').notNull(),
    method: word('method').notNull(),
    weights: integer('weights').array().notNull(),
    exception: smallint('exception'),
  },
  (t) => [
    primaryKey({ name: 'modulus_weights_pk', columns: [t.tableId, t.line] }),
    index('modulus_weights_sort_code').on(t.tableId, t.fromSortCode),
    check('modulus_weights_method', sql`${t.method} in ('MOD10', 'MOD11', 'DBLAL')`),
    check('modulus_weights_count', sql`cardinality(${t.weights}) = 14`),
    check('modulus_weights_exception', sql`${t.exception} between 1 and 14`),
    check(
      'modulus_weights_sort_codes',
      sql`${t.fromSortCode} ~ '^[0-9]{6}$'
      and ${t.toSortCode} ~ '^[0-9]{6}$' and ${t.toSortCode} >= ${t.fromSortCode}`,
    ),
  ],
);

/** Sort codes that are checked as another one (exception 5). */
export const modulusSubstitutions = pgTable(
  'modulus_substitutions',
  {
    tableId: uuid('table_id')
      .notNull()
      .references(() => modulusTables.id),
    sortCode: text('sort_code').notNull(),
    checkedAs: text('checked_as').notNull(),
  },
  (t) => [primaryKey({ name: 'modulus_substitutions_pk', columns: [t.tableId, t.sortCode] })],
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
    /** What else may be in the account; null of details recorded before that was asked. */
    accountUse: word('account_use'),
    salt: bytes('salt').notNull(),
    /** What the modulus check said when they were recorded, and by which table. */
    modulus: word('modulus'),
    modulusTableId: uuid('modulus_table_id').references(() => modulusTables.id),
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
    check(
      'bank_details_account_use',
      sql`${t.accountUse} in ('only_direct_payments', 'other_money_too', 'pooled', 'prepaid_card')`,
    ),
    check('bank_details_sort_code', sql`${t.sortCode} ~ '^[0-9]{6}$'`),
    check('bank_details_account_number', sql`${t.accountNumber} ~ '^[0-9]{8}$'`),
    check(
      'bank_details_modulus',
      sql`${t.modulus} in ('pass', 'not_covered')
        and (${t.modulus} is null or ${t.modulus} = 'not_covered' or ${t.modulusTableId} is not null)`,
    ),
  ],
);

/** What the payee's bank answered when it was asked whose account it is. */
export const payeeConfirmations = pgTable(
  'payee_confirmations',
  {
    id: id(),
    bankDetailsId: uuid('bank_details_id')
      .notNull()
      .references(() => bankDetails.id),
    outcome: word('outcome').notNull(),
    askedOn: day('asked_on').notNull(),
    /** The bank's own code for the answer, without a name. */
    code: text('code'),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    index('payee_confirmations_details').on(t.bankDetailsId, t.recordedAt),
    check(
      'payee_confirmations_outcome',
      sql`${t.outcome} in ('match', 'close_match', 'no_match', 'not_available')`,
    ),
  ],
);

/** A prepaid card that a payee is paid on: the programme's reference and when it expires. */
export const prepaidCards = pgTable(
  'prepaid_cards',
  {
    id: id(),
    payeeId: uuid('payee_id')
      .notNull()
      .references(() => payees.id),
    programme: text('programme').notNull(),
    reference: text('reference').notNull(),
    expiresOn: day('expires_on').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('prepaid_cards_reference').on(t.programme, t.reference),
    index('prepaid_cards_payee').on(t.payeeId),
    // A card's own number is never kept.
    check('prepaid_cards_reference_is_no_card_number', sql`${t.reference} !~ '^[0-9 ]{13,23}$'`),
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

import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { arrangements } from './budgets.ts';
import { amount, day, entryId, id, moment, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';
import { brokers } from './payees.ts';
import { texts } from './texts.ts';

/**
 * The authority's agreement with a broker. While one is in force the authority lets the broker in:
 * without it the broker sees nothing of this authority, whatever its sign-in says.
 */
export const brokerAgreements = pgTable(
  'broker_agreements',
  {
    id: id(),
    brokerId: uuid('broker_id')
      .notNull()
      .references(() => brokers.id),
    kind: word('kind').notNull(),
    reference: text('reference').notNull(),
    fromOn: day('from_on').notNull(),
    toOn: day('to_on'),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    /** Null only of brokers that were there before their agreements were kept. */
    entryId: entryId().references(() => entries.id),
  },
  (t) => [
    index('broker_agreements_broker').on(t.brokerId, t.fromOn),
    check('broker_agreements_kind', sql`${t.kind} in ('managed_account', 'third_party')`),
    check('broker_agreements_dates', sql`${t.toOn} >= ${t.fromOn}`),
    check(
      'broker_agreements_entry',
      sql`${t.entryId} is not null or ${t.recordedBy} = '00000000-0000-0000-0000-000000000000'`,
    ),
  ],
);

/** An agreement that ended before its time; the broker may still look, and send its last return. */
export const brokerAgreementEndings = pgTable(
  'broker_agreement_endings',
  {
    agreementId: uuid('agreement_id')
      .primaryKey()
      .references(() => brokerAgreements.id),
    endedOn: day('ended_on').notNull(),
    accessUntil: day('access_until').notNull(),
    reason: text('reason').notNull(),
    endedBy: uuid('ended_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [check('broker_agreement_endings_dates', sql`${t.accessUntil} >= ${t.endedOn}`)],
);

/** What a broker takes for each person, from a day on: by the month, and for every funder beyond one. */
export const brokerFees = pgTable(
  'broker_fees',
  {
    id: id(),
    brokerId: uuid('broker_id')
      .notNull()
      .references(() => brokers.id),
    effectiveOn: day('effective_on').notNull(),
    perMonth: amount('per_month').notNull(),
    perExtraFunder: amount('per_extra_funder').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('broker_fees_day').on(t.brokerId, t.effectiveOn),
    check('broker_fees_amounts', sql`${t.perMonth} >= 0 and ${t.perExtraFunder} >= 0`),
  ],
);

/** A bank account in which a broker holds many people's money. */
export const pooledAccounts = pgTable(
  'pooled_accounts',
  {
    id: id(),
    brokerId: uuid('broker_id')
      .notNull()
      .references(() => brokers.id),
    name: text('name').notNull(),
    sortCode: text('sort_code').notNull(),
    accountNumber: text('account_number').notNull(),
    openedOn: day('opened_on').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('pooled_accounts_number').on(t.sortCode, t.accountNumber),
    unique('pooled_accounts_id_broker').on(t.id, t.brokerId),
    index('pooled_accounts_broker').on(t.brokerId),
    check('pooled_accounts_sort_code', sql`${t.sortCode} ~ '^[0-9]{6}$'`),
    check('pooled_accounts_account_number', sql`${t.accountNumber} ~ '^[0-9]{8}$'`),
  ],
);

/**
 * In which pooled account an arrangement's money is, from a day on. An arrangement that names none
 * is in the account that its broker opened first.
 */
export const pooledArrangements = pgTable(
  'pooled_arrangements',
  {
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    fromOn: day('from_on').notNull(),
    pooledAccountId: uuid('pooled_account_id')
      .notNull()
      .references(() => pooledAccounts.id),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    primaryKey({ name: 'pooled_arrangements_pk', columns: [t.arrangementId, t.fromOn] }),
    foreignKey({
      name: 'pooled_arrangements_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    index('pooled_arrangements_account').on(t.pooledAccountId),
  ],
);

/**
 * A person's money may go below zero, by so much and until a day, because somebody with a name
 * allowed it. Without such an exception the ledger refuses.
 */
export const overdrawings = pgTable(
  'overdrawings',
  {
    id: id(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    cause: word('cause').notNull(),
    most: amount('most').notNull(),
    fromOn: day('from_on').notNull(),
    untilOn: day('until_on').notNull(),
    reasonsId: uuid('reasons_id').notNull(),
    allowedBy: uuid('allowed_by')
      .notNull()
      .references(() => users.id),
    allowedAt: moment('allowed_at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'overdrawings_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    foreignKey({
      name: 'overdrawings_reasons',
      columns: [t.reasonsId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
    index('overdrawings_arrangement_id').on(t.arrangementId),
    check(
      'overdrawings_cause',
      sql`${t.cause} in ('payment_late', 'emergency', 'wages_due', 'correction')`,
    ),
    check('overdrawings_most', sql`${t.most} > 0`),
    check('overdrawings_dates', sql`${t.untilOn} >= ${t.fromOn}`),
  ],
);

/** An exception that is over: the person's money is back to zero or above. */
export const overdrawingEndings = pgTable('overdrawing_endings', {
  overdrawingId: uuid('overdrawing_id')
    .primaryKey()
    .references(() => overdrawings.id),
  endedBy: uuid('ended_by')
    .notNull()
    .references(() => users.id),
  endedAt: moment('ended_at').notNull().defaultNow(),
  entryId: entryId()
    .notNull()
    .references(() => entries.id),
});

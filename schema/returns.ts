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
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import { pooledAccounts } from './brokers.ts';
import { arrangements } from './budgets.ts';
import { entries, users } from './journal.ts';
import { brokers, payees } from './payees.ts';
import { amount, bytes, day, entryId, id, moment, recordedAt, word } from './columns.ts';

/** How often the holder of a direct payment, or a broker for a pooled account, sends in a return. */
export const returnTerms = pgTable(
  'return_terms',
  {
    id: id(),
    pooledAccountId: uuid('pooled_account_id').references(() => pooledAccounts.id),
    payeeId: uuid('payee_id').references(() => payees.id),
    effectiveOn: day('effective_on').notNull(),
    tier: word('tier').notNull(),
    every: word('every').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('return_terms_day').on(t.pooledAccountId, t.payeeId, t.effectiveOn).nullsNotDistinct(),
    check('return_terms_holder', sql`num_nonnulls(${t.pooledAccountId}, ${t.payeeId}) = 1`),
    check('return_terms_tier', sql`${t.tier} in ('standard', 'light_touch')`),
    check('return_terms_every', sql`${t.every} in ('month', 'quarter', 'year')`),
  ],
);

/**
 * A holder's return: what a broker or a family sends in about an account and a period. It is never
 * changed; a corrected one replaces it. Balances are the bank's for the whole account; the money
 * that the account holds for other authorities, and its interest, are declared apart.
 */
export const holdersReturns = pgTable(
  'holders_returns',
  {
    id: id(),
    pooledAccountId: uuid('pooled_account_id'),
    brokerId: uuid('broker_id').references(() => brokers.id),
    payeeId: uuid('payee_id').references(() => payees.id),
    fromOn: day('from_on').notNull(),
    toOn: day('to_on').notNull(),
    tier: word('tier').notNull(),
    opening: amount('opening').notNull(),
    closing: amount('closing').notNull(),
    otherOpening: amount('other_opening').notNull(),
    interestOpening: amount('interest_opening').notNull(),
    lines: integer('lines').notNull(),
    people: integer('people').notNull(),
    /** The file as it came; null of a return that was sent as JSON. */
    fileName: text('file_name'),
    content: bytes('content'),
    sha256: bytes('sha256').notNull(),
    replaces: uuid('replaces').references((): AnyPgColumn => holdersReturns.id),
    submittedBy: uuid('submitted_by')
      .notNull()
      .references(() => users.id),
    submittedAt: moment('submitted_at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'holders_returns_pooled_account',
      columns: [t.pooledAccountId, t.brokerId],
      foreignColumns: [pooledAccounts.id, pooledAccounts.brokerId],
    }),
    unique('holders_returns_replaces').on(t.replaces),
    index('holders_returns_account').on(t.pooledAccountId, t.fromOn),
    index('holders_returns_payee').on(t.payeeId, t.fromOn),
    check('holders_returns_holder', sql`num_nonnulls(${t.pooledAccountId}, ${t.payeeId}) = 1`),
    check('holders_returns_broker', sql`(${t.brokerId} is null) = (${t.pooledAccountId} is null)`),
    check('holders_returns_dates', sql`${t.toOn} >= ${t.fromOn}`),
    check('holders_returns_tier', sql`${t.tier} in ('standard', 'light_touch')`),
    check(
      'holders_returns_other',
      sql`${t.otherOpening} >= 0 and (${t.payeeId} is null or ${t.otherOpening} = 0)`,
    ),
  ],
);

/** What a return declares for one arrangement: what there was, and what is left. */
export const returnPeople = pgTable(
  'return_people',
  {
    returnId: uuid('return_id')
      .notNull()
      .references(() => holdersReturns.id),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    opening: amount('opening').notNull(),
    closing: amount('closing').notNull(),
  },
  (t) => [
    primaryKey({ name: 'return_people_pk', columns: [t.returnId, t.arrangementId] }),
    foreignKey({
      name: 'return_people_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    index('return_people_arrangement_id').on(t.arrangementId),
  ],
);

/**
 * One line of a return. `bank` lines are the bank's own, money out negative; `other_authorities`
 * and `interest` lines move the declared money, out negative. All others belong to an arrangement
 * and are above zero.
 */
export const returnLines = pgTable(
  'return_lines',
  {
    id: id(),
    returnId: uuid('return_id')
      .notNull()
      .references(() => holdersReturns.id),
    /** The row of the file, or the place in the list. */
    row: integer('row').notNull(),
    kind: word('kind').notNull(),
    onDay: day('on_day').notNull(),
    arrangementId: uuid('arrangement_id'),
    beneficiaryId: uuid('beneficiary_id'),
    brokerId: uuid('broker_id').references(() => brokers.id),
    amount: amount('amount').notNull(),
    category: word('category'),
    description: text('description').notNull(),
    /** What the holder calls the evidence of it, e.g. the file's name. */
    evidence: text('evidence'),
  },
  (t) => [
    unique('return_lines_row').on(t.returnId, t.row),
    unique('return_lines_id_arrangement').on(t.id, t.arrangementId),
    foreignKey({
      name: 'return_lines_person',
      columns: [t.returnId, t.arrangementId],
      foreignColumns: [returnPeople.returnId, returnPeople.arrangementId],
    }),
    foreignKey({
      name: 'return_lines_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    index('return_lines_arrangement_id').on(t.arrangementId, t.onDay),
    check(
      'return_lines_kind',
      sql`${t.kind} in ('bank', 'other_authorities', 'interest', 'paid_in', 'contribution', 'spending',
        'fee', 'refund', 'transferred_in', 'transferred_out')`,
    ),
    check(
      'return_lines_person_is',
      sql`(${t.kind} in ('bank', 'other_authorities', 'interest')) = (${t.arrangementId} is null)
        and (${t.arrangementId} is null) = (${t.beneficiaryId} is null)`,
    ),
    check(
      'return_lines_amount',
      sql`${t.amount} <> 0 and (${t.arrangementId} is null or ${t.amount} > 0)`,
    ),
    check(
      'return_lines_category',
      sql`(${t.category} is null) = (${t.kind} not in ('spending', 'fee', 'refund'))
        and ${t.category} in ('support', 'wages', 'equipment', 'activities', 'travel', 'insurance', 'fees', 'other')`,
    ),
  ],
);

/** The payroll of an employed assistant for the period, as the holder or its payroll says. */
export const payrollSummaries = pgTable(
  'payroll_summaries',
  {
    returnId: uuid('return_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    /** Tells assistants apart without naming them, e.g. PA1. */
    employee: text('employee').notNull(),
    gross: amount('gross').notNull(),
    net: amount('net').notNull(),
    tax: amount('tax').notNull(),
    pension: amount('pension').notNull(),
    holidayAccrued: amount('holiday_accrued').notNull(),
  },
  (t) => [
    primaryKey({
      name: 'payroll_summaries_pk',
      columns: [t.returnId, t.arrangementId, t.employee],
    }),
    foreignKey({
      name: 'payroll_summaries_person',
      columns: [t.returnId, t.arrangementId],
      foreignColumns: [returnPeople.returnId, returnPeople.arrangementId],
    }),
    check('payroll_summaries_employee', sql`${t.employee} ~ '^[A-Za-z0-9-]{1,20}$'`),
    check(
      'payroll_summaries_amounts',
      sql`${t.gross} >= 0 and ${t.net} between 0 and ${t.gross} and ${t.tax} >= 0
        and ${t.pension} >= 0 and ${t.holidayAccrued} >= 0`,
    ),
  ],
);

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
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import { pooledAccounts } from './brokers.ts';
import { arrangements } from './budgets.ts';
import { amount, bytes, day, entryId, id, moment, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';
import { brokers, payees } from './payees.ts';

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

/** A file that shows what a return says: an invoice, a payslip, a bank statement. */
export const returnFiles = pgTable(
  'return_files',
  {
    id: id(),
    returnId: uuid('return_id')
      .notNull()
      .references(() => holdersReturns.id),
    arrangementId: uuid('arrangement_id'),
    brokerId: uuid('broker_id').references(() => brokers.id),
    name: text('name').notNull(),
    mediaType: text('media_type').notNull(),
    size: integer('size').notNull(),
    sha256: bytes('sha256').notNull(),
    content: bytes('content').notNull(),
    addedBy: uuid('added_by')
      .notNull()
      .references(() => users.id),
    addedAt: recordedAt('added_at'),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('return_files_sha256').on(t.returnId, t.sha256),
    unique('return_files_name').on(t.returnId, t.name),
    foreignKey({
      name: 'return_files_person',
      columns: [t.returnId, t.arrangementId],
      foreignColumns: [returnPeople.returnId, returnPeople.arrangementId],
    }),
    check('return_files_size', sql`${t.size} > 0 and ${t.size} = length(${t.content})`),
  ],
);

/** What was asked and answered about a return, of one person or of the whole account. */
export const returnMessages = pgTable(
  'return_messages',
  {
    id: id(),
    returnId: uuid('return_id')
      .notNull()
      .references(() => holdersReturns.id),
    arrangementId: uuid('arrangement_id'),
    brokerId: uuid('broker_id').references(() => brokers.id),
    kind: word('kind').notNull(),
    text: text('text').notNull(),
    salt: bytes('salt').notNull(),
    writtenBy: uuid('written_by')
      .notNull()
      .references(() => users.id),
    writtenAt: moment('written_at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'return_messages_person',
      columns: [t.returnId, t.arrangementId],
      foreignColumns: [returnPeople.returnId, returnPeople.arrangementId],
    }),
    index('return_messages_return').on(t.returnId, t.writtenAt),
    check('return_messages_kind', sql`${t.kind} in ('query', 'answer', 'note')`),
  ],
);

/**
 * What was decided on a return, arrangement by arrangement: queried, then accepted; or all of it
 * sent back. What is accepted is in the ledger.
 */
export const returnDecisions = pgTable(
  'return_decisions',
  {
    id: id(),
    returnId: uuid('return_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    /** Counts the decisions on one arrangement of a return. */
    seq: smallint('seq').notNull(),
    outcome: word('outcome').notNull(),
    decidedBy: uuid('decided_by')
      .notNull()
      .references(() => users.id),
    decidedAt: moment('decided_at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('return_decisions_seq').on(t.returnId, t.arrangementId, t.seq),
    foreignKey({
      name: 'return_decisions_person',
      columns: [t.returnId, t.arrangementId],
      foreignColumns: [returnPeople.returnId, returnPeople.arrangementId],
    }),
    check('return_decisions_outcome', sql`${t.outcome} in ('queried', 'accepted', 'sent_back')`),
  ],
);

/** Money that a supplier gave back to the holder: it was spent, and is held again. */
export const refunds = pgTable(
  'refunds',
  {
    id: id(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    receivedOn: day('received_on').notNull(),
    amount: amount('amount').notNull(),
    category: word('category').notNull(),
    description: text('description').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('refunds_entry').on(t.entryId),
    foreignKey({
      name: 'refunds_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    index('refunds_arrangement_date').on(t.arrangementId, t.receivedOn),
    check('refunds_amount', sql`${t.amount} > 0`),
    check(
      'refunds_category',
      sql`${t.category} in ('support', 'wages', 'equipment', 'activities', 'travel', 'insurance', 'fees', 'other')`,
    ),
  ],
);

/**
 * Where the three do not agree: the authority's ledger, the holder's return, and the holder's bank
 * statement. Each has somebody who sees to it.
 */
export const returnDifferences = pgTable(
  'return_differences',
  {
    id: id(),
    returnId: uuid('return_id')
      .notNull()
      .references(() => holdersReturns.id),
    arrangementId: uuid('arrangement_id'),
    beneficiaryId: uuid('beneficiary_id'),
    brokerId: uuid('broker_id').references(() => brokers.id),
    what: word('what').notNull(),
    expected: amount('expected').notNull(),
    found: amount('found').notNull(),
    dueOn: day('due_on').notNull(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id),
    openedAt: recordedAt('opened_at'),
  },
  (t) => [
    unique('return_differences_once').on(t.returnId, t.arrangementId, t.what).nullsNotDistinct(),
    foreignKey({
      name: 'return_differences_person',
      columns: [t.returnId, t.arrangementId],
      foreignColumns: [returnPeople.returnId, returnPeople.arrangementId],
    }),
    index('return_differences_owner').on(t.ownerId),
    check(
      'return_differences_what',
      sql`${t.what} in ('opening', 'last_closing', 'paid_in', 'closing', 'fee', 'bank_opening',
        'bank_closing', 'bank_movements', 'people_and_bank')`,
    ),
    check('return_differences_differ', sql`${t.expected} <> ${t.found}`),
  ],
);

/** Who sees to a difference from now on, or how it ended. */
export const differenceSteps = pgTable(
  'difference_steps',
  {
    differenceId: uuid('difference_id')
      .notNull()
      .references(() => returnDifferences.id),
    seq: smallint('seq').notNull(),
    step: word('step').notNull(),
    ownerId: uuid('owner_id').references(() => users.id),
    note: text('note'),
    by: uuid('by')
      .notNull()
      .references(() => users.id),
    at: moment('at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    primaryKey({ name: 'difference_steps_pk', columns: [t.differenceId, t.seq] }),
    check('difference_steps_step', sql`${t.step} in ('handed_over', 'explained', 'corrected')`),
    check('difference_steps_owner', sql`(${t.step} = 'handed_over') = (${t.ownerId} is not null)`),
  ],
);

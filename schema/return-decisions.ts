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
import { arrangements } from './budgets.ts';
import { entries, users } from './journal.ts';
import { brokers } from './payees.ts';
import { holdersReturns, returnPeople } from './returns.ts';
import { amount, bytes, day, entryId, id, moment, recordedAt, word } from './columns.ts';

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

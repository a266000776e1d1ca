import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, unique, uuid } from 'drizzle-orm/pg-core';
import { arrangements } from './budgets.ts';
import { day, entryId, id, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';
import { beneficiaries } from './people.ts';
import { instalments } from './schedules.ts';
import { texts } from './texts.ts';

/**
 * What an officer holds back: one payment, or every payment of an arrangement from a value date on.
 * Nothing is cancelled: once the hold ends, what was held is due.
 */
export const paymentHolds = pgTable(
  'payment_holds',
  {
    id: id(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    instalmentId: uuid('instalment_id'),
    fromOn: day('from_on').notNull(),
    reason: word('reason').notNull(),
    /** Who has to act for it to end. */
    acts: word('acts').notNull(),
    reasonsId: uuid('reasons_id')
      .notNull()
      .references(() => texts.id),
    placedBy: uuid('placed_by')
      .notNull()
      .references(() => users.id),
    placedAt: recordedAt('placed_at'),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('payment_holds_id_beneficiary').on(t.id, t.beneficiaryId),
    foreignKey({
      name: 'payment_holds_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    foreignKey({
      name: 'payment_holds_instalment',
      columns: [t.instalmentId, t.arrangementId],
      foreignColumns: [instalments.id, instalments.arrangementId],
    }),
    index('payment_holds_arrangement').on(t.arrangementId),
    check(
      'payment_holds_reason',
      sql`${t.reason} in ('return_missing', 'query', 'suspected_misuse', 'hospital_stay',
        'safeguarding', 'bank_details', 'beneficiary_deceased', 'other')`,
    ),
    check(
      'payment_holds_acts',
      sql`${t.acts} in ('finance', 'caseworker', 'panel', 'family', 'broker')`,
    ),
  ],
);

/** A hold that has ended, with why. */
export const paymentHoldEndings = pgTable(
  'payment_hold_endings',
  {
    holdId: uuid('hold_id').primaryKey(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    reasonsId: uuid('reasons_id')
      .notNull()
      .references(() => texts.id),
    endedBy: uuid('ended_by')
      .notNull()
      .references(() => users.id),
    endedAt: recordedAt('ended_at'),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'payment_hold_endings_hold',
      columns: [t.holdId, t.beneficiaryId],
      foreignColumns: [paymentHolds.id, paymentHolds.beneficiaryId],
    }),
  ],
);

/** Something that somebody has to see to, by a day: it stays until somebody says what was done. */
export const tasks = pgTable(
  'tasks',
  {
    id: id(),
    kind: word('kind').notNull(),
    forKind: word('for_kind').notNull(),
    beneficiaryId: uuid('beneficiary_id').references(() => beneficiaries.id),
    arrangementId: uuid('arrangement_id').references(() => arrangements.id),
    /** The record that it is about. */
    about: uuid('about').notNull(),
    dueOn: day('due_on').notNull(),
    openedBy: uuid('opened_by')
      .notNull()
      .references(() => users.id),
    openedAt: recordedAt('opened_at'),
  },
  (t) => [
    unique('tasks_once').on(t.kind, t.about),
    index('tasks_due').on(t.dueOn),
    index('tasks_beneficiary').on(t.beneficiaryId),
    check(
      'tasks_kind',
      sql`${t.kind} in ('beneficiary_deceased', 'bank_details_returned', 'account_details_advised',
        'credit_expected', 'file_rejected', 'return_not_covered', 'answer_unclear')`,
    ),
    check('tasks_for_kind', sql`${t.forKind} in ('finance_officer', 'caseworker', 'approver')`),
  ],
);

export const taskClosings = pgTable('task_closings', {
  taskId: uuid('task_id')
    .primaryKey()
    .references(() => tasks.id),
  /** What was done, where the task is about a person. */
  noteId: uuid('note_id').references(() => texts.id),
  closedBy: uuid('closed_by')
    .notNull()
    .references(() => users.id),
  closedAt: recordedAt('closed_at'),
});

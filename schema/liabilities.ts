import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { arrangements } from './budgets.ts';
import { amount, day, entryId, id, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';
import { holdersReturns } from './returns.ts';

/**
 * What the holder owes, or will owe, to an employed assistant and because of one: so much more, or
 * (below zero) so much that was paid or is no longer due. It moves no money: it says how much of
 * what is held is not free.
 */
export const liabilityMovements = pgTable(
  'liability_movements',
  {
    id: id(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    kind: word('kind').notNull(),
    employee: text('employee').notNull(),
    onDay: day('on_day').notNull(),
    amount: amount('amount').notNull(),
    cause: word('cause').notNull(),
    dueOn: day('due_on'),
    /** Of a return's payroll summary. */
    returnId: uuid('return_id').references(() => holdersReturns.id),
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
      name: 'liability_movements_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    index('liability_movements_arrangement_id').on(t.arrangementId, t.onDay),
    check(
      'liability_movements_kind',
      sql`${t.kind} in ('wages', 'tax', 'pension', 'holiday', 'redundancy', 'notice', 'insurance')`,
    ),
    check('liability_movements_amount', sql`${t.amount} <> 0`),
    check(
      'liability_movements_cause',
      sql`${t.cause} in ('payroll', 'became_due', 'paid', 'no_longer_due', 'correction')
        and (${t.cause} in ('paid', 'no_longer_due')) <= (${t.amount} < 0)
        and (${t.cause} = 'payroll') = (${t.returnId} is not null)`,
    ),
    check('liability_movements_employee', sql`${t.employee} ~ '^[A-Za-z0-9-]{1,20}$'`),
  ],
);

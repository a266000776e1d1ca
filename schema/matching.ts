import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  unique,
  uuid,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import { bankAccounts, bankLines } from './bank.ts';
import { amount, day, entryId, id, moment, word } from './columns.ts';
import { matchingRuleSets } from './match-runs.ts';
import { invoicePayments } from './invoices.ts';
import { entries, users } from './journal.ts';
import { payRunCredits, payRuns } from './payments.ts';

/**
 * A line that the authority expects on the bank's statement: what a pay run sends, in all or on one
 * day, or one payment of it; a payment of invoices; a returned credit; and what the ledger's bank
 * account has already. It is written when it is first matched; money out is negative.
 */
export const expectedLines = pgTable(
  'expected_lines',
  {
    id: id(),
    /** What it is known by: "pay_run:ID", "pay_run:ID:2026-04-17", "payment:ID", "entry:17", ... */
    name: text('name').notNull(),
    kind: word('kind').notNull(),
    bankAccountId: uuid('bank_account_id')
      .notNull()
      .references(() => bankAccounts.id),
    amount: amount('amount').notNull(),
    valueOn: day('value_on').notNull(),
    payRunId: uuid('pay_run_id').references(() => payRuns.id),
    creditId: uuid('credit_id').references(() => payRunCredits.id),
    invoicePaymentId: uuid('invoice_payment_id').references(() => invoicePayments.id),
    entryId: entryId().references(() => entries.id),
    lineId: bigint('line_id', { mode: 'bigint' }).references(() => bankLines.id),
  },
  (t) => [
    unique('expected_lines_name').on(t.name),
    unique('expected_lines_id_account_amount').on(t.id, t.bankAccountId, t.amount),
    index('expected_lines_account').on(t.bankAccountId),
    index('expected_lines_pay_run').on(t.payRunId),
    index('expected_lines_credit').on(t.creditId),
    check('expected_lines_amount', sql`${t.amount} <> 0`),
    check(
      'expected_lines_kind',
      sql`case ${t.kind}
        when 'pay_run' then num_nonnulls(${t.payRunId}) = 1
          and num_nonnulls(${t.creditId}, ${t.invoicePaymentId}, ${t.entryId}, ${t.lineId}) = 0
        when 'payment' then num_nonnulls(${t.payRunId}, ${t.creditId}) = 2
          and num_nonnulls(${t.invoicePaymentId}, ${t.entryId}, ${t.lineId}) = 0
        when 'returned_credit' then num_nonnulls(${t.payRunId}, ${t.creditId}) = 2
          and num_nonnulls(${t.invoicePaymentId}, ${t.entryId}, ${t.lineId}) = 0
        when 'invoice_payment' then num_nonnulls(${t.invoicePaymentId}) = 1
          and num_nonnulls(${t.payRunId}, ${t.creditId}, ${t.entryId}, ${t.lineId}) = 0
        when 'entry' then num_nonnulls(${t.entryId}) = 1
          and num_nonnulls(${t.payRunId}, ${t.creditId}, ${t.invoicePaymentId}, ${t.lineId}) = 0
        when 'repeat' then num_nonnulls(${t.lineId}) = 1
          and num_nonnulls(${t.payRunId}, ${t.creditId}, ${t.invoicePaymentId}, ${t.entryId}) = 0
        else false end`,
    ),
  ],
);

/** One line and one expected line that a person put together, by hand or by a proposal, or took apart. */
export const matches = pgTable(
  'matches',
  {
    id: id(),
    bankAccountId: uuid('bank_account_id')
      .notNull()
      .references(() => bankAccounts.id),
    kind: word('kind').notNull(),
    rule: word('rule').notNull(),
    ruleSet: integer('rule_set').references(() => matchingRuleSets.version),
    /** Why amounts differ, or why it is undone: a code. */
    reason: text('reason'),
    undoes: uuid('undoes'),
    /** The same in those that were made together: a line of many payments, a payment in many lines. */
    together: uuid('together'),
    by: uuid('by')
      .notNull()
      .references(() => users.id),
    at: moment('at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('matches_undone_once').on(t.undoes),
    unique('matches_id_account').on(t.id, t.bankAccountId),
    unique('matches_entry').on(t.entryId),
    foreignKey({
      name: 'matches_undoes',
      columns: [t.undoes, t.bankAccountId],
      foreignColumns: [t.id, t.bankAccountId],
    }),
    check(
      'matches_kind',
      sql`${t.kind} in ('match', 'posting', 'repeat', 'undo')
        and (${t.kind} = 'undo') = (${t.undoes} is not null)
        and (${t.kind} <> 'undo' or ${t.reason} is not null)`,
    ),
    check(
      'matches_rule',
      sql`${t.rule} in ('batch_details', 'reference', 'amount_and_day', 'several_expected',
        'several_lines', 'tolerance', 'by_hand', 'undone', 'run_total_and_date')`,
    ),
  ],
);

/** Each link of a chain starts where the one before ended, and none goes beyond the whole. */
function chainChecks(t: Readonly<Record<string, AnyPgColumn>>) {
  return [
    check('line_allocations_amount', sql`${t.amount} <> 0`),
    check(
      'line_allocations_line_sum',
      sql`case when ${t.lineId} is null then num_nonnulls(${t.lineAmount}, ${t.lineSeq},
          ${t.linePrevious}, ${t.lineBefore}, ${t.lineAfter}) = 0
        else num_nulls(${t.lineAmount}, ${t.lineSeq}, ${t.lineBefore}, ${t.lineAfter}) = 0
          and ${t.lineAfter} = ${t.lineBefore} + ${t.amount}
          and ${t.lineAfter} between 0 and abs(${t.lineAmount})
          and sign(${t.lineAmount}) = sign(${t.expectedAmount}) end`,
    ),
    check(
      'line_allocations_expected_sum',
      sql`${t.expectedAfter} = ${t.expectedBefore} + ${t.amount}
        and ${t.expectedAfter} between 0 and abs(${t.expectedAmount})`,
    ),
    check(
      'line_allocations_first',
      sql`(${t.lineSeq} = 1) is not distinct from (case when ${t.lineId} is not null then ${t.linePrevious} is null end)
        and coalesce(${t.linePrevious} = ${t.lineSeq} - 1, ${t.lineBefore} = 0, true)
        and (${t.expectedSeq} = 1) = (${t.expectedPrevious} is null)
        and coalesce(${t.expectedPrevious} = ${t.expectedSeq} - 1, ${t.expectedBefore} = 0)`,
    ),
  ];
}

/**
 * What of a line belongs to what. The allocations of a line form a chain: each starts where the one
 * before ended, so that no penny of a line is ever allocated twice whatever races; the same on the
 * side of what is expected, and of the pay run of which a payment is a part. Undoing is a further,
 * negative row. A row without a line closes what no line will bring: a difference with its reason, or what
 * of a pay run came as a payment by itself.
 */
export const lineAllocations = pgTable(
  'line_allocations',
  {
    id: id(),
    matchId: uuid('match_id').notNull(),
    bankAccountId: uuid('bank_account_id').notNull(),
    amount: amount('amount').notNull(),
    lineId: bigint('line_id', { mode: 'bigint' }),
    lineAmount: amount('line_amount'),
    lineSeq: integer('line_seq'),
    linePrevious: integer('line_previous'),
    lineBefore: amount('line_before'),
    lineAfter: amount('line_after'),
    expectedId: uuid('expected_id').notNull(),
    expectedAmount: amount('expected_amount').notNull(),
    expectedSeq: integer('expected_seq').notNull(),
    expectedPrevious: integer('expected_previous'),
    expectedBefore: amount('expected_before').notNull(),
    expectedAfter: amount('expected_after').notNull(),
    /** The row that takes the same from the pay run of which a payment is a part. */
    partOf: uuid('part_of'),
  },
  (t) => [
    unique('line_allocations_line_seq').on(t.lineId, t.lineSeq, t.lineAfter),
    unique('line_allocations_line_once').on(t.lineId, t.lineSeq),
    unique('line_allocations_expected_seq').on(t.expectedId, t.expectedSeq, t.expectedAfter),
    unique('line_allocations_expected_once').on(t.expectedId, t.expectedSeq),
    index('line_allocations_match').on(t.matchId),
    foreignKey({
      name: 'line_allocations_match_is',
      columns: [t.matchId, t.bankAccountId],
      foreignColumns: [matches.id, matches.bankAccountId],
    }),
    foreignKey({
      name: 'line_allocations_line',
      columns: [t.lineId, t.bankAccountId, t.lineAmount],
      foreignColumns: [bankLines.id, bankLines.bankAccountId, bankLines.amount],
    }),
    foreignKey({
      name: 'line_allocations_expected',
      columns: [t.expectedId, t.bankAccountId, t.expectedAmount],
      foreignColumns: [expectedLines.id, expectedLines.bankAccountId, expectedLines.amount],
    }),
    foreignKey({
      name: 'line_allocations_line_goes_on',
      columns: [t.lineId, t.linePrevious, t.lineBefore],
      foreignColumns: [t.lineId, t.lineSeq, t.lineAfter],
    }),
    foreignKey({
      name: 'line_allocations_expected_goes_on',
      columns: [t.expectedId, t.expectedPrevious, t.expectedBefore],
      foreignColumns: [t.expectedId, t.expectedSeq, t.expectedAfter],
    }),
    foreignKey({ name: 'line_allocations_part_of', columns: [t.partOf], foreignColumns: [t.id] }),
    ...chainChecks(t),
  ],
);

import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { bankAccounts } from './bank.ts';
import { amount, bytes, day, entryId, id, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';

/** The rules by which lines are matched, in their order. A change is a new version of them all. */
export const matchingRuleSets = pgTable('matching_rule_sets', {
  version: integer('version').primaryKey(),
  recordedBy: uuid('recorded_by')
    .notNull()
    .references(() => users.id),
  recordedAt: recordedAt(),
  entryId: entryId().references(() => entries.id),
});

export const matchingRules = pgTable(
  'matching_rules',
  {
    version: integer('version')
      .notNull()
      .references(() => matchingRuleSets.version),
    position: smallint('position').notNull(),
    rule: word('rule').notNull(),
    /** Whether what it proposes, without a rival, may be accepted with all others at once. */
    automatic: boolean('automatic').notNull(),
    /** How many Bacs working days before and after its value date a line may be booked. */
    daysBefore: smallint('days_before').notNull(),
    daysAfter: smallint('days_after').notNull(),
    /** How far amounts may differ, and the reason that such a difference is given. */
    tolerance: amount('tolerance').notNull(),
    reason: text('reason'),
  },
  (t) => [
    primaryKey({ name: 'matching_rules_pk', columns: [t.version, t.position] }),
    unique('matching_rules_once').on(t.version, t.rule),
    check(
      'matching_rules_rule',
      sql`${t.rule} in ('batch_details', 'reference', 'amount_and_day', 'several_expected',
        'several_lines', 'tolerance')`,
    ),
    check(
      'matching_rules_days',
      sql`${t.daysBefore} between 0 and 30 and ${t.daysAfter} between 0 and 30`,
    ),
    check(
      'matching_rules_tolerance',
      sql`(${t.rule} = 'tolerance') = (${t.tolerance} > 0) and ${t.tolerance} >= 0
        and (${t.rule} = 'tolerance') = (${t.reason} is not null)
        and not (${t.rule} in ('tolerance', 'amount_and_day') and ${t.automatic})`,
    ),
  ],
);

/** One search for matches, with all that it was made from: the same gives the same again. */
export const matchRuns = pgTable(
  'match_runs',
  {
    id: id(),
    bankAccountId: uuid('bank_account_id')
      .notNull()
      .references(() => bankAccounts.id),
    ruleSet: integer('rule_set')
      .notNull()
      .references(() => matchingRuleSets.version),
    lines: integer('lines').notNull(),
    expected: integer('expected').notNull(),
    proposals: integer('proposals').notNull(),
    withoutRivals: integer('without_rivals').notNull(),
    automatic: integer('automatic').notNull(),
    gaveUp: integer('gave_up').notNull(),
    inputDigest: bytes('input_digest').notNull(),
    outputDigest: bytes('output_digest').notNull(),
    /** The proof of balances when it was made. */
    asAt: day('as_at').notNull(),
    ledger: amount('ledger').notNull(),
    inTransit: amount('in_transit').notNull(),
    statement: amount('statement'),
    madeBy: uuid('made_by')
      .notNull()
      .references(() => users.id),
    madeAt: recordedAt('made_at'),
  },
  (t) => [index('match_runs_account').on(t.bankAccountId, t.madeAt)],
);

/**
 * What a search proposes. Only of the last search of an account are they kept; what was accepted is
 * a match. Nearly all of hundreds of thousands are of one line that brings one expected line: that
 * is a row without arrays, and what there is none of is null.
 */
export const matchProposals = pgTable(
  'match_proposals',
  {
    /** Of `match_runs`. The rows go with the next search, and are too many to check one by one. */
    runId: uuid('run_id').notNull(),
    number: integer('number').notNull(),
    rule: word('rule').notNull(),
    result: word('result').notNull(),
    automatic: boolean('automatic').notNull(),
    /** Where one line brings one expected line: those. */
    lineId: bigint('line_id', { mode: 'bigint' }),
    expectedName: text('expected_name'),
    /** Otherwise all of them; one side is many. */
    lineIds: bigint('line_ids', { mode: 'bigint' }).array(),
    expected: text('expected').array(),
    /** What is matched of each of the many, in the same order. */
    amounts: amount('amounts').array(),
    amount: amount('amount').notNull(),
    difference: amount('difference').notNull(),
    /** Working days from the value date to the day it was booked. */
    days: smallint('days').notNull(),
    /** How many others would fit as well, and the first of them. */
    rivals: integer('rivals').notNull(),
    rivalLines: bigint('rival_lines', { mode: 'bigint' }).array(),
    rivalExpected: text('rival_expected').array(),
    /** How many others have the amount and the day, and are told apart by this rule. */
    alike: integer('alike').notNull(),
    alikeExpected: text('alike_expected').array(),
  },
  (t) => [
    primaryKey({ name: 'match_proposals_pk', columns: [t.runId, t.number] }),
    check('match_proposals_result', sql`${t.result} in ('unique', 'several', 'gave_up')`),
    check(
      'match_proposals_sides',
      sql`(${t.lineId} is null) = (${t.lineIds} is not null)
        and (${t.expectedName} is null) = (${t.expected} is not null)
        and (${t.lineIds} is null) = (${t.expected} is null)
        and (${t.lineIds} is null) = (${t.amounts} is null)`,
    ),
  ],
);

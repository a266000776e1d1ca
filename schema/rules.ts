import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { day, id, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';

/**
 * Every period, threshold and age that the law or the authority sets, by the day from which it
 * holds, with its source and how sure we are of it. A later version is added, never overwritten;
 * one that was wrong is corrected by a higher revision of the same day.
 */
export const rules = pgTable(
  'rules',
  {
    id: id(),
    name: word('name').notNull(),
    /** Null where the rule holds for every sector. */
    sector: word('sector'),
    effectiveOn: day('effective_on').notNull(),
    revision: integer('revision').notNull().default(1),
    value: text('value').notNull(),
    unit: word('unit').notNull(),
    meaning: text('meaning').notNull(),
    source: text('source').notNull(),
    confidence: word('confidence').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('rules_version').on(t.name, t.sector, t.effectiveOn, t.revision).nullsNotDistinct(),
    check('rules_name', sql`${t.name} ~ '^[a-z][a-z0-9_]{2,50}$'`),
    check('rules_sector', sql`${t.sector} in ('education', 'health', 'social_care')`),
    check(
      'rules_unit',
      sql`${t.unit} in ('days', 'working_days', 'weeks', 'months', 'years', 'pounds', 'percent', 'people', 'hours', 'day', 'choice')`,
    ),
    check(
      'rules_value',
      sql`${t.unit} = 'choice' or (${t.unit} <> 'day' and ${t.value} ~ '^[0-9]{1,4}$')
        or (${t.unit} = 'day' and ${t.value} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
        or (${t.unit} in ('pounds', 'percent') and ${t.value} ~ '^[0-9]{1,10}[.][0-9]{2}$')`,
    ),
    check(
      'rules_confidence',
      sql`${t.confidence} in ('verified', 'secondary', 'analogous', 'memory', 'local')`,
    ),
    check('rules_revision', sql`${t.revision} >= 1`),
  ],
);

/** Which versions of the rules a decision used. */
export const rulesUsed = pgTable(
  'rules_used',
  {
    entryId: bigint('entry_id', { mode: 'bigint' })
      .notNull()
      .references(() => entries.id),
    ruleId: uuid('rule_id')
      .notNull()
      .references(() => rules.id),
  },
  (t) => [primaryKey({ name: 'rules_used_pk', columns: [t.entryId, t.ruleId] })],
);

/**
 * What must be on file before a sector's money may leave, by the stage of life the person has
 * reached in that sector and by who receives the money.
 */
export const requirements = pgTable(
  'requirements',
  {
    id: id(),
    sector: word('sector').notNull(),
    stage: word('stage').notNull(),
    /** Whether a requirement is for those who have capacity, those on file as lacking it, or either. */
    capacity: word('capacity').notNull(),
    recipient: word('recipient').notNull(),
    document: word('document').notNull(),
    /** Who must have given it; null where it does not matter. */
    givenBy: word('given_by'),
    appliesTo: word('applies_to').notNull(),
    effectiveOn: day('effective_on').notNull(),
    endsOn: day('ends_on'),
    source: text('source').notNull(),
    confidence: word('confidence').notNull(),
  },
  (t) => [
    unique('requirements_once')
      .on(
        t.sector,
        t.stage,
        t.capacity,
        t.recipient,
        t.document,
        t.givenBy,
        t.appliesTo,
        t.effectiveOn,
      )
      .nullsNotDistinct(),
    check('requirements_sector', sql`${t.sector} in ('education', 'health', 'social_care')`),
    check('requirements_stage', sql`${t.stage} in ('child', 'young_person', 'adult')`),
    check('requirements_capacity', sql`${t.capacity} in ('has', 'lacks', 'either')`),
    check(
      'requirements_applies_to',
      sql`${t.appliesTo} in ('all', 'on_premises', 'same_household')`,
    ),
    check('requirements_dates', sql`${t.endsOn} >= ${t.effectiveOn}`),
  ],
);

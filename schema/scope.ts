import { sql } from 'drizzle-orm';
import { check, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { amount, day, id, recordedAt, word } from './columns.ts';
import { users } from './journal.ts';

/** A service that personal budgets can cover: in what sector, from when, freed from what. */
export const scopeServices = pgTable(
  'scope_services',
  {
    id: id(),
    name: text('name').notNull(),
    sector: word('sector').notNull(),
    kinds: text('kinds').array().notNull(),
    fromOn: day('from_on').notNull(),
    toOn: day('to_on'),
    /** Yearly funding taken out of other contracts so that it can follow the person. */
    fundingFreed: amount('funding_freed'),
    freedFrom: text('freed_from'),
    version: integer('version').notNull().default(1),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('scope_services_name').on(t.name, t.sector, t.fromOn),
    check('scope_services_sector', sql`${t.sector} in ('education', 'health', 'social_care')`),
    check(
      'scope_services_kinds',
      sql`${t.kinds} <@ array['direct', 'notional', 'third_party'] and cardinality(${t.kinds}) > 0`,
    ),
    check('scope_services_dates', sql`${t.toOn} >= ${t.fromOn}`),
    check(
      'scope_services_freed',
      sql`${t.fundingFreed} > 0 and num_nonnulls(${t.fundingFreed}, ${t.freedFrom}) <> 1`,
    ),
  ],
);

/** The local policy on personal budgets as published, version by version. */
export const policyStatements = pgTable(
  'policy_statements',
  {
    id: id(),
    number: integer('number').notNull(),
    effectiveOn: day('effective_on').notNull(),
    introduction: text('introduction').notNull(),
    eligibility: text('eligibility').notNull(),
    decisions: text('decisions').notNull(),
    support: text('support').notNull(),
    complaints: text('complaints').notNull(),
    kinds: text('kinds').array().notNull(),
    publishedBy: uuid('published_by')
      .notNull()
      .references(() => users.id),
    publishedAt: recordedAt('published_at'),
  },
  (t) => [
    unique('policy_statements_number').on(t.number),
    check(
      'policy_statements_kinds',
      sql`${t.kinds} <@ array['direct', 'notional', 'third_party'] and cardinality(${t.kinds}) > 0`,
    ),
  ],
);

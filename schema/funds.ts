import { sql } from 'drizzle-orm';
import {
  check,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { funders } from './funders.ts';
import { entries, users } from './journal.ts';
import { amount, day, entryId, id, recordedAt, word } from './columns.ts';

/**
 * A fund of several partners for a span of days, a year as a rule: pooled (section 75 of the NHS
 * Act 2006), where what is over or short is shared by risk; or aligned, where each bears its own.
 */
export const funds = pgTable(
  'funds',
  {
    id: id(),
    name: text('name').notNull(),
    kind: word('kind').notNull(),
    fromOn: day('from_on').notNull(),
    toOn: day('to_on').notNull(),
    host: text('host').notNull(),
    manager: text('manager').notNull(),
    agreement: text('agreement').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('funds_name').on(t.name, t.fromOn),
    check('funds_kind', sql`${t.kind} in ('pooled', 'aligned')`),
    check('funds_dates', sql`${t.toOn} >= ${t.fromOn}`),
  ],
);

/** What each funder puts into a fund, and its part of what is over or short. */
export const fundMembers = pgTable(
  'fund_members',
  {
    fundId: uuid('fund_id')
      .notNull()
      .references(() => funds.id),
    position: smallint('position').notNull(),
    funderId: uuid('funder_id')
      .notNull()
      .references(() => funders.id),
    contribution: amount('contribution').notNull(),
    riskNumerator: integer('risk_numerator'),
    riskDenominator: integer('risk_denominator'),
  },
  (t) => [
    primaryKey({ name: 'fund_members_pk', columns: [t.fundId, t.funderId] }),
    unique('fund_members_position').on(t.fundId, t.position),
    check('fund_members_contribution', sql`${t.contribution} >= 0`),
    check(
      'fund_members_risk',
      sql`num_nonnulls(${t.riskNumerator}, ${t.riskDenominator}) <> 1
        and ${t.riskNumerator} >= 0 and ${t.riskDenominator} >= greatest(${t.riskNumerator}, 1)`,
    ),
  ],
);

import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { day, entryId, id, recordedAt, word } from './columns.ts';
import { funders } from './funders.ts';
import { entries, users } from './journal.ts';
import { beneficiaries, plans } from './people.ts';
import { payees } from './payees.ts';
import { budgetRequests } from './requests.ts';

/** An amount identified to secure particular provision of the plan, for a span of days. */
export const budgets = pgTable(
  'budgets',
  {
    id: id(),
    beneficiaryId: uuid('beneficiary_id')
      .notNull()
      .references(() => beneficiaries.id),
    planId: uuid('plan_id').notNull(),
    /** The request it answers; none where the budget was in place before this ledger was. */
    requestId: uuid('request_id'),
    startsOn: day('starts_on').notNull(),
    endsOn: day('ends_on').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('budgets_id_beneficiary').on(t.id, t.beneficiaryId),
    foreignKey({
      name: 'budgets_plan',
      columns: [t.planId, t.beneficiaryId],
      foreignColumns: [plans.id, plans.beneficiaryId],
    }),
    foreignKey({
      name: 'budgets_request',
      columns: [t.requestId, t.beneficiaryId],
      foreignColumns: [budgetRequests.id, budgetRequests.beneficiaryId],
    }),
    index('budgets_beneficiary').on(t.beneficiaryId),
    index('budgets_request_id').on(t.requestId),
    check('budgets_dates', sql`${t.endsOn} >= ${t.startsOn}`),
  ],
);

/** A closed budget takes no new arrangement, agreement or payment. */
export const budgetClosures = pgTable('budget_closures', {
  budgetId: uuid('budget_id')
    .primaryKey()
    .references(() => budgets.id),
  closedOn: day('closed_on').notNull(),
  reason: text('reason').notNull(),
  closedBy: uuid('closed_by')
    .notNull()
    .references(() => users.id),
  recordedAt: recordedAt(),
  entryId: entryId()
    .notNull()
    .references(() => entries.id),
});

/** Part of a budget held one way, by one holder, paid to one payee on one schedule. */
export const arrangements = pgTable(
  'arrangements',
  {
    id: id(),
    budgetId: uuid('budget_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    kind: word('kind').notNull(),
    purpose: text('purpose').notNull(),
    payeeId: uuid('payee_id').references(() => payees.id),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('arrangements_id_beneficiary').on(t.id, t.beneficiaryId),
    foreignKey({
      name: 'arrangements_budget',
      columns: [t.budgetId, t.beneficiaryId],
      foreignColumns: [budgets.id, budgets.beneficiaryId],
    }),
    index('arrangements_budget_id').on(t.budgetId),
    index('arrangements_beneficiary').on(t.beneficiaryId),
    check('arrangements_kind', sql`${t.kind} in ('direct', 'notional', 'third_party')`),
    check('arrangements_payee', sql`(${t.kind} = 'notional') = (${t.payeeId} is null)`),
  ],
);

/**
 * The broker and the funders of an arrangement, for the rule of who may see it. Row-level
 * security looks here first.
 */
export const arrangementParties = pgTable(
  'arrangement_parties',
  {
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    party: word('party').notNull(),
    partyId: uuid('party_id').notNull(),
  },
  (t) => [
    primaryKey({
      name: 'arrangement_parties_pk',
      columns: [t.arrangementId, t.party, t.partyId],
    }),
    foreignKey({
      name: 'arrangement_parties_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    index('arrangement_parties_party').on(t.partyId),
    check('arrangement_parties_party_is', sql`${t.party} in ('broker', 'funder')`),
  ],
);

/**
 * One source of an arrangement's money: a funder of one sector, the person's own contribution, or
 * a family's top-up. `position` is the agreed order, which decides who gets the odd penny (R3).
 */
export const shares = pgTable(
  'shares',
  {
    id: id(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    position: smallint('position').notNull(),
    source: word('source').notNull(),
    funderId: uuid('funder_id'),
  },
  (t) => [
    unique('shares_position').on(t.arrangementId, t.position),
    unique('shares_id_arrangement').on(t.id, t.arrangementId),
    foreignKey({
      name: 'shares_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    foreignKey({
      name: 'shares_funder_of_the_sector',
      columns: [t.funderId, t.source],
      foreignColumns: [funders.id, funders.sector],
    }),
    check(
      'shares_funder_for_public_money',
      sql`(${t.source} in ('contribution', 'top_up')) = (${t.funderId} is null)`,
    ),
  ],
);

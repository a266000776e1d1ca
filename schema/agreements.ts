import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { arrangements, shares } from './budgets.ts';
import { amount, day, entryId, id, moment, word } from './columns.ts';
import { funders } from './funders.ts';
import { entries, users } from './journal.ts';
import { provisionItems } from './people.ts';
import { scopeServices } from './scope.ts';
import { texts } from './texts.ts';

/**
 * The terms of an arrangement, by version: the amount, how it is shared, and the schedule. A
 * change is a new version; nothing is overwritten. From its date on, a version holds for every day
 * until a later version's date. `amount` is what the whole schedule would cost at these terms;
 * `agreed_total` is what the funders have agreed in all, counting every version for its own days.
 */
export const agreements = pgTable(
  'agreements',
  {
    id: id(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    version: integer('version').notNull(),
    change: word('change').notNull(),
    effectiveOn: day('effective_on').notNull(),
    amount: amount('amount').notNull(),
    agreedTotal: amount('agreed_total').notNull(),
    /** Where the amount is stated by the week. */
    weekly: amount('weekly'),
    /** How many weeks a year counts where the amount is stated by the week. */
    weeksInYear: word('weeks_in_year'),
    every: word('every').notNull(),
    firstPeriodOn: day('first_period_on').notNull(),
    instalments: smallint('instalments').notNull(),
    /** The terms of a school year, each with its weeks: `[{"from","to","weeks"}]`. */
    terms: jsonb('terms'),
    paid: word('paid').notNull(),
    /** Whether somebody of the same household is paid, which needs the recorded necessity. */
    sameHousehold: boolean('same_household').notNull(),
    remainder: word('remainder').notNull(),
    reason: text('reason').notNull(),
    /** Why a decrease or an end needs no notice; null where it has one, or needs none. */
    withoutNotice: word('without_notice'),
    proposedBy: uuid('proposed_by')
      .notNull()
      .references(() => users.id),
    proposedAt: moment('proposed_at').notNull().defaultNow(),
  },
  (t) => [
    unique('agreements_version').on(t.arrangementId, t.version),
    unique('agreements_id_arrangement').on(t.id, t.arrangementId, t.beneficiaryId),
    unique('agreements_id_proposed_by').on(t.id, t.proposedBy),
    foreignKey({
      name: 'agreements_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    check(
      'agreements_change',
      sql`${t.change} in ('first', 'increase', 'decrease', 'other_terms', 'end')
        and (${t.change} = 'first') = (${t.version} = 1)`,
    ),
    check(
      'agreements_amount',
      sql`${t.amount} >= 0 and (${t.amount} = 0) = (${t.change} = 'end') and ${t.agreedTotal} >= 0`,
    ),
    check(
      'agreements_without_notice',
      sql`${t.withoutNotice} in ('asked_by_recipient', 'moved', 'died', 'new_arrangement')`,
    ),
    check('agreements_weekly', sql`${t.weekly} > 0`),
    check(
      'agreements_every',
      sql`${t.every} in ('week', '2_weeks', '4_weeks', 'month', 'term', 'once')`,
    ),
    check('agreements_terms', sql`(${t.every} = 'term') = (${t.terms} is not null)`),
    check('agreements_instalments', sql`${t.instalments} between 1 and 53`),
    check('agreements_once', sql`(${t.every} = 'once') = (${t.instalments} = 1)`),
    check('agreements_paid', sql`${t.paid} in ('in_advance', 'in_arrears')`),
    check('agreements_remainder', sql`${t.remainder} in ('cumulative', 'first', 'last')`),
    check(
      'agreements_weeks_in_year',
      sql`${t.weeksInYear} in ('52', '365/7', '52.18', 'by_days')
        and (${t.weeksInYear} is null or ${t.weekly} is not null)`,
    ),
  ],
);

/**
 * How one version's amount is shared, and what that makes over the whole schedule, counting every
 * version for its own days: an exact fraction, a fraction up to a cap, a fixed amount, the lines
 * that a funder owns, or the rest. A person's contribution or a family's top-up is so much a week.
 */
export const agreementShares = pgTable(
  'agreement_shares',
  {
    agreementId: uuid('agreement_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    shareId: uuid('share_id').notNull(),
    basis: word('basis').notNull(),
    numerator: integer('numerator'),
    denominator: integer('denominator'),
    upTo: amount('up_to'),
    fixed: amount('fixed'),
    weekly: amount('weekly'),
    /** A contribution is taken off what is paid (net), or owed to the authority (gross). */
    paid: word('paid'),
    amount: amount('amount').notNull(),
  },
  (t) => [
    primaryKey({ name: 'agreement_shares_pk', columns: [t.agreementId, t.shareId] }),
    foreignKey({
      name: 'agreement_shares_agreement',
      columns: [t.agreementId, t.arrangementId, t.beneficiaryId],
      foreignColumns: [agreements.id, agreements.arrangementId, agreements.beneficiaryId],
    }),
    foreignKey({
      name: 'agreement_shares_share',
      columns: [t.shareId, t.arrangementId],
      foreignColumns: [shares.id, shares.arrangementId],
    }),
    check(
      'agreement_shares_basis',
      sql`${t.basis} in ('fraction', 'capped', 'fixed', 'lines', 'rest', 'weekly')
        and (${t.basis} in ('fraction', 'capped')) = (${t.numerator} is not null)
        and (${t.basis} = 'capped') = (${t.upTo} is not null)
        and (${t.basis} = 'fixed') = (${t.fixed} is not null)
        and (${t.basis} = 'weekly') = (${t.weekly} is not null)`,
    ),
    check(
      'agreement_shares_fraction',
      sql`num_nonnulls(${t.numerator}, ${t.denominator}) <> 1 and ${t.numerator} > 0
        and ${t.denominator} >= ${t.numerator}`,
    ),
    check(
      'agreement_shares_paid',
      sql`${t.paid} is null or (${t.paid} in ('net', 'gross') and ${t.basis} = 'weekly')`,
    ),
    check(
      'agreement_shares_amount',
      sql`${t.amount} >= 0 and ${t.fixed} >= 0 and ${t.upTo} > 0 and ${t.weekly} >= 0`,
    ),
  ],
);

/** A second person's decision on a proposed version. */
export const agreementDecisions = pgTable(
  'agreement_decisions',
  {
    agreementId: uuid('agreement_id').primaryKey(),
    proposedBy: uuid('proposed_by').notNull(),
    decidedBy: uuid('decided_by')
      .notNull()
      .references(() => users.id),
    decidedAt: moment('decided_at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'agreement_decisions_agreement',
      columns: [t.agreementId, t.proposedBy],
      foreignColumns: [agreements.id, agreements.proposedBy],
    }),
    check('agreement_decisions_second_person', sql`${t.decidedBy} <> ${t.proposedBy}`),
  ],
);

/** A proposed version that a second person did not agree. */
export const agreementRefusals = pgTable(
  'agreement_refusals',
  {
    agreementId: uuid('agreement_id').primaryKey(),
    proposedBy: uuid('proposed_by').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    reasonsId: uuid('reasons_id').notNull(),
    decidedBy: uuid('decided_by')
      .notNull()
      .references(() => users.id),
    decidedAt: moment('decided_at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'agreement_refusals_agreement',
      columns: [t.agreementId, t.proposedBy],
      foreignColumns: [agreements.id, agreements.proposedBy],
    }),
    foreignKey({
      name: 'agreement_refusals_reasons',
      columns: [t.reasonsId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
    check('agreement_refusals_second_person', sql`${t.decidedBy} <> ${t.proposedBy}`),
  ],
);

/**
 * What a version is made of: each line is tied to the plan's section and outcome, with quantity,
 * times and unit cost, and where the unit cost comes from.
 */
export const budgetItems = pgTable(
  'budget_items',
  {
    id: id(),
    agreementId: uuid('agreement_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    position: smallint('position').notNull(),
    provisionItemId: uuid('provision_item_id').notNull(),
    nature: word('nature').notNull(),
    description: text('description').notNull(),
    quantity: numeric('quantity', { precision: 10, scale: 3 }).notNull(),
    unit: word('unit').notNull(),
    times: numeric('times', { precision: 10, scale: 3 }).notNull(),
    frequency: text('frequency').notNull(),
    unitCost: amount('unit_cost').notNull(),
    costBasis: text('cost_basis').notNull(),
    cost: amount('cost').notNull(),
    /** The school or college on whose premises it is provided; its written agreement is needed. */
    setting: text('setting'),
    /** The funder that owns this line, where shares are by line. */
    funderId: uuid('funder_id').references(() => funders.id),
    /** The service of the register that it buys, so that growth can be counted by service. */
    scopeServiceId: uuid('scope_service_id').references(() => scopeServices.id),
  },
  (t) => [
    unique('budget_items_position').on(t.agreementId, t.position),
    foreignKey({
      name: 'budget_items_agreement',
      columns: [t.agreementId, t.arrangementId, t.beneficiaryId],
      foreignColumns: [agreements.id, agreements.arrangementId, agreements.beneficiaryId],
    }),
    foreignKey({
      name: 'budget_items_provision',
      columns: [t.provisionItemId, t.beneficiaryId],
      foreignColumns: [provisionItems.id, provisionItems.beneficiaryId],
    }),
    check(
      'budget_items_nature',
      sql`${t.nature} in ('regular', 'one_off', 'start_up', 'contingency')`,
    ),
    check('budget_items_quantity', sql`${t.quantity} > 0 and ${t.times} > 0`),
    check(
      'budget_items_cost',
      sql`${t.unitCost} >= 0
      and ${t.cost} = round(${t.quantity} * ${t.times} * ${t.unitCost}, 2)`,
    ),
  ],
);

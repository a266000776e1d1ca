import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { day, id, recordedAt, word } from './columns.ts';
import { users } from './journal.ts';

/**
 * The child or young person, without a name: what the national returns need. Names, dates of
 * birth and addresses stand in tables of their own, so that a commissioner can count people
 * without seeing them and a name can be erased without touching the books.
 */
export const beneficiaries = pgTable(
  'beneficiaries',
  {
    id: id(),
    reference: text('reference').notNull(),
    sex: word('sex').notNull(),
    ethnicity: text('ethnicity').notNull(),
    placement: text('placement').notNull(),
    postcodeDistrict: text('postcode_district').notNull(),
    version: integer('version').notNull().default(1),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('beneficiaries_reference').on(t.reference),
    check('beneficiaries_sex', sql`${t.sex} in ('female', 'male', 'not_stated')`),
    check('beneficiaries_district', sql`${t.postcodeDistrict} ~ '^[A-Z]{1,2}[0-9][0-9A-Z]?$'`),
  ],
);

export const personalDetails = pgTable('personal_details', {
  beneficiaryId: uuid('beneficiary_id')
    .primaryKey()
    .references(() => beneficiaries.id),
  givenName: text('given_name').notNull(),
  familyName: text('family_name').notNull(),
  bornOn: day('born_on').notNull(),
  version: integer('version').notNull().default(1),
});

/** A protected address is shown to caseworkers only. */
export const addresses = pgTable('addresses', {
  beneficiaryId: uuid('beneficiary_id')
    .primaryKey()
    .references(() => beneficiaries.id),
  lines: text('lines').notNull(),
  postcode: text('postcode').notNull(),
  protected: boolean('protected').notNull(),
  version: integer('version').notNull().default(1),
});

/** The Education, Health and Care plan. */
export const plans = pgTable(
  'plans',
  {
    id: id(),
    beneficiaryId: uuid('beneficiary_id')
      .notNull()
      .references(() => beneficiaries.id),
    startsOn: day('starts_on').notNull(),
    reviewBy: day('review_by').notNull(),
    ceasedOn: day('ceased_on'),
    version: integer('version').notNull().default(1),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('plans_id_beneficiary').on(t.id, t.beneficiaryId),
    index('plans_beneficiary').on(t.beneficiaryId),
    check('plans_review_after_start', sql`${t.reviewBy} > ${t.startsOn}`),
    check('plans_ceased_after_start', sql`${t.ceasedOn} >= ${t.startsOn}`),
  ],
);

/** What the plan says shall be provided, by its section: F, G, H1 or H2. */
export const provisionItems = pgTable(
  'provision_items',
  {
    id: id(),
    planId: uuid('plan_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    section: word('section').notNull(),
    provision: text('provision').notNull(),
    outcome: text('outcome').notNull(),
  },
  (t) => [
    foreignKey({
      name: 'provision_items_plan',
      columns: [t.planId, t.beneficiaryId],
      foreignColumns: [plans.id, plans.beneficiaryId],
    }),
    unique('provision_items_id_beneficiary').on(t.id, t.beneficiaryId),
    index('provision_items_plan_id').on(t.planId),
    check('provision_items_section', sql`${t.section} in ('F', 'G', 'H1', 'H2')`),
  ],
);

/**
 * Which family user may see which person, from when to when, and whether all of it or only one
 * arrangement: separated parents each see only what they may.
 */
export const familyAccess = pgTable(
  'family_access',
  {
    id: id(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    beneficiaryId: uuid('beneficiary_id')
      .notNull()
      .references(() => beneficiaries.id),
    arrangementId: uuid('arrangement_id'),
    relationship: word('relationship').notNull(),
    fromOn: day('from_on').notNull(),
    toOn: day('to_on'),
    seesAddress: boolean('sees_address').notNull(),
    version: integer('version').notNull().default(1),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    index('family_access_user').on(t.userId),
    index('family_access_beneficiary').on(t.beneficiaryId),
    check('family_access_dates', sql`${t.toOn} >= ${t.fromOn}`),
    check(
      'family_access_relationship',
      sql`${t.relationship} in ('young_person', 'parent', 'nominee', 'representative')`,
    ),
  ],
);

import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, primaryKey, unique, uuid } from 'drizzle-orm/pg-core';
import { arrangements, shares } from './budgets.ts';
import { amount, day, entryId, id, moment, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';
import { instalments } from './schedules.ts';
import { texts } from './texts.ts';

const recordedBy = () =>
  uuid('recorded_by')
    .notNull()
    .references(() => users.id);
const entry = () =>
  entryId()
    .notNull()
    .references(() => entries.id);

/**
 * A consent, nomination, appointment, assessment or agreement on file for one sector of an
 * arrangement, with the days on which it holds.
 */
export const documents = pgTable(
  'documents',
  {
    id: id(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    sector: word('sector').notNull(),
    kind: word('kind').notNull(),
    givenBy: word('given_by').notNull(),
    givenOn: day('given_on').notNull(),
    fromOn: day('from_on').notNull(),
    toOn: day('to_on'),
    /** What it says, e.g. which setting agreed, or why paying a relative is necessary. */
    detailId: uuid('detail_id'),
    recordedBy: recordedBy(),
    recordedAt: recordedAt(),
    entryId: entry(),
  },
  (t) => [
    unique('documents_id_beneficiary').on(t.id, t.beneficiaryId, t.arrangementId),
    foreignKey({
      name: 'documents_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    foreignKey({
      name: 'documents_detail',
      columns: [t.detailId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
    index('documents_arrangement_sector').on(t.arrangementId, t.sector, t.kind),
    check('documents_sector', sql`${t.sector} in ('education', 'health', 'social_care')`),
    check(
      'documents_kind',
      sql`${t.kind} in ('consent', 'nomination', 'nominee_agreement', 'appointment', 'lacks_capacity',
        'notice_of_conditions', 'conditions_accepted', 'setting_agreement', 'household_necessity',
        'not_excluded')`,
    ),
    check(
      'documents_given_by',
      sql`${t.givenBy} in ('parent', 'young_person', 'nominee', 'representative',
        'authorised_person', 'broker', 'setting', 'authority', 'nhs_body', 'court')`,
    ),
    check('documents_dates', sql`${t.toOn} >= ${t.fromOn}`),
    check(
      'documents_necessity_is_recorded',
      sql`${t.kind} <> 'household_necessity' or ${t.detailId} is not null`,
    ),
  ],
);

/** A document that no longer holds from a day on: a consent or a nomination taken back. */
export const documentWithdrawals = pgTable(
  'document_withdrawals',
  {
    documentId: uuid('document_id').primaryKey(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    withdrawnOn: day('withdrawn_on').notNull(),
    reasonsId: uuid('reasons_id').notNull(),
    recordedBy: recordedBy(),
    recordedAt: recordedAt(),
    entryId: entry(),
  },
  (t) => [
    foreignKey({
      name: 'document_withdrawals_document',
      columns: [t.documentId, t.beneficiaryId, t.arrangementId],
      foreignColumns: [documents.id, documents.beneficiaryId, documents.arrangementId],
    }),
    foreignKey({
      name: 'document_withdrawals_reasons',
      columns: [t.reasonsId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
  ],
);

/** A person that may not be paid, or a purpose that the money may not be used for. */
export const exclusions = pgTable(
  'exclusions',
  {
    id: id(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    what: word('what').notNull(),
    descriptionId: uuid('description_id').notNull(),
    fromOn: day('from_on').notNull(),
    toOn: day('to_on'),
    recordedBy: recordedBy(),
    recordedAt: recordedAt(),
    entryId: entry(),
  },
  (t) => [
    foreignKey({
      name: 'exclusions_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    foreignKey({
      name: 'exclusions_description',
      columns: [t.descriptionId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
    index('exclusions_arrangement_id').on(t.arrangementId),
    check('exclusions_what', sql`${t.what} in ('person', 'purpose')`),
    check('exclusions_dates', sql`${t.toOn} >= ${t.fromOn}`),
  ],
);

/**
 * A share that was on hold when its period began, let go by decision once what was missing is on
 * file: for the whole period, or for the days that are covered.
 */
export const holdReleases = pgTable(
  'hold_releases',
  {
    instalmentId: uuid('instalment_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    shareId: uuid('share_id').notNull(),
    cover: word('cover').notNull(),
    amount: amount('amount').notNull(),
    freed: amount('freed').notNull(),
    reasonsId: uuid('reasons_id').notNull(),
    releasedBy: uuid('released_by')
      .notNull()
      .references(() => users.id),
    releasedAt: moment('released_at').notNull().defaultNow(),
    entryId: entry(),
  },
  (t) => [
    primaryKey({ name: 'hold_releases_pk', columns: [t.instalmentId, t.shareId] }),
    foreignKey({
      name: 'hold_releases_instalment',
      columns: [t.instalmentId, t.arrangementId],
      foreignColumns: [instalments.id, instalments.arrangementId],
    }),
    foreignKey({
      name: 'hold_releases_share',
      columns: [t.shareId, t.arrangementId],
      foreignColumns: [shares.id, shares.arrangementId],
    }),
    foreignKey({
      name: 'hold_releases_reasons',
      columns: [t.reasonsId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
    check('hold_releases_cover', sql`${t.cover} in ('whole_period', 'by_days')`),
    check(
      'hold_releases_amount',
      sql`${t.amount} > 0 and ${t.freed} >= 0 and (${t.cover} = 'by_days' or ${t.freed} = 0)`,
    ),
  ],
);

import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { agreements } from './agreements.ts';
import { amount, bytes, day, entryId, id, moment, recordedAt, word } from './columns.ts';
import { entries, users } from './journal.ts';

/** A file of plans, budgets, arrangements and balances to start with, kept as it came. */
export const bookImports = pgTable(
  'book_imports',
  {
    id: id(),
    name: text('name').notNull(),
    content: bytes('content').notNull(),
    sha256: bytes('sha256').notNull(),
    startsOn: day('starts_on').notNull(),
    lines: integer('lines').notNull(),
    people: integer('people').notNull(),
    arrangements: integer('arrangements').notNull(),
    agreed: amount('agreed').notNull(),
    held: amount('held').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('book_imports_sha256').on(t.sha256),
    unique('book_imports_id_recorded_by').on(t.id, t.recordedBy),
    check('book_imports_lines', sql`${t.lines} > 0`),
  ],
);

/** A second person let the file into the book: all of it. */
export const bookImportLoads = pgTable(
  'book_import_loads',
  {
    importId: uuid('import_id').primaryKey(),
    recordedBy: uuid('recorded_by').notNull(),
    loadedBy: uuid('loaded_by')
      .notNull()
      .references(() => users.id),
    loadedAt: moment('loaded_at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'book_import_loads_import',
      columns: [t.importId, t.recordedBy],
      foreignColumns: [bookImports.id, bookImports.recordedBy],
    }),
    check('book_import_loads_second_person', sql`${t.loadedBy} <> ${t.recordedBy}`),
  ],
);

/** A change of many arrangements at once by one rule, e.g. every April. */
export const uplifts = pgTable(
  'uplifts',
  {
    id: id(),
    effectiveOn: day('effective_on').notNull(),
    reason: text('reason').notNull(),
    /** The rule as it was asked for: which arrangements, and by how much. */
    rule: jsonb('rule').notNull(),
    items: integer('items').notNull(),
    before: amount('before').notNull(),
    after: amount('after').notNull(),
    drawnUpBy: uuid('drawn_up_by')
      .notNull()
      .references(() => users.id),
    drawnUpAt: recordedAt('drawn_up_at'),
  },
  (t) => [
    unique('uplifts_id_drawn_up_by').on(t.id, t.drawnUpBy),
    check('uplifts_items', sql`${t.items} > 0`),
  ],
);

/** The versions that an uplift proposes. */
export const upliftAgreements = pgTable(
  'uplift_agreements',
  {
    upliftId: uuid('uplift_id')
      .notNull()
      .references(() => uplifts.id),
    agreementId: uuid('agreement_id')
      .notNull()
      .references(() => agreements.id),
    before: amount('before').notNull(),
    after: amount('after').notNull(),
  },
  (t) => [
    primaryKey({ name: 'uplift_agreements_pk', columns: [t.upliftId, t.agreementId] }),
    index('uplift_agreements_agreement').on(t.agreementId),
  ],
);

/** A second person's decision on an uplift, all of it. */
export const upliftDecisions = pgTable(
  'uplift_decisions',
  {
    upliftId: uuid('uplift_id').primaryKey(),
    drawnUpBy: uuid('drawn_up_by').notNull(),
    outcome: word('outcome').notNull(),
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
      name: 'uplift_decisions_uplift',
      columns: [t.upliftId, t.drawnUpBy],
      foreignColumns: [uplifts.id, uplifts.drawnUpBy],
    }),
    check('uplift_decisions_outcome', sql`${t.outcome} in ('agreed', 'refused')`),
    check('uplift_decisions_second_person', sql`${t.decidedBy} <> ${t.drawnUpBy}`),
  ],
);

import { sql } from 'drizzle-orm';
import { check, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { bytes, day, id, recordedAt, word } from './columns.ts';
import { users } from './journal.ts';

/**
 * What our words are called in each national return, by the day from which it holds, with its
 * source and how sure we are of it. A code that turns out to be wrong is put right by a higher
 * revision, without a change to the service.
 */
export const nationalReturnCodes = pgTable(
  'national_return_codes',
  {
    id: id(),
    return: word('return').notNull(),
    /** The item of the return, by its own name: `PB`, `OA`, `DP`, `delivery_mechanism`, ... */
    item: text('item').notNull(),
    /** Our word, e.g. `direct`, `education`, `in_place`. */
    ours: text('ours').notNull(),
    code: text('code').notNull(),
    effectiveOn: day('effective_on').notNull(),
    revision: integer('revision').notNull().default(1),
    meaning: text('meaning').notNull(),
    source: text('source').notNull(),
    confidence: word('confidence').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('national_return_codes_version').on(t.return, t.item, t.ours, t.effectiveOn, t.revision),
    check('national_return_codes_return', sql`${t.return} in ('sen2', 'phb', 'cld', 's251')`),
    check(
      'national_return_codes_confidence',
      sql`${t.confidence} in ('verified', 'secondary', 'analogous', 'memory', 'local')`,
    ),
    check('national_return_codes_revision', sql`${t.revision} >= 1`),
  ],
);

/** A file of published figures as it came from the department, by its hash. */
export const publishedFiles = pgTable(
  'published_files',
  {
    id: id(),
    figures: word('figures').notNull(),
    name: text('name').notNull(),
    sha256: bytes('sha256').notNull(),
    rows: integer('rows').notNull(),
    importedBy: uuid('imported_by')
      .notNull()
      .references(() => users.id),
    importedAt: recordedAt('imported_at'),
  },
  (t) => [
    unique('published_files_sha256').on(t.sha256),
    check('published_files_figures', sql`${t.figures} in ('personal_budgets', 'plans')`),
    check('published_files_hash', sql`length(${t.sha256}) = 32`),
  ],
);

/** Where and when a published figure is of; the names are the file's own. */
const place = () => ({
  fileId: uuid('file_id')
    .notNull()
    .references(() => publishedFiles.id),
  position: integer('position').notNull(),
  timePeriod: text('time_period').notNull(),
  timeIdentifier: text('time_identifier').notNull(),
  geographicLevel: text('geographic_level').notNull(),
  countryCode: text('country_code').notNull(),
  countryName: text('country_name').notNull(),
  regionCode: text('region_code').notNull(),
  regionName: text('region_name').notNull(),
  newLaCode: text('new_la_code').notNull(),
  oldLaCode: text('old_la_code').notNull(),
  laName: text('la_name').notNull(),
  breakdownTopic: text('breakdown_topic').notNull(),
  breakdown: text('breakdown').notNull(),
});

/** A figure as published: a whole number, or a letter that says why there is none. */
const published = (name: string) => text(name).notNull();

/** The department's table of personal budgets, row by row as it is. */
export const publishedBudgets = pgTable(
  'published_budgets',
  {
    ...place(),
    personalBudget: published('personal_budget'),
    /** The file calls it `org_arrangments`. */
    orgArrangements: published('org_arrangements'),
    pbHealth: published('pb_health'),
    pbEducation: published('pb_education'),
    pbSocial: published('pb_social'),
    pbIntegrated: published('pb_integrated'),
  },
  (t) => [
    primaryKey({ name: 'published_budgets_pk', columns: [t.fileId, t.position] }),
    unique('published_budgets_once').on(
      t.fileId,
      t.timePeriod,
      t.geographicLevel,
      t.regionCode,
      t.newLaCode,
      t.oldLaCode,
      t.laName,
      t.breakdownTopic,
      t.breakdown,
    ),
    check(
      'published_budgets_figures',
      sql`concat_ws(' ', ${t.personalBudget}, ${t.orgArrangements}, ${t.pbHealth}, ${t.pbEducation},
        ${t.pbSocial}, ${t.pbIntegrated}) ~ '^([0-9]{1,9}|[a-z])( ([0-9]{1,9}|[a-z])){5}$'`,
    ),
  ],
);

/** The department's table of Education, Health and Care plans, row by row as it is. */
export const publishedPlans = pgTable(
  'published_plans',
  { ...place(), ehcplans: published('ehcplans') },
  (t) => [
    primaryKey({ name: 'published_plans_pk', columns: [t.fileId, t.position] }),
    unique('published_plans_once').on(
      t.fileId,
      t.timePeriod,
      t.geographicLevel,
      t.regionCode,
      t.newLaCode,
      t.oldLaCode,
      t.laName,
      t.breakdownTopic,
      t.breakdown,
    ),
    check('published_plans_figures', sql`${t.ehcplans} ~ '^([0-9]{1,9}|[a-z])$'`),
  ],
);

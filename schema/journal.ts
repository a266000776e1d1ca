import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import { amount, bytes, day, entryId, id, moment, recordedAt } from './columns.ts';

/**
 * The journal: append-only double entry. An entry says why, who and when; its transfers move
 * amounts from one account to another. A transfer has one amount for both sides, so an entry
 * cannot be out of balance. Nothing here is ever changed: the service may only insert and read.
 */

/** Whoever signs in, as an opaque number; names stay with the OpenID provider. */
export const users = pgTable(
  'users',
  {
    id: id(),
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    firstSeenAt: moment('first_seen_at').notNull().defaultNow(),
  },
  (t) => [unique('users_issuer_subject').on(t.issuer, t.subject)],
);

/**
 * What sorts of account there are: what it holds (`held`, `bank`, ...), under which kind of
 * arrangement, and whose money (a sector, the person's contribution, or a family's top-up).
 * `guarded` accounts may not go below zero.
 */
export const accountClasses = pgTable(
  'account_classes',
  {
    id: smallint('id').primaryKey(),
    book: text('book').notNull(),
    kind: text('kind').notNull(),
    holding: text('holding'),
    source: text('source'),
    name: text('name').notNull(),
    guarded: boolean('guarded').notNull(),
  },
  (t) => [
    unique('account_classes_name').on(t.name),
    check('account_classes_book', sql`${t.book} in ('control', 'money')`),
    check('account_classes_holding', sql`${t.holding} in ('direct', 'notional', 'third_party')`),
    check(
      'account_classes_source',
      sql`${t.source} in ('education', 'health', 'social_care', 'contribution', 'top_up')`,
    ),
  ],
);

/** The kinds of entry. `by_hand` ones may be posted directly by a finance officer. */
export const entryKinds = pgTable(
  'entry_kinds',
  {
    id: smallint('id').primaryKey(),
    name: text('name').notNull(),
    meaning: text('meaning').notNull(),
    byHand: boolean('by_hand').notNull(),
  },
  (t) => [unique('entry_kinds_name').on(t.name)],
);

/**
 * Which kind of entry may take from and give to which class of account. Every transfer refers to
 * a row here, so a notional arrangement cannot pay cash and a sector's money cannot leave for
 * another sector's share but by a recorded cross-charge.
 */
export const flows = pgTable(
  'flows',
  {
    kind: smallint('kind')
      .notNull()
      .references(() => entryKinds.id),
    fromClass: smallint('from_class')
      .notNull()
      .references(() => accountClasses.id),
    toClass: smallint('to_class')
      .notNull()
      .references(() => accountClasses.id),
  },
  (t) => [primaryKey({ name: 'flows_pk', columns: [t.kind, t.fromClass, t.toClass] })],
);

/** One account: its class and what it is for (`subject`: a share, a funder, a bank account, ...). */
export const accounts = pgTable(
  'accounts',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedByDefaultAsIdentity(),
    class: smallint('class')
      .notNull()
      .references(() => accountClasses.id),
    subject: uuid('subject').notNull(),
    arrangementId: uuid('arrangement_id'),
    beneficiaryId: uuid('beneficiary_id'),
  },
  (t) => [
    unique('accounts_class_subject').on(t.class, t.subject),
    unique('accounts_id_class').on(t.id, t.class),
    index('accounts_arrangement').on(t.arrangementId),
    index('accounts_beneficiary').on(t.beneficiaryId),
  ],
);

/** Why, who, when. `key` makes posting idempotent; `content` is the digest of what was asked. */
export const entries = pgTable(
  'entries',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedByDefaultAsIdentity(),
    key: text('key').notNull(),
    kind: smallint('kind')
      .notNull()
      .references(() => entryKinds.id),
    effectiveOn: day('effective_on').notNull(),
    relatesOn: day('relates_on'),
    recordedAt: recordedAt(),
    by: uuid('by')
      .notNull()
      .references(() => users.id),
    reason: text('reason'),
    reverses: bigint('reverses', { mode: 'bigint' }).references((): AnyPgColumn => entries.id),
    evidence: bytes('evidence'),
    content: bytes('content').notNull(),
  },
  (t) => [
    unique('entries_key').on(t.key),
    unique('entries_reverses').on(t.reverses),
    unique('entries_id_kind_effective_on').on(t.id, t.kind, t.effectiveOn),
    check('entries_key_length', sql`length(${t.key}) between 1 and 200`),
    check('entries_reverses_earlier', sql`${t.reverses} < ${t.id}`),
    check('entries_relates_earlier', sql`${t.relatesOn} < ${t.effectiveOn}`),
    check('entries_reason_is_a_code', sql`${t.reason} ~ '^[a-z][a-z_]{0,59}$'`),
    check('entries_evidence_length', sql`length(${t.evidence}) = 32`),
  ],
);

/** One amount, from one account to another. */
export const transfers = pgTable(
  'transfers',
  {
    entryId: bigint('entry_id', { mode: 'bigint' }).notNull(),
    line: smallint('line').notNull(),
    kind: smallint('kind').notNull(),
    effectiveOn: day('effective_on').notNull(),
    fromClass: smallint('from_class').notNull(),
    toClass: smallint('to_class').notNull(),
    fromAccount: bigint('from_account', { mode: 'bigint' }).notNull(),
    toAccount: bigint('to_account', { mode: 'bigint' }).notNull(),
    amount: amount('amount').notNull(),
  },
  (t) => [
    primaryKey({ name: 'transfers_pk', columns: [t.entryId, t.line] }),
    foreignKey({
      name: 'transfers_entry',
      columns: [t.entryId, t.kind, t.effectiveOn],
      foreignColumns: [entries.id, entries.kind, entries.effectiveOn],
    }),
    foreignKey({
      name: 'transfers_from',
      columns: [t.fromAccount, t.fromClass],
      foreignColumns: [accounts.id, accounts.class],
    }),
    foreignKey({
      name: 'transfers_to',
      columns: [t.toAccount, t.toClass],
      foreignColumns: [accounts.id, accounts.class],
    }),
    foreignKey({
      name: 'transfers_flow',
      columns: [t.kind, t.fromClass, t.toClass],
      foreignColumns: [flows.kind, flows.fromClass, flows.toClass],
    }),
    check('transfers_amount_above_zero', sql`${t.amount} > 0`),
    check('transfers_two_accounts', sql`${t.fromAccount} <> ${t.toAccount}`),
    index('transfers_from_by_date').on(t.fromAccount, t.effectiveOn, t.entryId, t.amount),
    index('transfers_to_by_date').on(t.toAccount, t.effectiveOn, t.entryId, t.amount),
    index('transfers_by_date').using('brin', t.effectiveOn),
  ],
);

/**
 * The running balance of each guarded account: the row that posting locks. A flagged exception
 * (`may_go_below`) is the only way under zero.
 */
export const accountBalances = pgTable(
  'account_balances',
  {
    accountId: bigint('account_id', { mode: 'bigint' })
      .primaryKey()
      .references(() => accounts.id),
    balance: amount('balance').notNull().default('0'),
    lastEffectiveOn: day('last_effective_on'),
    mayGoBelow: boolean('may_go_below').notNull().default(false),
  },
  (t) => [check('account_balances_not_below_zero', sql`${t.balance} >= 0 or ${t.mayGoBelow}`)],
);

/** A closed period: no entry may take effect on or before `closed_through`. */
export const periodClosings = pgTable('period_closings', {
  closedThrough: day('closed_through').primaryKey(),
  reason: text('reason').notNull(),
  closedBy: uuid('closed_by')
    .notNull()
    .references(() => users.id),
  closedAt: recordedAt('closed_at'),
  entryId: entryId()
    .notNull()
    .references(() => entries.id),
});

import {
  bigint,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { amount, bytes, day, recordedAt } from './columns.ts';
import { accounts, entries } from './journal.ts';

/**
 * Seals: the journal as a Merkle log (RFC 6962). The sealer gives each settled entry a gapless
 * number; a batch says up to which entry the log reached at a moment, so "as known at" is a batch.
 */
export const sealBatches = pgTable(
  'seal_batches',
  {
    size: bigint('size', { mode: 'bigint' }).primaryKey(),
    throughEntry: bigint('through_entry', { mode: 'bigint' })
      .notNull()
      .references(() => entries.id),
    root: bytes('root').notNull(),
    sealedAt: recordedAt('sealed_at'),
  },
  (t) => [
    unique('seal_batches_through_entry').on(t.throughEntry),
    index('seal_batches_sealed_at').on(t.sealedAt),
  ],
);

/** The leaf of each sealed entry. */
export const seals = pgTable(
  'seals',
  {
    number: bigint('number', { mode: 'bigint' }).primaryKey(),
    entryId: bigint('entry_id', { mode: 'bigint' })
      .notNull()
      .references(() => entries.id),
    leaf: bytes('leaf').notNull(),
  },
  (t) => [unique('seals_entry_id').on(t.entryId)],
);

/** The inner nodes of complete subtrees, so that a proof is a few rows. */
export const sealNodes = pgTable(
  'seal_nodes',
  {
    level: smallint('level').notNull(),
    index: bigint('index', { mode: 'bigint' }).notNull(),
    hash: bytes('hash').notNull(),
  },
  (t) => [primaryKey({ name: 'seal_nodes_pk', columns: [t.level, t.index] })],
);

/** Signed heads of the log, as also written outside the database. */
export const sealCheckpoints = pgTable('seal_checkpoints', {
  size: bigint('size', { mode: 'bigint' })
    .primaryKey()
    .references(() => sealBatches.size),
  note: text('note').notNull(),
  signedAt: recordedAt('signed_at'),
});

/**
 * Balance checkpoints: the balance of every account at a month's end, as known up to an entry.
 * They are never updated and may be deleted at any time; `verify` recomputes them.
 */
export const balanceCheckpoints = pgTable(
  'balance_checkpoints',
  {
    id: integer('id').primaryKey().generatedByDefaultAsIdentity(),
    monthEnd: day('month_end').notNull(),
    throughEntry: bigint('through_entry', { mode: 'bigint' }).notNull(),
    madeAt: recordedAt('made_at'),
  },
  (t) => [unique('balance_checkpoints_month_end').on(t.monthEnd)],
);

export const checkpointBalances = pgTable(
  'checkpoint_balances',
  {
    checkpointId: integer('checkpoint_id').notNull(),
    accountId: bigint('account_id', { mode: 'bigint' }).notNull(),
    balance: amount('balance').notNull(),
  },
  (t) => [
    primaryKey({ name: 'checkpoint_balances_pk', columns: [t.checkpointId, t.accountId] }),
    foreignKey({
      name: 'checkpoint_balances_checkpoint',
      columns: [t.checkpointId],
      foreignColumns: [balanceCheckpoints.id],
    }).onDelete('cascade'),
  ],
);

/** What a sealed batch added to months that already had a checkpoint: back-dated postings. */
export const lateMovements = pgTable(
  'late_movements',
  {
    accountId: bigint('account_id', { mode: 'bigint' })
      .notNull()
      .references(() => accounts.id),
    effectiveOn: day('effective_on').notNull(),
    throughEntry: bigint('through_entry', { mode: 'bigint' }).notNull(),
    amount: amount('amount').notNull(),
  },
  (t) => [
    primaryKey({
      name: 'late_movements_pk',
      columns: [t.accountId, t.throughEntry, t.effectiveOn],
    }),
    index('late_movements_through').on(t.throughEntry),
  ],
);

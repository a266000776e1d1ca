import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  smallint,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { agreements } from './agreements.ts';
import { arrangements, shares } from './budgets.ts';
import { amount, day, entryId, id, moment, word } from './columns.ts';
import { entries, users } from './journal.ts';
import { texts } from './texts.ts';

/**
 * Money of one arrangement that becomes another's of the same person: what is held, when a direct
 * payment becomes a third party's; or what was agreed and not used, when a notional arrangement
 * leaves money over. Both arrangements keep all that happened under them.
 */
export const arrangementTransfers = pgTable(
  'arrangement_transfers',
  {
    id: id(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    fromArrangementId: uuid('from_arrangement_id').notNull(),
    toArrangementId: uuid('to_arrangement_id').notNull(),
    what: word('what').notNull(),
    amount: amount('amount').notNull(),
    effectiveOn: day('effective_on').notNull(),
    cause: word('cause').notNull(),
    reasonsId: uuid('reasons_id').notNull(),
    /** Where what was agreed moves: the versions by which it does, agreed together. */
    fromAgreementId: uuid('from_agreement_id').references(() => agreements.id),
    toAgreementId: uuid('to_agreement_id').references(() => agreements.id),
    proposedBy: uuid('proposed_by')
      .notNull()
      .references(() => users.id),
    proposedAt: moment('proposed_at').notNull().defaultNow(),
  },
  (t) => [
    unique('arrangement_transfers_id_proposed_by').on(t.id, t.proposedBy),
    foreignKey({
      name: 'arrangement_transfers_from',
      columns: [t.fromArrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    foreignKey({
      name: 'arrangement_transfers_to',
      columns: [t.toArrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    foreignKey({
      name: 'arrangement_transfers_reasons',
      columns: [t.reasonsId, t.beneficiaryId],
      foreignColumns: [texts.id, texts.beneficiaryId],
    }),
    index('arrangement_transfers_from_id').on(t.fromArrangementId),
    index('arrangement_transfers_to_id').on(t.toArrangementId),
    check('arrangement_transfers_two', sql`${t.fromArrangementId} <> ${t.toArrangementId}`),
    check('arrangement_transfers_what', sql`${t.what} in ('held', 'agreed')`),
    check(
      'arrangement_transfers_versions',
      sql`(${t.what} = 'agreed') = (${t.fromAgreementId} is not null)
        and (${t.fromAgreementId} is null) = (${t.toAgreementId} is null)`,
    ),
    check(
      'arrangement_transfers_cause',
      sql`${t.cause} in ('other_kind', 'other_broker', 'other_holder', 'underspend', 'correction')`,
    ),
    check('arrangement_transfers_amount', sql`${t.amount} > 0`),
  ],
);

/** How much goes from which share to which, when it is decided. */
export const arrangementTransferShares = pgTable(
  'arrangement_transfer_shares',
  {
    transferId: uuid('transfer_id')
      .notNull()
      .references(() => arrangementTransfers.id),
    position: smallint('position').notNull(),
    fromArrangementId: uuid('from_arrangement_id').notNull(),
    fromShareId: uuid('from_share_id').notNull(),
    toArrangementId: uuid('to_arrangement_id').notNull(),
    toShareId: uuid('to_share_id').notNull(),
    amount: amount('amount').notNull(),
  },
  (t) => [
    primaryKey({ name: 'arrangement_transfer_shares_pk', columns: [t.transferId, t.position] }),
    foreignKey({
      name: 'arrangement_transfer_shares_from',
      columns: [t.fromShareId, t.fromArrangementId],
      foreignColumns: [shares.id, shares.arrangementId],
    }),
    foreignKey({
      name: 'arrangement_transfer_shares_to',
      columns: [t.toShareId, t.toArrangementId],
      foreignColumns: [shares.id, shares.arrangementId],
    }),
    check('arrangement_transfer_shares_amount', sql`${t.amount} > 0`),
  ],
);

/** A second person's decision on a transfer. */
export const arrangementTransferDecisions = pgTable(
  'arrangement_transfer_decisions',
  {
    transferId: uuid('transfer_id').primaryKey(),
    proposedBy: uuid('proposed_by').notNull(),
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
      name: 'arrangement_transfer_decisions_transfer',
      columns: [t.transferId, t.proposedBy],
      foreignColumns: [arrangementTransfers.id, arrangementTransfers.proposedBy],
    }),
    check('arrangement_transfer_decisions_outcome', sql`${t.outcome} in ('agreed', 'refused')`),
    check('arrangement_transfer_decisions_second_person', sql`${t.decidedBy} <> ${t.proposedBy}`),
  ],
);

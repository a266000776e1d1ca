import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { arrangements, shares } from './budgets.ts';
import { funders } from './funders.ts';
import { entries, users } from './journal.ts';
import { amount, day, entryId, id, moment, recordedAt, word, quantity } from './columns.ts';

/** Who provides a service that is ordered, and sends the invoice. */
export const providers = pgTable(
  'providers',
  {
    id: id(),
    name: text('name').notNull(),
    vatNumber: text('vat_number'),
    /** A person in business alone, whose name is personal data and is not published. */
    soleTrader: boolean('sole_trader').notNull().default(false),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('providers_name').on(t.name),
    check('providers_vat_number', sql`${t.vatNumber} ~ '^[A-Z]{2}[0-9A-Z]{2,12}$'`),
  ],
);

/** Whether a provider is a sole trader, put right: what was said last counts. */
export const soleTraderCorrections = pgTable(
  'sole_trader_corrections',
  {
    providerId: uuid('provider_id')
      .notNull()
      .references(() => providers.id),
    /** The first correction of a provider is 1. */
    seq: integer('seq').notNull(),
    soleTrader: boolean('sole_trader').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    primaryKey({ name: 'sole_trader_corrections_key', columns: [t.providerId, t.seq] }),
    check('sole_trader_corrections_seq', sql`${t.seq} > 0`),
  ],
);

/**
 * A commitment under a notional arrangement: a service, so many of a unit, at a rate, in a period,
 * from a provider. Amounts are net of VAT.
 */
export const orders = pgTable(
  'orders',
  {
    id: id(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    providerId: uuid('provider_id')
      .notNull()
      .references(() => providers.id),
    service: text('service').notNull(),
    unit: word('unit').notNull(),
    quantity: quantity('quantity').notNull(),
    rate: amount('rate').notNull(),
    amount: amount('amount').notNull(),
    fromOn: day('from_on').notNull(),
    toOn: day('to_on').notNull(),
    /** The partner that holds the money and pays the invoices; null where the authority does. */
    heldBy: uuid('held_by').references(() => funders.id),
    /** How much more than was ordered or delivered an invoice may bill without a query. */
    quantityTolerance: quantity('quantity_tolerance').notNull(),
    rateTolerance: amount('rate_tolerance').notNull(),
    orderedBy: uuid('ordered_by')
      .notNull()
      .references(() => users.id),
    orderedAt: moment('ordered_at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('orders_id_provider').on(t.id, t.providerId),
    unique('orders_id_arrangement').on(t.id, t.arrangementId, t.beneficiaryId),
    foreignKey({
      name: 'orders_arrangement',
      columns: [t.arrangementId, t.beneficiaryId],
      foreignColumns: [arrangements.id, arrangements.beneficiaryId],
    }),
    index('orders_arrangement_id').on(t.arrangementId),
    index('orders_provider').on(t.providerId),
    check(
      'orders_unit',
      sql`${t.unit} in ('session', 'hour', 'day', 'week', 'month', 'term', 'item')`,
    ),
    check(
      'orders_amount',
      sql`${t.quantity} > 0 and ${t.rate} > 0 and ${t.amount} = round(${t.quantity} * ${t.rate}, 2)
        and ${t.amount} > 0`,
    ),
    check('orders_dates', sql`${t.toOn} >= ${t.fromOn}`),
    check('orders_tolerances', sql`${t.quantityTolerance} >= 0 and ${t.rateTolerance} >= 0`),
  ],
);

/** What of an order was delivered in a part of its period, against what was planned. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: id(),
    orderId: uuid('order_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    fromOn: day('from_on').notNull(),
    toOn: day('to_on').notNull(),
    planned: quantity('planned').notNull(),
    delivered: quantity('delivered').notNull(),
    /** The record that this one puts right; that one counts no more. */
    replaces: uuid('replaces'),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
  },
  (t) => [
    unique('deliveries_replaces').on(t.replaces),
    unique('deliveries_id_order').on(t.id, t.orderId),
    // One record of a span, and one that puts right each record.
    uniqueIndex('deliveries_from')
      .on(t.orderId, t.fromOn)
      .where(sql`${t.replaces} is null`),
    foreignKey({
      name: 'deliveries_replaced',
      columns: [t.replaces, t.orderId],
      foreignColumns: [t.id, t.orderId],
    }),
    foreignKey({
      name: 'deliveries_order',
      columns: [t.orderId, t.arrangementId, t.beneficiaryId],
      foreignColumns: [orders.id, orders.arrangementId, orders.beneficiaryId],
    }),
    check('deliveries_quantities', sql`${t.planned} >= 0 and ${t.delivered} >= 0`),
    check('deliveries_dates', sql`${t.toOn} >= ${t.fromOn}`),
  ],
);

/** A part of an order that will not be used: it is available again. */
export const orderFreeings = pgTable(
  'order_freeings',
  {
    id: id(),
    orderId: uuid('order_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    quantity: quantity('quantity'),
    amount: amount('amount').notNull(),
    freedOn: day('freed_on').notNull(),
    cause: word('cause').notNull(),
    freedBy: uuid('freed_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    foreignKey({
      name: 'order_freeings_order',
      columns: [t.orderId, t.arrangementId, t.beneficiaryId],
      foreignColumns: [orders.id, orders.arrangementId, orders.beneficiaryId],
    }),
    index('order_freeings_order_id').on(t.orderId),
    check('order_freeings_amount', sql`${t.amount} > 0 and ${t.quantity} > 0`),
    check(
      'order_freeings_cause',
      sql`${t.cause} in ('not_delivered', 'cancelled', 'lower_rate', 'ended', 'credited')`,
    ),
  ],
);

/** How an order's amount is committed to each share, for reading; the ledger has the same. */
export const orderShares = pgTable(
  'order_shares',
  {
    orderId: uuid('order_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    shareId: uuid('share_id').notNull(),
    amount: amount('amount').notNull(),
  },
  (t) => [
    primaryKey({ name: 'order_shares_pk', columns: [t.orderId, t.shareId] }),
    foreignKey({
      name: 'order_shares_order',
      columns: [t.orderId, t.arrangementId, t.beneficiaryId],
      foreignColumns: [orders.id, orders.arrangementId, orders.beneficiaryId],
    }),
    foreignKey({
      name: 'order_shares_share',
      columns: [t.shareId, t.arrangementId],
      foreignColumns: [shares.id, shares.arrangementId],
    }),
    check('order_shares_amount', sql`${t.amount} >= 0`),
  ],
);

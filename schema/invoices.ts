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
import { funders } from './funders.ts';
import { entries, users } from './journal.ts';
import { orders, providers } from './orders.ts';
import { amount, day, entryId, id, moment, recordedAt, word, quantity } from './columns.ts';

/** A provider's invoice, as it came. A provider uses a number once. */
export const invoices = pgTable(
  'invoices',
  {
    id: id(),
    providerId: uuid('provider_id')
      .notNull()
      .references(() => providers.id),
    number: text('number').notNull(),
    /** The number without spaces and signs, in capitals: two ways to write one are one. */
    numberKey: text('number_key').notNull(),
    invoicedOn: day('invoiced_on').notNull(),
    receivedOn: day('received_on').notNull(),
    dueOn: day('due_on').notNull(),
    net: amount('net').notNull(),
    vat: amount('vat').notNull(),
    gross: amount('gross').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('invoices_number').on(t.providerId, t.numberKey),
    unique('invoices_id_provider').on(t.id, t.providerId),
    unique('invoices_id_recorded_by').on(t.id, t.recordedBy),
    check('invoices_number_key', sql`${t.numberKey} ~ '^[A-Z0-9]{1,40}$'`),
    check(
      'invoices_amounts',
      sql`${t.net} > 0 and ${t.vat} >= 0 and ${t.gross} = ${t.net} + ${t.vat}`,
    ),
  ],
);

/** A line of an invoice, of one order. */
export const invoiceLines = pgTable(
  'invoice_lines',
  {
    invoiceId: uuid('invoice_id').notNull(),
    line: smallint('line').notNull(),
    providerId: uuid('provider_id').notNull(),
    orderId: uuid('order_id').notNull(),
    arrangementId: uuid('arrangement_id').notNull(),
    beneficiaryId: uuid('beneficiary_id').notNull(),
    fromOn: day('from_on').notNull(),
    toOn: day('to_on').notNull(),
    quantity: quantity('quantity').notNull(),
    rate: amount('rate').notNull(),
    net: amount('net').notNull(),
    vat: amount('vat').notNull(),
  },
  (t) => [
    primaryKey({ name: 'invoice_lines_pk', columns: [t.invoiceId, t.line] }),
    foreignKey({
      name: 'invoice_lines_invoice',
      columns: [t.invoiceId, t.providerId],
      foreignColumns: [invoices.id, invoices.providerId],
    }),
    foreignKey({
      name: 'invoice_lines_order',
      columns: [t.orderId, t.arrangementId, t.beneficiaryId],
      foreignColumns: [orders.id, orders.arrangementId, orders.beneficiaryId],
    }),
    foreignKey({
      name: 'invoice_lines_provider',
      columns: [t.orderId, t.providerId],
      foreignColumns: [orders.id, orders.providerId],
    }),
    index('invoice_lines_order_id').on(t.orderId),
    check(
      'invoice_lines_amounts',
      sql`${t.quantity} > 0 and ${t.rate} >= 0 and ${t.net} > 0 and ${t.vat} >= 0`,
    ),
    check('invoice_lines_dates', sql`${t.toOn} >= ${t.fromOn}`),
  ],
);

/**
 * What was done about a line of an invoice, step by step: so much of it is accepted, by somebody
 * other than who recorded the invoice; queried, with a cause; the query withdrawn; found not to be
 * owed; or credited by the provider. Steps have an order, so that two people cannot each take the
 * next one.
 */
export const invoiceSteps = pgTable(
  'invoice_steps',
  {
    id: id(),
    invoiceId: uuid('invoice_id').notNull(),
    line: smallint('line').notNull(),
    seq: smallint('seq').notNull(),
    step: word('step').notNull(),
    /** Of acceptances, credits and queries. */
    net: amount('net').notNull(),
    vat: amount('vat').notNull(),
    effectiveOn: day('effective_on').notNull(),
    /** Of a query: why. */
    cause: word('cause'),
    note: text('note'),
    /** Of a credit: the note's number. */
    creditNumber: text('credit_number'),
    recordedBy: uuid('recorded_by').notNull(),
    by: uuid('by')
      .notNull()
      .references(() => users.id),
    at: moment('at').notNull().defaultNow(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('invoice_steps_seq').on(t.invoiceId, t.line, t.seq),
    foreignKey({
      name: 'invoice_steps_line',
      columns: [t.invoiceId, t.line],
      foreignColumns: [invoiceLines.invoiceId, invoiceLines.line],
    }),
    foreignKey({
      name: 'invoice_steps_invoice',
      columns: [t.invoiceId, t.recordedBy],
      foreignColumns: [invoices.id, invoices.recordedBy],
    }),
    check(
      'invoice_steps_step',
      sql`${t.step} in ('accepted', 'queried', 'query_withdrawn', 'not_owed', 'credited')`,
    ),
    check(
      'invoice_steps_amounts',
      sql`${t.net} >= 0 and ${t.vat} >= 0 and ${t.net} + ${t.vat} > 0`,
    ),
    check(
      'invoice_steps_cause',
      sql`(${t.step} = 'queried') = (${t.cause} is not null)
        and ${t.cause} in ('rate', 'quantity', 'not_delivered', 'outside_period', 'not_ordered',
          'beyond_order', 'vat', 'duplicate', 'quality')`,
    ),
    check('invoice_steps_credit', sql`(${t.step} = 'credited') = (${t.creditNumber} is not null)`),
    check(
      'invoice_steps_second_person',
      sql`${t.step} <> 'accepted' or ${t.by} <> ${t.recordedBy}`,
    ),
  ],
);

/**
 * A provider's credit note, whole: its lines are the steps that name it. A provider uses a number
 * once.
 */
export const creditNotes = pgTable(
  'credit_notes',
  {
    id: id(),
    providerId: uuid('provider_id').notNull(),
    invoiceId: uuid('invoice_id').notNull(),
    number: text('number').notNull(),
    numberKey: text('number_key').notNull(),
    creditedOn: day('credited_on').notNull(),
    net: amount('net').notNull(),
    vat: amount('vat').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('credit_notes_number').on(t.providerId, t.numberKey),
    foreignKey({
      name: 'credit_notes_invoice',
      columns: [t.invoiceId, t.providerId],
      foreignColumns: [invoices.id, invoices.providerId],
    }),
    check('credit_notes_number_key', sql`${t.numberKey} ~ '^[A-Z0-9]{1,40}$'`),
    check('credit_notes_amounts', sql`${t.net} >= 0 and ${t.vat} >= 0 and ${t.net} + ${t.vat} > 0`),
  ],
);

/**
 * Invoices that were paid: by the authority's creditor payments from a bank account, or by the
 * partner that holds the money.
 */
export const invoicePayments = pgTable(
  'invoice_payments',
  {
    id: id(),
    bankAccountId: uuid('bank_account_id'),
    heldBy: uuid('held_by').references(() => funders.id),
    paidOn: day('paid_on').notNull(),
    reference: text('reference').notNull(),
    total: amount('total').notNull(),
    recordedBy: uuid('recorded_by')
      .notNull()
      .references(() => users.id),
    recordedAt: recordedAt(),
    entryId: entryId()
      .notNull()
      .references(() => entries.id),
  },
  (t) => [
    unique('invoice_payments_reference')
      .on(t.bankAccountId, t.heldBy, t.paidOn, t.reference)
      .nullsNotDistinct(),
    check('invoice_payments_total', sql`${t.total} > 0`),
    check('invoice_payments_payer', sql`num_nonnulls(${t.bankAccountId}, ${t.heldBy}) = 1`),
  ],
);

/**
 * What of each invoice was paid. The payments of an invoice form a chain, so that it is never paid
 * twice, whatever races: each starts where the one before ended.
 */
export const invoicePaymentLines = pgTable(
  'invoice_payment_lines',
  {
    paymentId: uuid('payment_id')
      .notNull()
      .references(() => invoicePayments.id),
    invoiceId: uuid('invoice_id')
      .notNull()
      .references(() => invoices.id),
    providerId: uuid('provider_id')
      .notNull()
      .references(() => providers.id),
    seq: smallint('seq').notNull(),
    previous: smallint('previous'),
    before: amount('before').notNull(),
    amount: amount('amount').notNull(),
    after: amount('after').notNull(),
  },
  (t) => [
    primaryKey({ name: 'invoice_payment_lines_pk', columns: [t.paymentId, t.invoiceId] }),
    unique('invoice_payment_lines_seq').on(t.invoiceId, t.seq),
    unique('invoice_payment_lines_chain').on(t.invoiceId, t.seq, t.after),
    foreignKey({
      name: 'invoice_payment_lines_goes_on',
      columns: [t.invoiceId, t.previous, t.before],
      foreignColumns: [t.invoiceId, t.seq, t.after],
    }),
    check(
      'invoice_payment_lines_sum',
      sql`${t.after} = ${t.before} + ${t.amount} and ${t.after} >= 0`,
    ),
    check('invoice_payment_lines_amount', sql`${t.amount} <> 0`),
    check(
      'invoice_payment_lines_first',
      sql`(${t.seq} = 1) = (${t.previous} is null)
        and coalesce(${t.previous} = ${t.seq} - 1, ${t.before} = 0)`,
    ),
  ],
);

import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { creditNoteFields, type CreditNoteRecord } from '../../orders/credit-store.ts';
import { invoiceFields, type InvoiceRecord } from '../../orders/invoice-store.ts';
import {
  freeingFields,
  orderFields,
  type FreeingRecord,
  type OrderRecord,
} from '../../orders/order-store.ts';
import { paymentFields, type PaymentRecord } from '../../orders/payment-store.ts';
import { stepFields, type StepRecord } from '../../orders/step-store.ts';
import { BATCH, compare, type Held } from './compare.ts';

const orders: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & OrderRecord)[]>`
    select e.id as entry, e.evidence, o.id, o.arrangement_id as "arrangementId",
      o.provider_id as "providerId", o.unit, trim_scale(o.quantity)::text as quantity, o.rate,
      o.amount, o.from_on as "fromOn", o.to_on as "toOn", o.held_by as "heldBy",
      trim_scale(o.quantity_tolerance)::text as "quantityTolerance",
      o.rate_tolerance as "rateTolerance", o.ordered_by as "orderedBy"
    from orders o join entries e on e.id = o.entry_id`;
  return compare('order', rows.cursor(BATCH), (row) => evidenceOf(orderFields(row)));
};

const freeings: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & FreeingRecord)[]>`
    select e.id as entry, e.evidence, f.id, f.order_id as "orderId",
      trim_scale(f.quantity)::text as quantity, f.amount, f.cause, f.freed_on as "freedOn",
      f.freed_by as "freedBy"
    from order_freeings f join entries e on e.id = f.entry_id`;
  return compare('freeing of an order', rows.cursor(BATCH), (row) =>
    evidenceOf(freeingFields(row)),
  );
};

const invoices: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & InvoiceRecord)[]>`
    select e.id as entry, e.evidence, i.id, i.provider_id as "providerId",
      i.number_key as "numberKey", i.invoiced_on as "invoicedOn", i.received_on as "receivedOn",
      i.due_on as "dueOn", i.net, i.vat, i.recorded_by as "recordedBy",
      (select coalesce(jsonb_agg(jsonb_build_array(l.order_id, l.from_on, l.to_on,
        trim_scale(l.quantity)::text, l.rate::text, l.net::text, l.vat::text) order by l.line), '[]')
        from invoice_lines l where l.invoice_id = i.id) as lines
    from invoices i join entries e on e.id = i.entry_id`;
  return compare('invoice', rows.cursor(BATCH), (row) => evidenceOf(invoiceFields(row)));
};

const steps: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & StepRecord)[]>`
    select e.id as entry, e.evidence, s.id, s.invoice_id as "invoiceId", s.line, s.step, s.net, s.vat,
      s.effective_on as "effectiveOn", s.cause, s.credit_number as "creditNumber",
      coalesce(e.reason, '') as reason, s.by
    from invoice_steps s join entries e on e.id = s.entry_id`;
  return compare('decision on an invoice', rows.cursor(BATCH), (row) =>
    evidenceOf(stepFields(row)),
  );
};

const creditNotes: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & CreditNoteRecord)[]>`
    select e.id as entry, e.evidence, c.id, c.provider_id as "providerId",
      c.invoice_id as "invoiceId", c.number_key as "numberKey", c.credited_on as "creditedOn", c.net,
      c.vat, c.recorded_by as "recordedBy"
    from credit_notes c join entries e on e.id = c.entry_id`;
  return compare('credit note', rows.cursor(BATCH), (row) => evidenceOf(creditNoteFields(row)));
};

const payments: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & PaymentRecord)[]>`
    select e.id as entry, e.evidence, p.id, p.bank_account_id as "bankAccountId",
      p.held_by as "heldBy", p.paid_on as "paidOn", p.reference, p.total,
      p.recorded_by as "recordedBy",
      (select coalesce(jsonb_agg(jsonb_build_object('invoiceId', l.invoice_id,
        'amount', l.amount::text)), '[]')
        from invoice_payment_lines l where l.payment_id = p.id) as lines
    from invoice_payments p join entries e on e.id = p.entry_id`;
  return compare('payment of invoices', rows.cursor(BATCH), (row) =>
    evidenceOf(paymentFields(row)),
  );
};

/** How the evidence of orders and invoices is recomputed, for `verify`. */
export const ORDER_CHECKS: readonly EvidenceCheck[] = [
  orders,
  freeings,
  invoices,
  steps,
  creditNotes,
  payments,
];

import type { UserKind } from '../access/kinds.ts';
import { arrangementOf } from '../budgets/find.ts';
import type { ArrangementRow } from '../budgets/arrangement-list.ts';
import type { Tx } from '../database/transactions.ts';
import { toText, type Decimal as Amount } from '../money.ts';
import { Problem, notFound } from '../problem.ts';
import { listInvoices, type InvoiceRow } from './invoice-list.ts';
import { listOrders, type OrderRow } from './order-list.ts';

/** Who reads orders and invoices: the office. The figures rest on invoices, which are its own. */
export const READERS: readonly UserKind[] = [
  'caseworker',
  'panel_member',
  'finance_officer',
  'approver',
  'auditor',
];

/** Who reads how a notional arrangement stands: those whom it is about, and its funders, as well. */
export const POSITION_READERS: readonly UserKind[] = [
  ...READERS,
  'family',
  'health_approver',
  'school_approver',
];

/** An order the caller may see, with its figures as they stand; or not found. */
export async function orderOf(tx: Tx, id: string): Promise<OrderRow> {
  const [row] = await listOrders(tx, { id });
  if (row === undefined) throw notFound();
  return row;
}

/** An invoice the caller may see, or not found. */
export async function invoiceOf(tx: Tx, id: string): Promise<InvoiceRow> {
  const [row] = await listInvoices(tx, { id });
  if (row === undefined) throw notFound();
  return row;
}

/** A notional arrangement the caller may see. */
export async function notionalOf(tx: Tx, id: string): Promise<ArrangementRow> {
  const arrangement = await arrangementOf(tx, id);
  if (arrangement.kind === 'notional') return arrangement;
  throw new Problem(
    'state-does-not-allow',
    'Services are ordered under a notional arrangement; under this one the holder pays.',
    { state: arrangement.kind },
  );
}

/** More was asked than is open of an order. */
export function beyondOrder(open: Amount, asked: Amount, where?: string): Problem {
  const message = `${toText(open)} of the order is open, and ${toText(asked)} was asked.`;
  return new Problem('beyond-order', message, {
    open: toText(open),
    asked: toText(asked),
    ...(where === undefined ? {} : { errors: [{ where, message }] }),
  });
}

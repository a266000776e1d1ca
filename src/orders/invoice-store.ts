import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { toText, type Decimal } from '../money.ts';
import type { InvoiceFacts } from './rules.ts';

/** An invoice to record, with the day by which it is to be paid. */
export type NewInvoice = InvoiceFacts & {
  readonly providerId: string;
  readonly number: string;
  readonly numberKey: string;
  readonly dueOn: Temporal.PlainDate;
};

/** The facts that the digest of an invoice covers: the whole of it, line by line. */
export interface InvoiceRecord {
  readonly id: string;
  readonly providerId: string;
  readonly numberKey: string;
  readonly invoicedOn: string;
  readonly receivedOn: string;
  readonly dueOn: string;
  readonly net: string;
  readonly vat: string;
  readonly recordedBy: string;
  /** In order: order, first and last day, quantity, rate, net, VAT. Quantities without trailing noughts. */
  readonly lines: readonly (readonly string[])[];
}

export function invoiceFields(one: InvoiceRecord): (string | null)[] {
  return [
    'invoice-1',
    one.id,
    one.providerId,
    one.numberKey,
    one.invoicedOn,
    one.receivedOn,
    one.dueOn,
    one.net,
    one.vat,
    one.recordedBy,
    String(one.lines.length),
    ...one.lines.flat(),
  ];
}

/** Which of some orders are a provider's, with who pays their invoices; null is the authority. */
export async function payersOfOrders(
  tx: Tx,
  providerId: string,
  orderIds: readonly string[],
): Promise<Map<string, string | null>> {
  const rows = await tx.sql<{ id: string; heldBy: string | null }[]>`
    select o.id, o.held_by as "heldBy"
    from jsonb_array_elements_text(${JSON.stringify(orderIds)}::text::jsonb) as w(id)
    join orders o on o.id = w.id::uuid and o.provider_id = ${providerId}`;
  return new Map(rows.map((row) => [row.id, row.heldBy]));
}

/** The invoice in which a provider used a number before, if it did. */
export async function sameNumber(
  tx: Tx,
  table: 'invoices' | 'credit_notes',
  { providerId, key }: { readonly providerId: string; readonly key: string },
): Promise<string | undefined> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from ${tx.sql(table)} where provider_id = ${providerId} and number_key = ${key}`;
  return row?.id;
}

/** Keeps an invoice as it came. Nothing is owed by it yet. @returns its id and its entry's */
export async function addInvoice(
  tx: Tx,
  invoice: NewInvoice,
): Promise<{ readonly id: string; readonly entryId: string }> {
  const id: string = randomUUID();
  const days = {
    invoicedOn: invoice.invoicedOn.toString(),
    receivedOn: invoice.receivedOn.toString(),
    dueOn: invoice.dueOn.toString(),
  };
  const lines = invoice.lines.map((line, n) => ({
    number: n + 1,
    orderId: line.orderId,
    fromOn: line.fromOn.toString(),
    toOn: line.toOn.toString(),
    quantity: line.quantity.toFixed(),
    rate: toText(line.rate),
    net: toText(line.net),
    vat: toText(line.vat),
  }));
  const amounts = textOf(invoice);
  const { providerId, numberKey } = invoice;
  const record = {
    ...days,
    ...amounts,
    id,
    providerId,
    numberKey,
    recordedBy: tx.scope.user,
    lines: lines.map((line) => [
      line.orderId,
      line.fromOn,
      line.toOn,
      line.quantity,
      line.rate,
      line.net,
      line.vat,
    ]),
  };
  const [entryId] = await recordDecisions(tx, [
    { key: `invoice:${id}`, reason: 'invoice_received', fields: invoiceFields(record) },
  ]);
  await tx.sql`
    insert into invoices (id, provider_id, number, number_key, invoiced_on, received_on, due_on, net, vat,
      gross, recorded_by, entry_id)
    values (${id}, ${providerId}, ${invoice.number}, ${numberKey}, ${days.invoicedOn},
      ${days.receivedOn}, ${days.dueOn}, ${amounts.net}, ${amounts.vat}, ${toText(invoice.gross)},
      ${tx.scope.user}, ${entryId!})`;
  await tx.sql`
    insert into invoice_lines (invoice_id, line, provider_id, order_id, arrangement_id, beneficiary_id,
      from_on, to_on, quantity, rate, net, vat)
    select ${id}, l.number, ${providerId}, o.id, o.arrangement_id, o.beneficiary_id, "fromOn", "toOn",
      l.quantity, l.rate, l.net, l.vat
    from jsonb_to_recordset(${JSON.stringify(lines)}::text::jsonb) as l(number smallint, "orderId" uuid,
      "fromOn" date, "toOn" date, quantity numeric, rate numeric, net numeric, vat numeric)
    join orders o on o.id = l."orderId"`;
  return { id, entryId: entryId! };
}

const textOf = ({ net, vat }: { net: Decimal; vat: Decimal }) => ({
  net: toText(net),
  vat: toText(vat),
});

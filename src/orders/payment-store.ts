import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { accountName, findAccounts, openAccounts } from '../ledger/accounts.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post } from '../ledger/post.ts';
import { sum, toText, type Decimal } from '../money.ts';

/** A payment of invoices: by the authority from a bank account, or by the partner that holds it. */
export interface NewPayment {
  readonly bankAccountId: string | null;
  readonly heldBy: string | null;
  readonly paidOn: Temporal.PlainDate;
  readonly reference: string;
  readonly invoices: readonly {
    readonly invoiceId: string;
    readonly providerId: string;
    readonly amount: Decimal;
  }[];
}

/** The facts that the digest of a payment covers, with what of each invoice it paid, by its id. */
export interface PaymentRecord {
  readonly id: string;
  readonly bankAccountId: string | null;
  readonly heldBy: string | null;
  readonly paidOn: string;
  readonly reference: string;
  readonly total: string;
  readonly recordedBy: string;
  readonly lines: readonly { readonly invoiceId: string; readonly amount: string }[];
}

export function paymentFields(one: PaymentRecord): (string | null)[] {
  const lines = one.lines.toSorted((a, b) => (a.invoiceId < b.invoiceId ? -1 : 1));
  return [
    'invoice-payment-1',
    one.id,
    one.bankAccountId,
    one.heldBy,
    one.paidOn,
    one.reference,
    one.total,
    one.recordedBy,
    ...lines.flatMap((line) => [line.invoiceId, line.amount]),
  ];
}

/** Records a payment: what is payable to each provider falls. @returns its id */
export async function addPayment(tx: Tx, payment: NewPayment): Promise<string> {
  const id: string = randomUUID();
  const { bankAccountId, heldBy, invoices } = payment;
  const lines = invoices.map((one) => ({ ...one, amount: toText(one.amount) }));
  const total = toText(sum(invoices.map((one) => one.amount)));
  const paidOn = payment.paidOn.toString();
  const { reference } = payment;
  const recordedBy = tx.scope.user;
  const record = { id, bankAccountId, heldBy, paidOn, reference, total, recordedBy, lines };
  const key = `invoice_payment:${id}`;
  const posted = await post(tx, [
    {
      key,
      kind: 'invoice_paid',
      effectiveOn: payment.paidOn,
      reason: heldBy === null ? 'paid_by_authority' : 'paid_by_holder',
      evidence: evidenceOf(paymentFields(record)),
      transfers: await transfersOf(tx, id, payment),
    },
  ]);
  await tx.sql`
    insert into invoice_payments (id, bank_account_id, held_by, paid_on, reference, total, recorded_by,
      entry_id)
    values (${id}, ${bankAccountId}, ${heldBy}, ${paidOn}, ${reference}, ${total}, ${recordedBy},
      ${posted.ids.get(key)!})`;
  await tx.sql`
    insert into invoice_payment_lines (payment_id, invoice_id, provider_id, seq, previous, before,
      amount, after)
    select ${id}, n."invoiceId", n."providerId", coalesce(l.seq, 0) + 1, l.seq,
      coalesce(l.after, 0.00), n.amount, coalesce(l.after, 0.00) + n.amount
    from jsonb_to_recordset(${JSON.stringify(lines)}::text::jsonb)
      as n("invoiceId" uuid, "providerId" uuid, amount numeric)
    left join lateral (select seq, after from invoice_payment_lines
      where invoice_id = n."invoiceId" order by seq desc limit 1) as l on true`;
  return id;
}

/** From the payment in transit, or from what the partner pays itself, to each provider. */
async function transfersOf(tx: Tx, id: string, { heldBy, invoices }: NewPayment) {
  const from =
    heldBy === null
      ? { class: 'in_transit', subject: id }
      : { class: `paid_by_holder/${await sectorOf(tx, heldBy)}`, subject: heldBy };
  await openAccounts(tx, [from]);
  const byProvider = Map.groupBy(invoices, (one) => one.providerId);
  const payable = (providerId: string): string => accountName('payable', providerId);
  const payer = accountName(from.class, from.subject);
  const accounts = await findAccounts(tx, [payer, ...[...byProvider.keys()].map(payable)]);
  return [...byProvider].map(([providerId, mine]) => ({
    from: accounts.get(payer)!,
    to: accounts.get(payable(providerId))!,
    amount: sum(mine.map((one) => one.amount)),
  }));
}

async function sectorOf(tx: Tx, funderId: string): Promise<string> {
  const [row] = await tx.sql<{ sector: string }[]>`
    select sector from funders where id = ${funderId}`;
  return row!.sector;
}

/** Whether a payment of this day, payer and reference is recorded already, and which. */
export async function samePayment(
  tx: Tx,
  one: Pick<NewPayment, 'bankAccountId' | 'heldBy' | 'paidOn' | 'reference'>,
): Promise<string | undefined> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from invoice_payments
    where bank_account_id is not distinct from ${one.bankAccountId}::uuid
      and held_by is not distinct from ${one.heldBy}::uuid
      and paid_on = ${one.paidOn.toString()} and reference = ${one.reference}`;
  return row?.id;
}

export interface PaymentRow {
  readonly id: string;
  readonly bankAccountId: string | null;
  readonly heldBy: string | null;
  readonly paidOn: string;
  readonly reference: string;
  readonly total: string;
  readonly invoices: readonly { invoiceId: string; providerId: string; amount: string }[];
  readonly entry: string;
}

/** Payments of invoices, newest first: one, or a page after a cursor of day and id. */
export async function listPayments(
  tx: Tx,
  by: { readonly id: string } | { readonly after?: string | undefined; readonly limit: number },
): Promise<PaymentRow[]> {
  const { sql } = tx;
  const [day, id] = ('limit' in by ? by.after : undefined)?.split('_') ?? [];
  return sql<PaymentRow[]>`
    select p.id, p.bank_account_id as "bankAccountId", p.held_by as "heldBy", p.paid_on as "paidOn",
      p.reference, p.total, p.entry_id as entry,
      (select jsonb_agg(jsonb_build_object('invoiceId', l.invoice_id, 'providerId', l.provider_id,
        'amount', l.amount::text) order by l.invoice_id)
        from invoice_payment_lines l where l.payment_id = p.id) as invoices
    from invoice_payments p
    where ${'id' in by ? sql`p.id = ${by.id}` : sql`true`}
      ${id === undefined ? sql`` : sql`and (p.paid_on, p.id) < (${day!}::date, ${id}::uuid)`}
    order by p.paid_on desc, p.id desc limit ${'limit' in by ? by.limit + 1 : 1}`;
}

/** What was paid of an invoice, the first payment first. */
export async function paymentsOf(tx: Tx, invoiceId: string): Promise<object[]> {
  return tx.sql`
    select p.id as "paymentId", p.paid_on as "paidOn", p.reference, l.amount
    from invoice_payment_lines l join invoice_payments p on p.id = l.payment_id
    where l.invoice_id = ${invoiceId} order by l.seq`;
}

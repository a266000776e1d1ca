import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { decideAloneOnAll } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { page, pagingBy, toPage } from '../http/schemas.ts';
import { money, sum, toText } from '../money.ts';
import { Problem, refuseFaults, type Fault } from '../problem.ts';
import { listBankAccounts } from '../reconciliation/bank-account-store.ts';
import { READERS } from './find.ts';
import { listInvoices, type InvoiceRow } from './invoice-list.ts';
import { NewPaymentSchema, PaymentSchema } from './invoice-schemas.ts';
import { addPayment, listPayments, samePayment } from './payment-store.ts';
import { faultsOfDay } from './rules.ts';

type Payment = z.output<typeof NewPaymentSchema>;

/** How far ahead a payment's value date may be recorded. */
const DAYS_AHEAD = 31;

/** Payments of invoices, by the authority or by the partner that holds the money. */
export function invoicePaymentRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/invoice-payments',
    id: 'payInvoices',
    summary: 'Record that invoices were paid',
    description:
      'By the authority from a bank account, or by the partner that holds the money. Never more of an invoice than is accepted and not paid.',
    tag: 'Invoices',
    callers: ['finance_officer'],
    body: NewPaymentSchema,
    answer: PaymentSchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'dates-out-of-order', 'state-does-not-allow', 'already-exists'],
    handle: async ({ tx, body }) => {
      const ids = body.invoices.map((one) => one.invoiceId);
      await decideAloneOnAll(
        tx,
        ids.map((id) => `invoice ${id}`),
      );
      const [payment] = await listPayments(tx, { id: await pay(tx, body) });
      return payment;
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/invoice-payments',
    id: 'listInvoicePayments',
    summary: 'Payments of invoices, newest first',
    tag: 'Invoices',
    callers: READERS,
    query: pagingBy(/^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}$/),
    answer: page(PaymentSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const rows = await listPayments(tx, query);
      return toPage(rows, query.limit, (row) => `${row.paidOn}_${row.id}`);
    },
  });
}

async function pay(tx: Tx, body: Payment): Promise<string> {
  const ids = body.invoices.map((one) => one.invoiceId);
  const invoices = new Map((await listInvoices(tx, { ids })).map((row) => [row.id, row]));
  await refuseUnknown(tx, body, invoices);
  const found = body.invoices.map((one) => invoices.get(one.invoiceId)!);
  refuseFaults('dates-out-of-order', 'The day cannot be right.', faultsOfPaidOn(tx, body, found));
  const faults = body.invoices.flatMap((one, n) => faultsOfPaying(body, one, found[n]!, n));
  refuseFaults('state-does-not-allow', 'An invoice is not to be paid like this.', faults);
  const totals = Map.groupBy(body.invoices, (one) => invoices.get(one.invoiceId)!.providerId);
  const under = [...totals.values()].some((mine) => !sum(mine.map((one) => one.amount)).gt(0));
  const message = 'A payment is more than nought to each provider.';
  refuseFaults('invalid-request', message, under ? [{ where: 'body.invoices', message }] : []);
  const payment = {
    bankAccountId: body.bankAccountId ?? null,
    heldBy: body.heldBy ?? null,
    paidOn: body.paidOn,
    reference: body.reference,
    invoices: body.invoices.map((one, n) => ({ ...one, providerId: found[n]!.providerId })),
  };
  const same = await samePayment(tx, payment);
  if (same !== undefined) {
    const detail = 'A payment of this day, payer and reference is recorded already.';
    throw new Problem('already-exists', detail, { payment: same });
  }
  return addPayment(tx, payment);
}

async function refuseUnknown(
  tx: Tx,
  { bankAccountId, invoices }: Payment,
  found: ReadonlyMap<string, InvoiceRow>,
): Promise<void> {
  const accounts =
    bankAccountId === undefined ? [] : await listBankAccounts(tx, { id: bankAccountId });
  const noAccount = 'There is no bank account with this identifier.';
  const message = 'There is no invoice with this identifier.';
  refuseFaults('record-unknown', 'The payment names what is not there.', [
    ...(bankAccountId !== undefined && accounts.length === 0
      ? [{ where: 'body.bankAccountId', message: noAccount }]
      : []),
    ...invoices.flatMap(({ invoiceId }, n) =>
      found.has(invoiceId) ? [] : [{ where: `body.invoices.${n}.invoiceId`, message }],
    ),
  ]);
}

/** Nothing is paid before it was invoiced, and a value date lies not far ahead. */
function faultsOfPaidOn(tx: Tx, { paidOn }: Payment, invoices: readonly InvoiceRow[]): Fault[] {
  const first = invoices
    .map((row) => row.invoicedOn)
    .toSorted()
    .at(-1)!;
  const from = Temporal.PlainDate.from(first);
  const to = tx.scope.today.add({ days: DAYS_AHEAD });
  return faultsOfDay('body.paidOn', paidOn, { from, to });
}

function faultsOfPaying(
  body: Payment,
  { amount }: Payment['invoices'][number],
  invoice: InvoiceRow,
  n: number,
): Fault[] {
  const where = `body.invoices.${n}`;
  if (invoice.heldBy !== (body.heldBy ?? null)) {
    const who = invoice.heldBy === null ? 'The authority' : 'The partner that holds the money';
    return [{ where: `${where}.invoiceId`, message: `${who} pays this invoice.` }];
  }
  const left = money(invoice.owed).minus(invoice.paid);
  const isWithin = amount.gt(0) ? amount.lte(left) : amount.gte(left);
  if (isWithin) return [];
  const message = `${invoice.owed} is accepted and ${invoice.paid} paid; ${toText(amount)} was to be paid.`;
  return [{ where: `${where}.amount`, message }];
}

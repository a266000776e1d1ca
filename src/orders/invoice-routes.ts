import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { noteRules, rulesOn } from '../law/store.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { READERS } from './find.ts';
import { listInvoices } from './invoice-list.ts';
import {
  InvoiceSchema,
  InvoiceState,
  NewInvoiceSchema,
  WholeInvoiceSchema,
} from './invoice-schemas.ts';
import { addInvoice, payersOfOrders, sameNumber } from './invoice-store.ts';
import { listProviders } from './provider-store.ts';
import { faultsOfInvoice, numberKey } from './rules.ts';
import { wholeInvoice } from './whole-invoice.ts';

const ById = z.object({ id: Id });
type Invoice = z.output<typeof NewInvoiceSchema>;

/** Providers' invoices as they come, matched to what was ordered and delivered. */
export function invoicingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/invoices',
    id: 'recordInvoice',
    summary: "Record a provider's invoice and match it to its orders",
    description:
      'Nothing is owed by it yet: the answer proposes what of each line to accept and what to query.',
    tag: 'Invoices',
    callers: ['finance_officer', 'caseworker'],
    body: NewInvoiceSchema,
    answer: WholeInvoiceSchema,
    status: 201,
    moves: true,
    problems: ['already-exists'],
    handle: async ({ tx, body }) => {
      await decideAlone(tx, `invoices of provider ${body.providerId}`);
      return wholeInvoice(tx, await record(tx, body));
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/invoices/:id',
    id: 'getInvoice',
    summary: 'An invoice: how its lines match, and what was done about them',
    tag: 'Invoices',
    callers: READERS,
    params: ById,
    answer: WholeInvoiceSchema,
    readOnly: true,
    handle: ({ tx, params }) => wholeInvoice(tx, params.id),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/invoices',
    id: 'listInvoices',
    summary: 'Invoices, the one received last first',
    tag: 'Invoices',
    callers: READERS,
    query: pagingBy(/^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}$/).extend({
      state: InvoiceState.optional(),
      providerId: Id.optional(),
      overdue: z
        .literal('true')
        .optional()
        .meta({ description: 'Those past the day by which they are to be paid, and not settled.' }),
    }),
    answer: page(InvoiceSchema),
    readOnly: true,
    handle: async ({ tx, query: { overdue, ...query }, clock }) => {
      const overdueOn = overdue === undefined ? undefined : clock.today().toString();
      const rows = await listInvoices(tx, { ...query, overdueOn });
      return toPage(rows, query.limit, (row) => `${row.receivedOn}_${row.id}`);
    },
  });
}

/** Takes in an invoice as it came, with all its faults refused at once. @returns its id */
export async function record(tx: Tx, body: Invoice): Promise<string> {
  const orders = await payersOfOrders(
    tx,
    body.providerId,
    body.lines.map((line) => line.orderId),
  );
  const [provider] = await listProviders(tx, { id: body.providerId });
  const message = 'There is no provider with this identifier.';
  refuseFaults('invalid-request', 'The invoice is not as it should be.', [
    ...(provider === undefined ? [{ where: 'body.providerId', message }] : []),
    ...faultsOfInvoice(body, orders, tx.scope.today),
  ]);
  const key = numberKey(body.number);
  const same = await sameNumber(tx, 'invoices', { providerId: body.providerId, key });
  if (same !== undefined) {
    const detail = 'The provider has sent an invoice of this number before. Look at that one.';
    throw new Problem('already-exists', detail, { invoice: same });
  }
  const rules = await rulesOn(tx, body.receivedOn);
  const dueOn = rules.after(body.receivedOn, 'invoice_due');
  const { id, entryId } = await addInvoice(tx, { ...body, numberKey: key, dueOn });
  await noteRules(tx, [entryId], rules.used());
  return id;
}

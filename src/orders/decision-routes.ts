import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id } from '../http/schemas.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { addCreditNote } from './credit-store.ts';
import { accept, query, settleQuery } from './deciding.ts';
import { listInvoices } from './invoice-list.ts';
import {
  AcceptanceSchema,
  LineParams,
  NewCreditNoteSchema,
  NewQuerySchema,
  OutcomeSchema,
  WholeInvoiceSchema,
} from './invoice-schemas.ts';
import { sameNumber } from './invoice-store.ts';
import { faultsOfDay, numberKey } from './rules.ts';
import { wholeInvoice } from './whole-invoice.ts';

const ById = z.object({ id: Id });
type CreditNote = z.output<typeof NewCreditNoteSchema>;

/** What is done about an invoice: accepted by a second person, queried, settled, credited. */
export function invoiceDecisionRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/invoices/:id/acceptance',
    id: 'acceptInvoice',
    summary: 'Accept an invoice, or a part of it, as a second person',
    description: 'It is then owed to the provider, and counts as spent. Never more than is open.',
    tag: 'Invoices',
    callers: ['approver', 'finance_officer'],
    params: ById,
    body: AcceptanceSchema,
    answer: WholeInvoiceSchema,
    moves: true,
    problems: ['needs-a-second-person', 'state-does-not-allow', 'beyond-order', 'not-covered'],
    handle: async ({ tx, params, body }) => {
      await accept(tx, params.id, body.lines);
      return wholeInvoice(tx, params.id);
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/invoices/:id/queries',
    id: 'queryInvoice',
    summary: 'Query a part of an invoice with the provider',
    description: 'It is in dispute until it is withdrawn, found not to be owed, or credited.',
    tag: 'Invoices',
    callers: ['finance_officer', 'caseworker', 'approver'],
    params: ById,
    body: NewQuerySchema,
    answer: WholeInvoiceSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow'],
    handle: async ({ tx, params, body }) => {
      await query(tx, params.id, body);
      return wholeInvoice(tx, params.id);
    },
  });
  outcomeRoute(app, services);
  creditRoute(app, services);
}

function outcomeRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/invoices/:id/lines/:line/outcomes',
    id: 'settleInvoiceQuery',
    summary: 'Settle what of a line is in query',
    description: 'Withdrawn: it may be accepted after all. Not owed: it is not to be paid.',
    tag: 'Invoices',
    callers: ['finance_officer', 'approver'],
    params: LineParams,
    body: OutcomeSchema,
    answer: WholeInvoiceSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow'],
    handle: async ({ tx, params, body }) => {
      await settleQuery(tx, params, body);
      return wholeInvoice(tx, params.id);
    },
  });
}

function creditRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/credit-notes',
    id: 'recordCreditNote',
    summary: "Record a provider's credit note",
    description:
      'It first takes away what is in query or not owed, and only then what was accepted.',
    tag: 'Invoices',
    callers: ['finance_officer'],
    body: NewCreditNoteSchema,
    answer: WholeInvoiceSchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'dates-out-of-order', 'already-exists', 'state-does-not-allow'],
    handle: async ({ tx, body }) => {
      await decideAlone(tx, `invoices of provider ${body.providerId}`);
      await credit(tx, body);
      return wholeInvoice(tx, body.invoiceId);
    },
  });
}

async function credit(tx: Tx, body: CreditNote): Promise<void> {
  const { providerId, invoiceId } = body;
  const [invoice] = await listInvoices(tx, { id: invoiceId });
  if (invoice?.providerId !== providerId) {
    const message = 'There is no invoice of this provider with this identifier.';
    throw new Problem('record-unknown', message, {
      errors: [{ where: 'body.invoiceId', message }],
    });
  }
  const from = Temporal.PlainDate.from(invoice.invoicedOn);
  refuseFaults(
    'dates-out-of-order',
    'The day cannot be right.',
    faultsOfDay('body.creditedOn', body.creditedOn, { from, to: tx.scope.today }),
  );
  const key = numberKey(body.number);
  const same = await sameNumber(tx, 'credit_notes', { providerId, key });
  if (same !== undefined) {
    const detail = 'The provider has sent a credit note of this number before.';
    throw new Problem('already-exists', detail, { creditNote: same });
  }
  await addCreditNote(tx, { ...body, numberKey: key });
}

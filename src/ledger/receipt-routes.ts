import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { chooseType } from '../http/accept.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Problem } from '../problem.ts';
import { READERS } from './account-routes.ts';
import { ByEntry, ReceiptSchema } from './entry-schemas.ts';
import { lastCheckpoint, receiptFor } from './receipt-store.ts';

const TEXT = 'text/plain; charset=utf-8';
const FORMS = ['text/plain', 'application/json'] as const;

/** Receipts, and what is needed to check them: the public key and the last checkpoint. */
export function receiptRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/entries/:id/receipt',
    id: 'getReceipt',
    summary: 'The receipt of an entry',
    description: `Shows without this service that the entry is in the sealed journal. Of an entry
      that moves other people's money too there is none for a family or a broker.`,
    tag: 'Journal',
    callers: READERS,
    params: ByEntry,
    answer: ReceiptSchema,
    ownTransactions: true,
    problems: ['not-sealed-yet'],
    handle: async ({ caller, params }) => receiptFor(services, caller.scope, params.id),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/seal-key',
    id: 'getSealKey',
    summary: 'The public key that checks seals and receipts',
    tag: 'Journal',
    callers: USER_KINDS,
    answer: z.object({ key: z.string() }).meta({ id: 'SealKey' }),
    also: { 'text/plain': 'The key in one line, as a C2SP verifier key.' },
    ownTransactions: true,
    problems: ['not-acceptable'],
    handle: async ({ caller, request, reply }) => {
      const key = services.sealKeyText(caller.authority).trimEnd();
      if (chooseType(request.headers.accept, FORMS) === 'application/json') return { key };
      return reply.type(TEXT).send(`${key}\n`);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/checkpoint',
    id: 'getCheckpoint',
    summary: 'The last signed checkpoint of the journal',
    tag: 'Journal',
    callers: USER_KINDS,
    answer: z.object({ checkpoint: z.string() }).meta({ id: 'Checkpoint' }),
    also: { 'text/plain': 'A C2SP signed note.' },
    readOnly: true,
    problems: ['not-acceptable'],
    handle: async ({ tx, request, reply }) => {
      const type = chooseType(request.headers.accept, FORMS);
      const checkpoint = await lastCheckpoint(tx);
      if (checkpoint === null) throw new Problem('not-found', 'Nothing has been sealed yet.');
      if (type === 'application/json') return { checkpoint };
      reply.type(TEXT);
      return checkpoint;
    },
  });
}

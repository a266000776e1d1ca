import type { FastifyInstance } from 'fastify';
import { addRoute, type Services } from '../http/route.ts';
import { toPage } from '../http/schemas.ts';
import type { Tx } from '../database/transactions.ts';
import { notFound, refuseFaults } from '../problem.ts';
import { refuseMatched } from '../reconciliation/postings/matched-entries.ts';
import { READERS } from './account-routes.ts';
import { kindsByHand, postByHand } from './by-hand.ts';
import { entriesById, entryById, listEntries, type Entry } from './entry-store.ts';
import {
  ByEntry,
  ByHandSchema,
  EntryFilter,
  EntryListSchema,
  EntrySchema,
  ReversalSchema,
} from './entry-schemas.ts';
import { notReversible, reverse } from './reverse.ts';
import { faultsOfEntryDate } from './rules.ts';

/** Entries: read, posted by hand, and taken back. */
export function entryRoutes(app: FastifyInstance, services: Services): void {
  readingRoutes(app, services);
  addRoute(app, services, {
    method: 'POST',
    url: '/entries',
    id: 'postEntry',
    summary: 'Post an entry by hand',
    description: 'Only kinds of entry that stand for no record elsewhere; see the entry kinds.',
    tag: 'Journal',
    callers: ['finance_officer'],
    body: ByHandSchema,
    answer: EntrySchema,
    status: 201,
    moves: true,
    problems: ['account-unknown', 'flow-not-allowed', 'not-covered'],
    handleSet: async (tx, set) => {
      const ids = await postByHand(
        tx,
        set.map(({ body, caller, key }) => ({ ...body, key: `hand:${caller.user}:${key}` })),
      );
      set.forEach(({ caller, reply }, n) => {
        reply.header('location', `/v1/${caller.authority}/entries/${ids[n]}`);
      });
      return entriesById(tx, ids);
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/entries/:id/reversal',
    id: 'reverseEntry',
    summary: 'Take back an entry that was posted by hand',
    description:
      'Entries of other kinds are taken back where they were made. For one that is matched to a line of the bank, undo the match first.',
    tag: 'Journal',
    callers: ['finance_officer', 'approver'],
    params: ByEntry,
    body: ReversalSchema,
    answer: EntrySchema,
    status: 201,
    moves: true,
    problems: ['not-reversible', 'already-reversed', 'dates-out-of-order', 'not-covered'],
    handle: async ({ tx, params, body, caller, key, reply }) => {
      if (body.effectiveOn !== undefined) {
        const faults = faultsOfEntryDate(body.effectiveOn, caller.scope.today);
        refuseFaults('invalid-request', 'The date cannot be right.', faults);
      }
      const { kind } = await show(tx, params.id);
      const byHand = await kindsByHand(tx);
      if (!byHand.includes(kind)) {
        throw notReversible(`An entry of the kind "${kind}" is not taken back here.`);
      }
      await refuseMatched(tx, params.id);
      const id = await reverse(tx, params.id, { ...body, key: `reversal:${caller.user}:${key}` });
      reply.header('location', `/v1/${caller.authority}/entries/${id}`);
      return show(tx, id);
    },
  });
}

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/entries',
    id: 'listEntries',
    summary: 'List entries, newest first',
    tag: 'Journal',
    callers: READERS.filter((kind) => kind !== 'family' && kind !== 'broker'),
    query: EntryFilter,
    answer: EntryListSchema,
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await listEntries(tx, query), query.limit, (row) => row.id),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/entries/:id',
    id: 'getEntry',
    summary: 'One entry',
    description: 'An account that is not yours to see is named by its class.',
    tag: 'Journal',
    callers: READERS,
    params: ByEntry,
    answer: EntrySchema,
    readOnly: true,
    handle: async ({ tx, params }) => show(tx, params.id),
  });
}

async function show(tx: Tx, id: string): Promise<Entry> {
  const entry = await entryById(tx, id);
  if (entry === null) throw notFound();
  return entry;
}

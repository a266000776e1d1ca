import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, toPage } from '../http/schemas.ts';
import { asDownload } from './download.ts';
import {
  fileOfReturn,
  linesOf,
  listReturns,
  peopleOf,
  returnOf,
  totalsOfReturn,
} from './list-store.ts';
import {
  LineSchema,
  LinesQuery,
  PeopleQuery,
  ReturnSchema,
  ReturnWithPeopleSchema,
  ReturnsQuery,
} from './schemas.ts';

const ById = z.object({ id: Id });
const TAG = 'Returns';

/** Who reads returns: each holder its own, and the office. */
export const READERS = [
  'broker',
  'family',
  'caseworker',
  'finance_officer',
  'approver',
  'auditor',
] as const;

/** Reading the returns that were sent in. */
export function readingRoutes(app: FastifyInstance, services: Services): void {
  listRoutes(app, services);
  partRoutes(app, services);
}

function listRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/returns',
    id: 'listReturns',
    summary: 'Returns that were sent in, and where each stands',
    description: 'The latest first. A broker and a family see their own.',
    tag: TAG,
    callers: READERS,
    query: ReturnsQuery,
    answer: page(ReturnSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(
        await listReturns(tx, query),
        query.limit,
        ({ submittedAt, id }) => `${submittedAt}_${id}`,
      ),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/returns/:id',
    id: 'getReturn',
    summary: 'One return: what it comes to, and what it says of each person',
    tag: TAG,
    callers: READERS,
    params: ById,
    query: PeopleQuery,
    answer: ReturnWithPeopleSchema,
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      const one = await returnOf(tx, params.id);
      const totals = await totalsOfReturn(tx, one);
      const people = await peopleOf(tx, { returnId: one.id, ...query });
      return { ...one, totals, ...toPage(people, query.limit, (person) => person.arrangementId) };
    },
  });
}

function partRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/returns/:id/lines',
    id: 'listReturnLines',
    summary: 'The lines of a return, in the order in which they came',
    tag: TAG,
    callers: READERS,
    params: ById,
    query: LinesQuery,
    answer: page(LineSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      const { id: returnId } = await returnOf(tx, params.id);
      const lines = await linesOf(tx, { returnId, ...query });
      return toPage(lines, query.limit, (line) => String(line.row));
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/returns/:id/file',
    id: 'getFileOfReturn',
    summary: 'The CSV file of a return, byte for byte as it came',
    tag: TAG,
    callers: READERS,
    params: ById,
    answer: z.string(),
    also: { 'text/csv': 'The file as it came.' },
    readOnly: true,
    handle: async ({ tx, params, reply }) => {
      const { name, content } = await fileOfReturn(tx, params.id);
      asDownload(reply, 'text/csv; charset=utf-8', name);
      return content;
    },
  });
}

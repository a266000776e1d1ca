import type { FastifyInstance } from 'fastify';
import { addRoute, type Services } from '../http/route.ts';
import { Day, Paging, page, toPage } from '../http/schemas.ts';
import { READERS } from './account-routes.ts';
import { ClosingSchema, NewClosingSchema } from './entry-schemas.ts';
import { closePeriod, listClosings } from './periods.ts';

/** Closing the books. */
export function periodRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/period-closings',
    id: 'closePeriod',
    summary: 'Close the books through a day',
    description: `What is dated in a closed period later takes effect on the first open day, and says
      which day it relates to. A closing cannot be undone.`,
    tag: 'Journal',
    callers: ['finance_officer'],
    body: NewClosingSchema,
    answer: ClosingSchema,
    status: 201,
    moves: true,
    problems: ['period-closed'],
    handle: async ({ tx, body, caller, key }) =>
      closePeriod(tx, { ...body, key: `period-closing:${caller.user}:${key}` }),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/period-closings',
    id: 'listPeriodClosings',
    summary: 'List the closings of the books, the latest period first',
    tag: 'Journal',
    callers: READERS,
    query: Paging.extend({ after: Day.optional() }),
    answer: page(ClosingSchema),
    readOnly: true,
    handle: async ({ tx, query: { after, limit } }) =>
      toPage(
        await listClosings(tx, { after: after?.toString(), limit }),
        limit,
        (row) => row.closedThrough,
      ),
  });
}

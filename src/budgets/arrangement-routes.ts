import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page } from '../http/schemas.ts';
import { NewArrangementSchema, ArrangementSchema } from './arrangement-schemas.ts';
import { arrangementsBy } from './arrangement-list.ts';
import { proposeArrangements } from './arrangement-store.ts';
import { decisionRoutes } from './decision-routes.ts';
import { arrangementOf, budgetOf } from './find.ts';
import { newArrangementOf } from './new-arrangement.ts';
import { scheduleRoutes } from './schedule-routes.ts';
import { spendingRoutes } from './spending-routes.ts';
import { versionRoutes } from './version-routes.ts';

const EVERYONE = USER_KINDS.filter((kind) => kind !== 'administrator');
const ById = z.object({ id: Id });

/** Arrangements: how part of a budget is held, shared and paid; and what a holder spent of it. */
export function arrangementRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/budgets/:id/arrangements',
    id: 'proposeArrangement',
    summary: 'Propose an arrangement with its shares and schedule',
    tag: 'Budgets',
    callers: ['caseworker'],
    params: ById,
    body: NewArrangementSchema,
    answer: ArrangementSchema,
    status: 201,
    moves: true,
    problems: ['budget-closed', 'shares-do-not-make-one', 'record-unknown', 'period-closed'],
    handle: async ({ tx, params, body }) => {
      const [made] = await proposeArrangements(tx, [await newArrangementOf(tx, params.id, body)]);
      return arrangementOf(tx, made!.arrangementId);
    },
  });
  readingRoutes(app, services);
  scheduleRoutes(app, services);
  decisionRoutes(app, services);
  versionRoutes(app, services);
  spendingRoutes(app, services);
}

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/budgets/:id/arrangements',
    id: 'listArrangements',
    summary: 'The arrangements of a budget that you may see',
    tag: 'Budgets',
    callers: EVERYONE,
    params: ById,
    answer: page(ArrangementSchema),
    readOnly: true,
    handle: async ({ tx, params }) => {
      await budgetOf(tx, params.id);
      return { items: await arrangementsBy(tx, { budgetId: params.id }), next: null };
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id',
    id: 'getArrangement',
    summary: 'One arrangement with its agreement',
    tag: 'Budgets',
    callers: EVERYONE,
    params: ById,
    answer: ArrangementSchema,
    readOnly: true,
    handle: async ({ tx, params }) => arrangementOf(tx, params.id),
  });
}

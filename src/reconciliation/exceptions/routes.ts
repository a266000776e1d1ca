import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../../http/route.ts';
import { Id, toPage } from '../../http/schemas.ts';
import { READERS, refuseUnknown } from '../matching/match-routes.ts';
import { listExceptions, summariesOf } from './list.ts';
import { repeatRoutes } from './repeat-routes.ts';
import {
  ExceptionName,
  ExceptionWithStepsSchema,
  ExceptionsPage,
  ExceptionsQuery,
  NewStepSchema,
  SummariesSchema,
} from './schemas.ts';
import { exceptionWithSteps, takeStep } from './steps.ts';
import { workRoutes } from './work-routes.ts';

/** What does not fit between the bank and the ledger, who sees to it, and by when. */
export function exceptionRoutes(app: FastifyInstance, services: Services): void {
  listRoutes(app, services);
  stepRoutes(app, services);
  repeatRoutes(app, services);
  workRoutes(app, services);
}

function listRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/exceptions',
    id: 'listExceptions',
    summary: 'What does not fit between the bank and the ledger, the soonest due first',
    description:
      'Read from lines, payments and statements as they stand: an exception is there until what caused it is put right.',
    tag: 'Reconciliation',
    callers: READERS,
    query: ExceptionsQuery,
    answer: ExceptionsPage,
    readOnly: true,
    handle: async ({ tx, query }) => {
      const { bankAccount: bankAccountId, owner, ...rest } = query;
      if (bankAccountId !== undefined) await refuseUnknown(tx, bankAccountId);
      const ownerId = owner === 'none' ? null : owner;
      const rows = await listExceptions(tx, { bankAccountId, ownerId, ...rest });
      return toPage(rows, query.limit, ({ dueOn, name }) => `${dueOn}_${name}`);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/exceptions/summary',
    id: 'summariseExceptions',
    summary: 'How many exceptions there are of each kind',
    tag: 'Reconciliation',
    callers: READERS,
    query: z.object({ bankAccount: Id.optional() }),
    answer: SummariesSchema,
    readOnly: true,
    handle: async ({ tx, query: { bankAccount } }) => {
      if (bankAccount !== undefined) await refuseUnknown(tx, bankAccount);
      return { items: await summariesOf(tx, bankAccount ?? null) };
    },
  });
}

function stepRoutes(app: FastifyInstance, services: Services): void {
  const params = z.object({ name: ExceptionName });
  addRoute(app, services, {
    method: 'GET',
    url: '/exceptions/:name',
    id: 'getException',
    summary: 'One exception with all that was done about it',
    description: 'One that was seen to is there too, if something was written down about it.',
    tag: 'Reconciliation',
    callers: READERS,
    params,
    answer: ExceptionWithStepsSchema,
    readOnly: true,
    handle: ({ tx, params }) => exceptionWithSteps(tx, params.name),
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/exceptions/:name/steps',
    id: 'addExceptionStep',
    summary: 'Give an exception to somebody, or write a note about it',
    tag: 'Reconciliation',
    callers: ['finance_officer', 'approver'],
    params,
    body: NewStepSchema,
    answer: ExceptionWithStepsSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow', 'record-unknown'],
    handle: async ({ tx, params, body: { owner: ownerId, note } }) => {
      await takeStep(tx, params.name, { ownerId, note });
      return exceptionWithSteps(tx, params.name);
    },
  });
}

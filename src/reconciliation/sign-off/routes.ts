import type { FastifyInstance } from 'fastify';
import { addRoute, type Services } from '../../http/route.ts';
import { page, toPage } from '../../http/schemas.ts';
import { READERS } from '../matching/match-routes.ts';
import { positionRoutes, refuseUnknownAccount } from './position-routes.ts';
import {
  ById,
  NewSignOffSchema,
  ReopeningSchema,
  SignOffNowSchema,
  SignOffSchema,
  SignOffsQuery,
} from './schemas.ts';
import { approveSignOff, holds, prepareSignOff, reopenSignOff, signOffOf } from './sign-off.ts';
import { listSignOffs } from './sign-off-store.ts';
import { statementRoutes } from './statement-routes.ts';

const TAG = 'Reconciliation';

/** The position of a bank account, and its sign-off to a day by two people. */
export function signOffRoutes(app: FastifyInstance, services: Services): void {
  positionRoutes(app, services);
  prepareRoute(app, services);
  approvalRoute(app, services);
  reopeningRoute(app, services);
  readRoutes(app, services);
  statementRoutes(app, services);
}

function prepareRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/sign-offs',
    id: 'prepareSignOff',
    summary: 'Prepare the sign-off of a bank account to a day',
    description:
      'Refused with everything that stands in the way: a statement that is missing, something open ' +
      'of a line, a difference. Nothing is closed until a second person approves it.',
    tag: TAG,
    callers: ['finance_officer'],
    body: NewSignOffSchema,
    answer: SignOffSchema,
    status: 201,
    moves: true,
    problems: ['not-reconciled'],
    handle: async ({ tx, body }) => {
      await refuseUnknownAccount(tx, body.bankAccountId);
      return signOffOf(tx, await prepareSignOff(tx, body.bankAccountId, body.throughOn));
    },
  });
}

function approvalRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/sign-offs/:id/approval',
    id: 'approveSignOff',
    summary: 'Sign what another person prepared',
    description:
      'From then on no line of those days is added, matched or taken back. Refused if anything is ' +
      'not as it was prepared.',
    tag: TAG,
    callers: ['finance_officer', 'approver'],
    params: ById,
    answer: SignOffSchema,
    status: 201,
    moves: true,
    problems: ['needs-a-second-person', 'changed-meanwhile', 'state-does-not-allow'],
    handle: async ({ tx, params }) => {
      await approveSignOff(tx, params.id);
      return signOffOf(tx, params.id);
    },
  });
}

function reopeningRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/sign-offs/:id/reopening',
    id: 'reopenSignOff',
    summary: 'Open a sign-off again, or refuse what was prepared',
    description:
      'Later sign-offs of the account are opened first. What was signed stays to be seen.',
    tag: TAG,
    callers: ['approver'],
    params: ById,
    body: ReopeningSchema,
    answer: SignOffSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow'],
    handle: async ({ tx, params, body }) => {
      await reopenSignOff(tx, params.id, body);
      return signOffOf(tx, params.id);
    },
  });
}

function readRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/sign-offs',
    id: 'listSignOffs',
    summary: 'The sign-offs of bank accounts',
    description: 'The latest day first; those that were opened again too.',
    tag: TAG,
    callers: READERS,
    query: SignOffsQuery,
    answer: page(SignOffSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const { bankAccount: bankAccountId, state, limit } = query;
      const [throughOn, id] = query.after?.split('_') ?? [];
      const after = throughOn === undefined ? undefined : { throughOn, id: id! };
      const rows = await listSignOffs(tx, { bankAccountId, state, after, limit });
      return toPage(rows, limit, (one) => `${one.throughOn}_${one.id}`);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/sign-offs/:id',
    id: 'getSignOff',
    summary: 'A sign-off: its proof, who signed it, and whether it holds',
    tag: TAG,
    callers: READERS,
    params: ById,
    answer: SignOffNowSchema,
    readOnly: true,
    handle: async ({ tx, params }) => {
      const signOff = await signOffOf(tx, params.id);
      return { ...signOff, holds: await holds(tx, signOff) };
    },
  });
}

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { decideAlone } from '../database/lock.ts';
import { chooseType } from '../http/accept.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, page, pagingBy, toPage } from '../http/schemas.ts';
import { notFound, refuseFaults } from '../problem.ts';
import { policyOn, policyText } from './policy.ts';
import { inOrder } from './rules.ts';
import { NewPolicySchema, PolicySchema, PolicyVersionSchema } from './schemas.ts';
import { policiesBy, publishPolicy, servicesBy } from './store.ts';

/** The local policy on personal budgets: to read as data or as text, and to publish. */
export function policyRoutes(app: FastifyInstance, services: Services): void {
  readingRoutes(app, services);
  publishingRoute(app, services);
}

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/policy',
    id: 'getPolicy',
    summary: 'The local policy on personal budgets, as it stands on a day',
    description:
      'What the Local Offer must say (Code of Practice, 3.38 and 4.58), with the services that are in scope on that day. `Accept: text/plain` gives it as a statement to read.',
    tag: 'Scope and policy',
    callers: USER_KINDS,
    query: z.object({ on: Day.optional() }),
    answer: PolicySchema,
    also: { 'text/plain': 'The policy as a statement to read.' },
    readOnly: true,
    problems: ['not-acceptable'],
    handle: async ({ tx, query, clock, request, reply }) => {
      const type = chooseType(request.headers.accept, ['application/json', 'text/plain']);
      const on = query.on ?? clock.today();
      const [statement] = await policiesBy(tx, { on, limit: 1 });
      if (statement === undefined) throw notFound();
      const policy = policyOn(statement, await servicesBy(tx, { on }), on);
      if (type === 'application/json') return policy;
      reply.type('text/plain; charset=utf-8');
      return policyText(policy);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/policy/versions',
    id: 'listPolicyVersions',
    summary: 'Every published version of the policy, the latest first',
    tag: 'Scope and policy',
    callers: USER_KINDS,
    query: pagingBy(/^\d{1,9}$/),
    answer: page(PolicyVersionSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const before = query.after === undefined ? undefined : Number(query.after);
      const rows = await policiesBy(tx, { before, limit: query.limit + 1 });
      return toPage(rows, query.limit, (row) => String(row.number));
    },
  });
}

function publishingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/policy',
    id: 'publishPolicy',
    summary: 'Publish a new version of the local policy',
    description:
      'Versions are numbered in order, and none is overwritten. A version takes effect on or after the day of the one before; of two for one day, the higher number holds.',
    tag: 'Scope and policy',
    callers: ['commissioner'],
    body: NewPolicySchema,
    answer: PolicyVersionSchema,
    status: 201,
    moves: true,
    problems: ['dates-out-of-order'],
    handle: async ({ tx, body }) => {
      await decideAlone(tx, 'policy');
      const [last] = await policiesBy(tx, { limit: 1 });
      const effectiveOn = body.effectiveOn.toString();
      if (last !== undefined && effectiveOn < last.effectiveOn) {
        const message = `Version ${last.number} takes effect on ${last.effectiveOn}, and a new one not before it. Found ${effectiveOn}.`;
        refuseFaults('dates-out-of-order', message, [{ where: 'body.effectiveOn', message }]);
      }
      const number = await publishPolicy(tx, { ...body, effectiveOn, kinds: inOrder(body.kinds) });
      const [published] = await policiesBy(tx, { number, limit: 1 });
      return published;
    },
  });
}

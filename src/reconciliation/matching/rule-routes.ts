import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../../http/route.ts';
import { notFound } from '../../problem.ts';
import { READERS } from './match-routes.ts';
import { addRuleSet, ruleSet } from './rule-store.ts';
import { NewRuleSetSchema, RuleSetSchema } from './search-schemas.ts';

/** The rules by which lines are matched: a change is a new version of all of them. */
export function ruleRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/matching-rules',
    id: 'getMatchingRules',
    summary: 'The rules by which lines are matched, in their order',
    description: 'The version in force, or an earlier one.',
    tag: 'Reconciliation',
    callers: READERS,
    query: z.object({ version: z.coerce.number().int().min(1).max(1_000_000).optional() }),
    answer: RuleSetSchema,
    readOnly: true,
    handle: async ({ tx, query }) => {
      const found = await ruleSet(tx, query.version);
      if (found === undefined) throw notFound();
      return found;
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/matching-rules',
    id: 'addMatchingRules',
    summary: 'Change the rules by which lines are matched',
    description:
      'Adds a version of all rules, in the order in which they are tried. Searches from then on use it; proposals of earlier searches can no longer be accepted.',
    tag: 'Reconciliation',
    callers: ['finance_officer'],
    body: NewRuleSetSchema,
    answer: RuleSetSchema,
    status: 201,
    moves: true,
    handle: async ({ tx, body }) => ruleSet(tx, await addRuleSet(tx, body.rules)),
  });
}

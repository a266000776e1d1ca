import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { Problem, notFound } from '../problem.ts';
import { addProviders, correctSoleTrader, listProviders } from './provider-store.ts';
import { READERS } from './find.ts';
import { NewProviderSchema, ProviderSchema, SoleTraderSchema } from './schemas.ts';

/** Who provides what is ordered. Each has an account for what it is owed. */
export function providerRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/providers',
    id: 'addProvider',
    summary: 'Add a provider of services that are ordered',
    tag: 'Orders',
    callers: ['finance_officer', 'caseworker'],
    body: NewProviderSchema,
    answer: ProviderSchema,
    status: 201,
    moves: true,
    problems: ['already-exists'],
    handle: async ({ tx, body }) => {
      await decideAlone(tx, 'providers');
      const [same] = await listProviders(tx, { name: body.name });
      if (same !== undefined) {
        const detail = 'There is a provider of this name already. Order from it.';
        throw new Problem('already-exists', detail, { provider: same.id });
      }
      const [id] = await addProviders(tx, [body]);
      const [provider] = await listProviders(tx, { id: id! });
      return provider;
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/providers/:id/sole-trader',
    id: 'correctSoleTrader',
    summary: 'Put right whether a provider is a sole trader',
    description: `What is published from now on goes by it, also of earlier quarters: the names of sole
      traders are withheld. What was said before stays on record.`,
    tag: 'Orders',
    callers: ['finance_officer', 'caseworker'],
    params: z.object({ id: Id }),
    body: SoleTraderSchema,
    answer: ProviderSchema,
    moves: true,
    problems: ['state-does-not-allow'],
    handle: async ({ tx, params: { id }, body: { soleTrader } }) => {
      await decideAlone(tx, 'providers');
      const [provider] = await listProviders(tx, { id });
      if (provider === undefined) throw notFound();
      if (provider.soleTrader === soleTrader) {
        const detail = `The provider is ${soleTrader ? 'a' : 'no'} sole trader already.`;
        throw new Problem('state-does-not-allow', detail);
      }
      await correctSoleTrader(tx, id, soleTrader);
      return { ...provider, soleTrader };
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/providers',
    id: 'listProviders',
    summary: 'Providers in the order of their names',
    tag: 'Orders',
    callers: READERS,
    query: pagingBy(/^[^\p{Cc}]{1,100}$/u),
    answer: page(ProviderSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const rows = await listProviders(tx, query);
      return toPage(rows, query.limit, (row) => row.name);
    },
  });
}

import type { FastifyInstance } from 'fastify';
import { decideAlone } from '../database/lock.ts';
import { addRoute, type Services } from '../http/route.ts';
import { page, pagingBy, toPage } from '../http/schemas.ts';
import { Problem } from '../problem.ts';
import { addProviders, listProviders } from './provider-store.ts';
import { READERS } from './find.ts';
import { NewProviderSchema, ProviderSchema } from './schemas.ts';

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

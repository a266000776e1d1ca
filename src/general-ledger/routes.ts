import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';
import { closeRoutes } from './close-routes.ts';
import { codeRoutes } from './code-routes.ts';
import { feedRoutes } from './feed-routes.ts';

/** The council's own general ledger: its codes, journals for it, and what to do before a close. */
export function generalLedgerRoutes(app: FastifyInstance, services: Services): void {
  codeRoutes(app, services);
  feedRoutes(app, services);
  closeRoutes(app, services);
}

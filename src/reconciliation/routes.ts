import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';
import { bankAccountRoutes } from './bank-account-routes.ts';
import { importRoutes } from './import-routes.ts';
import { matchRoutes } from './match-routes.ts';

/** Reconciliation: what the bank says happened, against what the ledger says was sent. */
export function reconciliationRoutes(app: FastifyInstance, services: Services): void {
  bankAccountRoutes(app, services);
  importRoutes(app, services);
  matchRoutes(app, services);
}

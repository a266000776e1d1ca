import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';
import { bankAccountRoutes } from './bank-account-routes.ts';
import { exceptionRoutes } from './exceptions/routes.ts';
import { importRoutes } from './importing/import-routes.ts';
import { lineRoutes } from './line-routes.ts';
import { matchRoutes } from './matching/match-routes.ts';
import { ruleRoutes } from './matching/rule-routes.ts';
import { searchRoutes } from './matching/search-routes.ts';
import { postingRoutes } from './postings/routes.ts';
import { signOffRoutes } from './sign-off/routes.ts';

/** Reconciliation: what the bank says happened, against what the ledger says was sent. */
export function reconciliationRoutes(app: FastifyInstance, services: Services): void {
  bankAccountRoutes(app, services);
  importRoutes(app, services);
  lineRoutes(app, services);
  matchRoutes(app, services);
  searchRoutes(app, services);
  ruleRoutes(app, services);
  postingRoutes(app, services);
  exceptionRoutes(app, services);
  signOffRoutes(app, services);
}

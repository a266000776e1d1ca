import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';
import { accountRoutes } from './account-routes.ts';
import { balanceRoutes } from './balance-routes.ts';
import { entryRoutes } from './entry-routes.ts';
import { periodRoutes } from './period-routes.ts';
import { receiptRoutes } from './receipt-routes.ts';
import { referenceRoutes } from './reference-routes.ts';

/** The journal: accounts, balances, entries, receipts, and the closing of periods. */
export function ledgerRoutes(app: FastifyInstance, services: Services): void {
  accountRoutes(app, services);
  balanceRoutes(app, services);
  entryRoutes(app, services);
  receiptRoutes(app, services);
  periodRoutes(app, services);
  referenceRoutes(app, services);
}

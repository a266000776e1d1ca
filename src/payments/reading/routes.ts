import type { FastifyInstance } from 'fastify';
import type { Services } from '../../http/route.ts';
import { comparisonRoutes } from './comparison-routes.ts';
import { creditRoutes } from './credit-routes.ts';
import { lateRoutes } from './late-routes.ts';
import { remittanceRoutes } from './remittance-routes.ts';

/** What is read of payments: comparisons, remittances, brokers' schedules, late payments. */
export function readingRoutes(app: FastifyInstance, services: Services): void {
  comparisonRoutes(app, services);
  remittanceRoutes(app, services);
  creditRoutes(app, services);
  lateRoutes(app, services);
}

import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';
import { accountRoutes } from './account-routes.ts';
import { agreementRoutes } from './agreement-routes.ts';
import { brokerRecordRoutes } from './broker-routes.ts';
import { feeRoutes } from './fee-routes.ts';
import { overdrawingRoutes } from './overdrawing-routes.ts';
import { proofRoutes } from './proof-routes.ts';

/** Brokers: who holds many people's money, what was agreed with them, and whose money it is. */
export function brokerRoutes(app: FastifyInstance, services: Services): void {
  brokerRecordRoutes(app, services);
  agreementRoutes(app, services);
  feeRoutes(app, services);
  accountRoutes(app, services);
  proofRoutes(app, services);
  overdrawingRoutes(app, services);
}

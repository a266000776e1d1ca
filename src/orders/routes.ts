import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';
import { invoiceDecisionRoutes } from './decision-routes.ts';
import { deliveryRoutes } from './delivery-routes.ts';
import { invoicingRoutes } from './invoice-routes.ts';
import { orderingRoutes } from './order-routes.ts';
import { invoicePaymentRoutes } from './payment-routes.ts';
import { positionRoutes } from './position-routes.ts';
import { providerRoutes } from './provider-routes.ts';

/** The notional budget: ordered, delivered, invoiced, accepted, credited, paid and freed. */
export function orderRoutes(app: FastifyInstance, services: Services): void {
  providerRoutes(app, services);
  orderingRoutes(app, services);
  deliveryRoutes(app, services);
  invoicingRoutes(app, services);
  invoiceDecisionRoutes(app, services);
  invoicePaymentRoutes(app, services);
  positionRoutes(app, services);
}

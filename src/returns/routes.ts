import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';
import { decisionRoutes } from './decision-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { readingRoutes } from './reading-routes.ts';
import { submitRoutes } from './submit-routes.ts';
import { templateRoute } from './template-route.ts';
import { termsRoutes } from './terms-routes.ts';

/** What brokers and families send in about the money they hold. */
export function returnRoutes(app: FastifyInstance, services: Services): void {
  submitRoutes(app, services);
  templateRoute(app, services);
  readingRoutes(app, services);
  fileRoutes(app, services);
  termsRoutes(app, services);
  decisionRoutes(app, services);
}

import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';

/** To be filled. */
export function yearEndRoutes(_app: FastifyInstance, _services: Services): void {}

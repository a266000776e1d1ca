import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';

/** Reviews, and notices that are reconsidered. */
export function reviewRoutes(_app: FastifyInstance, _services: Services): void {}

import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';

/** Consents, nominations and agreements on file. */
export function documentRoutes(_app: FastifyInstance, _services: Services): void {}

import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';

/** Going live, and changes of many arrangements at once. */
export function importRoutes(_app: FastifyInstance, _services: Services): void {}

import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';

/** The rules that hold, by date. */
export function lawRoutes(_app: FastifyInstance, _services: Services): void {}

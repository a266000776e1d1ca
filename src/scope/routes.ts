import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';

/** The services in scope, and the published policy. */
export function scopeRoutes(_app: FastifyInstance, _services: Services): void {}

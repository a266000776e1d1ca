import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';

/** Requests for a budget, and what each funder decides. */
export function requestRoutes(_app: FastifyInstance, _services: Services): void {}

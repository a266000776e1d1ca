import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';

/** Moves between authorities and NHS bodies. */
export function moveRoutes(_app: FastifyInstance, _services: Services): void {}

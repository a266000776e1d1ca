import type { FastifyInstance } from 'fastify';
import type { Services } from '../http/route.ts';

/** What comes due, and who reaches which date. */
export function diaryRoutes(_app: FastifyInstance, _services: Services): void {}

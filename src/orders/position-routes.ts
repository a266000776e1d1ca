import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { Day, Id } from '../http/schemas.ts';
import { POSITION_READERS, notionalOf } from './find.ts';
import { notionalPosition } from './position.ts';
import { NotionalSchema } from './schemas.ts';

/** How a notional arrangement stands, with the forecast to the year's end. */
export function positionRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/notional',
    id: 'getNotionalPosition',
    summary: 'How a notional arrangement stands: budget, actual, open, freed, forecast',
    description:
      'As at the end of a day, today unless it is given. Budget = actual + open + freed + not yet ordered, always; VAT is apart.',
    tag: 'Orders',
    callers: POSITION_READERS,
    params: z.object({ id: Id }),
    query: z.object({ on: Day.optional() }),
    answer: NotionalSchema,
    readOnly: true,
    problems: ['state-does-not-allow'],
    handle: async ({ tx, params, query, clock }) => {
      const { id } = await notionalOf(tx, params.id);
      return notionalPosition(tx, id, (query.on ?? clock.today()).toString());
    },
  });
}

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../../http/route.ts';
import { LineId } from '../schemas.ts';
import { dismissRepeat, repeatLine } from './repeat-store.ts';
import { NewRepeatSchema, NotARepeatSchema, RepeatSchema } from './schemas.ts';

const ById = z.object({ id: LineId });

/** Lines that a bank, or two of its files, gave twice. */
export function repeatRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/bank-lines/:id/repeat',
    id: 'setRepeatAside',
    summary: 'Set a line aside because it is the same as another',
    description:
      'For a line of which nothing is matched. It is matched as a repeat, which moves no money; undo that match to take it back. One that was not suspected names the other in `of`: of the same account and amount, booked within five days.',
    tag: 'Reconciliation',
    callers: ['finance_officer'],
    params: ById,
    body: NewRepeatSchema,
    answer: RepeatSchema,
    status: 201,
    moves: true,
    problems: ['match-not-possible', 'record-unknown', 'signed-off'],
    handle: ({ tx, params, body }) => repeatLine(tx, params.id, body),
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/bank-lines/:id/not-a-repeat',
    id: 'dismissRepeat',
    summary: 'Say that a line that looks like another is a line of its own',
    tag: 'Reconciliation',
    callers: ['finance_officer'],
    params: ById,
    body: NotARepeatSchema,
    answer: RepeatSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow'],
    handle: ({ tx, params, body }) => dismissRepeat(tx, params.id, body.reason),
  });
}

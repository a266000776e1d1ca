import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../../http/route.ts';
import { listLines } from '../line-store.ts';
import { LineId } from '../schemas.ts';
import { postParts, shownPart } from './posting-store.ts';
import { NewPostingsSchema, PostingsSchema } from './schemas.ts';
import { writeOffRoutes } from './write-off-routes.ts';

/** What lines of the bank are for that match nothing: posted from the line itself, or given up. */
export function postingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/bank-lines/:id/postings',
    id: 'postFromLine',
    summary: 'Post what a line of the bank is for',
    description:
      'All parts or none, each as an entry on the booking day of the line that is matched with the line at once. What the parts leave of the line stays open. Undoing a match takes back a charge, interest, own money, what is not identified and what was paid back; what a partner or a person paid stays recorded and awaits its line.',
    tag: 'Reconciliation',
    callers: ['finance_officer'],
    params: z.object({ id: LineId }),
    body: NewPostingsSchema,
    answer: PostingsSchema,
    status: 201,
    moves: true,
    problems: [
      'record-unknown',
      'already-exists',
      'match-not-possible',
      'not-covered',
      'signed-off',
    ],
    handle: async ({ tx, params, body }) => {
      const parts = await postParts(tx, params.id, body.parts);
      const [line] = await listLines(tx, { id: params.id });
      return { lineId: params.id, open: line!.open, parts: parts.map(shownPart) };
    },
  });
  writeOffRoutes(app, services);
}

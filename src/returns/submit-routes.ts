import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { toText } from '../money.ts';
import { returnOf } from './list-store.ts';
import { totalsOf } from './read-return.ts';
import { CsvFile, NewReturnSchema, SubmittedSchema } from './schemas.ts';
import { submitReturn } from './submit.ts';

const MOST_BYTES = 20 * 1024 * 1024;

/** What stands in the query beside a CSV file; its form is checked together with the file. */
const CsvQuery = z.object(
  Object.fromEntries(
    ['pooledAccountId', 'payeeId', 'from', 'to', 'replaces', 'name', 'dryRun'].map((name) => [
      name,
      z.string().optional().meta({ description: 'With text/csv only; see the body.' }),
    ]),
  ),
);

/** Sending in a return, as JSON or as a CSV file. */
export function submitRoutes(app: FastifyInstance, services: Services): void {
  // In a part of its own, because only here a body is a CSV file.
  void app.register(async (part) => {
    part.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (request, body, done) => {
      done(null, { ...(request.query as object), csv: new CsvFile(body as Buffer) });
    });
    submitRoute(part, services);
  });
}

function submitRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/returns',
    id: 'submitReturn',
    summary: 'Send in a return of an account for a period',
    description:
      'As JSON, or as a CSV file of up to 20 MB with the content type text/csv and all else in the ' +
      'query; up to 50,000 rows, one for each line. See the guide "Returns". Every fault is answered ' +
      'with its row and column, and then nothing is kept. A dry run only checks, and answers 200.',
    tag: 'Returns',
    callers: ['broker', 'family', 'caseworker', 'finance_officer'],
    query: CsvQuery,
    body: NewReturnSchema,
    bodyLimit: MOST_BYTES,
    answer: SubmittedSchema,
    status: 201,
    moves: true,
    problems: [
      'return-faults',
      'record-unknown',
      'dates-out-of-order',
      'already-exists',
      'state-does-not-allow',
    ],
    handle: async ({ tx, body, clock, reply }) => {
      const { csv, rows, dryRun, ...asked } = body;
      const source = csv === undefined ? { rows: rows ?? [] } : { csv: csv.content };
      const submitted = await submitReturn(
        tx,
        { ...asked, source, dryRun: dryRun === 'true' },
        clock,
      );
      const shown: Record<string, string> = {};
      for (const [name, total] of Object.entries(totalsOf(submitted.said))) {
        shown[name] = toText(total);
      }
      if (submitted.id === null) reply.code(200);
      return {
        return: submitted.id === null ? null : await returnOf(tx, submitted.id),
        totals: shown,
      };
    },
  });
}

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { notFound } from '../problem.ts';
import type { ProgressBook, Report } from './progress.ts';

const ProgressSchema = z
  .object({
    state: z.enum(['running', 'done', 'failed']),
    step: z.string().meta({ description: 'What is being done, in words.' }),
    done: z.number().int(),
    of: z.number().int().nullable().meta({ description: 'Null as long as it is not known.' }),
    since: z.string().meta({ format: 'date-time' }),
  })
  .meta({ id: 'Progress' });

/** How far one's own request is. */
export function progressRoutes(
  app: FastifyInstance,
  services: Services,
  progress: ProgressBook,
): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/progress/:key',
    id: 'getProgress',
    summary: 'How far a request is that takes a while',
    description:
      "Of one's own request to draw up, approve or release a pay run, by its Idempotency-Key: while this process works on it, and for ten minutes after. A request that is done is answered again when it is sent again with its key.",
    tag: 'Payments',
    callers: ['finance_officer', 'approver'],
    params: z.object({ key: z.string().regex(/^[\x21-\x7e]{1,100}$/) }),
    answer: ProgressSchema,
    readOnly: true,
    // Whoever asks must not wait for the connections that the work itself may take up.
    ownTransactions: true,
    handle: async ({ caller: { authority, user }, params: { key } }) => {
      const found = progress.of({ authority, user, key });
      if (found === undefined) throw notFound();
      const { state, step, done, of, since } = found;
      return { state, step, done, of, since: since.toString() };
    },
  });
}

/** What of a request is needed to keep account of how far it is. */
interface Watched {
  readonly caller: { readonly authority: string; readonly user: string };
  readonly key: string;
  readonly request: {
    readonly log: { info: (counts: object, message: string) => void };
  };
  readonly reply: {
    readonly statusCode: number;
    readonly raw: { once: (event: 'close', act: () => void) => unknown };
  };
}

/**
 * Keeps account of work for a request, also where its caller hangs up. It counts as done as soon as
 * the work is: whoever sends the same request again waits until it is written. The log gets counts.
 */
export async function watched<T>(
  progress: ProgressBook,
  asked: Watched,
  work: (report: Report) => Promise<T>,
): Promise<T> {
  const { caller, key, request, reply } = asked;
  const { authority, user } = caller;
  const running = progress.begin({ authority, user, key });
  reply.raw.once('close', () => {
    if (reply.statusCode >= 400) running.end(false);
  });
  const report: Report = (step, done, of) => {
    running.report(step, done, of);
    request.log.info({ step, done, of }, 'progress');
  };
  try {
    const result = await work(report);
    running.end(true);
    return result;
  } catch (error) {
    running.end(false);
    throw error;
  }
}

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { answerInPieces } from '../http/pieces.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, Moment } from '../http/schemas.ts';
import { readAsKnown } from '../ledger/known.ts';
import { FORMATS, FORMAT_NAMES } from './journal-format.ts';
import { journalPieces } from './journal-pieces.ts';

/** Millions of transfers take some minutes. */
const MOST_MS = 30 * 60_000;

const QuerySchema = z.object({
  format: z.enum(FORMAT_NAMES).meta({ description: 'The program that is to read it.' }),
  asAt: Day.optional().meta({ description: 'Entries up to this day; every day if left out.' }),
  knownAt: Moment.optional(),
});

/** The journal for programs that are not ours. */
export function exportRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/journal-export',
    id: 'exportJournal',
    summary: 'The whole journal as a file for hledger, ledger or beancount',
    description: `Every entry with its transfers, and behind them the balance of every account as the
      service has it, which the program checks against what it has added up itself. One snapshot,
      streamed.`,
    tag: 'Journal',
    callers: ['auditor', 'finance_officer', 'approver'],
    query: QuerySchema,
    answer: z.any(),
    also: { 'text/plain': 'The journal, in ASCII.' },
    ownTransactions: true,
    handlerTimeoutMs: MOST_MS,
    handle: async ({ caller, query, reply }) => {
      const { format, asAt = null, knownAt: moment } = query;
      const known = { moment, where: 'query.knownAt' };
      await readAsKnown(services.client, caller.scope, known, async (tx, knownThrough) => {
        const asked = { format, asAt, knownAt: moment?.toString() ?? null, knownThrough };
        const name = `journal-${caller.scope.authority}.${FORMATS[format].ending}`;
        reply.header('content-disposition', `attachment; filename="${name}"`);
        return answerInPieces(reply, 'text/plain; charset=utf-8', (stop) =>
          journalPieces(tx, asked, stop),
        );
      });
    },
  });
}

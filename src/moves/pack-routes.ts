import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { chooseType } from '../http/accept.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, Moment } from '../http/schemas.ts';
import { readAsKnown } from '../ledger/known.ts';
import { notFound } from '../problem.ts';
import { packCsv } from './pack-csv.ts';
import { PackSchema } from './pack-schemas.ts';
import { packOf } from './pack.ts';
import { movesBy } from './store.ts';

/** The transfer pack of a move, for whoever takes the plan over. */
export function packRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/moves/:id/pack',
    id: 'getTransferPack',
    summary: 'The transfer pack of a move, for whoever takes over',
    description: `With \`Accept: text/csv\` as one CSV file (RFC 4180) whose first column says which
      part a line belongs to; \`excel=1\` begins it with a byte order mark. With \`knownAt\` the
      versions, payments, balances, documents and reviews are those that were known at a moment;
      notices are those on record now.`,
    tag: 'Moves',
    callers: ['caseworker', 'finance_officer', 'approver', 'auditor'],
    params: z.object({ id: Id }),
    query: z.object({ knownAt: Moment.optional(), excel: z.literal('1').optional() }),
    answer: PackSchema,
    also: { 'text/csv': 'The pack line by line.' },
    ownTransactions: true,
    problems: ['not-acceptable'],
    handle: async ({ params, query, caller, request, reply }) => {
      const type = chooseType(request.headers.accept, ['application/json', 'text/csv']);
      const { knownAt } = query;
      const known = { moment: knownAt, where: 'query.knownAt' };
      const pack = await readAsKnown(services.client, caller.scope, known, async (tx, through) => {
        const [move] = await movesBy(tx, { id: params.id });
        if (move === undefined) throw notFound();
        return packOf(tx, move, { through, at: knownAt ?? null });
      });
      if (type === 'application/json') return pack;
      reply
        .type('text/csv; charset=utf-8; header=present')
        .header('content-disposition', 'attachment; filename="transfer-pack.csv"');
      return packCsv(pack, query.excel === '1');
    },
  });
}

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { inTransaction, type Tx } from '../database/transactions.ts';
import { chooseType } from '../http/accept.ts';
import { answerInPieces } from '../http/pieces.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, pagingBy } from '../http/schemas.ts';
import { Problem } from '../problem.ts';
import { partnerOf, rechargeOf } from './find.ts';
import { LINE_FORM, LINE_READERS, pageOfLines } from './recharge-routes.ts';
import { linesQuery, type RechargeRow } from './recharge-store.ts';
import { StatementSchema } from './schemas.ts';
import { statementCsv, statementPdf } from './statement-files.ts';
import { statementOf } from './statement-store.ts';

const FORMS = { json: 'application/json', csv: 'text/csv', pdf: 'application/pdf' } as const;
const OFFERED = Object.values(FORMS);

/** How many lines are read at a time. */
const BATCH = 500;

/** The statement of a recharge, for the partner: as JSON, as CSV, and as PDF. */
export function statementRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/recharges/:id/statement',
    id: 'getRechargeStatement',
    summary: 'The statement of an issued recharge, for the partner',
    description:
      'As it was when it was issued, for ever. In the form that the Accept header asks for, or `format`; as CSV and PDF it has all lines. `excel=1` begins a CSV with a byte order mark. A person by reference only.',
    tag: 'Partners',
    callers: LINE_READERS,
    params: z.object({ id: Id }),
    query: pagingBy(LINE_FORM).extend({
      format: z.enum(['json', 'csv', 'pdf']).optional(),
      excel: z.literal('1').optional(),
    }),
    answer: StatementSchema,
    also: {
      'text/csv': 'The lines (RFC 4180).',
      'application/pdf': 'The statement to send and to print (PDF/UA).',
    },
    ownTransactions: true,
    problems: ['state-does-not-allow', 'not-acceptable'],
    handle: async ({ params, query, caller, request, reply }) => {
      const type =
        query.format === undefined
          ? chooseType(request.headers.accept, OFFERED)
          : FORMS[query.format];
      reply.header('vary', 'Accept');
      const work = async (tx: Tx): Promise<unknown> => {
        const recharge = await issuedRecharge(tx, params.id);
        const head = await statementOf(tx, await partnerOf(tx, recharge.partnerId), recharge);
        if (type === 'application/json') {
          return { ...head, lines: await pageOfLines(tx, params.id, query) };
        }
        const name = `recharge-${recharge.number}.${type === 'text/csv' ? 'csv' : 'pdf'}`;
        reply.header('content-disposition', `attachment; filename="${name}"`);
        const batches = linesQuery(tx, params.id).cursor(BATCH);
        if (type === 'text/csv') {
          return answerInPieces(reply, 'text/csv; charset=utf-8; header=present', () =>
            statementCsv(batches, query.excel === '1'),
          );
        }
        const madeAt = Temporal.Instant.from(recharge.issuedAt!);
        reply.type('application/pdf');
        return statementPdf(head, batches, madeAt);
      };
      return inTransaction(services.client, caller.scope, work, { readOnly: true });
    },
  });
}

async function issuedRecharge(tx: Tx, id: string): Promise<RechargeRow> {
  const recharge = await rechargeOf(tx, id);
  if (recharge.state === 'issued') return recharge;
  throw new Problem('state-does-not-allow', 'Only a recharge that was issued has a statement.', {
    state: recharge.state,
  });
}

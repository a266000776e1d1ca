import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { csvPieces, type Column } from '../http/csv.ts';
import { addRoute, type Services } from '../http/route.ts';
import { refuseFaults } from '../problem.ts';
import { holderOf } from './holder-store.ts';
import { READERS } from './reading-routes.ts';
import { TemplateQuery } from './schemas.ts';
import { templateRows, type TemplateRow } from './template-store.ts';

const COLUMNS: readonly Column<TemplateRow>[] = [
  { name: 'kind', type: 'text' },
  { name: 'on', type: 'date' },
  { name: 'arrangement', type: 'text' },
  { name: 'person', type: 'text' },
  { name: 'amount', type: 'money' },
  { name: 'category', type: 'text' },
  { name: 'description', type: 'text' },
  { name: 'evidence', type: 'text' },
  { name: 'employee', type: 'text' },
];

/** The file to fill in for an account and a period. */
export function templateRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/returns/template',
    id: 'getReturnTemplate',
    summary: 'The file of a return to fill in, with what the ledger knows already',
    description:
      'A CSV file with the rows of every arrangement of the account: what there was before the ' +
      'period, what the authority paid in, and what was transferred between arrangements. The holder adds the lines and the closing balances.',
    tag: 'Returns',
    callers: READERS,
    query: TemplateQuery,
    answer: z.string(),
    also: { 'text/csv': 'UTF-8, CRLF line ends.' },
    readOnly: true,
    problems: ['record-unknown', 'dates-out-of-order'],
    handle: async ({ tx, query, reply }) => {
      const { from, to } = query;
      const isBackwards = Temporal.PlainDate.compare(to, from) < 0;
      const message = 'A period ends on or after the day it begins.';
      const faults = isBackwards ? [{ where: 'query.to', message }] : [];
      refuseFaults('dates-out-of-order', 'The period is not as expected.', faults);
      const rows = await templateRows(tx, await holderOf(tx, query, 'query'), { from, to });
      const name = `return-${from.toString()}-${to.toString()}.csv`;
      reply
        .type('text/csv; charset=utf-8; header=present')
        .header('content-disposition', `attachment; filename="${name}"`);
      return csvOf(rows);
    },
  });
}

async function csvOf(rows: readonly TemplateRow[]): Promise<string> {
  async function* once(): AsyncGenerator<readonly TemplateRow[]> {
    yield rows;
  }
  let text = '';
  for await (const piece of csvPieces(COLUMNS, once())) text += piece;
  return text;
}

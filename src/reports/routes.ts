import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { REPORTS } from '../../reports/index.ts';
import type { Report, Row } from '../../reports/report.ts';
import { chooseType } from '../http/accept.ts';
import { csvPieces } from '../http/csv.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, DayText, Moment } from '../http/schemas.ts';
import { startOf } from '../ledger/balances.ts';
import { readAsKnown } from '../ledger/known.ts';
import { notFound } from '../problem.ts';

const READERS = ['finance_officer', 'approver', 'auditor', 'commissioner'] as const;

const ColumnSchema = z.object({ name: z.string(), type: z.string(), meaning: z.string() });
const ListSchema = z
  .object({
    items: z.array(
      z.object({ name: z.string(), question: z.string(), columns: z.array(ColumnSchema) }),
    ),
  })
  .meta({ id: 'Reports' });

const AnswerSchema = z
  .object({
    name: z.string(),
    question: z.string(),
    asAt: DayText,
    knownAt: z.string().nullable(),
    rows: z.array(z.record(z.string(), z.string().nullable())),
  })
  .meta({ id: 'Report' });

/** Reports: each a file in reports/, as at a date and as known at a moment. */
export function reportRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/reports',
    id: 'listReports',
    summary: 'What reports there are, and the question each answers',
    tag: 'Reports',
    callers: READERS,
    answer: ListSchema,
    readOnly: true,
    handle: async () => ({
      items: REPORTS.map(({ name, question, columns }) => ({ name, question, columns })),
    }),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/reports/:name',
    id: 'getReport',
    summary: 'One report, as at a date and as known at a moment',
    description:
      'With `Accept: text/csv` as CSV (RFC 4180); `excel=1` begins it with a byte order mark.',
    tag: 'Reports',
    callers: READERS,
    params: z.object({ name: z.string().max(60) }),
    query: z.object({
      asAt: Day.optional(),
      knownAt: Moment.optional(),
      excel: z.literal('1').optional(),
    }),
    answer: AnswerSchema,
    also: { 'text/csv': 'The rows of the report.' },
    ownTransactions: true,
    problems: ['not-acceptable'],
    handle: async ({ params, query, caller, clock, request, reply }) => {
      const report = REPORTS.find((one) => one.name === params.name);
      if (report === undefined) throw notFound();
      const type = chooseType(request.headers.accept, ['application/json', 'text/csv']);
      const { asAt = clock.today(), knownAt } = query;
      const known = { moment: knownAt, where: 'query.knownAt' };
      const rows = await readAsKnown(services.client, caller.scope, known, async (tx, through) =>
        report.rows(tx, await startOf(tx, { asAt, knownThrough: through })),
      );
      if (type === 'text/csv') {
        reply
          .type('text/csv; charset=utf-8; header=present')
          .header('content-disposition', `attachment; filename="${report.name}.csv"`);
        return csvOf(report, rows, query.excel === '1');
      }
      const { name, question } = report;
      return { name, question, asAt: asAt.toString(), knownAt: knownAt?.toString() ?? null, rows };
    },
  });
}

async function csvOf(report: Report, rows: readonly Row[], excel: boolean): Promise<string> {
  let text = '';
  for await (const piece of csvPieces(report.columns, batch(rows), { excel })) text += piece;
  return text;
}

async function* batch<T>(rows: T): AsyncGenerator<T> {
  yield rows;
}

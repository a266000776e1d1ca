import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { chooseType } from '../http/accept.ts';
import { answerInPieces } from '../http/pieces.ts';
import { addRoute, type Services } from '../http/route.ts';
import { readAsKnown } from '../ledger/known.ts';
import { faultsOfDate } from '../ledger/rules.ts';
import { refuseFaults } from '../problem.ts';
import { reportAt } from './at.ts';
import { reportAsCsv, reportAsJson } from './answer.ts';
import { csvwOf } from './csvw.ts';
import { readersOf, reportFor } from './find.ts';
import { REPORTS } from './list.ts';
import { faultsOfGiven, type Given } from './parameters.ts';
import { rowsOf } from './reading.ts';
import { refusedClearly } from './refused.ts';
import { columnsOf } from './rules.ts';
import { ReportQuery, ReportSchema, ReportsSchema } from './schemas.ts';

const ANY_READER = [
  'finance_officer',
  'approver',
  'auditor',
  'commissioner',
  'administrator',
] as const;

const Named = z.object({ name: z.string().max(60) });

/** Reports: each a file in reports/, as at a date and as known at a moment. */
export function reportRoutes(app: FastifyInstance, services: Services): void {
  listRoute(app, services);
  metadataRoute(app, services);
  addRoute(app, services, {
    method: 'GET',
    url: '/reports/:name',
    id: 'getReport',
    summary: 'One report, as at a date and as known at a moment',
    description: `With \`Accept: text/csv\` as CSV (RFC 4180); \`excel=1\` begins it with a byte order
      mark. What stands in its columns is described, for machines, at the report's \`metadata\`.`,
    tag: 'Reports',
    callers: ANY_READER,
    params: Named,
    query: ReportQuery,
    answer: ReportSchema,
    also: { 'text/csv': 'The rows of the report.' },
    ownTransactions: true,
    problems: ['not-acceptable'],
    handle: async ({ params, query, caller, clock, request, reply }) => {
      const report = reportFor(params.name, caller.kind);
      const type = chooseType(request.headers.accept, ['application/json', 'text/csv']);
      const { asAt = clock.today(), knownAt: moment, excel, columns, ...rest } = query;
      const given = asText(rest);
      const { columns: wanted, faults } = columnsOf(report, columns);
      refuseFaults('invalid-request', 'The report cannot be made so.', [
        ...faultsOfDate(asAt, clock.today()),
        ...faultsOfGiven(report.parameters ?? [], given, asAt),
        ...faults,
      ]);
      const known = { moment, where: 'query.knownAt' };
      const knownMoment = moment?.toString() ?? null;
      const today = clock.today();
      await refusedClearly(
        readAsKnown(services.client, caller.scope, known, async (tx, through) => {
          const at = await reportAt(tx, { asAt, today, through, knownMoment, given });
          reply.header('vary', 'Accept').header('link', '<metadata>; rel="describedby"');
          const rows = (stop: AbortSignal) => rowsOf(tx, report, at, stop);
          if (type === 'application/json') {
            const asked = { report, at, columns: wanted };
            return answerInPieces(reply, 'application/json; charset=utf-8', (stop) =>
              reportAsJson(asked, rows(stop)),
            );
          }
          const name = `${report.name}-${asAt.toString()}.csv`;
          reply.header('content-disposition', `attachment; filename="${name}"`);
          return answerInPieces(reply, 'text/csv; charset=utf-8; header=present', (stop) =>
            reportAsCsv(wanted, rows(stop), { excel: excel === '1' }),
          );
        }),
        'query.asAt',
      );
    },
  });
}

function listRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/reports',
    id: 'listReports',
    summary: 'What reports there are, and the question each answers',
    tag: 'Reports',
    callers: ANY_READER,
    answer: ReportsSchema,
    readOnly: true,
    handle: async ({ caller }) => ({
      items: REPORTS.filter((report) => readersOf(report).includes(caller.kind)).map((report) => ({
        name: report.name,
        group: report.group,
        question: report.question,
        notes: report.notes ?? null,
        parameters: report.parameters ?? [],
        callers: readersOf(report),
        columns: report.columns,
      })),
    }),
  });
}

function metadataRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/reports/:name/metadata',
    id: 'getReportMetadata',
    summary: 'What stands in the CSV file of a report, as CSVW metadata',
    tag: 'Reports',
    callers: ANY_READER,
    params: Named,
    answer: z.looseObject({ url: z.string() }).meta({ id: 'ReportMetadata' }),
    readOnly: true,
    handle: async ({ params, caller }) => csvwOf(reportFor(params.name, caller.kind)),
  });
}

const asText = (given: object): Given =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );

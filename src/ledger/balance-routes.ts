import type { FastifyInstance } from 'fastify';
import { chooseType } from '../http/accept.ts';
import { answerInPieces } from '../http/pieces.ts';
import { addRoute, type Services } from '../http/route.ts';
import { refuseFaults } from '../problem.ts';
import { balancesAsCsv, balancesAsJson } from './balance-report.ts';
import { readAsKnown } from './known.ts';
import { faultsOfDate } from './rules.ts';
import { BalancesQuery, BalancesSchema } from './schemas.ts';

/** All balances at a date, of one snapshot, for those who see every account. */
export function balanceRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/balances',
    id: 'listBalances',
    summary: 'All balances at a date, with control totals',
    description: `Every account that is not at zero. JSON has control totals by class of account and
      by book behind the accounts: each book adds up to zero. With \`Accept: text/csv\`, CSV.`,
    tag: 'Journal',
    callers: ['finance_officer', 'approver', 'auditor', 'commissioner'],
    query: BalancesQuery,
    answer: BalancesSchema,
    also: { 'text/csv': 'One account a line: account, class, subject, balance.' },
    ownTransactions: true,
    problems: ['not-acceptable'],
    handle: async ({ caller, query, request, reply, clock }) => {
      const type = chooseType(request.headers.accept, ['application/json', 'text/csv']);
      const { asAt = clock.today(), knownAt: moment } = query;
      const faults = faultsOfDate(asAt, clock.today());
      refuseFaults('invalid-request', 'The date cannot be read at.', faults);
      const known = { moment, where: 'query.knownAt' };
      await readAsKnown(services.client, caller.scope, known, async (tx, knownThrough) => {
        const asked = { asAt, knownThrough, knownAt: moment?.toString() ?? null };
        reply.header('vary', 'Accept');
        if (type === 'application/json') {
          const json = 'application/json; charset=utf-8';
          return answerInPieces(reply, json, (stop) => balancesAsJson(tx, asked, stop));
        }
        const name = `balances-${asAt.toString()}.csv`;
        reply.header('content-disposition', `attachment; filename="${name}"`);
        const excel = query.excel === '1';
        return answerInPieces(reply, 'text/csv; charset=utf-8; header=present', (stop) =>
          balancesAsCsv(tx, asked, { excel, stop }),
        );
      });
    },
  });
}

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { page, toPage } from '../http/schemas.ts';
import { notFound } from '../problem.ts';
import { listLines } from './line-store.ts';
import { listMatches } from './matching/match-list.ts';
import { BankLineWithMatchesSchema } from './matching/schemas.ts';
import { BankLineSchema, LineId, LinesQuery } from './schemas.ts';

/** Lines of the bank. */
export function lineRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/bank-lines',
    id: 'listBankLines',
    summary: 'Lines of the bank, and what of them is matched',
    description: 'In order of booking date and number.',
    tag: 'Reconciliation',
    callers: ['finance_officer', 'approver', 'auditor'],
    query: LinesQuery,
    answer: page(BankLineSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const { bankAccount: bankAccountId, state, after, limit } = query;
      const lines = await listLines(tx, { bankAccountId, state, after, limit });
      return toPage(lines, limit, (line) => `${line.bookedOn}_${line.id}`);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/bank-lines/:id',
    id: 'getBankLine',
    summary: 'One line of the bank with every match it has had',
    tag: 'Reconciliation',
    callers: ['finance_officer', 'approver', 'auditor'],
    params: z.object({ id: LineId }),
    answer: BankLineWithMatchesSchema,
    readOnly: true,
    handle: async ({ tx, params }) => {
      const [line] = await listLines(tx, { id: params.id });
      if (line === undefined) throw notFound();
      return { ...line, matches: await listMatches(tx, { lineId: params.id }) };
    },
  });
}

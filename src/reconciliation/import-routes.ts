import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { page, toPage } from '../http/schemas.ts';
import { notFound } from '../problem.ts';
import { importBankFile } from './import-store.ts';
import { listLines, matchesOf } from './line-store.ts';
import {
  BankFileBody,
  BankFileQuery,
  BankLineSchema,
  BankLineWithMatchesSchema,
  ImportSchema,
  LineId,
  LinesQuery,
} from './schemas.ts';

const MOST_BYTES = 25 * 1024 * 1024;
const CONTENT_TYPES = ['application/xml', 'text/xml', 'application/octet-stream'];

/** Files from the bank, and the lines in them. */
export function importRoutes(app: FastifyInstance, services: Services): void {
  // In a part of its own, because only here a body is a file.
  void app.register(async (part) => {
    part.removeAllContentTypeParsers();
    part.addContentTypeParser(CONTENT_TYPES, { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    importRoute(part, services);
  });
  lineRoutes(app, services);
}

function importRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/bank-files',
    id: 'importBankFile',
    summary: "Import a file of the bank's statements",
    description:
      'A camt.053 file of up to 25 MB, as application/xml, text/xml or application/octet-stream. ' +
      'All of it is imported or none. Only booked lines are taken, and none that an earlier file had.',
    tag: 'Reconciliation',
    callers: ['finance_officer'],
    query: BankFileQuery,
    body: BankFileBody,
    consumes: 'application/xml',
    bodyLimit: MOST_BYTES,
    answer: ImportSchema,
    status: 201,
    moves: true,
    problems: ['bank-file-unreadable', 'bank-file-known', 'record-unknown', 'statement-gap'],
    handle: async ({ tx, query, body }) => importBankFile(tx, { name: query.name, content: body }),
  });
}

function lineRoutes(app: FastifyInstance, services: Services): void {
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
      return { ...line, matches: await matchesOf(tx, { lineId: params.id }) };
    },
  });
}

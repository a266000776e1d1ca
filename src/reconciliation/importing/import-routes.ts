import type { FastifyInstance } from 'fastify';
import { inTransaction } from '../../database/transactions.ts';
import { onceEach } from '../../http/idempotency.ts';
import { addRoute, refuseIfTooLate, type Services } from '../../http/route.ts';
import { fileRoutes } from './file-routes.ts';
import { importFile } from './import-store.ts';
import { BankFileBody, BankFileQuery, ImportSchema, LONGEST_IMPORT_MS } from './schemas.ts';
import { inTemporaryFolder, spool, tooLarge } from './temporary-files.ts';

const MOST_BYTES = 512 * 1024 * 1024;

const CONTENT_TYPES = [
  'application/xml',
  'text/xml',
  'text/csv',
  'text/plain',
  'application/x-ofx',
  'application/octet-stream',
];

/** Files from the bank. */
export function importRoutes(app: FastifyInstance, services: Services): void {
  // In a part of its own, because only here a body is a file.
  void app.register(async (part) => {
    part.removeAllContentTypeParsers();
    // The body is taken in by the handler, which sees to it that nothing of it stays behind.
    part.addContentTypeParser(CONTENT_TYPES, (request, payload, done) => {
      const isTooLarge = Number(request.headers['content-length']) > MOST_BYTES;
      done(isTooLarge ? tooLarge(MOST_BYTES) : null, payload);
    });
    importRoute(part, services);
  });
  fileRoutes(app, services);
}

function importRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/bank-files',
    id: 'importBankFile',
    summary: "Import a file of the bank's statements",
    description: `camt.052, camt.053, camt.054, MT940, MT942, OFX, QIF, BAI2 or CSV, of up to 512 MB, as
      ${CONTENT_TYPES.join(', ')}; which of them it is is found by the content. All of it is imported
      or none. Only booked lines are taken, and none that an earlier file had, in whatever format and
      words. A line that may be a known one is added, and a person is asked to look.`,
    tag: 'Reconciliation',
    callers: ['finance_officer'],
    query: BankFileQuery,
    body: BankFileBody,
    consumes: 'application/octet-stream',
    bodyLimit: MOST_BYTES,
    handlerTimeoutMs: LONGEST_IMPORT_MS,
    answer: ImportSchema,
    status: 201,
    moves: true,
    ownTransactions: true,
    problems: [
      'bank-file-unreadable',
      'bank-file-known',
      'record-unknown',
      'statement-gap',
      'signed-off',
    ],
    handle: async ({ caller, query, body, key, request, reply }) =>
      inTemporaryFolder(async (folder) => {
        const source = await spool(body, folder, MOST_BYTES);
        // What the key is kept with: the same request is one with the same file.
        request.body = { sha256: source.sha256.toString('hex') };
        const { name, format, profile, bankAccount: bankAccountId, gap } = query;
        const acceptGaps = gap === 'accept';
        const file = { name, source, format, profile, bankAccountId, acceptGaps };
        const [answer] = await inTransaction(services.client, caller.scope, (tx) =>
          onceEach(tx, [{ key, request, reply }], async () => {
            reply.code(201);
            const done = await importFile(tx, file);
            refuseIfTooLate(request, reply);
            return [done];
          }),
        );
        return answer;
      }),
  });
}

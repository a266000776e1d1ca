import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { inTransaction } from '../../database/transactions.ts';
import { answerInPieces } from '../../http/pieces.ts';
import { addRoute, type Services } from '../../http/route.ts';
import { Id, page, toPage } from '../../http/schemas.ts';
import { notFound } from '../../problem.ts';
import { contentOf, listFiles, statementsOf } from './file-store.ts';
import { KeptFileSchema, KeptFilesQuery, KeptFileWithStatementsSchema } from './schemas.ts';

const ById = z.object({ id: Id });

/** The files that were imported, as they came. */
export function fileRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/bank-files',
    id: 'listBankFiles',
    summary: 'The files from the bank, the latest first',
    tag: 'Reconciliation',
    callers: ['finance_officer', 'approver', 'auditor'],
    query: KeptFilesQuery,
    answer: page(KeptFileSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const { bankAccount: bankAccountId, after, limit } = query;
      const files = await listFiles(tx, { bankAccountId, after, limit });
      return toPage(files, limit, ({ receivedAt, id }) => `${receivedAt}_${id}`);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/bank-files/:id',
    id: 'getBankFile',
    summary: 'One file from the bank with its statements',
    tag: 'Reconciliation',
    callers: ['finance_officer', 'approver', 'auditor'],
    params: ById,
    answer: KeptFileWithStatementsSchema,
    readOnly: true,
    handle: async ({ tx, params }) => {
      const [file] = await listFiles(tx, { id: params.id });
      if (file === undefined) throw notFound();
      return { ...file, statements: await statementsOf(tx, params.id) };
    },
  });
  contentRoute(app, services);
}

function contentRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/bank-files/:id/content',
    id: 'getBankFileContent',
    summary: 'A file from the bank, byte for byte as it came',
    description: 'The header `Repr-Digest` has its SHA-256 (RFC 9530).',
    tag: 'Reconciliation',
    callers: ['finance_officer', 'auditor'],
    params: ById,
    answer: z.any(),
    also: { 'application/octet-stream': 'The file.' },
    ownTransactions: true,
    handle: async ({ params, caller, reply }) =>
      inTransaction(
        services.client,
        caller.scope,
        async (tx) => {
          const [file] = await listFiles(tx, { id: params.id });
          if (file === undefined) throw notFound();
          const digest = Buffer.from(file.sha256, 'hex').toString('base64');
          reply
            .header('repr-digest', `sha-256=:${digest}:`)
            .header('content-length', file.bytes)
            .header('content-disposition', attached(file.name));
          await answerInPieces(reply, 'application/octet-stream', (stop) =>
            contentOf(tx, params.id, stop),
          );
        },
        { readOnly: true },
      ),
  });
}

/** Under its own name, which may have any letters (RFC 6266). */
function attached(name: string): string {
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}

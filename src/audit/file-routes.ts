import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { inTransaction, type Tx } from '../database/transactions.ts';
import type { Caller } from '../access/callers.ts';
import { addRoute, type Services } from '../http/route.ts';
import { notFound } from '../problem.ts';
import { listBundles, type TakenBundle } from './bundle-store.ts';
import { fileOf, signatureOf, stateOfFolder } from './kept-files.ts';
import { partOf } from './range.ts';
import { ById, TAKERS } from './schemas.ts';

/** The files of a bundle while they are kept: the ZIP file, whole or in part, and its signature. */
export function fileRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/audit-bundles/:id/file',
    id: 'getAuditBundleFile',
    summary: 'The ZIP file of an audit bundle',
    description: `A download that broke off goes on with the header \`Range\`; \`If-Range\` with the ETag
      makes sure that it is the same file.`,
    tag: 'Audit',
    callers: TAKERS,
    params: ById,
    answer: z.any(),
    also: { 'application/zip': 'The file, or the part that was asked for.' },
    ownTransactions: true,
    handle: async ({ params, caller, request, reply }) => {
      const bundle = await keptBundle(services, caller, params.id);
      reply
        .header('content-disposition', `attachment; filename="${bundle.name}"`)
        .header('accept-ranges', 'bytes')
        .header('etag', `"${bundle.sha256}"`);
      return sendPart(request, reply, { bundle, path: fileOf(services.bundlesDir, bundle.id) });
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/audit-bundles/:id/signature',
    id: 'getAuditBundleSignature',
    summary: 'The signature of an audit bundle',
    description: `A signed note (C2SP) over every byte of the file. Keep it beside the file, under the
      file's name with \`.sig\` behind it.`,
    tag: 'Audit',
    callers: TAKERS,
    params: ById,
    answer: z.any(),
    also: { 'text/plain': 'The signed note.' },
    ownTransactions: true,
    handle: async ({ params, caller, reply }) => {
      const bundle = await keptBundle(services, caller, params.id);
      reply
        .type('text/plain; charset=utf-8')
        .header('content-disposition', `attachment; filename="${bundle.name}.sig"`);
      return readFile(signatureOf(services.bundlesDir, bundle.id), 'utf8').catch(() => {
        throw notFound();
      });
    },
  });
}

async function keptBundle(services: Services, caller: Caller, id: string): Promise<TakenBundle> {
  const read = (tx: Tx) => listBundles(tx, { id });
  const [bundle] = await inTransaction(services.client, caller.scope, read, { readOnly: true });
  const state = await stateOfFolder(services.bundlesDir, id, caller.scope.authority);
  if (bundle === undefined || state !== 'whole') throw notFound();
  return bundle;
}

interface KeptFile {
  readonly bundle: TakenBundle;
  readonly path: string;
}

function sendPart(
  request: FastifyRequest,
  reply: FastifyReply,
  { bundle, path }: KeptFile,
): FastifyReply {
  const bytes = Number(bundle.bytes);
  const { range, 'if-range': ifRange } = request.headers;
  const same = ifRange === undefined || ifRange === `"${bundle.sha256}"`;
  const part = partOf(same ? range : undefined, bytes);
  if (part === null) {
    return reply.code(416).header('content-range', `bytes */${bytes}`).send();
  }
  const { start, end } = part === 'all' ? { start: 0, end: bytes - 1 } : part;
  if (part !== 'all') reply.code(206).header('content-range', `bytes ${start}-${end}/${bytes}`);
  return reply
    .type('application/zip')
    .header('content-length', end - start + 1)
    .send(createReadStream(path, { start, end }));
}

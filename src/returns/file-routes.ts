import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { Id, UUID_FORM, page, pagingBy, toPage } from '../http/schemas.ts';
import { Problem } from '../problem.ts';
import { asDownload } from './download.ts';
import { EVIDENCE_TYPES, endsAsItsType, evidenceType, isWhatItSays } from './file-rules.ts';
import { addFile, contentOfFile, listFiles } from './file-store.ts';
import { returnOf } from './list-store.ts';
import { READERS } from './reading-routes.ts';
import { FileBody, FileQuery, FileSchema } from './schemas.ts';

const MOST_BYTES = 10 * 1024 * 1024;
const ById = z.object({ id: Id });
const TAG = 'Returns';

/** The files that show what a return says. */
export function fileRoutes(app: FastifyInstance, services: Services): void {
  // In a part of its own, because only here a body is a file of evidence.
  void app.register(async (part) => {
    part.removeAllContentTypeParsers();
    part.addContentTypeParser([...EVIDENCE_TYPES], { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    addFileRoute(part, services);
  });
  readRoutes(app, services);
}

function addFileRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/returns/:id/files',
    id: 'addReturnFile',
    summary: 'Add a file that shows what a return says',
    description:
      'A PDF, JPEG, PNG or CSV file of up to 10 MB, with its own content type; its first bytes and ' +
      'the ending of its name must be of that type. Up to 200 files a return.',
    tag: TAG,
    callers: ['broker', 'family', 'caseworker', 'finance_officer'],
    params: ById,
    query: FileQuery,
    body: FileBody,
    consumes: 'application/pdf',
    bodyLimit: MOST_BYTES,
    answer: FileSchema,
    status: 201,
    moves: true,
    problems: ['file-not-accepted', 'already-exists', 'state-does-not-allow', 'record-unknown'],
    handle: async ({ tx, params, query, body: content, request }) => {
      const mediaType = evidenceType(request.headers['content-type']);
      if (mediaType === null || !isWhatItSays(mediaType, content)) {
        const detail = `The content is not that of a file of the type ${mediaType ?? 'named'}.`;
        throw new Problem('file-not-accepted', detail);
      }
      const { name, arrangementId = null } = query;
      if (!endsAsItsType(mediaType, name)) {
        const detail = `The file is of the type ${mediaType}, and its name ends as that of another.`;
        throw new Problem('file-not-accepted', detail);
      }
      const id = await addFile(tx, {
        returnId: params.id,
        name,
        arrangementId,
        mediaType,
        content,
      });
      return (await listFiles(tx, { id }))[0];
    },
  });
}

function readRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/returns/:id/files',
    id: 'listReturnFiles',
    summary: 'The files of evidence of a return',
    tag: TAG,
    callers: READERS,
    params: ById,
    query: pagingBy(UUID_FORM),
    answer: page(FileSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      const { id: returnId } = await returnOf(tx, params.id);
      return toPage(await listFiles(tx, { returnId, ...query }), query.limit, (one) => one.id);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/return-files/:id',
    id: 'getReturnFile',
    summary: 'Fetch a file of evidence',
    description: 'Always as a download, byte for byte as it came.',
    tag: TAG,
    callers: READERS,
    params: ById,
    answer: z.string(),
    also: Object.fromEntries(EVIDENCE_TYPES.map((type) => [type, 'The file as it came.'])),
    readOnly: true,
    handle: async ({ tx, params, reply }) => {
      const { name, mediaType, content } = await contentOfFile(tx, params.id);
      asDownload(reply, mediaType, name);
      return content;
    },
  });
}

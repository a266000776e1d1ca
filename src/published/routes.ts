import type { FastifyInstance } from 'fastify';
import { addRoute, type Services } from '../http/route.ts';
import { UUID_FORM, page, pagingBy, toPage } from '../http/schemas.ts';
import { FileBody } from '../imports/schemas.ts';
import { readPublished } from './read-file.ts';
import { AddedPublishedFileSchema, PublishedFileQuery, PublishedFileSchema } from './schemas.ts';
import { addPublishedFile, publishedFilesBy } from './store.ts';

const MOST_BYTES = 20 * 1024 * 1024;
const TAG = 'Reports';

/** The department's published figures, to set our own beside. */
export function publishedRoutes(app: FastifyInstance, services: Services): void {
  // In a part of its own, because only here a body is a CSV file.
  void app.register(async (part) => {
    part.removeAllContentTypeParsers();
    part.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    importRoute(part, services);
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/published-files',
    id: 'listPublishedFiles',
    summary: 'The files of published figures that were imported, the latest first',
    tag: TAG,
    callers: ['commissioner', 'finance_officer', 'approver', 'auditor'],
    query: pagingBy(UUID_FORM),
    answer: page(PublishedFileSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await publishedFilesBy(tx, query), query.limit, (one) => one.id),
  });
}

function importRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/published-files',
    id: 'importPublishedFile',
    summary: 'Import a file of the figures that the Department for Education publishes',
    description:
      'The files of "Education, health and care plans" as they are, in CSV: the table of personal ' +
      'budgets (its column org_arrangments is misspelt there) or that of plans; which of them it ' +
      'is shows its header. Letters in place of figures are kept. Where two files have figures of ' +
      'the same year, those of the file that was imported last are shown. The same file again adds ' +
      'nothing. Up to 20 MB.',
    tag: TAG,
    callers: ['commissioner', 'finance_officer'],
    query: PublishedFileQuery,
    body: FileBody,
    consumes: 'text/csv',
    bodyLimit: MOST_BYTES,
    answer: AddedPublishedFileSchema,
    problems: ['import-faults'],
    handle: async ({ tx, query, body: content }) => {
      const table = await readPublished(content);
      return addPublishedFile(tx, { name: query.name, content, table });
    },
  });
}

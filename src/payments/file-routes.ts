import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, Money } from '../http/schemas.ts';
import { notFound } from '../problem.ts';
import { FILE_FORMATS, contentOf, filesOf, makeFile, type FileFormatName } from './file-store.ts';
import { notInState, runOf, runToDecide } from './find.ts';
import type { Run } from './run-store.ts';

const ById = z.object({ id: Id });
const Format = z.enum(FILE_FORMATS);

const FileSchema = z
  .object({
    format: Format,
    items: z.number().int(),
    total: Money,
    sha256: z.string().meta({ description: 'Of the file, in hexadecimal.' }),
  })
  .meta({ id: 'PaymentFile' });

/** What each format is sent as, and how its file is named before and after the run's serial. */
const SENT: Readonly<Record<FileFormatName, readonly [type: string, name: string, ext: string]>> = {
  bacs_standard_18: ['text/plain; charset=us-ascii', 'bacs', 'txt'],
  pain_001_001_09: ['application/xml; charset=utf-8', 'pain001-09', 'xml'],
  pain_001_001_03: ['application/xml; charset=utf-8', 'pain001-03', 'xml'],
  bureau_csv: ['text/csv; charset=us-ascii; header=absent', 'bureau', 'csv'],
};

/** The files of a released run for the bank or the bureau, each kept as it was made. */
export function fileRoutes(app: FastifyInstance, services: Services): void {
  making(app, services);
  listing(app, services);
  addRoute(app, services, {
    method: 'GET',
    url: '/pay-runs/:id/files/:format',
    id: 'getPaymentFile',
    summary: 'A payment file of a released run',
    description:
      'As it was made, byte for byte; its SHA-256 is in the X-Content-SHA256 header. Not found until it is made.',
    tag: 'Payments',
    callers: ['finance_officer', 'auditor'],
    params: z.object({ id: Id, format: Format }),
    answer: z.string(),
    also: {
      'text/plain': 'Bacs Standard 18, CRLF line ends.',
      'application/xml': 'pain.001.001.09 or pain.001.001.03.',
      'text/csv': 'The CSV of a Bacs bureau, without a heading.',
    },
    readOnly: true,
    problems: ['state-does-not-allow'],
    handle: async ({ tx, params, reply }) =>
      sendFile(tx, await runOf(tx, params.id), params.format, reply),
  });
}

function making(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/pay-runs/:id/files',
    id: 'makePaymentFile',
    summary: 'Make a payment file of a released run',
    description:
      'In the format that the bank or bureau takes. A file that was made before is answered as it is stored. The formats of one run carry the same payments: send one of them only.',
    tag: 'Payments',
    callers: ['finance_officer'],
    params: ById,
    body: z.strictObject({ format: Format }).meta({ id: 'NewPaymentFile' }),
    answer: FileSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow', 'payment-file-faults'],
    handle: async ({ tx, params, body: { format } }) => {
      const run = await runToDecide(tx, params.id);
      if (run.state !== 'released') throw notInState(run, 'released');
      const [stored] = await filesOf(tx, run.id, format);
      if (stored !== undefined) return stored;
      // The Bacs file is made by the release itself, so that there is no release without it.
      if (format === 'bacs_standard_18') throw notFound();
      await makeFile(tx, run, format);
      const [made] = await filesOf(tx, run.id, format);
      return made;
    },
  });
}

function listing(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/pay-runs/:id/files',
    id: 'listPaymentFiles',
    summary: 'The payment files of a run',
    description: 'In the order in which they were made; none before the run is released.',
    tag: 'Payments',
    callers: ['finance_officer', 'approver', 'auditor'],
    params: ById,
    answer: z.object({ items: z.array(FileSchema) }),
    readOnly: true,
    handle: async ({ tx, params }) => {
      await runOf(tx, params.id);
      return { items: await filesOf(tx, params.id) };
    },
  });
}

/** Sends a stored file of a run by its content type and name. */
export async function sendFile(
  tx: Tx,
  run: Run,
  format: FileFormatName,
  reply: FastifyReply,
): Promise<string> {
  if (run.state !== 'released') throw notInState(run, 'released');
  const file = await contentOf(tx, run.id, format);
  if (file === undefined) throw notFound();
  const [type, name, ext] = SENT[format];
  reply
    .type(type)
    .header('x-content-sha256', file.sha256)
    .header('content-disposition', `attachment; filename="${name}-${run.serial}.${ext}"`);
  return file.content.toString('latin1');
}

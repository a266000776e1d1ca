import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, Money } from '../http/schemas.ts';
import { Problem, notFound } from '../problem.ts';
import { FILE_FORMATS, type FileFormatName } from './file-source.ts';
import { compareFile, contentOf, filesOf, makeFile } from './file-store.ts';
import { readBack } from './read-back.ts';
import { notInState, runOf, runToDecide } from './find.ts';
import type { Run } from './run-list.ts';
import type { RunState } from './rules.ts';

const ById = z.object({ id: Id });
const Format = z.enum(FILE_FORMATS);

const FileSchema = z
  .object({
    format: Format,
    items: z.number().int(),
    total: Money,
    sha256: z.string().meta({ description: 'Of the file, in hexadecimal.' }),
    sent: z.boolean().meta({ description: 'Whether it was recorded as the one that was sent.' }),
  })
  .meta({ id: 'PaymentFile' });

const ComparisonSchema = z
  .object({
    format: Format,
    recorded: z.string().meta({ description: 'The SHA-256 recorded when the file was made.' }),
    stored: z.string().meta({ description: 'The SHA-256 of the content that is stored.' }),
    madeAgain: z.string().nullable().meta({
      description:
        'The SHA-256 of the file made anew from the run; null where it cannot be made any more.',
    }),
    unchanged: z.boolean().meta({ description: 'Whether all three are the same.' }),
    readBack: z
      .object({
        payments: z.number().int().nullable(),
        total: Money.nullable(),
        asPaid: z.boolean(),
      })
      .meta({
        description:
          'What a reader of its own finds in the stored file, and whether each payment goes where the run says.',
      }),
  })
  .meta({ id: 'PaymentFileComparison' });

/** States in which a run has files. */
const RELEASED: ReadonlySet<RunState> = new Set(['released', 'sent', 'settled']);

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
  comparing(app, services);
  addRoute(app, services, {
    method: 'GET',
    url: '/pay-runs/:id/files/:format',
    id: 'getPaymentFile',
    summary: 'A payment file of a released run',
    description:
      'As it was made, byte for byte; its SHA-256 is in the X-Content-SHA256 header. Not found until it is made, and refused when its content has changed since.',
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
    problems: ['state-does-not-allow', 'payment-file-changed'],
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
      'In the format that the bank or bureau takes. A file that was made before is answered as it is stored. The formats of one run carry the same payments: send one of them only. Once one is sent, or a payment of the run was rejected or came back, no other is made.',
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
      if (!RELEASED.has(run.state)) throw notInState(run, 'released');
      const [stored] = await filesOf(tx, run.id, format);
      if (stored !== undefined) return stored;
      if (run.state !== 'released') throw notInState(run, 'released');
      await refuseAnswered(tx, run);
      await makeFile(tx, run, format);
      const [made] = await filesOf(tx, run.id, format);
      return made;
    },
  });
}

/** Another file would pay once more what the next run pays. */
async function refuseAnswered({ sql }: Tx, { id, state }: Run): Promise<void> {
  const [back] = await sql`select from returned_credits where pay_run_id = ${id} limit 1`;
  if (back === undefined) return;
  const why =
    'The bank has rejected or given back a payment of this run, so no other file is made of it. ' +
    'Record which file was sent. What came back is paid by another run.';
  throw new Problem('state-does-not-allow', why, { state });
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

function comparing(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/pay-runs/:id/files/:format/check',
    id: 'checkPaymentFile',
    summary: 'Whether a payment file is still what its run makes',
    description:
      'The file is made anew from the run and its release, and compared with what is stored and with the SHA-256 that was recorded; and the stored file is read back. Nothing is kept of it.',
    tag: 'Payments',
    callers: ['finance_officer', 'approver', 'auditor'],
    params: z.object({ id: Id, format: Format }),
    answer: ComparisonSchema,
    readOnly: true,
    handle: async ({ tx, params }) => {
      const run = await runOf(tx, params.id);
      const found = await compareFile(tx, run, params.format);
      if (found === undefined) throw notFound();
      return { ...found, readBack: await readBack(tx, run, params.format) };
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
  if (!RELEASED.has(run.state)) throw notInState(run, 'released');
  const file = await contentOf(tx, run.id, format);
  if (file === undefined) throw notFound();
  const [type, name, ext] = SENT[format];
  reply
    .type(type)
    .header('x-content-sha256', file.sha256)
    .header('content-disposition', `attachment; filename="${name}-${run.serial}.${ext}"`);
  return file.content.toString('latin1');
}

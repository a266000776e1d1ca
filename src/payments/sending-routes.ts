import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { Id, line } from '../http/schemas.ts';
import { FILE_FORMATS } from './file-source.ts';
import { notInState, runToDecide } from './find.ts';
import { mayBecome } from './rules.ts';
import { recordSending } from './sending-store.ts';

const Format = z.enum(FILE_FORMATS);
const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'Of the file that was sent, in hexadecimal.' });

const SendingSchema = z
  .object({
    format: Format,
    sha256: Sha256,
    bankReference: z.string().nullable(),
    sentAt: z.string().meta({ format: 'date-time' }),
  })
  .meta({ id: 'PaymentFileSending' });

const NewSending = z
  .strictObject({
    format: Format,
    sha256: Sha256,
    bankReference: line(60)
      .optional()
      .meta({ description: 'What the bank or bureau calls the submission.' }),
  })
  .meta({ id: 'NewPaymentFileSending' });

/** The officer's word for it that a file of a run was sent to the bank or the bureau. */
export function sendingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/pay-runs/:id/sending',
    id: 'recordPaymentFileSending',
    summary: 'Record which file of a released run was sent',
    description:
      'Give the SHA-256 of the file as it was sent. It is refused unless it is the file that the run makes; a run is sent once. ' +
      'What was sent may be recorded after the bank has answered, or after its statement was matched; a run of which a payment was rejected or came back must not be sent again.',
    tag: 'Payments',
    callers: ['finance_officer'],
    params: z.object({ id: Id }),
    body: NewSending,
    answer: SendingSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow', 'payment-file-changed', 'record-unknown'],
    handle: async ({ tx, params, body }) => {
      const run = await runToDecide(tx, params.id);
      if (!mayBecome(run.state, 'sent')) throw notInState(run, 'sent');
      return recordSending(tx, run, body);
    },
  });
}

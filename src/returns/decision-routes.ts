import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, prose } from '../http/schemas.ts';
import { acceptReturn } from './accepting.ts';
import { checkRoutes } from './check-routes.ts';
import { refuseDecided, toQuery } from './decision-rules.ts';
import { decide, standingPeople, toDecideOn, type StandingPerson } from './decision-store.ts';
import { openDifferences } from './difference-store.ts';
import { differenceRoutes } from './difference-routes.ts';
import { MessageSchema, messageRoutes } from './message-routes.ts';
import { aboutWhom, addMessage, messageById } from './message-store.ts';

const ById = z.object({ id: Id });

const QuerySchema = z
  .strictObject({ arrangementId: Id.optional(), text: prose(2000) })
  .meta({ id: 'NewReturnQuery' });
const SendingBackSchema = z.strictObject({ reason: prose(2000) }).meta({ id: 'ReturnSendingBack' });
const AcceptanceSchema = z
  .strictObject({
    arrangements: z.array(Id).min(1).max(10_000).optional().meta({
      description: 'All that are not queried, where none are named.',
    }),
  })
  .meta({ id: 'ReturnAcceptance' });

const StandSchema = z
  .object({
    returnId: Id,
    arrangements: z.number().int(),
    submitted: z.number().int(),
    queried: z.number().int(),
    accepted: z.number().int(),
    sentBack: z.number().int(),
    decided: z.number().int().meta({ description: 'By this decision.' }),
  })
  .meta({ id: 'ReturnStand' });

/** What is decided on returns, and the conversation about them. */
export function decisionRoutes(app: FastifyInstance, services: Services): void {
  checkRoutes(app, services);
  differenceRoutes(app, services);
  messageRoutes(app, services);
  queryRoute(app, services);
  sendingBackRoute(app, services);
  acceptanceRoute(app, services);
}

function queryRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/returns/:id/queries',
    id: 'queryReturn',
    summary: 'Ask the holder about a return, of one arrangement or of all of it',
    description:
      'What is queried is accepted only when it is named. What has come to differ since the return was sent in is opened with it.',
    tag: 'Returns',
    callers: ['finance_officer', 'caseworker'],
    params: ById,
    body: QuerySchema,
    answer: MessageSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow', 'record-unknown'],
    handle: async ({ tx, params, body }) => {
      const { facts, people } = await toDecideOn(tx, params.id);
      const arrangementId = aboutWhom(people, body.arrangementId);
      const asked = toQuery(people, arrangementId).filter((one) => one.state === 'submitted');
      await decide(tx, params.id, { people: asked, outcome: 'queried' });
      await openDifferences(tx, params.id);
      const { brokerId } = facts;
      const message = { returnId: params.id, arrangementId, brokerId, text: body.text };
      return messageById(tx, await addMessage(tx, { ...message, kind: 'query' }));
    },
  });
}

function sendingBackRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/returns/:id/sending-back',
    id: 'sendReturnBack',
    summary: 'Send a return back as a whole, with the reason',
    description: 'Nothing of it counts any more. The holder sends another in its place.',
    tag: 'Returns',
    callers: ['finance_officer', 'caseworker'],
    params: ById,
    body: SendingBackSchema,
    answer: StandSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow'],
    handle: async ({ tx, params, body }) => {
      const { facts, people } = await toDecideOn(tx, params.id);
      refuseDecided(people);
      await decide(tx, params.id, { people, outcome: 'sent_back' });
      const { brokerId } = facts;
      const message = { returnId: params.id, arrangementId: null, brokerId, text: body.reason };
      await addMessage(tx, { ...message, kind: 'note' });
      return standOf(tx, params.id, people.length);
    },
  });
}

function acceptanceRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/returns/:id/acceptance',
    id: 'acceptReturn',
    summary: 'Accept a return, as a second person: what it says is in the books from then on',
    description:
      'All arrangements that are not queried, or those named. Nothing is accepted while a difference of them, or of the whole account, is open, or has come up since the return was sent in.',
    tag: 'Returns',
    callers: ['finance_officer', 'approver'],
    params: ById,
    body: AcceptanceSchema,
    answer: StandSchema,
    status: 201,
    moves: true,
    problems: [
      'needs-a-second-person',
      'state-does-not-allow',
      'record-unknown',
      'not-covered',
      'flow-not-allowed',
    ],
    handle: async ({ tx, params, body }) => {
      const accepted = await acceptReturn(tx, params.id, body.arrangements);
      return standOf(tx, params.id, accepted);
    },
  });
}

/** How many arrangements of a return stand how. */
async function standOf(tx: Tx, returnId: string, decided: number) {
  const people = await standingPeople(tx, returnId);
  const count = (state: StandingPerson['state']): number =>
    people.filter((one) => one.state === state).length;
  return {
    returnId,
    arrangements: people.length,
    submitted: count('submitted'),
    queried: count('queried'),
    accepted: count('accepted'),
    sentBack: count('sent_back'),
    decided,
  };
}

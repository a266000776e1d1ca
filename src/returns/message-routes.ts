import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { EntryId, Id, page, pagingBy, prose, toPage } from '../http/schemas.ts';
import { Problem } from '../problem.ts';
import { returnOf, standingPeople } from './decision-store.ts';
import { aboutWhom, addMessage, listMessages, messageById } from './message-store.ts';

const ById = z.object({ id: Id });

export const MessageSchema = z
  .object({
    id: Id,
    arrangementId: Id.nullable().meta({ description: 'Null about the whole account.' }),
    kind: z.enum(['query', 'answer', 'note']),
    text: z.string(),
    writtenBy: Id,
    writtenAt: z.string(),
    entry: EntryId,
  })
  .meta({ id: 'ReturnMessage' });

const NewMessageSchema = z
  .strictObject({
    arrangementId: Id.optional(),
    kind: z.enum(['answer', 'note']).default('answer').meta({
      description:
        'A note asks nothing, and the holder reads it too. What a holder writes is an answer.',
    }),
    text: prose(2000),
  })
  .meta({ id: 'NewReturnMessage' });

/** The conversation about a return, between its holder and the authority. */
export function messageRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/returns/:id/messages',
    id: 'addReturnMessage',
    summary: 'Answer a query about a return, or add a note',
    tag: 'Returns',
    callers: ['finance_officer', 'caseworker', 'broker', 'family'],
    params: ById,
    body: NewMessageSchema,
    answer: MessageSchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'state-does-not-allow'],
    handle: async ({ tx, params, body, caller }) => {
      const facts = await returnOf(tx, params.id);
      if (facts.replacedBy !== null) {
        const message = 'Another return replaced this one. Write about that one.';
        throw new Problem('state-does-not-allow', message, { state: 'replaced' });
      }
      const people = await standingPeople(tx, params.id);
      const { brokerId } = facts;
      const arrangementId = aboutWhom(people, body.arrangementId);
      const isHolder = caller.kind === 'broker' || caller.kind === 'family';
      const kind = isHolder ? 'answer' : body.kind;
      const message = { returnId: params.id, arrangementId, brokerId, kind, text: body.text };
      return messageById(tx, await addMessage(tx, message));
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/returns/:id/messages',
    id: 'listReturnMessages',
    summary: 'What was asked and answered about a return, in order',
    tag: 'Returns',
    callers: ['finance_officer', 'caseworker', 'approver', 'auditor', 'broker', 'family'],
    params: ById,
    query: pagingBy(/^\d{1,18}$/),
    answer: page(MessageSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      await returnOf(tx, params.id);
      const rows = await listMessages(tx, { returnId: params.id, ...query });
      return toPage(rows, query.limit, (row) => row.entry);
    },
  });
}

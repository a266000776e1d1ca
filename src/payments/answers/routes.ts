import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../../database/transactions.ts';
import { addRoute, type Services } from '../../http/route.ts';
import { Id, page, toPage } from '../../http/schemas.ts';
import { notFound } from '../../problem.ts';
import { receiveAnswer } from './answer-store.ts';
import { linesOf, listAnswers, listReturned, type Answer } from './read-store.ts';
import { recordNotice } from './notice.ts';
import { reasonRoutes } from './reason-routes.ts';
import {
  AnswerFileBody,
  AnswerFileQuery,
  AnswerSchema,
  AnswerWithLinesSchema,
  AnswersQuery,
  LinesQuery,
  NewReturnSchema,
  ReceivedSchema,
  ReturnedCreditSchema,
  ReturnedQuery,
} from './schemas.ts';

const MOST_BYTES = 50 * 1024 * 1024;
const CONTENT_TYPES = ['application/xml', 'text/xml', 'text/csv', 'application/octet-stream'];
const READERS = ['finance_officer', 'approver', 'auditor'] as const;
const ById = z.object({ id: Id });

/** What the bank and Bacs answer, and what comes back. */
export function answerRoutes(app: FastifyInstance, services: Services): void {
  // In a part of its own, because only here a body is a file.
  void app.register(async (part) => {
    part.removeAllContentTypeParsers();
    part.addContentTypeParser(CONTENT_TYPES, { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    receiveRoute(part, services);
  });
  readRoutes(app, services);
  returnRoutes(app, services);
  reasonRoutes(app, services);
}

function receiveRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/bank-answers',
    id: 'receiveBankAnswer',
    summary: 'Take in a file in which the bank or Bacs answers what was sent',
    description:
      'A payment status report (pain.002), or a Bacs report of returned credits (ARUCS) or of wrong ' +
      'accounts (AWACS), of up to 50 MB, as XML; the reports of Bacs also as CSV. All of it is ' +
      'taken or none. What was rejected or comes back is due again. The same file twice changes ' +
      'nothing.',
    tag: 'Payments',
    callers: ['finance_officer'],
    query: AnswerFileQuery,
    body: AnswerFileBody,
    consumes: 'application/xml',
    bodyLimit: MOST_BYTES,
    answer: ReceivedSchema,
    status: 201,
    moves: true,
    problems: ['bank-file-unreadable'],
    handle: async ({ tx, query, body }) => {
      const { id, repeated, warnings } = await receiveAnswer(tx, { ...query, content: body });
      return { ...(await answerOf(tx, id)), repeated, warnings };
    },
  });
}

function readRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/bank-answers',
    id: 'listBankAnswers',
    summary: 'Files in which the bank or Bacs answered',
    description: 'The latest first.',
    tag: 'Payments',
    callers: [...READERS],
    query: AnswersQuery,
    answer: page(AnswerSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(
        await listAnswers(tx, query),
        query.limit,
        ({ receivedAt, id }) => `${receivedAt}_${id}`,
      ),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/bank-answers/:id',
    id: 'getBankAnswer',
    summary: 'One such file, line by line, with what became of each',
    tag: 'Payments',
    callers: [...READERS],
    params: ById,
    query: LinesQuery,
    answer: AnswerWithLinesSchema,
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      const answer = await answerOf(tx, params.id);
      const lines = await linesOf(tx, { answerId: params.id, ...query });
      return { ...answer, ...toPage(lines, query.limit, ({ line }) => String(line)) };
    },
  });
}

async function answerOf(tx: Tx, id: string): Promise<Answer> {
  const [answer] = await listAnswers(tx, { id });
  if (answer === undefined) throw notFound();
  return answer;
}

function returnRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/returned-credits',
    id: 'listReturnedCredits',
    summary: 'Payments that were rejected or came back, and whether their money is there',
    description: 'In order of the day on which the money is expected.',
    tag: 'Payments',
    callers: [...READERS],
    query: ReturnedQuery,
    answer: page(ReturnedCreditSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const { payRun: payRunId, ...asked } = query;
      const returned = await listReturned(tx, { ...asked, payRunId });
      const cursor = (one: (typeof returned)[number]): string =>
        `${one.expectedOn ?? one.advisedOn}_${one.creditId}`;
      return toPage(returned, query.limit, cursor);
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/pay-runs/:id/credits/:creditId/return',
    id: 'recordReturnedCredit',
    summary: 'Record that a payment comes back or never left, as told by letter or telephone',
    description:
      'The same follows as from a report. With `how` as `rejected` you say that the money never left; that is refused when the statement shows that it did.',
    tag: 'Payments',
    callers: ['finance_officer'],
    params: z.object({ id: Id, creditId: Id }),
    body: NewReturnSchema,
    answer: ReturnedCreditSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow', 'not-covered', 'record-unknown'],
    handle: async ({ tx, params, body }) => {
      const { id: payRunId, creditId } = params;
      await recordNotice(tx, { payRunId, creditId, ...body });
      const [returned] = await listReturned(tx, { creditId, limit: 1 });
      return returned;
    },
  });
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { inTransaction, type Scope } from '../database/transactions.ts';
import { chooseType } from '../http/accept.ts';
import { onceEach } from '../http/idempotency.ts';
import { addRoute, refuseIfTooLate, type Services } from '../http/route.ts';
import { pagingBy, toPage } from '../http/schemas.ts';
import { READERS, TAG } from './code-routes.ts';
import { feedFile } from './feed-file.ts';
import { feedBy, listFeeds } from './feed-list.ts';
import { drawUpFeed } from './feed-store.ts';
import { ByNumber, FeedFoundSchema, FeedSchema, FeedsPage, NewFeedSchema } from './schemas.ts';

/** The first feed reads the whole journal, which takes a minute or two when it is long. */
const MOST_MS = 15 * 60_000;

/** Journals for the council's general ledger. */
export function feedRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/general-ledger/feeds',
    id: 'drawUpGeneralLedgerFeed',
    summary: "Draw up the next journal for the council's general ledger",
    description: `Every sealed entry that took effect by the day and is in no earlier feed, gross, by
      code. Debits make the same sum as credits. It is drawn up once, and never changes; what is posted
      later for the same days is in the next one. All that is posted so far is sealed first. Only the
      money book is handed over: the budget control book is a memorandum of budgets.`,
    tag: TAG,
    callers: ['finance_officer'],
    body: NewFeedSchema,
    answer: FeedSchema,
    status: 201,
    moves: true,
    ownTransactions: true,
    handlerTimeoutMs: MOST_MS,
    problems: ['state-does-not-allow'],
    handle: async ({ caller, body, key, request, reply }) => {
      // Not in the transaction: sealing waits for those who post, and so perhaps for us.
      await services.sealNow();
      return drawUpOnce(services, caller.scope, { ...body, key, request, reply });
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/general-ledger/feeds',
    id: 'listGeneralLedgerFeeds',
    summary: "The journals for the council's general ledger, the last first",
    tag: TAG,
    callers: READERS,
    query: pagingBy(/^[1-9]\d{0,8}$/),
    answer: FeedsPage,
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await listFeeds(tx, query), query.limit, (row) => String(row.number)),
  });
  oneRoute(app, services);
}

function oneRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/general-ledger/feeds/:number',
    id: 'getGeneralLedgerFeed',
    summary: 'One journal with its lines, or the file to hand over',
    description: `With \`Accept: text/csv\`, the file: its bytes are the same for ever, and their SHA-256
      is compared with the one on record. \`excel=1\` begins it with a byte order mark.`,
    tag: TAG,
    callers: READERS,
    params: ByNumber,
    query: z.object({ excel: z.literal('1').optional() }),
    answer: FeedFoundSchema,
    also: { 'text/csv': 'One code and side a line.' },
    readOnly: true,
    problems: ['not-acceptable', 'state-does-not-allow'],
    handle: async ({ tx, params, query, request, reply }) => {
      const type = chooseType(request.headers.accept, ['application/json', 'text/csv']);
      const { feed, lines, file } = await feedBy(tx, params.number);
      reply.header('vary', 'Accept');
      if (type === 'application/json') {
        return { ...feed, items: lines };
      }
      const name = `general-ledger-feed-${feed.number}-${feed.periodEnd}.csv`;
      reply
        .type('text/csv; charset=utf-8; header=present')
        .header('content-disposition', `attachment; filename="${name}"`);
      return query.excel === '1' ? feedFile(feed, lines, true) : file;
    },
  });
}

async function drawUpOnce(
  { client }: Services,
  scope: Scope,
  asked: z.output<typeof NewFeedSchema> & {
    key: string;
    request: FastifyRequest;
    reply: FastifyReply;
  },
): Promise<unknown> {
  const { key, request, reply, periodEnd } = asked;
  const [answer] = await inTransaction(client, scope, (tx) =>
    onceEach(tx, [{ key, request, reply }], async () => {
      reply.code(201);
      const number = await drawUpFeed(tx, periodEnd);
      refuseIfTooLate(request, reply);
      return listFeeds(tx, { number });
    }),
  );
  return answer;
}

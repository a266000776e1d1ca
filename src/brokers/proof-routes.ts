import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../access/kinds.ts';
import type { Clock } from '../calendar.ts';
import { inTransaction, type Tx } from '../database/transactions.ts';
import { chooseType } from '../http/accept.ts';
import { csvPieces, type Column } from '../http/csv.ts';
import { answerInPieces } from '../http/pieces.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, Id, pagingBy, toPage } from '../http/schemas.ts';
import { brokerOf, pooledAccountOf } from './find.ts';
import {
  PEOPLE_CURSOR,
  peopleCursor,
  peopleServed,
  personLines,
  type PersonLine,
  type Whose,
} from './money-store.ts';
import { proofOf } from './proof.ts';
import { proofFigures } from './proof-store.ts';
import { ProofSchema, peoplePage } from './schemas.ts';

const ById = z.object({ id: Id });
const READERS: readonly UserKind[] = [
  'caseworker',
  'panel_member',
  'finance_officer',
  'approver',
  'auditor',
  'broker',
];
const PeopleQuery = pagingBy(PEOPLE_CURSOR).extend({ on: Day.optional() });

/** Whose money a broker holds, and the proof that it is there. */
export function proofRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/brokers/:id/people',
    id: 'listBrokerPeople',
    summary: 'The people whom a broker serves, and what it holds for each at a date',
    description:
      'By arrangement and share, in order of the people’s references; today unless a date is given. `totals` are of all of them, not of the page.',
    tag: 'Brokers',
    callers: READERS,
    params: ById,
    query: PeopleQuery,
    answer: peoplePage,
    readOnly: true,
    handle: async ({ tx, params, query, clock }) => {
      await brokerOf(tx, params.id);
      return pageOf(tx, { brokerId: params.id }, query, clock);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/pooled-accounts/:id/proof',
    id: 'provePooledAccount',
    summary: "Prove that a pooled account holds its people's money, at any date",
    description: `What the ledger holds for everybody in the account, less what was declared spent
      and not yet accepted, with what the account holds for other authorities and its interest, is
      the balance on the broker's bank statement. After the last day of the latest return, both
      sides are compared as at that day.`,
    tag: 'Brokers',
    callers: READERS,
    params: ById,
    query: z.object({ on: Day.optional() }),
    answer: ProofSchema,
    readOnly: true,
    handle: async ({ tx, params, query, clock }) => {
      await pooledAccountOf(tx, params.id);
      const on = (query.on ?? clock.today()).toString();
      return { pooledAccountId: params.id, ...proofOf(await proofFigures(tx, params.id, on)) };
    },
  });
  peopleOfAccountRoute(app, services);
}

function peopleOfAccountRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/pooled-accounts/:id/people',
    id: 'listPooledAccountPeople',
    summary: 'Whose money is in a pooled account at a date, for audit',
    description:
      'As JSON a page at a time; with `Accept: text/csv` all of it as one CSV file (RFC 4180), one share a line. `totals` are the ledger’s side of the proof.',
    tag: 'Brokers',
    callers: READERS,
    params: ById,
    query: PeopleQuery.extend({ excel: z.literal('1').optional() }),
    answer: peoplePage,
    also: { 'text/csv': 'One share of an arrangement a line.' },
    ownTransactions: true,
    problems: ['not-acceptable'],
    handle: async ({ params, query, caller, clock, request, reply }) => {
      const type = chooseType(request.headers.accept, ['application/json', 'text/csv']);
      const whose = { pooledAccountId: params.id };
      const read = async (tx: Tx) => {
        await pooledAccountOf(tx, params.id);
        reply.header('vary', 'Accept');
        if (type === 'application/json') return pageOf(tx, whose, query, clock);
        const on = (query.on ?? clock.today()).toString();
        const name = `pooled-account-${on}.csv`;
        reply.header('content-disposition', `attachment; filename="${name}"`);
        await answerInPieces(reply, 'text/csv; charset=utf-8; header=present', (stop) =>
          csvPieces(COLUMNS, personLines(tx, whose, on, stop), { excel: query.excel === '1' }),
        );
        return undefined;
      };
      return inTransaction(services.client, caller.scope, read, { readOnly: true });
    },
  });
}

const COLUMNS: readonly Column<PersonLine>[] = [
  { name: 'reference', type: 'text' },
  { name: 'arrangement', type: 'id' },
  { name: 'source', type: 'text' },
  { name: 'funder', type: 'text' },
  { name: 'held', type: 'money' },
  { name: 'toReturn', type: 'money' },
];

async function pageOf(
  tx: Tx,
  whose: Whose,
  query: z.output<typeof PeopleQuery>,
  clock: Clock,
): Promise<object> {
  const on = (query.on ?? clock.today()).toString();
  const { items, totals } = await peopleServed(tx, whose, { ...query, on });
  return { ...toPage(items, query.limit, peopleCursor), on, totals };
}

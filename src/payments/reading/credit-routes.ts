import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { inTransaction, type Tx } from '../../database/transactions.ts';
import { chooseType } from '../../http/accept.ts';
import { csvPieces, type Column } from '../../http/csv.ts';
import { answerInPieces } from '../../http/pieces.ts';
import { addRoute, type Services } from '../../http/route.ts';
import { DayText, Id, Money, Source, page, pagingBy, toPage } from '../../http/schemas.ts';
import { notFound } from '../../problem.ts';
import { runOf } from '../find.ts';
import { creditLines, creditsBy, type Credit, type CreditLine } from './credit-store.ts';

const OFFICE = ['finance_officer', 'approver', 'auditor'] as const;
const ById = z.object({ id: Id });
const CREDIT_FORM = /^PB [0-9A-Z]{6} C?\d{6,8}$/;
const ITEM_FORM = /^PB [0-9A-Z]{6} \d{6,8}$/;

const CreditSchema = z
  .object({
    id: Id,
    payRunId: Id,
    reference: z.string().meta({ description: 'As on the bank statement.' }),
    valueOn: DayText,
    state: z.enum(['not_released', 'sent_on', 'rejected', 'returned']),
    payee: z.string().nullable(),
    items: z.number().int(),
    amount: Money,
    sectors: z.array(z.object({ source: Source, amount: Money })),
  })
  .meta({ id: 'Credit' });

const LineSchema = z
  .object({
    item: Id,
    reference: z.string(),
    beneficiary: z.string(),
    arrangementId: Id,
    purpose: z.string(),
    periodFrom: DayText,
    periodTo: DayText,
    education: Money.nullable(),
    health: Money.nullable(),
    socialCare: Money.nullable(),
    amount: Money,
  })
  .meta({ id: 'CreditLine' });

/** The columns of a credit's schedule as a CSV file. */
const COLUMNS: readonly Column<CreditLine>[] = [
  { name: 'item', type: 'id' },
  { name: 'reference', type: 'text' },
  { name: 'beneficiary', type: 'text' },
  { name: 'arrangementId', type: 'id' },
  { name: 'purpose', type: 'text' },
  { name: 'periodFrom', type: 'date' },
  { name: 'periodTo', type: 'date' },
  { name: 'education', type: 'money' },
  { name: 'health', type: 'money' },
  { name: 'socialCare', type: 'money' },
  { name: 'amount', type: 'money' },
];

/** How many lines of a CSV file are read at a time. */
const BATCH = 1000;

/** What leaves as one payment, and whose money it is. */
export function creditRoutes(app: FastifyInstance, services: Services): void {
  lists(app, services);
  addRoute(app, services, {
    method: 'GET',
    url: '/credits/:id',
    id: 'getCredit',
    summary: 'One payment as it leaves, with what is in it by sector',
    tag: 'Payments',
    callers: [...OFFICE, 'broker'],
    params: ById,
    answer: CreditSchema,
    readOnly: true,
    handle: async ({ tx, params }) => creditOf(tx, params.id),
  });
  schedule(app, services);
}

function lists(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/pay-runs/:id/credits',
    id: 'listPayRunCredits',
    summary: 'The payments that a run leaves as',
    description: 'Each family is paid by itself; all people of one broker are paid together.',
    tag: 'Payments',
    callers: OFFICE,
    params: ById,
    query: pagingBy(CREDIT_FORM),
    answer: page(CreditSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      await runOf(tx, params.id);
      const rows = await creditsBy(tx, { payRunId: params.id, ...query });
      return toPage(rows, query.limit, (row) => row.reference);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/credits',
    id: 'listCredits',
    summary: 'What your pooled account was paid, newest first',
    tag: 'Payments',
    callers: ['broker'],
    query: pagingBy(/^\d{4}-\d{2}-\d{2}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    answer: page(CreditSchema),
    readOnly: true,
    handle: async ({ tx, query, caller }) => {
      const [valueOn, id] = (query.after ?? '').split('_');
      const after = id === undefined ? undefined : { valueOn: valueOn!, id };
      const broker = caller.scope.broker!;
      const rows = await creditsBy(tx, { broker, after, limit: query.limit });
      return toPage(rows, query.limit, (row) => `${row.valueOn}_${row.id}`);
    },
  });
}

function schedule(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/credits/:id/schedule',
    id: 'getCreditSchedule',
    summary: 'Whose money one payment is: each person, arrangement and period',
    description:
      'The amounts make the payment, to the penny. With `Accept: text/csv` all of it as CSV (RFC 4180); `excel=1` begins it with a byte order mark.',
    tag: 'Payments',
    callers: [...OFFICE, 'broker'],
    params: ById,
    query: pagingBy(ITEM_FORM).extend({ excel: z.literal('1').optional() }),
    answer: z
      .object({ credit: CreditSchema, items: z.array(LineSchema), next: z.string().nullable() })
      .meta({ id: 'CreditSchedule' }),
    also: { 'text/csv': 'One payment of one person a line.' },
    ownTransactions: true,
    problems: ['not-acceptable'],
    handle: async ({ params, query, caller, request, reply }) => {
      const type = chooseType(request.headers.accept, ['application/json', 'text/csv']);
      const work = async (tx: Tx) => {
        const credit = await creditOf(tx, params.id);
        if (type === 'text/csv') return sendCsv(tx, credit, reply, query.excel === '1');
        const rows = await creditLines(tx, { creditId: credit.id, ...query });
        return { credit, ...toPage(rows, query.limit, (row) => row.reference) };
      };
      return inTransaction(services.client, caller.scope, work, { readOnly: true });
    },
  });
}

async function creditOf(tx: Tx, id: string): Promise<Credit> {
  const [credit] = await creditsBy(tx, { id });
  if (credit === undefined) throw notFound();
  return credit;
}

async function sendCsv(tx: Tx, credit: Credit, reply: FastifyReply, excel: boolean): Promise<void> {
  const name = `schedule-${credit.reference.replaceAll(' ', '-')}.csv`;
  reply.header('vary', 'Accept').header('content-disposition', `attachment; filename="${name}"`);
  const rows = () => creditLines(tx, { creditId: credit.id }).cursor(BATCH);
  await answerInPieces(reply, 'text/csv; charset=utf-8; header=present', () =>
    csvPieces(COLUMNS, rows(), { excel }),
  );
}

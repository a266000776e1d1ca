import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { financialYear } from '../../calendar.ts';
import { inTransaction, type Tx } from '../../database/transactions.ts';
import { chooseType } from '../../http/accept.ts';
import { csvPieces, type Column } from '../../http/csv.ts';
import { answerInPieces } from '../../http/pieces.ts';
import { addRoute, type Services } from '../../http/route.ts';
import { Day, DayText, Id, Money, Source, pagingBy, toPage } from '../../http/schemas.ts';
import { rulesOn } from '../../law/store.ts';
import { refuseFaults } from '../../problem.ts';
import { CAUSES } from './late-rules.ts';
import {
  everyLatePayment,
  latePayments,
  type LateAsked,
  type LatePayment,
  type LatePlace,
} from './late-store.ts';

const PLACE = /^(\d{4}-\d{2}-\d{2})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_(\d{1,4})$/;

const CauseSchema = z.enum(CAUSES).meta({ id: 'CauseOfLateness' });

const QuerySchema = pagingBy(PLACE).extend({
  from: Day.optional().meta({
    description: 'Due from this day; else from 1 April of the financial year.',
  }),
  to: Day.optional().meta({ description: 'Due by this day; else by `on`.' }),
  on: Day.optional().meta({ description: 'As at this day; else today.' }),
  why: CauseSchema.optional(),
  excel: z.literal('1').optional(),
});

const LatePaymentSchema = z
  .object({
    instalmentId: Id,
    beneficiary: z.string(),
    arrangementId: Id,
    number: z.number().int(),
    periodFrom: DayText,
    periodTo: DayText,
    sources: z.array(Source).meta({ description: 'Whose shares of the payment were late so.' }),
    amount: Money,
    dueOn: DayText,
    paidOn: DayText.nullable().meta({ description: 'Null while it is unpaid.' }),
    days: z.number().int().meta({ description: 'Calendar days.' }),
    workingDays: z.number().int().nullable(),
    why: CauseSchema,
    code: z.string().nullable().meta({
      description: "The reason of the officer's hold or of the withdrawal, or the bank's code.",
    }),
    missing: z.array(z.object({ document: z.string(), givenBy: z.string().nullable() })),
    words: z.string(),
  })
  .meta({ id: 'LatePayment' });

const AnswerSchema = z
  .object({
    from: DayText,
    to: DayText,
    on: DayText,
    totals: z.array(z.object({ why: CauseSchema, payments: z.number().int(), amount: Money })),
    items: z.array(LatePaymentSchema),
    next: z.string().nullable(),
  })
  .meta({ id: 'LatePayments' });

interface CsvRow extends Omit<LatePayment, 'sources'> {
  readonly sources: string;
}

const COLUMNS: readonly Column<CsvRow>[] = [
  { name: 'instalmentId', type: 'id' },
  { name: 'beneficiary', type: 'text' },
  { name: 'arrangementId', type: 'id' },
  { name: 'number', type: 'count' },
  { name: 'periodFrom', type: 'date' },
  { name: 'periodTo', type: 'date' },
  { name: 'sources', type: 'text' },
  { name: 'amount', type: 'money' },
  { name: 'dueOn', type: 'date' },
  { name: 'paidOn', type: 'date' },
  { name: 'days', type: 'count' },
  { name: 'workingDays', type: 'count' },
  { name: 'why', type: 'text' },
  { name: 'code', type: 'text' },
  { name: 'words', type: 'text' },
];

/** Every payment against the day it was due: what was late, by how much, and why. */
export function lateRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/late-payments',
    id: 'listLatePayments',
    summary: 'Payments that were or are late, and why',
    description:
      'Whose value date has passed and that were not paid by then; share by share where they differ. Of several causes the first in their order counts. What was paid before the book began is left out. With `Accept: text/csv` all of it as CSV (RFC 4180).',
    tag: 'Payments',
    callers: ['finance_officer', 'approver', 'caseworker', 'auditor'],
    query: QuerySchema,
    answer: AnswerSchema,
    also: { 'text/csv': 'One late payment a line.' },
    ownTransactions: true,
    problems: ['dates-out-of-order', 'not-acceptable'],
    handle: async ({ query, caller, clock, request, reply }) => {
      const type = chooseType(request.headers.accept, ['application/json', 'text/csv']);
      const asked = askedOf(query, clock.today());
      const work = async (tx: Tx) => {
        const rules = await rulesOn(tx, tx.scope.today);
        if (type === 'application/json') {
          const by = { after: placeOf(query.after), limit: query.limit };
          const { rows, totals } = await latePayments(tx, asked, rules, by);
          return { ...asked, totals, ...toPage(rows, query.limit, cursorOf) };
        }
        reply
          .header('vary', 'Accept')
          .header('content-disposition', `attachment; filename="late-payments-${asked.on}.csv"`);
        const excel = query.excel === '1';
        return answerInPieces(reply, 'text/csv; charset=utf-8; header=present', () =>
          csvPieces(COLUMNS, forCsv(everyLatePayment(tx, asked, rules)), { excel }),
        );
      };
      return inTransaction(services.client, caller.scope, work, { readOnly: true });
    },
  });
}

function askedOf(query: z.output<typeof QuerySchema>, today: Temporal.PlainDate): LateAsked {
  const on = query.on ?? today;
  const to = query.to ?? on;
  const from = query.from ?? financialYear(to).from;
  if (Temporal.PlainDate.compare(to, from) < 0) {
    const message = 'The list ends on or after the day it begins.';
    refuseFaults('dates-out-of-order', message, [{ where: 'query.to', message }]);
  }
  return { from: from.toString(), to: to.toString(), on: on.toString(), why: query.why };
}

const cursorOf = ({ dueOn, instalmentId, position }: LatePayment): string =>
  `${dueOn}_${instalmentId}_${position}`;

function placeOf(cursor: string | undefined): LatePlace | undefined {
  const [, dueOn, instalmentId, position] = PLACE.exec(cursor ?? '') ?? [];
  if (dueOn === undefined) return undefined;
  return { dueOn, instalmentId: instalmentId!, position: Number(position) };
}

async function* forCsv(batches: AsyncIterable<LatePayment[]>): AsyncGenerator<CsvRow[]> {
  for await (const rows of batches) {
    yield rows.map((row) => ({ ...row, sources: row.sources.join(' ') }));
  }
}

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { arrangementOf } from '../budgets/find.ts';
import { financialYear } from '../calendar.ts';
import type { Tx } from '../database/transactions.ts';
import { chooseType } from '../http/accept.ts';
import { csvPieces, type Column } from '../http/csv.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, DayText, Id, Money } from '../http/schemas.ts';
import { money, sum } from '../money.ts';
import { notionalFigures } from '../orders/position.ts';
import { listBeneficiaries } from '../people/store.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { arrangedInWords, movedAgreedInWords, statementOf, type Line } from './rules.ts';
import {
  agreedOn,
  MOST_LINES,
  movedAgreed,
  nextPayment,
  shareFigures,
  statementRows,
} from './store.ts';

const ById = z.object({ id: Id });

const LineSchema = z.object({
  on: DayText,
  what: z.string(),
  moneyIn: Money,
  moneyOut: Money,
  left: Money,
  shares: z.array(z.object({ source: z.string(), amount: Money })),
  category: z.string().nullable(),
  entry: z.string(),
});

const StatementSchema = z
  .object({
    person: z.object({ reference: z.string(), name: z.string().nullable() }),
    arrangement: z.object({ id: Id, purpose: z.string(), kind: z.string() }),
    from: DayText,
    to: DayText,
    agreed: Money,
    opening: Money,
    moneyIn: Money,
    moneyOut: Money,
    closing: Money,
    shares: z.array(
      z.object({
        source: z.string(),
        funder: z.string(),
        agreed: Money,
        opening: Money,
        closing: Money,
      }),
    ),
    lines: z.array(LineSchema),
    moved: z.array(z.object({ on: DayText, what: z.string(), amount: Money })).meta({
      description:
        'What was agreed and not used, and became part of another arrangement, or came from one.',
    }),
    arranged: z
      .array(
        z.object({
          name: z.enum(['actual', 'committed', 'remaining']),
          what: z.string(),
          amount: Money,
        }),
      )
      .meta({
        description:
          'Where the authority arranges the services: what of the money is spent, set aside and left at the end of the last day. Empty where somebody holds the money.',
      }),
    nextPayment: z
      .object({ on: DayText, amount: Money, periodFrom: DayText, periodTo: DayText })
      .nullable(),
  })
  .meta({ id: 'Statement' });

/** The columns of a statement as a CSV file. */
const COLUMNS: readonly Column<Record<string, unknown>>[] = [
  { name: 'date', type: 'date' },
  { name: 'what', type: 'text' },
  { name: 'money_in', type: 'money' },
  { name: 'money_out', type: 'money' },
  { name: 'left', type: 'money' },
  { name: 'education', type: 'money' },
  { name: 'health', type: 'money' },
  { name: 'social_care', type: 'money' },
  { name: 'contribution', type: 'money' },
  { name: 'top_up', type: 'money' },
  { name: 'entry', type: 'id' },
];

/** The statement of one arrangement, in plain words, for a family and everyone who helps them. */
export function statementRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/statement',
    id: 'getStatement',
    summary: 'What was agreed, what came, what was spent and what is left',
    description:
      'The financial year so far unless dates are given. `Accept: text/csv` gives the lines as CSV (RFC 4180); `excel=1` begins it with a byte order mark.',
    tag: 'Statements',
    callers: ['family', 'broker', 'caseworker', 'finance_officer', 'approver', 'auditor'],
    params: ById,
    query: z.object({ from: Day.optional(), to: Day.optional(), excel: z.literal('1').optional() }),
    answer: StatementSchema,
    also: { 'text/csv': 'The lines of the statement.' },
    readOnly: true,
    problems: ['dates-out-of-order', 'not-acceptable'],
    handle: async ({ tx, params, query, clock, request, reply }) => {
      const to = query.to ?? clock.today();
      const from = query.from ?? financialYear(to).from;
      if (Temporal.PlainDate.compare(to, from) < 0) {
        const message = 'A statement ends on or after the day it begins.';
        refuseFaults('dates-out-of-order', message, [{ where: 'query.to', message }]);
      }
      const statement = await statementFor(tx, params.id, from.toString(), to.toString());
      const type = chooseType(request.headers.accept, ['application/json', 'text/csv']);
      if (type === 'application/json') return statement;
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="statement-${to.toString()}.csv"`);
      return csvOf(statement.lines, query.excel === '1');
    },
  });
}

async function statementFor(tx: Tx, arrangementId: string, from: string, to: string) {
  const arrangement = await arrangementOf(tx, arrangementId);
  const span = { arrangementId, from, to };
  const [person] = await listBeneficiaries(tx, { limit: 1, id: arrangement.beneficiaryId });
  const shares = await shareFigures(tx, span);
  const rows = await statementRows(tx, span);
  if (rows.length > MOST_LINES) {
    throw new Problem('invalid-request', `A statement shows at most ${MOST_LINES} lines.`, {
      errors: [{ where: 'query.from', message: 'Ask for a shorter time.' }],
    });
  }
  const opening = sum(shares.map((share) => money(share.opening)));
  const closing = sum(shares.map((share) => money(share.closing)));
  const { id, purpose, kind } = arrangement;
  const { givenName, familyName, reference } = person!;
  const name = givenName === null ? null : `${givenName} ${familyName}`;
  return {
    person: { reference, name },
    arrangement: { id, purpose, kind },
    from,
    to,
    agreed: await agreedOn(tx, arrangementId, to),
    ...statementOf(opening, closing, rows),
    shares,
    moved: (await movedAgreed(tx, span)).map(({ on, amount, moved }) => ({
      on,
      what: movedAgreedInWords(moved),
      amount,
    })),
    arranged:
      kind === 'notional' ? arrangedInWords(await notionalFigures(tx, arrangementId, to)) : [],
    nextPayment: await nextPayment(tx, arrangementId, to),
  };
}

async function csvOf(lines: readonly Line[], excel: boolean): Promise<string> {
  const rows = lines.map((line) => {
    const of = (source: string): string | null =>
      line.shares.find((share) => share.source === source)?.amount ?? null;
    return {
      date: line.on,
      what: line.what,
      money_in: line.moneyIn,
      money_out: line.moneyOut,
      left: line.left,
      education: of('education'),
      health: of('health'),
      social_care: of('social_care'),
      contribution: of('contribution'),
      top_up: of('top_up'),
      entry: line.entry,
    };
  });
  let text = '';
  for await (const piece of csvPieces(COLUMNS, batch(rows), { excel })) text += piece;
  return text;
}

async function* batch<T>(rows: T[]): AsyncGenerator<T[]> {
  yield rows;
}

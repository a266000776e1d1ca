import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../access/kinds.ts';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { chooseType } from '../http/accept.ts';
import { csvPieces } from '../http/csv.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { readAsKnown } from '../ledger/known.ts';
import { toText } from '../money.ts';
import { Problem, notFound, refuseFaults } from '../problem.ts';
import { figuresOf } from './figures.ts';
import { FUND_COLUMNS, fundLines, fundOn, type ShownFund } from './report.ts';
import { faultsOfDays, faultsOfMembers, quartersOf } from './rules.ts';
import { FundOnSchema, FundQuery, FundSchema, NewFundSchema } from './schemas.ts';
import { addFunds, fundsBy, inTheWay, knownFunders, type Fund, type NewFund } from './store.ts';

const READERS: readonly UserKind[] = ['finance_officer', 'approver', 'auditor', 'commissioner'];
const ById = z.object({ id: Id });

/** Funds of several partners: pooled under section 75, or aligned. */
export function fundRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/funds',
    id: 'addFund',
    summary: 'Set a fund up, with what each member puts in and bears',
    description:
      'Pooled: what is over or short is shared by the parts of the risk, which make one. Aligned: each member bears its own spending. A funder is in one fund at a time.',
    tag: 'Funds',
    callers: ['finance_officer'],
    body: NewFundSchema,
    answer: FundSchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'dates-out-of-order', 'already-exists'],
    handle: async ({ tx, body }) => {
      refuseFaults('dates-out-of-order', 'The days cannot be right.', faultsOfDays(body));
      refuseFaults('invalid-request', 'The members do not fit.', faultsOfMembers(body));
      const fund = newFundOf(body);
      await refuseUnknown(tx, fund);
      // Two funds at once could each find that a funder is in no other.
      await decideAlone(tx, 'funds');
      await refuseInTheWay(tx, fund);
      const [id] = await addFunds(tx, [fund]);
      return fundOf(tx, id!);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/funds',
    id: 'listFunds',
    summary: 'The funds, the last that was set up first',
    tag: 'Funds',
    callers: READERS,
    query: pagingBy(/^[1-9]\d{0,17}$/),
    answer: page(FundSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await fundsBy(tx, query), query.limit, (fund) => fund.entry),
  });
  figuresRoute(app, services);
}

function figuresRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/funds/:id',
    id: 'getFund',
    summary: 'A fund on a day: contributions, spending, what is over or short, and who bears it',
    description: `Today unless a day is given. A quarter's contribution is due on the quarter's first
      day. Spent is what was paid out or invoiced of the members' shares with effect in the fund's
      days up to the day; the forecast adds what is scheduled by its end and what is on order. With
      \`Accept: text/csv\`, the quarters, the fund to date and the whole fund as lines of CSV.`,
    tag: 'Funds',
    callers: READERS,
    params: ById,
    query: FundQuery,
    answer: FundOnSchema,
    also: { 'text/csv': 'One member and one span a line; a line without a member is the total.' },
    ownTransactions: true,
    problems: ['not-acceptable'],
    handle: async ({ caller, params, query, clock, request, reply }) => {
      const type = chooseType(request.headers.accept, ['application/json', 'text/csv']);
      const on = query.on ?? clock.today();
      const known = { moment: query.knownAt, where: 'query.knownAt' };
      const shown = await readAsKnown(services.client, caller.scope, known, async (tx, through) =>
        shownOn(tx, await fundOf(tx, params.id), on, through),
      );
      reply.header('vary', 'Accept');
      if (type === 'application/json') return shown;
      const name = `fund-${shown.fromOn}-to-${shown.on}.csv`;
      reply
        .type('text/csv; charset=utf-8; header=present')
        .header('content-disposition', `attachment; filename="${name}"`);
      return csvOf(shown, query.excel === '1');
    },
  });
}

async function shownOn(
  tx: Tx,
  fund: Fund,
  on: Temporal.PlainDate,
  knownThrough: string | null,
): Promise<ShownFund> {
  const { id: fundId, fromOn, toOn } = fund;
  const quarters = quartersOf(fund);
  const asked = { fundId, fromOn, toOn, quarters, on: on.toString(), knownThrough };
  return fundOn(fund, on, await figuresOf(tx, asked));
}

async function fundOf(tx: Tx, id: string): Promise<Fund> {
  const [fund] = await fundsBy(tx, { id });
  if (fund === undefined) throw notFound();
  return fund;
}

const newFundOf = (body: z.output<typeof NewFundSchema>): NewFund => ({
  ...body,
  fromOn: body.fromOn.toString(),
  toOn: body.toOn.toString(),
  members: body.members.map(({ funderId, contribution, risk }) => ({
    funderId,
    contribution: toText(contribution),
    risk: risk === undefined ? null : `${risk.numerator}/${risk.denominator}`,
  })),
});

async function refuseUnknown(tx: Tx, { members }: NewFund): Promise<void> {
  const known = await knownFunders(
    tx,
    members.map((member) => member.funderId),
  );
  const message = 'There is no funder of this identifier.';
  const faults = members.flatMap(({ funderId }, n) =>
    known.has(funderId) ? [] : [{ where: `body.members.${n}.funderId`, message }],
  );
  refuseFaults('record-unknown', 'A member is not known.', faults);
}

async function refuseInTheWay(tx: Tx, fund: NewFund): Promise<void> {
  const others = await inTheWay(tx, fund);
  if (others.length === 0) return;
  const errors = others.map(({ name, funderId }) => {
    const place = fund.members.findIndex((member) => member.funderId === funderId);
    return place < 0
      ? { where: 'body.name', message: 'There is a fund of this name from this day.' }
      : {
          where: `body.members.${place}.funderId`,
          message: `This funder is in "${name}" on some of these days.`,
        };
  });
  throw new Problem('already-exists', 'A funder is in one fund at a time, and a name once a day.', {
    errors,
    fund: others[0]!.id,
  });
}

async function csvOf(fund: ShownFund, excel: boolean): Promise<string> {
  let text = '';
  for await (const piece of csvPieces(FUND_COLUMNS, once(fundLines(fund)), { excel })) {
    text += piece;
  }
  return text;
}

async function* once<T>(rows: T): AsyncGenerator<T> {
  yield rows;
}

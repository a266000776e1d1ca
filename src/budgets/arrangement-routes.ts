import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { payeeById } from '../payees/store.ts';
import { Problem, refuseFaults, type ProblemType } from '../problem.ts';
import { NewArrangementSchema, ArrangementSchema } from './arrangement-schemas.ts';
import { arrangementsBy } from './arrangement-list.ts';
import { proposeArrangements } from './arrangement-store.ts';
import { itemsOf, sharesOf } from './body.ts';
import type { Budget } from './budget-store.ts';
import { decisionRoutes } from './decision-routes.ts';
import { arrangementOf, budgetOf, openBudget } from './find.ts';
import { faultsOfOwnMoney, faultsOfTerms, type Terms } from './rules.ts';
import { scheduleRows } from './schedule-store.ts';
import { InstalmentSchema } from './schemas.ts';
import { spendingRoutes } from './spending-routes.ts';
import { versionRoutes } from './version-routes.ts';
import { amountOfWeekly } from './versions.ts';

const EVERYONE = USER_KINDS.filter((kind) => kind !== 'administrator');
const ById = z.object({ id: Id });
type Body = z.output<typeof NewArrangementSchema>;

/** Arrangements: how part of a budget is held, shared and paid; and what a holder spent of it. */
export function arrangementRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/budgets/:id/arrangements',
    id: 'proposeArrangement',
    summary: 'Propose an arrangement with its shares and schedule',
    tag: 'Budgets',
    callers: ['caseworker'],
    params: ById,
    body: NewArrangementSchema,
    answer: ArrangementSchema,
    status: 201,
    moves: true,
    problems: ['budget-closed', 'shares-do-not-make-one', 'record-unknown', 'period-closed'],
    handle: async ({ tx, params, body }) => {
      const budget = await openBudget(tx, params.id);
      const terms = termsOf(body);
      await checkTerms(tx, budget, body, terms);
      const shares = await sharesOf(tx, body.shares);
      const items = await itemsOf(tx, budget.beneficiaryId, body.items ?? [], shares);
      const brokerId = await brokerOf(tx, body, budget.beneficiaryId);
      const [made] = await proposeArrangements(tx, [
        {
          budgetId: budget.id,
          beneficiaryId: budget.beneficiaryId,
          kind: body.kind,
          purpose: body.purpose,
          payeeId: body.payeeId ?? null,
          brokerId,
          shares,
          terms,
          items,
          weekly: body.weekly ?? null,
          contribution: body.contribution ?? null,
          topUp: body.topUp ?? null,
          sameHousehold: body.sameHousehold ?? false,
          reason: body.reason,
        },
      ]);
      return arrangementOf(tx, made!.arrangementId);
    },
  });
  readingRoutes(app, services);
  decisionRoutes(app, services);
  versionRoutes(app, services);
  spendingRoutes(app, services);
}

/** The terms of a request; an amount by the week is made into that of the whole schedule. */
function termsOf(body: Body): Terms {
  const { terms, ...schedule } = body.schedule;
  const grid = { ...schedule, ...(terms === undefined ? {} : { terms }) };
  const amount = body.amount ?? amountOfWeekly(grid, body.weekly!);
  if (amount === null) {
    refuseFaults('invalid-request', 'The terms are not as expected.', [
      {
        where: 'body.weekly',
        message: 'An amount a week needs a schedule that is counted in weeks.',
      },
    ]);
  }
  return { ...grid, amount: amount!, effectiveOn: body.effectiveOn };
}

async function checkTerms(tx: Tx, budget: Budget, body: Body, terms: Terms): Promise<void> {
  const span = {
    startsOn: Temporal.PlainDate.from(budget.startsOn),
    endsOn: Temporal.PlainDate.from(budget.endsOn),
  };
  const faults = faultsOfTerms(terms, span, body.kind);
  faults.push(...faultsOfOwnMoney(body, { kind: body.kind, every: terms.every }));
  refuseFaults('invalid-request', 'The terms are not as expected.', faults);
  const [closing] = await tx.sql<{ through: string | null }[]>`
    select max(closed_through) as through from period_closings`;
  const through = closing!.through;
  if (through === null || body.effectiveOn.toString() > through) return;
  const firstOpen = Temporal.PlainDate.from(through).add({ days: 1 }).toString();
  const message = `The books are closed through ${through}. Make the arrangement effective from ${firstOpen}, and add what is due for the days before to its amount.`;
  throw new Problem('period-closed', message, {
    firstOpen,
    errors: [{ where: 'body.effectiveOn', message }],
  });
}

/** The broker of a third-party arrangement's payee; null for other kinds. */
async function brokerOf(tx: Tx, body: Body, beneficiaryId: string): Promise<string | null> {
  const where = 'body.payeeId';
  const refuse = (type: ProblemType, message: string): never => {
    throw new Problem(type, message, { errors: [{ where, message }] });
  };
  const wrong = (message: string): never => refuse('invalid-request', message);
  if (body.kind === 'notional') {
    return body.payeeId === undefined ? null : wrong('A notional arrangement pays nobody.');
  }
  if (body.payeeId === undefined) return wrong('Say who is paid.');
  const payee = await payeeById(tx, body.payeeId);
  if (payee === undefined) return refuse('record-unknown', 'No payee has this identifier.');
  if (body.kind === 'third_party') {
    return payee.brokerId ?? wrong('A third-party arrangement is paid to a broker.');
  }
  return payee.beneficiaryId === beneficiaryId
    ? null
    : wrong('The payee is not one of this person.');
}

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/budgets/:id/arrangements',
    id: 'listArrangements',
    summary: 'The arrangements of a budget that you may see',
    tag: 'Budgets',
    callers: EVERYONE,
    params: ById,
    answer: page(ArrangementSchema),
    readOnly: true,
    handle: async ({ tx, params }) => {
      await budgetOf(tx, params.id);
      return { items: await arrangementsBy(tx, { budgetId: params.id }), next: null };
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id',
    id: 'getArrangement',
    summary: 'One arrangement with its agreement',
    tag: 'Budgets',
    callers: EVERYONE,
    params: ById,
    answer: ArrangementSchema,
    readOnly: true,
    handle: async ({ tx, params }) => arrangementOf(tx, params.id),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/schedule',
    id: 'getSchedule',
    summary: 'The agreed schedule: periods, dates, amounts and shares',
    tag: 'Budgets',
    callers: EVERYONE,
    params: ById,
    query: pagingBy(/^\d{1,4}$/),
    answer: page(InstalmentSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      await arrangementOf(tx, params.id);
      const rows = await scheduleRows(tx, params.id);
      // By place, for a number may be left out, or come later than its value date.
      const places = new Map(rows.map((row, n) => [row.id, String(n + 1)]));
      const start = Number(query.after ?? 0);
      return toPage(rows.slice(start), query.limit, (row) => places.get(row.id)!);
    },
  });
}

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, Id, UUID_FORM, line, page, pagingBy, toPage } from '../http/schemas.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { fundersThatAgreed } from '../requests/find.ts';
import { arrangementRoutes } from './arrangement-routes.ts';
import { asAtRoutes } from './as-at-routes.ts';
import { budgetOf, openBudget } from './find.ts';
import { addBudgets, addFunders, closeBudget, listBudgets } from './budget-store.ts';
import { BudgetSchema, FunderSchema, NewBudgetSchema, NewFunderSchema } from './schemas.ts';

const EVERYONE = USER_KINDS.filter((kind) => kind !== 'administrator');
const ById = z.object({ id: Id });

/** Budgets, and the arrangements that hold them. */
export function budgetRoutes(app: FastifyInstance, services: Services): void {
  funderRoutes(app, services);
  ownRoutes(app, services);
  closureRoute(app, services);
  asAtRoutes(app, services);
  arrangementRoutes(app, services);
}

function funderRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/funders',
    id: 'addFunder',
    summary: 'Add a funder of one sector',
    tag: 'Budgets',
    callers: ['finance_officer'],
    body: NewFunderSchema,
    answer: FunderSchema,
    status: 201,
    problems: ['already-exists'],
    handle: async ({ tx, body }) => {
      const [known] = await tx.sql`select from funders where name = ${body.name}`;
      if (known !== undefined)
        throw new Problem('already-exists', 'There is a funder of this name.');
      const [id] = await addFunders(tx, [body]);
      return { id, ...body };
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/funders',
    id: 'listFunders',
    summary: 'The funders',
    tag: 'Budgets',
    callers: USER_KINDS,
    answer: page(FunderSchema),
    readOnly: true,
    handle: async ({ tx }) => ({
      items: await tx.sql`select id, name, sector from funders order by sector, name limit 200`,
      next: null,
    }),
  });
}

function ownRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/budgets',
    id: 'addBudget',
    summary: "Make a budget for a person's plan",
    tag: 'Budgets',
    callers: ['caseworker'],
    body: NewBudgetSchema,
    answer: BudgetSchema,
    status: 201,
    problems: ['person-unknown', 'record-unknown', 'dates-out-of-order', 'funder-has-not-agreed'],
    handle: async ({ tx, body }) => {
      await checkBudget(tx, body);
      const [id] = await addBudgets(tx, [
        { ...body, startsOn: body.startsOn.toString(), endsOn: body.endsOn.toString() },
      ]);
      return budgetOf(tx, id!);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/budgets',
    id: 'listBudgets',
    summary: 'The budgets you may see',
    tag: 'Budgets',
    callers: EVERYONE,
    query: pagingBy(UUID_FORM).extend({ beneficiaryId: Id.optional() }),
    answer: page(BudgetSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await listBudgets(tx, query), query.limit, (row) => row.id),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/budgets/:id',
    id: 'getBudget',
    summary: 'One budget',
    tag: 'Budgets',
    callers: EVERYONE,
    params: ById,
    answer: BudgetSchema,
    readOnly: true,
    handle: async ({ tx, params }) => budgetOf(tx, params.id),
  });
}

function closureRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/budgets/:id/closure',
    id: 'closeBudget',
    summary: 'Close a budget',
    description: 'Nothing new is agreed or paid from a closed budget.',
    tag: 'Budgets',
    callers: ['caseworker', 'finance_officer'],
    params: ById,
    body: z.strictObject({ closedOn: Day, reason: line(200) }).meta({ id: 'BudgetClosure' }),
    answer: BudgetSchema,
    moves: true,
    problems: ['budget-closed', 'dates-out-of-order'],
    handle: async ({ tx, params, body }) => {
      await decideAlone(tx, `budget ${params.id}`);
      const budget = await openBudget(tx, params.id);
      if (Temporal.PlainDate.compare(body.closedOn, Temporal.PlainDate.from(budget.startsOn)) < 0) {
        refuseFaults('dates-out-of-order', 'The dates are out of order.', [
          { where: 'body.closedOn', message: `The budget starts on ${budget.startsOn}.` },
        ]);
      }
      await closeBudget(tx, params.id, { closedOn: body.closedOn.toString(), reason: body.reason });
      return budgetOf(tx, params.id);
    },
  });
}

type NewBudgetBody = z.output<typeof NewBudgetSchema>;

async function checkBudget(tx: Tx, body: NewBudgetBody): Promise<void> {
  const [person] = await tx.sql`select from beneficiaries where id = ${body.beneficiaryId}`;
  if (person === undefined) {
    throw new Problem('person-unknown', 'There is no such person.', {
      errors: [{ where: 'body.beneficiaryId', message: 'No person has this identifier.' }],
    });
  }
  const [plan] = await tx.sql<{ startsOn: string }[]>`
    select starts_on as "startsOn" from plans
    where id = ${body.planId} and beneficiary_id = ${body.beneficiaryId}`;
  if (plan === undefined) {
    throw new Problem('record-unknown', 'The person has no such plan.', {
      errors: [{ where: 'body.planId', message: 'No plan of this person has this identifier.' }],
    });
  }
  await checkRequest(tx, body);
  const faults = [];
  if (Temporal.PlainDate.compare(body.endsOn, body.startsOn) < 0) {
    faults.push({ where: 'body.endsOn', message: 'A budget ends on or after the day it starts.' });
  }
  if (Temporal.PlainDate.compare(body.startsOn, Temporal.PlainDate.from(plan.startsOn)) < 0) {
    faults.push({ where: 'body.startsOn', message: `The plan starts on ${plan.startsOn}.` });
  }
  refuseFaults('dates-out-of-order', "The budget's dates are out of order.", faults);
}

/** A budget answers a request of the same person that at least one funder has agreed to. */
async function checkRequest(tx: Tx, body: NewBudgetBody): Promise<void> {
  if (body.requestId === undefined) return;
  const [request] = await tx.sql`
    select from budget_requests
    where id = ${body.requestId} and beneficiary_id = ${body.beneficiaryId}`;
  if (request === undefined) {
    throw new Problem('record-unknown', 'The person has made no such request.', {
      errors: [
        { where: 'body.requestId', message: 'No request of this person has this identifier.' },
      ],
    });
  }
  if ((await fundersThatAgreed(tx, body.requestId)).size === 0) {
    throw new Problem('funder-has-not-agreed', 'No funder has agreed to this request.', {
      funders: [],
    });
  }
}

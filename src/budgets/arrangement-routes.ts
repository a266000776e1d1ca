import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import type { Sector } from '../ledger/accounts.ts';
import { payeeById } from '../payees/store.ts';
import { Problem, refuseFaults, type Fault, type ProblemType } from '../problem.ts';
import { agree, loadProposals, scheduleRows } from './agreement-store.ts';
import { arrangementsBy, proposeArrangements } from './arrangement-store.ts';
import { arrangementOf, budgetOf, openBudget } from './find.ts';
import { faultsOfTerms, shareOut, type ShareTerm } from './rules.ts';

import { ArrangementSchema, InstalmentSchema, NewArrangementSchema } from './schemas.ts';
import { spendingRoutes } from './spending-routes.ts';

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
    problems: ['budget-closed', 'shares-do-not-make-one', 'record-unknown'],
    handle: async ({ tx, params, body }) => {
      const budget = await openBudget(tx, params.id);
      const terms = { ...body.schedule, amount: body.amount, effectiveOn: body.effectiveOn };
      const span = {
        startsOn: Temporal.PlainDate.from(budget.startsOn),
        endsOn: Temporal.PlainDate.from(budget.endsOn),
      };
      const faults = faultsOfTerms(terms, span, body.kind);
      refuseFaults('invalid-request', 'The terms are not as expected.', faults);
      const shares = await sharesOf(tx, body);
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
          reason: body.reason,
        },
      ]);
      return arrangementOf(tx, made!.arrangementId);
    },
  });
  readingRoutes(app, services);
  decisionRoute(app, services);
  spendingRoutes(app, services);
}

function termOf(share: Body['shares'][number]): ShareTerm {
  if (share.fraction !== undefined) return { fraction: share.fraction };
  if (share.fixed !== undefined) return { fixed: share.fixed };
  return { rest: true };
}

async function sharesOf(tx: Tx, body: Body) {
  const ids = body.shares.map((share) => share.funderId);
  const funders = await tx.sql<{ id: string; sector: Sector }[]>`
    select id, sector from funders where id::text in
      (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`;
  const sectors = new Map(funders.map((funder) => [funder.id, funder.sector]));
  const faults = (wrong: (id: string, n: number) => boolean, message: string): Fault[] =>
    ids.flatMap((id, n) => (wrong(id, n) ? [{ where: `body.shares.${n}.funderId`, message }] : []));
  const unknown = faults((id) => !sectors.has(id), 'No funder has this identifier.');
  refuseFaults('record-unknown', 'The shares name funders that do not exist.', unknown);
  const twice = faults((id, n) => ids.indexOf(id) < n, 'A funder has one share of an arrangement.');
  refuseFaults('invalid-request', 'The shares name a funder twice.', twice);
  const terms = body.shares.map(termOf);
  const shared = shareOut(body.amount, terms);
  if (!shared.ok) {
    throw new Problem('shares-do-not-make-one', shared.message, {
      errors: [{ where: 'body.shares', message: shared.message }],
    });
  }
  return body.shares.map((share, n) => ({
    source: sectors.get(share.funderId)!,
    funderId: share.funderId,
    term: terms[n]!,
    amount: shared.amounts[n]!,
  }));
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
      return toPage(rows.slice(Number(query.after ?? 0)), query.limit, (row) => String(row.number));
    },
  });
}

function decisionRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/agreement',
    id: 'agreeArrangement',
    summary: 'Agree a proposed arrangement as a second person',
    description: 'Posts what each funder agrees, and schedules the payments.',
    tag: 'Budgets',
    callers: ['panel_member', 'approver'],
    params: ById,
    answer: ArrangementSchema,
    moves: true,
    problems: ['needs-a-second-person', 'state-does-not-allow', 'budget-closed'],
    handle: async ({ tx, params, caller }) => {
      await decideAlone(tx, `arrangement ${params.id}`);
      const arrangement = await arrangementOf(tx, params.id);
      const [proposal] = await loadProposals(tx, [arrangement.agreement.id]);
      if (proposal!.decided) {
        throw new Problem('state-does-not-allow', 'This version is agreed already.', {
          state: 'agreed',
        });
      }
      if (proposal!.budgetClosed) throw new Problem('budget-closed', 'The budget is closed.');
      if (proposal!.proposedBy === caller.user) {
        throw new Problem('needs-a-second-person', 'You proposed this arrangement yourself.');
      }
      await agree(tx, [proposal!]);
      return arrangementOf(tx, params.id);
    },
  });
}

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../access/kinds.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { noteRules, rulesOn } from '../law/store.ts';
import { money, toText } from '../money.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { partnerAlone, partnerOf, rechargeOf, waitingRecharge } from './find.ts';
import {
  changedSince,
  drawUp,
  issue,
  lineCursor,
  linesQuery,
  listRecharges,
  nextRecharge,
  totalsOf,
  withdraw,
  type RechargeRow,
} from './recharge-store.ts';
import { faultsOfTo, usualTo } from './rules.ts';
import {
  NewRechargeSchema,
  RechargeFoundSchema,
  RechargeSchema,
  WithdrawalSchema,
} from './schemas.ts';
import type { PartnerRow } from './store.ts';

const ById = z.object({ id: Id });
/** Where a page of lines ends: a person's reference and the share. */
export const LINE_FORM = /^[^\p{Cc}]{0,160}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
/** Who may read a partner's recharges line by line. */
export const LINE_READERS: readonly UserKind[] = [
  'finance_officer',
  'approver',
  'auditor',
  'health_approver',
  'school_approver',
];

/** Recharges: drawn up by one person, issued by another. */
export function rechargeRoutes(app: FastifyInstance, services: Services): void {
  drawingUpRoute(app, services);
  issueRoute(app, services);
  withdrawalRoute(app, services);
  readingRoutes(app, services);
}

function drawingUpRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/partners/:id/recharges',
    id: 'drawUpRecharge',
    summary: 'Draw up what a partner is recharged, on actuals',
    description:
      "From the day after the last recharge to a quarter's end. Of each arrangement the partner's part of all that was spent to date, less what it paid itself and was recharged before. Nothing is posted.",
    tag: 'Partners',
    callers: ['finance_officer'],
    params: ById,
    body: NewRechargeSchema,
    answer: RechargeSchema,
    status: 201,
    moves: true,
    problems: ['dates-out-of-order', 'nothing-due', 'state-does-not-allow'],
    handle: async ({ tx, params, body, clock }) => {
      const partner = await partnerAlone(tx, params.id);
      const { from, number, waiting } = await nextRecharge(tx, partner);
      if (waiting !== null) {
        throw new Problem(
          'state-does-not-allow',
          `Recharge ${waiting} is drawn up and waits. Issue or withdraw it first.`,
          { waiting },
        );
      }
      const to = body.to ?? usualTo(from, clock.today());
      refuseFaults(
        'dates-out-of-order',
        'The last day cannot be right.',
        faultsOfTo(to, from, clock.today()),
      );
      const id = await drawUp(tx, partner, { from, to, number });
      if (id !== null) return rechargeOf(tx, id);
      const words = `Up to ${to.toString()} there is nothing new to recharge.`;
      throw new Problem('nothing-due', words, { left: [] });
    },
  });
}

function issueRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/recharges/:id/issue',
    id: 'issueRecharge',
    summary: 'Issue a recharge: the partner owes it',
    description:
      'By somebody other than who drew it up. It is worked out again, and refused where anything has changed. Due as the rules say.',
    tag: 'Partners',
    callers: ['approver'],
    params: ById,
    answer: RechargeSchema,
    status: 201,
    moves: true,
    problems: ['needs-a-second-person', 'state-does-not-allow'],
    handle: async ({ tx, params, clock }) => {
      const { partner, recharge } = await waitingRecharge(tx, params.id);
      if (recharge.drawnUpBy === tx.scope.user) {
        throw new Problem('needs-a-second-person', 'You drew this recharge up yourself.');
      }
      await refuseChanged(tx, partner, recharge);
      const rules = await rulesOn(tx, clock.today());
      const entry = await issue(tx, partner, recharge, rules.after(clock.today(), 'recharge_due'));
      await noteRules(tx, [entry], rules.used());
      return rechargeOf(tx, params.id);
    },
  });
}

async function refuseChanged(tx: Tx, partner: PartnerRow, recharge: RechargeRow): Promise<void> {
  const now = await changedSince(tx, partner, recharge);
  if (now.lines === 0) return;
  const difference = toText(money(now.amount).minus(recharge.amount));
  throw new Problem(
    'state-does-not-allow',
    `Since the recharge was drawn up ${now.lines} of its lines have changed: it was ${recharge.amount} and would be ${now.amount} now. Withdraw it and draw it up again.`,
    { drawnUp: recharge.amount, now: now.amount, difference, lines: now.lines },
  );
}

function withdrawalRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/recharges/:id/withdrawal',
    id: 'withdrawRecharge',
    summary: 'Withdraw a recharge that was not issued',
    tag: 'Partners',
    callers: ['finance_officer', 'approver'],
    params: ById,
    body: WithdrawalSchema,
    answer: RechargeSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow'],
    handle: async ({ tx, params, body }) => {
      await waitingRecharge(tx, params.id);
      await withdraw(tx, params.id, body.reason);
      return rechargeOf(tx, params.id);
    },
  });
}

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/partners/:id/recharges',
    id: 'listRecharges',
    summary: "A partner's recharges, newest first",
    description: 'The partner itself sees those that were issued.',
    tag: 'Partners',
    callers: [...LINE_READERS, 'commissioner'],
    params: ById,
    query: pagingBy(/^\d{1,9}$/),
    answer: page(RechargeSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      const { id } = await partnerOf(tx, params.id);
      const rows = await listRecharges(tx, { partnerId: id, ...query });
      return toPage(rows, query.limit, (row) => String(row.number));
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/recharges/:id',
    id: 'getRecharge',
    summary: 'A recharge, with its totals and, page by page, its lines',
    description: 'A line for each arrangement that has something new, a person by reference only.',
    tag: 'Partners',
    callers: LINE_READERS,
    params: ById,
    query: pagingBy(LINE_FORM),
    answer: RechargeFoundSchema,
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      const recharge = await rechargeOf(tx, params.id);
      const items = await pageOfLines(tx, params.id, query);
      return { ...recharge, totals: await totalsOf(tx, params.id), items };
    },
  });
}

/** A page of the lines of a recharge. */
export async function pageOfLines(
  tx: Tx,
  rechargeId: string,
  query: { readonly after?: string | undefined; readonly limit: number },
) {
  const rows = await tx.sql<Awaited<ReturnType<typeof linesQuery>>>`
    ${linesQuery(tx, rechargeId, query.after)} limit ${query.limit + 1}`;
  return toPage(rows, query.limit, lineCursor);
}

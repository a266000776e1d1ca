import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Proposal } from '../budgets/agreement-store.ts';
import { decideAlone, decideAloneOnAll } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { closedThrough } from '../ledger/periods.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, UUID_FORM, page, pagingBy, toPage, prose } from '../http/schemas.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { MOST_RAISED, itemOf, planUplift, totalsOf, type UpliftRule } from './uplift-plan.ts';
import {
  addUplift,
  agreeUplift,
  refuseUplift,
  selectedBy,
  toDecide,
  upliftItems,
  upliftOf,
  upliftsBy,
  type Uplift,
} from './uplift-store.ts';
import {
  NewUpliftSchema,
  UpliftPreviewSchema,
  UpliftRuleSchema,
  UpliftSchema,
  UpliftVersionSchema,
} from './uplift-schemas.ts';

const ById = z.object({ id: Id });
const TAG = 'Uplifts';
const DRAWS_UP = ['caseworker', 'finance_officer'] as const;
const DECIDES = ['panel_member', 'approver'] as const;
const READS = [...DRAWS_UP, ...DECIDES, 'auditor'] as const;

/** A change of many arrangements at once by one rule, e.g. every April. */
export function upliftRoutes(app: FastifyInstance, services: Services): void {
  drawingUpRoutes(app, services);
  readingRoutes(app, services);
  decidingRoutes(app, services);
}

function drawingUpRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/uplifts/preview',
    id: 'previewUplift',
    summary: 'What an uplift would do to each arrangement, what it leaves out and why',
    description: `Keeps nothing. At most ${MOST_RAISED} arrangements are raised at once.`,
    tag: TAG,
    callers: [...DRAWS_UP, ...DECIDES],
    body: UpliftRuleSchema,
    answer: UpliftPreviewSchema,
    handle: async ({ tx, body }) => {
      const { rule, ids } = await selected(tx, body);
      const { raised, leftOut } = await planUplift(tx, rule, ids);
      return {
        effectiveOn: rule.effectiveOn.toString(),
        items: raised.map(itemOf),
        leftOut,
        totals: totalsOf(raised),
      };
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/uplifts',
    id: 'drawUpUplift',
    summary: 'Propose a new version of every arrangement that a rule raises',
    description: 'All of them are proposed, or none; the panel decides on them as one.',
    tag: TAG,
    callers: [...DRAWS_UP],
    body: UpliftRuleSchema,
    answer: NewUpliftSchema,
    status: 201,
    moves: true,
    handle: async ({ tx, body, request }) => {
      const { rule, ids } = await selected(tx, body);
      await decideAloneOnAll(
        tx,
        ids.map((id) => `arrangement ${id}`),
      );
      const { raised, leftOut } = await planUplift(tx, rule, ids);
      if (raised.length === 0) {
        const message = 'The rule raises no arrangement; the preview says why each is left out.';
        refuseFaults('invalid-request', message, [{ where: 'body.select', message }]);
      }
      const id = await addUplift(tx, rule, request.body, raised);
      return { ...(await upliftOf(tx, id)), totals: totalsOf(raised), leftOut };
    },
  });
}

type Body = z.output<typeof UpliftRuleSchema>;

async function selected(tx: Tx, body: Body): Promise<{ rule: UpliftRule; ids: string[] }> {
  const { effectiveOn, reason, select, change: rise } = body;
  const ids = await selectedBy(tx, select);
  const fault = (message: string): void =>
    refuseFaults('invalid-request', message, [{ where: 'body.select', message }]);
  if (ids.length > MOST_RAISED) {
    fault(
      `At most ${MOST_RAISED} arrangements are raised at once. Found ${ids.length}: select fewer.`,
    );
  }
  if (select.arrangementIds !== undefined) {
    const found = new Set(ids);
    const unknown = select.arrangementIds.filter((id) => !found.has(id));
    if (unknown.length > 0)
      fault(`${unknown.length} of the arrangements are not there, or not of that kind.`);
  }
  return { rule: { effectiveOn, reason, select, rise }, ids };
}

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/uplifts',
    id: 'listUplifts',
    summary: 'Uplifts, newest first',
    tag: TAG,
    callers: [...READS],
    query: pagingBy(UUID_FORM),
    answer: page(UpliftSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await upliftsBy(tx, query), query.limit, (one) => one.id),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/uplifts/:id',
    id: 'getUplift',
    summary: 'One uplift',
    tag: TAG,
    callers: [...READS],
    params: ById,
    answer: UpliftSchema,
    readOnly: true,
    handle: async ({ tx, params }) => upliftOf(tx, params.id),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/uplifts/:id/versions',
    id: 'listUpliftVersions',
    summary: 'The versions that an uplift proposed, and what became of each',
    tag: TAG,
    callers: [...READS],
    params: ById,
    query: pagingBy(UUID_FORM),
    answer: page(UpliftVersionSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      const { id: upliftId } = await upliftOf(tx, params.id);
      const rows = await upliftItems(tx, { upliftId, ...query });
      return toPage(rows, query.limit, (one) => one.agreementId);
    },
  });
}

function decidingRoutes(app: FastifyInstance, services: Services): void {
  const problems = ['needs-a-second-person', 'state-does-not-allow'] as const;
  addRoute(app, services, {
    method: 'POST',
    url: '/uplifts/:id/agreement',
    id: 'agreeUplift',
    summary: 'Agree all versions of an uplift as a second person',
    description:
      'All of them or none. A version that was agreed or refused by itself meanwhile stays as it is.',
    tag: TAG,
    callers: [...DECIDES],
    params: ById,
    answer: UpliftSchema,
    moves: true,
    problems: [...problems, 'budget-closed', 'period-closed'],
    handle: async ({ tx, params, caller }) => {
      const { uplift, proposals } = await undecided(tx, params.id, caller.user);
      refuseClosedBudgets(proposals);
      await refuseClosedPeriod(tx, uplift);
      await agreeUplift(tx, uplift, proposals);
      return upliftOf(tx, uplift.id);
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/uplifts/:id/refusal',
    id: 'refuseUplift',
    summary: 'Refuse all versions of an uplift as a second person, with reasons',
    tag: TAG,
    callers: [...DECIDES],
    params: ById,
    body: z.strictObject({ reasons: prose(2000) }).meta({ id: 'UpliftRefusal' }),
    answer: UpliftSchema,
    moves: true,
    problems: [...problems],
    handle: async ({ tx, params, body, caller }) => {
      const { uplift, proposals } = await undecided(tx, params.id, caller.user);
      await refuseUplift(tx, uplift, proposals, body.reasons);
      return upliftOf(tx, uplift.id);
    },
  });
}

/** An uplift that nobody decided yet, for somebody who did not draw it up. */
async function undecided(
  tx: Tx,
  id: string,
  user: string,
): Promise<{ uplift: Uplift; proposals: Proposal[] }> {
  await decideAlone(tx, `uplift ${id}`);
  const uplift = await upliftOf(tx, id);
  const { state } = uplift;
  if (state !== 'proposed') {
    throw new Problem('state-does-not-allow', `The uplift is ${state} already.`, { state });
  }
  if (uplift.drawnUpBy === user) {
    throw new Problem('needs-a-second-person', 'You drew this uplift up yourself.');
  }
  return { uplift, proposals: await toDecide(tx, id) };
}

function refuseClosedBudgets(proposals: readonly Proposal[]): void {
  const closed = proposals.filter(({ arrangement }) => arrangement.budgetClosed);
  if (closed.length === 0) return;
  throw new Problem(
    'budget-closed',
    `The budgets of ${closed.length} of the arrangements were closed since. Refuse their versions first.`,
    { arrangements: closed.map(({ arrangement }) => arrangement.arrangementId) },
  );
}

async function refuseClosedPeriod(tx: Tx, { effectiveOn }: Uplift): Promise<void> {
  const through = await closedThrough(tx);
  if (through === null || effectiveOn > through) return;
  throw new Problem(
    'period-closed',
    `The books were closed through ${through} since. Refuse the uplift and draw it up from the day after.`,
  );
}

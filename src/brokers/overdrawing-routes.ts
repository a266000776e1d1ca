import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../access/kinds.ts';
import { arrangementOf } from '../budgets/find.ts';
import { overdrawingOf } from '../budgets/overdrawing-store.ts';
import { decideAlone } from '../database/lock.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { money, toText } from '../money.ts';
import { Problem, notFound, refuseFaults } from '../problem.ts';
import { STATES, allowOverdrawings, endOverdrawings, overdrawingsBy } from './overdrawing-store.ts';
import { faultsOfOverdrawing } from './rules.ts';
import { NewOverdrawingSchema, OverdrawingSchema } from './schemas.ts';

const ById = z.object({ id: Id });
const READERS: readonly UserKind[] = [
  'caseworker',
  'panel_member',
  'finance_officer',
  'approver',
  'auditor',
];

/** Named exceptions by which a person's money may go below zero, by so much and until a day. */
export function overdrawingRoutes(app: FastifyInstance, services: Services): void {
  allowingRoute(app, services);
  endingRoute(app, services);
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/overdrawings',
    id: 'listOverdrawingsOfArrangement',
    summary: 'The overdrawings of an arrangement, the last that was allowed first',
    tag: 'Overdrawings',
    callers: READERS,
    params: ById,
    answer: page(OverdrawingSchema),
    readOnly: true,
    handle: async ({ tx, params: { id: arrangementId } }) => {
      await arrangementOf(tx, arrangementId);
      return { items: await overdrawingsBy(tx, { arrangementId }), next: null };
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/overdrawings',
    id: 'listOverdrawings',
    summary: 'Overdrawings, the last that was allowed first',
    description: 'With `state=overdue` those whose last day is past while money is below zero.',
    tag: 'Overdrawings',
    callers: READERS,
    query: pagingBy(/^[1-9]\d{0,17}$/).extend({ state: z.enum(STATES).optional() }),
    answer: page(OverdrawingSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await overdrawingsBy(tx, query), query.limit, (row) => row.entry),
  });
}

function allowingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/overdrawings',
    id: 'allowOverdrawing',
    summary: "Let a person's money go below zero, by so much and until a day",
    description:
      'While it lasts, spending may take what is held under the arrangement below zero, by at most `most` in all. One at a time.',
    tag: 'Overdrawings',
    callers: ['approver'],
    params: ById,
    body: NewOverdrawingSchema,
    answer: OverdrawingSchema,
    status: 201,
    moves: true,
    problems: ['already-exists', 'dates-out-of-order', 'state-does-not-allow'],
    handle: async ({ tx, params: { id: arrangementId }, body }) => {
      await decideAlone(tx, overdrawingOf(arrangementId));
      const { beneficiaryId, kind } = await arrangementOf(tx, arrangementId);
      if (kind === 'notional') {
        const words = 'A notional arrangement holds no money that could be overdrawn.';
        throw new Problem('state-does-not-allow', words, { state: kind });
      }
      refuseFaults('dates-out-of-order', 'The days are out of order.', faultsOfOverdrawing(body));
      const open = (await overdrawingsBy(tx, { arrangementId })).find(
        (one) => one.endedAt === null,
      );
      if (open !== undefined) {
        const words = `The overdrawing allowed from ${open.fromOn} has not ended.`;
        throw new Problem('already-exists', words, { overdrawing: open.id });
      }
      const { cause, reasons } = body;
      const most = toText(body.most);
      const [fromOn, untilOn] = [body.fromOn.toString(), body.untilOn.toString()];
      const asked = { arrangementId, beneficiaryId, cause, most, fromOn, untilOn, reasons };
      const [id] = await allowOverdrawings(tx, [asked]);
      return (await overdrawingsBy(tx, { id: id! }))[0];
    },
  });
}

function endingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/overdrawings/:id/ending',
    id: 'endOverdrawing',
    summary: "End an overdrawing once the person's money is at zero or above",
    tag: 'Overdrawings',
    callers: ['approver', 'finance_officer'],
    params: ById,
    answer: OverdrawingSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow'],
    handle: async ({ tx, params }) => {
      const [seen] = await overdrawingsBy(tx, params);
      if (seen === undefined) throw notFound();
      await decideAlone(tx, overdrawingOf(seen.arrangementId));
      const [overdrawing] = await overdrawingsBy(tx, params);
      const { arrangementId, belowZero, endedAt } = overdrawing!;
      if (endedAt !== null) {
        const words = 'This overdrawing has ended already.';
        throw new Problem('state-does-not-allow', words, { state: 'ended' });
      }
      if (money(belowZero).gt(0)) {
        const words = `The person's money is still ${belowZero} below zero. Bring it back first.`;
        throw new Problem('state-does-not-allow', words, { state: 'below_zero', belowZero });
      }
      await endOverdrawings(tx, [{ id: params.id, arrangementId }]);
      return (await overdrawingsBy(tx, params))[0];
    },
  });
}

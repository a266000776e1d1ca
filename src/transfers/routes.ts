import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { arrangementOf } from '../budgets/find.ts';
import { decideAloneOnAll } from '../database/lock.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { proposeAgreed } from './agreed.ts';
import { decideTransfer, shownTransfer } from './decide.ts';
import { proposeHeld } from './held.ts';
import { NewTransferSchema, TransferDecisionSchema, TransferSchema } from './schemas.ts';
import { transfersBy } from './transfer-store.ts';

const ById = z.object({ id: Id });
const OFFICE = ['caseworker', 'panel_member', 'finance_officer', 'approver', 'auditor'] as const;

const PROBLEMS = [
  'record-unknown',
  'state-does-not-allow',
  'not-covered',
  'budget-closed',
  'period-closed',
  'version-conflict',
  'shares-do-not-make-one',
] as const;

/** Money of one arrangement that becomes another's of the same person. */
export function transferRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/transfers',
    id: 'proposeTransfer',
    summary: 'Propose that money of this arrangement becomes that of another of the same person',
    description:
      'What is held, e.g. where a broker takes over from a parent; or what was agreed and not used of a notional arrangement. Nothing moves until a second person agrees.',
    tag: 'Transfers',
    callers: ['caseworker', 'finance_officer'],
    params: ById,
    body: NewTransferSchema,
    answer: TransferSchema,
    status: 201,
    moves: true,
    problems: [...PROBLEMS, 'already-exists'],
    handle: async ({ tx, params, body }) => {
      const others =
        body.what === 'held'
          ? [body.toArrangementId]
          : 'arrangementId' in body.to
            ? [body.to.arrangementId]
            : [];
      await decideAloneOnAll(
        tx,
        [params.id, ...others].map((id) => `arrangement ${id}`),
      );
      const id =
        body.what === 'held'
          ? await proposeHeld(tx, params.id, body)
          : await proposeAgreed(tx, params.id, body);
      return shownTransfer(tx, id);
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/transfers/:id/decision',
    id: 'decideTransfer',
    summary: 'Agree or refuse a transfer as a second person',
    description:
      'What moves is worked out anew; what is no longer there is refused. Agreed money moves by both changes of terms at once.',
    tag: 'Transfers',
    callers: ['approver'],
    params: ById,
    body: TransferDecisionSchema,
    answer: TransferSchema,
    moves: true,
    problems: [...PROBLEMS, 'needs-a-second-person', 'funder-has-not-agreed'],
    handle: async ({ tx, params, body, caller }) => {
      await decideTransfer(tx, params.id, { ...body, by: caller.user });
      return shownTransfer(tx, params.id);
    },
  });
  readingRoutes(app, services);
}

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/transfers',
    id: 'listTransfersOfArrangement',
    summary: 'What moved from or to an arrangement, and what is proposed, the oldest first',
    tag: 'Transfers',
    callers: [...OFFICE, 'family', 'broker'],
    params: ById,
    answer: page(TransferSchema),
    readOnly: true,
    handle: async ({ tx, params }) => {
      await arrangementOf(tx, params.id);
      return { items: await transfersBy(tx, { arrangementId: params.id }), next: null };
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/transfers',
    id: 'listTransfers',
    summary: 'Transfers, the oldest first; those still to be decided are open',
    tag: 'Transfers',
    callers: OFFICE,
    query: pagingBy(/^\d{1,16}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/).extend({
      state: z.enum(['open', 'agreed', 'refused']).optional(),
    }),
    answer: page(TransferSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const { after, limit, state = null } = query;
      const rows = await transfersBy(tx, { state, after, limit });
      return toPage(rows, limit, (row) => `${row.order}_${row.id}`);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/transfers/:id',
    id: 'getTransfer',
    summary: 'One transfer; while it is open, what would move by share as things stand',
    tag: 'Transfers',
    callers: OFFICE,
    params: ById,
    answer: TransferSchema,
    readOnly: true,
    handle: async ({ tx, params }) => shownTransfer(tx, params.id),
  });
}

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { arrangementOf } from '../budgets/find.ts';
import { decideAlone } from '../database/lock.ts';
import { inTransaction, type Scope } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, Id, Sector, page, pagingBy, toPage } from '../http/schemas.ts';
import { rulesOn } from '../law/store.ts';
import { listDueReviews } from './due-store.ts';
import { noticeRoutes } from './notice-routes.ts';
import { recordReview } from './record.ts';
import { reviewsOf } from './review-store.ts';
import { DueReviewSchema, NewReviewSchema, ReviewSchema, ReviewsHeldSchema } from './schemas.ts';

const EVERYONE = USER_KINDS.filter((kind) => kind !== 'administrator');
const ById = z.object({ id: Id });

/** Reviews, and notices that are reconsidered. */
export function reviewRoutes(app: FastifyInstance, services: Services): void {
  dueRoute(app, services);
  heldRoutes(app, services);
  noticeRoutes(app, services);
}

function dueRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/reviews-due',
    id: 'listReviewsDue',
    summary: 'Which reviews are due, by sector',
    description:
      'Every review that is due until a day, the oldest first; as far ahead as the diary looks unless `until` says otherwise. `late=true` gives those that are late.',
    tag: 'Reviews',
    callers: [
      'caseworker',
      'panel_member',
      'finance_officer',
      'approver',
      'auditor',
      'commissioner',
      'health_approver',
      'school_approver',
    ],
    query: pagingBy(
      /^\d{4}-\d{2}-\d{2}\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[a-z_]+$/,
    ).extend({
      until: Day.optional(),
      sector: Sector.optional(),
      late: z.enum(['true', 'false']).default('false'),
    }),
    answer: page(DueReviewSchema),
    ownTransactions: true,
    handle: async ({ query, caller }) => {
      const { until, limit, late, ...asked } = query;
      const rows = await inTransaction(
        services.client,
        countingScope(caller.scope),
        async (tx) => {
          const last =
            until ?? (await rulesOn(tx, tx.scope.today)).after(tx.scope.today, 'diary_ahead');
          return listDueReviews(tx, { ...asked, until: last, limit, late: late === 'true' });
        },
        { readOnly: true },
      );
      return toPage(rows, limit, (row) => `${row.dueOn}.${row.arrangementId}.${row.sector}`);
    },
  });
}

/**
 * A commissioner sees no date of birth, on which a date in social care depends. The list names
 * nobody and gives no such date, so for a commissioner the service works it out in its own name.
 */
const countingScope = (scope: Scope): Scope =>
  scope.kind === 'commissioner' ? { ...scope, kind: 'service' } : scope;

function heldRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/reviews',
    id: 'recordReview',
    summary: 'Record a review that was held, and what came of it',
    description:
      'The day by which it was due is worked out from what was paid and reviewed before. A change that follows from it is a new version.',
    tag: 'Reviews',
    callers: ['caseworker'],
    params: ById,
    body: NewReviewSchema,
    answer: ReviewsHeldSchema,
    status: 201,
    moves: true,
    problems: ['dates-out-of-order', 'state-does-not-allow', 'already-exists'],
    handle: async ({ tx, params, body, clock }) => {
      await decideAlone(tx, `arrangement ${params.id}`);
      await arrangementOf(tx, params.id);
      await recordReview(tx, params.id, body, clock.today());
      const { sectors, heldOn } = body;
      const by = { arrangementId: params.id, heldOn: heldOn.toString(), sectors, limit: 3 };
      return { items: await reviewsOf(tx, by) };
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/reviews',
    id: 'listReviews',
    summary: 'Reviews of an arrangement, the last one first',
    tag: 'Reviews',
    callers: EVERYONE,
    params: ById,
    query: pagingBy(/^\d{4}-\d{2}-\d{2}\.[a-z_]+$/),
    answer: page(ReviewSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      await arrangementOf(tx, params.id);
      const rows = await reviewsOf(tx, { arrangementId: params.id, ...query });
      return toPage(rows, query.limit, (row) => `${row.heldOn}.${row.sector}`);
    },
  });
}

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../access/kinds.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id } from '../http/schemas.ts';
import { askForReview, decide, decideReview } from './deciding.ts';
import {
  DecisionSchema,
  NewDecisionSchema,
  NewOutcomeSchema,
  NewReviewSchema,
  ReviewSchema,
} from './schemas.ts';

const ById = z.object({ id: Id });
const DECIDERS: readonly UserKind[] = ['panel_member', 'health_approver', 'school_approver'];

/** What funders decide on requests, and the reviews of what they refused. */
export function decisionRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/requests/:id/decisions',
    id: 'decideRequest',
    summary: 'Record what a funder decided on a request',
    description:
      'Always with reasons. Of a refusal it answers the last day on which the family may ask for a review. A partner decides for its own funder; nobody decides on a request they recorded.',
    tag: 'Requests',
    callers: DECIDERS,
    params: ById,
    body: NewDecisionSchema,
    answer: DecisionSchema,
    status: 201,
    moves: true,
    problems: [
      'record-unknown',
      'dates-out-of-order',
      'needs-a-second-person',
      'state-does-not-allow',
    ],
    handle: ({ tx, params, body }) => decide(tx, params.id, body),
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/decisions/:id/review',
    id: 'askForReview',
    summary: 'Record that a family asked for a review of a refusal',
    description:
      'Once, by the last day for it. After that day only with `takeLate`; the problem otherwise gives the day in `reviewBy`.',
    tag: 'Requests',
    callers: ['caseworker'],
    params: ById,
    body: NewReviewSchema,
    answer: ReviewSchema,
    status: 201,
    problems: ['dates-out-of-order', 'state-does-not-allow'],
    handle: ({ tx, params, body }) => askForReview(tx, params.id, body),
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/decision-reviews/:id/outcome',
    id: 'decideReview',
    summary: 'Record what a review made of a refusal, as a second person',
    description: 'After an overturned refusal the funder decides on the request again.',
    tag: 'Requests',
    callers: DECIDERS,
    params: ById,
    body: NewOutcomeSchema,
    answer: ReviewSchema,
    status: 201,
    moves: true,
    problems: ['dates-out-of-order', 'needs-a-second-person', 'state-does-not-allow'],
    handle: ({ tx, params, body }) => decideReview(tx, params.id, body),
  });
}

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { arrangementOf } from '../budgets/find.ts';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { Problem, notFound, refuseFaults } from '../problem.ts';
import { noticesBy, type NoticeRow } from './notice-store.ts';
import { addOutcome, addReconsideration, proposerOf } from './reconsideration-store.ts';
import { faultsOfAskedOn, faultsOfToldOn } from './rules.ts';
import {
  NewReconsiderationOutcomeSchema,
  NewReconsiderationSchema,
  NoticeSchema,
} from './schemas.ts';

const EVERYONE = USER_KINDS.filter((kind) => kind !== 'administrator');
const ById = z.object({ id: Id });
const paging = pagingBy(/^\d{4}-\d{2}-\d{2}\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const cursor = (row: NoticeRow): string => `${row.takesEffectOn}.${row.id}`;
const from = (day: string): Temporal.PlainDate => Temporal.PlainDate.from(day);

/** Notices of a decrease or a stop, and what is asked and decided about them. */
export function noticeRoutes(app: FastifyInstance, services: Services): void {
  listRoutes(app, services);
  askingRoute(app, services);
  outcomeRoute(app, services);
}

function listRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/notices',
    id: 'listNoticesOfArrangement',
    summary: 'Notices of a decrease or a stop of an arrangement',
    tag: 'Reviews',
    callers: EVERYONE,
    params: ById,
    query: paging,
    answer: page(NoticeSchema),
    readOnly: true,
    handle: async ({ tx, params, query, clock }) => {
      await arrangementOf(tx, params.id);
      const asked = { ...query, arrangementIds: [params.id], on: clock.today() };
      return toPage(await noticesBy(tx, asked), query.limit, cursor);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/notices',
    id: 'listNotices',
    summary: 'Notices of a decrease or a stop, in the order in which they take effect',
    description:
      'With `state=open` those that are still to take effect, or that somebody asked to be reconsidered and that is not decided.',
    tag: 'Reviews',
    callers: ['caseworker', 'panel_member', 'finance_officer', 'approver', 'auditor'],
    query: paging.extend({ state: z.enum(['open']).optional() }),
    answer: page(NoticeSchema),
    readOnly: true,
    handle: async ({ tx, query: { state, ...query }, clock }) => {
      const asked = { ...query, on: clock.today(), openOnly: state === 'open' };
      return toPage(await noticesBy(tx, asked), query.limit, cursor);
    },
  });
}

function askingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/notices/:id/reconsideration',
    id: 'askReconsideration',
    summary: 'Record that the recipient asked for a decrease or a stop to be reconsidered',
    description: 'It is asked once, while the notice runs.',
    tag: 'Reviews',
    callers: ['caseworker'],
    params: ById,
    body: NewReconsiderationSchema,
    answer: NoticeSchema,
    status: 201,
    moves: true,
    problems: ['dates-out-of-order', 'state-does-not-allow'],
    handle: async ({ tx, params, body, clock }) => {
      const today = clock.today();
      const notice = await noticeAlone(tx, params.id, today);
      if (notice.decision === 'refused') {
        throw stateOf('refused', 'The version that this notice announces was not agreed.');
      }
      if (notice.reconsideration !== null) {
        throw stateOf(
          notice.reconsideration.outcome === null ? 'asked' : 'decided',
          'A notice is reconsidered once, and that has been asked.',
        );
      }
      const days = { givenOn: from(notice.givenOn), takesEffectOn: from(notice.takesEffectOn) };
      const faults = faultsOfAskedOn(body.askedOn, days, today);
      refuseFaults('dates-out-of-order', 'It was not asked while the notice ran.', faults);
      await addReconsideration(tx, notice, { ...body, askedOn: body.askedOn.toString() });
      return noticeOf(tx, params.id, today);
    },
  });
}

function outcomeRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/notices/:id/reconsideration/outcome',
    id: 'decideReconsideration',
    summary: 'Decide on a reconsideration as a second person',
    description: 'The notice is confirmed, or what it announces is to be changed by a new version.',
    tag: 'Reviews',
    callers: ['panel_member', 'approver'],
    params: ById,
    body: NewReconsiderationOutcomeSchema,
    answer: NoticeSchema,
    status: 201,
    moves: true,
    problems: ['dates-out-of-order', 'needs-a-second-person', 'state-does-not-allow'],
    handle: async ({ tx, params, body, caller, clock }) => {
      const today = clock.today();
      const notice = await noticeAlone(tx, params.id, today);
      const asked = notice.reconsideration;
      if (asked === null) throw stateOf('not_asked', 'Nobody asked that it be reconsidered.');
      if (asked.outcome !== null) throw stateOf('decided', 'That has been decided.');
      if ((await proposerOf(tx, notice.agreementId)) === caller.user) {
        throw new Problem('needs-a-second-person', 'You proposed what is reconsidered yourself.');
      }
      const faults = faultsOfToldOn(body.toldOn, from(asked.askedOn), today);
      refuseFaults('dates-out-of-order', 'The dates are out of order.', faults);
      await addOutcome(tx, notice, { ...body, toldOn: body.toldOn.toString() });
      return noticeOf(tx, params.id, today);
    },
  });
}

const stateOf = (state: string, detail: string): Problem =>
  new Problem('state-does-not-allow', detail, { state });

async function noticeOf(tx: Tx, id: string, on: Temporal.PlainDate): Promise<NoticeRow> {
  const [notice] = await noticesBy(tx, { id, on });
  if (notice === undefined) throw notFound();
  return notice;
}

/** The notice as it stands once nobody else decides about its arrangement. */
async function noticeAlone(tx: Tx, id: string, on: Temporal.PlainDate): Promise<NoticeRow> {
  const { arrangementId } = await noticeOf(tx, id, on);
  await decideAlone(tx, `arrangement ${arrangementId}`);
  return noticeOf(tx, id, on);
}

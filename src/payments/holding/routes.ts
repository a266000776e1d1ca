import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { arrangementOf } from '../../budgets/find.ts';
import { decideAlone } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { addRoute, type Services } from '../../http/route.ts';
import { Id, page, pagingBy, toPage } from '../../http/schemas.ts';
import { Problem, notFound } from '../../problem.ts';
import { runOf, runToDecide } from '../find.ts';
import type { Run } from '../run-list.ts';
import { RunSchema } from '../schemas.ts';
import { holdable, paymentHoldOf } from './find.ts';
import { paymentHoldsBy, type PaymentHoldPlace } from './list.ts';
import { refuseToEnd } from './rules.ts';
import {
  ActsSchema,
  EndingSchema,
  NewHoldSchema,
  NewItemHoldSchema,
  PaymentHoldSchema,
  PlacedHoldSchema,
  Reason,
} from './schemas.ts';
import { endHold, placeHolds, type NewHold } from './store.ts';
import { takeOutHeld } from './taking-out.ts';

const ById = z.object({ id: Id });
const READERS = ['finance_officer', 'caseworker', 'panel_member', 'approver', 'auditor'] as const;

/** What officers hold back: placed, listed, ended. */
export function paymentHoldRoutes(app: FastifyInstance, services: Services): void {
  placingRoute(app, services);
  fromRunRoute(app, services);
  readingRoutes(app, services);
  endingRoute(app, services);
}

function placingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/holds',
    id: 'placePaymentHold',
    summary: 'Hold back one payment of an arrangement, or every payment from a value date on',
    description:
      'Nothing is cancelled: once the hold has ended, what was held is due. What stands in a drawn-up run is taken out of it; an approved run that it stands in is not released any more, and `inApprovedRuns` says which to withdraw.',
    tag: 'Payments',
    callers: ['finance_officer', 'caseworker'],
    params: ById,
    body: NewHoldSchema,
    answer: PlacedHoldSchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'state-does-not-allow'],
    handle: async ({ tx, params, body }) => {
      const { instalmentId, fromOn, ...why } = body;
      const { id: arrangementId, beneficiaryId, kind } = await arrangementOf(tx, params.id);
      if (kind === 'notional') throw paysNothing();
      if (instalmentId === undefined) {
        const from = fromOn!.toString();
        return hold(tx, { beneficiaryId, arrangementId, instalmentId: null, fromOn: from, ...why });
      }
      const one = { beneficiaryId, arrangementId, instalmentId, ...why };
      // Nobody draws up a run or agrees a new version meanwhile.
      await decideAlone(tx, 'schedules');
      const { valueOn } = await holdable(tx, { id: instalmentId, arrangementId });
      return hold(tx, { ...one, fromOn: valueOn });
    },
  });
}

const paysNothing = (): Problem =>
  new Problem('state-does-not-allow', 'A notional arrangement pays no money to hold back.', {
    state: 'notional',
  });

function fromRunRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/pay-runs/:id/items/:itemId/hold',
    id: 'holdPayRunItem',
    summary: 'Take a payment out of a drawn-up run and hold it back',
    description:
      'Until the hold has ended the payment is not due; the next run after that pays it. The answer is the run without it.',
    tag: 'Payments',
    callers: ['finance_officer', 'approver'],
    params: z.object({ id: Id, itemId: Id }),
    body: NewItemHoldSchema,
    answer: RunSchema,
    moves: true,
    problems: ['state-does-not-allow'],
    handle: async ({ tx, params, body }) => {
      await decideAlone(tx, 'schedules');
      const run = await runToDecide(tx, params.id);
      const item = await itemIn(tx, params);
      if (run.state !== 'drawn_up') throw notDrawnUp(run);
      const { valueOn } = await holdable(tx, { ...item, id: item.instalmentId });
      await hold(tx, { ...item, ...body, fromOn: valueOn });
      return runOf(tx, params.id);
    },
  });
}

type Item = Pick<NewHold, 'beneficiaryId' | 'arrangementId'> & { readonly instalmentId: string };

/** A payment that stands in a run, or not found. */
async function itemIn(tx: Tx, by: { id: string; itemId: string }): Promise<Item> {
  const [item] = await tx.sql<(Item & { undone: string | null })[]>`
    select i.instalment_id as "instalmentId", i.arrangement_id as "arrangementId",
      i.beneficiary_id as "beneficiaryId", u.why as undone
    from pay_run_items i left join undone_items u on u.item_id = i.id
    where i.id = ${by.itemId} and i.pay_run_id = ${by.id}`;
  if (item === undefined) throw notFound();
  const { undone, ...rest } = item;
  if (undone === null) return rest;
  throw new Problem(
    'state-does-not-allow',
    'This payment does not stand in the run any more. Hold the instalment, if it is due again.',
    { state: undone },
  );
}

const notDrawnUp = (run: Run): Problem =>
  new Problem(
    'state-does-not-allow',
    `A payment is taken out of a run before it is approved; run ${run.serial} is ${run.state}. Withdraw an approved run; of a released one, hold what comes after.`,
    { state: run.state },
  );

/** Places a hold and takes what it covers out of drawn-up runs; approved ones it stops. */
async function hold(tx: Tx, wanted: NewHold) {
  const [id] = await placeHolds(tx, [wanted]);
  const tooLate = await takeOutHeld(tx, [id!]);
  return { ...(await paymentHoldOf(tx, id!)), inApprovedRuns: tooLate };
}

const AFTER = /^(open|ended)_[1-9]\d{0,17}$/;

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/payment-holds',
    id: 'listPaymentHolds',
    summary: 'What officers hold back, the open holds first',
    description: 'The oldest first, with its age and who has to act.',
    tag: 'Payments',
    callers: READERS,
    query: pagingBy(AFTER).extend({
      arrangementId: Id.optional(),
      reason: Reason.optional(),
      acts: ActsSchema.optional(),
    }),
    answer: page(PaymentHoldSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const rows = await paymentHoldsBy(tx, { ...query, after: placeOf(query.after) });
      return toPage(
        rows,
        query.limit,
        ({ ending, entry }) => `${ending === null ? 'open' : 'ended'}_${entry}`,
      );
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/payment-holds/:id',
    id: 'getPaymentHold',
    summary: 'One hold by an officer',
    tag: 'Payments',
    callers: READERS,
    params: ById,
    answer: PaymentHoldSchema,
    readOnly: true,
    handle: async ({ tx, params }) => paymentHoldOf(tx, params.id),
  });
}

function placeOf(after: string | undefined): PaymentHoldPlace | undefined {
  const [state, entry] = after?.split('_') ?? [];
  if (state === undefined || entry === undefined) return undefined;
  return { ended: state === 'ended', entry };
}

function endingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/payment-holds/:id/ending',
    id: 'endPaymentHold',
    summary: 'End a hold, with reasons',
    description:
      'What was held is due again, whole, and the next run pays it. A hold because of a death or suspected misuse is ended by an approver who did not place it.',
    tag: 'Payments',
    callers: ['finance_officer', 'caseworker', 'approver'],
    params: ById,
    body: EndingSchema,
    answer: PaymentHoldSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow', 'needs-a-second-person'],
    handle: async ({ tx, params, body, caller }) => {
      await decideAlone(tx, `payment hold ${params.id}`);
      const found = await paymentHoldOf(tx, params.id);
      refuseToEnd(found, caller);
      if (found.ending !== null) {
        throw new Problem('state-does-not-allow', 'This hold has ended already.', {
          state: 'ended',
        });
      }
      const { beneficiaryId } = found;
      await endHold(tx, { holdId: found.id, beneficiaryId, reasons: body.reasons });
      return paymentHoldOf(tx, params.id);
    },
  });
}

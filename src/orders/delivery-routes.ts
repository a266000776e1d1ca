import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id } from '../http/schemas.ts';
import { Decimal, money, type Decimal as Amount } from '../money.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { beyondOrder, orderOf } from './find.ts';
import type { OrderRow } from './order-list.ts';
import {
  addDelivery,
  listDeliveries,
  type DeliveryRow,
  type NewDelivery,
} from './delivery-store.ts';
import { addFreeing } from './order-store.ts';
import { wholeOrder } from './order-routes.ts';
import { amountOf, faultsOfDay, faultsOfSpan, later } from './rules.ts';
import {
  DeliverySchema,
  NewDeliverySchema,
  NewFreeingSchema,
  WholeOrderSchema,
} from './schemas.ts';
import { orderShares, sharesStanding } from './share-store.ts';
import { freeing } from './splits.ts';

const ById = z.object({ id: Id });

/** What became of an order: what was delivered, and what is freed because it is not used. */
export function deliveryRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/orders/:id/deliveries',
    id: 'recordDelivery',
    summary: 'Record what of an order was delivered',
    description:
      'For days that have passed, each once. Invoices are matched against it. A wrong record is put right by one that replaces it.',
    tag: 'Orders',
    callers: ['caseworker', 'finance_officer'],
    params: ById,
    body: NewDeliverySchema,
    answer: DeliverySchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'dates-out-of-order', 'already-exists'],
    handle: async ({ tx, params, body }) => {
      const order = await lockedOrder(tx, params.id);
      const within = {
        fromOn: Temporal.PlainDate.from(order.fromOn),
        toOn: Temporal.PlainDate.from(order.toOn),
      };
      const past = { from: within.fromOn, to: tx.scope.today };
      refuseFaults('dates-out-of-order', 'These are not days of the order that have passed.', [
        ...faultsOfSpan(body, within, 'The order'),
        ...faultsOfDay('body.toOn', body.toOn, past),
      ]);
      await refuseRecorded(tx, order.id, body);
      const id = await addDelivery(tx, order, body);
      return (await listDeliveries(tx, params.id)).find((row) => row.id === id);
    },
  });
  freeingRoute(app, services);
}

function freeingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/orders/:id/freeings',
    id: 'freeOrder',
    summary: 'Free a part of an order that is not used',
    description: 'It is available again. Say how many, at the rate of the order, or which amount.',
    tag: 'Orders',
    callers: ['caseworker', 'finance_officer'],
    params: ById,
    body: NewFreeingSchema,
    answer: WholeOrderSchema,
    status: 201,
    moves: true,
    problems: ['dates-out-of-order', 'beyond-order', 'not-covered'],
    handle: async ({ tx, params, body }) => {
      const order = await lockedOrder(tx, params.id);
      const quantity = body.quantity ?? null;
      const amount = body.amount ?? amountOf(body.quantity!, money(order.rate));
      refuseFaults(
        'dates-out-of-order',
        'The day cannot be right.',
        faultsOfDay('body.freedOn', body.freedOn, {
          from: Temporal.PlainDate.from(order.orderedOn),
          // What was ordered of money that is agreed from a later day is freed on that day.
          to: later(tx.scope.today, Temporal.PlainDate.from(order.orderedOn)),
        }),
      );
      if (amount.isZero()) {
        const message = 'Quantity times rate comes to less than a penny.';
        refuseFaults('invalid-request', message, [{ where: 'body.quantity', message }]);
      }
      if (amount.gt(order.open)) throw beyondOrder(money(order.open), amount);
      await free(tx, order, { ...body, quantity, amount });
      return wholeOrder(tx, params.id);
    },
  });
}

/** An order while nobody else decides about its arrangement. */
async function lockedOrder(tx: Tx, id: string): Promise<OrderRow> {
  const { arrangementId } = await orderOf(tx, id);
  await decideAlone(tx, `arrangement ${arrangementId}`);
  return orderOf(tx, id);
}

/** Each day is recorded once; a wrong record is put right once, by one in its place. */
async function refuseRecorded(tx: Tx, orderId: string, body: NewDelivery): Promise<void> {
  const [from, to] = [body.fromOn.toString(), body.toOn.toString()];
  const rows = await listDeliveries(tx, orderId);
  const replaced = rows.find((row) => row.id === body.replaces);
  if (body.replaces !== undefined && replaced === undefined) {
    const message = 'Nothing of this order was recorded under this identifier.';
    const errors = [{ where: 'body.replaces', message }];
    throw new Problem('record-unknown', message, { errors });
  }
  if (replaced !== undefined && replaced.replacedBy !== null) {
    const detail = 'This record was put right before. Put right the one that stands now.';
    throw new Problem('already-exists', detail, { delivery: replaced.replacedBy });
  }
  const standing = rows.filter((row) => row.replacedBy === null && row.id !== body.replaces);
  const same = standing.find((row) => row.fromOn <= to && row.toOn >= from);
  if (same !== undefined) {
    const detail = `What was delivered from ${same.fromOn} to ${same.toOn} is recorded already.`;
    throw new Problem('already-exists', detail, { delivery: same.id });
  }
  const first = rows.find((row) => row.replaces === null && row.fromOn === from);
  if (first === undefined || body.replaces !== undefined) return;
  const last = standingInPlaceOf(rows, first);
  const detail = `The record that began on ${from} was put right. Put right the one in its place.`;
  throw new Problem('already-exists', detail, { delivery: last.id });
}

/** What stands now where a record was put right, perhaps several times. */
function standingInPlaceOf(rows: readonly DeliveryRow[], first: DeliveryRow): DeliveryRow {
  let row = first;
  while (row.replacedBy !== null) row = rows.find((one) => one.id === row.replacedBy)!;
  return row;
}

export async function free(
  tx: Tx,
  order: OrderRow,
  one: { quantity: Amount | null; amount: Amount; cause: string; freedOn: Temporal.PlainDate },
): Promise<void> {
  const shares = (await sharesStanding(tx, [order.arrangementId])).get(order.arrangementId)!;
  const mine = await orderShares(tx, [order.id]);
  const of = (shareId: string) => mine.find((row) => row.shareId === shareId);
  const stand = {
    open: shares.map(({ shareId }) => new Decimal(of(shareId)?.open ?? 0)),
    drawn: shares.map(({ shareId }) => new Decimal(of(shareId)?.actual ?? 0)),
  };
  await addFreeing(tx, order, { ...one, shares, parts: freeing(shares, stand, one.amount) });
}

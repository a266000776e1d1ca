import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { arrangementOf, openBudget } from '../budgets/find.ts';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { money, sum, toText, ZERO } from '../money.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { listDeliveries } from './delivery-store.ts';
import { POSITION_READERS, READERS, notionalOf, orderOf } from './find.ts';
import { ordersOf } from './order-list.ts';
import { addOrder, agreedSince, listFreeings } from './order-store.ts';
import { listProviders } from './provider-store.ts';
import { amountOf, faultsOfSpan, later } from './rules.ts';
import { NewOrderSchema, OrderSchema, WholeOrderSchema } from './schemas.ts';
import { orderShares, sharesStanding } from './share-store.ts';
import { committing } from './splits.ts';

const ById = z.object({ id: Id });
type Order = z.output<typeof NewOrderSchema>;

/** Orders under a notional arrangement: placing them, and how they stand. */
export function orderingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/orders',
    id: 'placeOrder',
    summary: 'Order a service under a notional arrangement',
    description: 'What the order comes to is committed: it can be ordered no second time.',
    tag: 'Orders',
    callers: ['caseworker', 'finance_officer'],
    params: ById,
    body: NewOrderSchema,
    answer: WholeOrderSchema,
    status: 201,
    moves: true,
    problems: [
      'state-does-not-allow',
      'budget-closed',
      'record-unknown',
      'dates-out-of-order',
      'not-covered',
    ],
    handle: async ({ tx, params, body }) => {
      await decideAlone(tx, `arrangement ${params.id}`);
      return wholeOrder(tx, await place(tx, params.id, body));
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/orders',
    id: 'listOrders',
    summary: 'Orders of an arrangement, by their first day',
    tag: 'Orders',
    callers: POSITION_READERS,
    params: ById,
    query: pagingBy(/^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}$/),
    answer: page(OrderSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      await arrangementOf(tx, params.id);
      const rows = await ordersOf(tx, { arrangementId: params.id, ...query });
      return toPage(rows, query.limit, (row) => `${row.fromOn}_${row.id}`);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/orders/:id',
    id: 'getOrder',
    summary: 'An order with its shares, deliveries and what was freed',
    tag: 'Orders',
    callers: READERS,
    params: ById,
    answer: WholeOrderSchema,
    readOnly: true,
    handle: ({ tx, params }) => wholeOrder(tx, params.id),
  });
}

/** An order with all that belongs to it. */
export async function wholeOrder(tx: Tx, id: string): Promise<object> {
  const order = await orderOf(tx, id);
  return {
    ...order,
    shares: await orderShares(tx, [id]),
    deliveries: await listDeliveries(tx, id),
    freeings: await listFreeings(tx, id),
  };
}

/** Places an order as it is asked for. @returns its id */
export async function place(tx: Tx, arrangementId: string, body: Order): Promise<string> {
  const { beneficiaryId, budgetId, shares: agreed } = await notionalOf(tx, arrangementId);
  const budget = await openBudget(tx, budgetId);
  await refuseUnknown(
    tx,
    body,
    agreed.map((share) => share.funderId),
  );
  const within = {
    fromOn: Temporal.PlainDate.from(budget.startsOn),
    toOn: Temporal.PlainDate.from(budget.endsOn),
  };
  const faults = faultsOfSpan(body, within, 'The budget');
  refuseFaults('dates-out-of-order', 'The order does not lie within the budget.', faults);
  const since = await agreedSince(tx, arrangementId);
  if (since === null) {
    const detail = 'Nothing of this arrangement is agreed yet. Have it agreed, then order.';
    throw new Problem('state-does-not-allow', detail, { state: 'proposed' });
  }
  const amount = amountOf(body.quantity, body.rate);
  if (amount.lte(0)) {
    const message = 'Quantity times rate comes to less than a penny.';
    refuseFaults('invalid-request', message, [{ where: 'body.quantity', message }]);
  }
  const shares = (await sharesStanding(tx, [arrangementId])).get(arrangementId) ?? [];
  const available = sum(shares.map((share) => share.available));
  if (available.lt(amount)) throw notCovered(toText(available), toText(amount));
  const order = {
    ...body,
    arrangementId,
    beneficiaryId,
    amount,
    heldBy: body.heldBy ?? null,
    quantityTolerance: body.quantityTolerance ?? ZERO,
    rateTolerance: body.rateTolerance ?? money('0.00'),
  };
  const parts = committing(shares, amount);
  return addOrder(tx, order, { shares, parts, on: later(tx.scope.today, since) });
}

function notCovered(available: string, asked: string): Problem {
  return new Problem(
    'not-covered',
    `Of what is agreed ${available} is not ordered yet, and the order comes to ${asked}.`,
    { shortfalls: [{ account: 'available', available, asked }] },
  );
}

async function refuseUnknown(
  tx: Tx,
  { providerId, heldBy }: Order,
  funders: readonly (string | null)[],
): Promise<void> {
  const [provider] = await listProviders(tx, { id: providerId });
  const message = 'There is no provider with this identifier. Add it first.';
  const noPartner = 'No funder of this arrangement has this identifier.';
  refuseFaults('record-unknown', 'The order names what is not there.', [
    ...(provider === undefined ? [{ where: 'body.providerId', message }] : []),
    ...(heldBy === undefined || funders.includes(heldBy)
      ? []
      : [{ where: 'body.heldBy', message: noPartner }]),
  ]);
}

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../access/kinds.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, Id, Paging, page, pagingBy, toPage } from '../http/schemas.ts';
import { refuseFaults } from '../problem.ts';
import { ARREARS_CURSORS, ARREARS_ORDERS, arrearsCursor, arrearsOn } from './arrears-store.ts';
import { CHARGE_CURSOR, chargeContributions, chargeCursor, listCharges } from './charge-store.ts';
import { ArrearsSchema, ChargedSchema, ChargeSchema, ChargingSchema } from './schemas.ts';

const READERS: readonly UserKind[] = ['caseworker', 'finance_officer', 'approver', 'auditor'];

/** What is charged to people whose contribution is paid gross, and who owes what. */
export function chargeRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/contribution-charges',
    id: 'chargeContributions',
    summary: 'Charge the gross contributions whose periods have begun',
    description:
      'Each period is charged once, on its first day. Where a later version has changed what is due of it, the difference is charged or taken back, once: running it again posts nothing.',
    tag: 'Contributions',
    callers: ['finance_officer'],
    body: ChargingSchema,
    answer: ChargedSchema,
    status: 201,
    moves: true,
    problems: ['dates-out-of-order'],
    handle: async ({ tx, body, clock }) => {
      if (Temporal.PlainDate.compare(body.upTo, clock.today()) > 0) {
        const message = `Periods are charged once they have begun: up to today, ${clock.today().toString()}, or an earlier day. Found ${body.upTo.toString()}.`;
        refuseFaults('dates-out-of-order', message, [{ where: 'body.upTo', message }]);
      }
      return chargeContributions(tx, body.upTo.toString());
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/contribution-charges',
    id: 'listContributionCharges',
    summary: 'What was charged of gross contributions',
    description: 'In order of arrangement and period.',
    tag: 'Contributions',
    callers: READERS,
    query: pagingBy(CHARGE_CURSOR).extend({ arrangementId: Id.optional() }),
    answer: page(ChargeSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await listCharges(tx, query), query.limit, chargeCursor),
  });
  arrearsRoute(app, services);
}

function arrearsRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/contributions/arrears',
    id: 'listContributionArrears',
    summary: 'Who is in arrears with a contribution, and by how much',
    description:
      'As at a day, today unless it is given; the largest first, or those in arrears longest. `totals` are of all of them, not of the page.',
    tag: 'Contributions',
    callers: READERS,
    query: Paging.extend({
      on: Day.optional(),
      order: z.enum(ARREARS_ORDERS).default('largest'),
    }),
    answer: ArrearsSchema,
    readOnly: true,
    handle: async ({ tx, query, clock }) => {
      const { order, after, limit } = query;
      if (after !== undefined && !ARREARS_CURSORS[order].test(after)) {
        const message = 'Use the `next` of the page before, in the same order.';
        refuseFaults('invalid-request', message, [{ where: 'query.after', message }]);
      }
      const on = (query.on ?? clock.today()).toString();
      const { items, totals } = await arrearsOn(tx, on, { order, after, limit });
      return { ...toPage(items, limit, (row) => arrearsCursor(row, order)), on, totals };
    },
  });
}

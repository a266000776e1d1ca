import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { arrangementOf } from './find.ts';
import { NewSpendingSchema, SpendingSchema } from './schemas.ts';
import { listSpending, recordSpending } from './spending-store.ts';

const ById = z.object({ id: Id });

/** Spending by the holder of a direct payment, or by a broker. */
export function spendingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/spending',
    id: 'recordSpending',
    summary: 'Record spending against the money held',
    tag: 'Spending',
    callers: ['finance_officer', 'caseworker'],
    params: ById,
    body: NewSpendingSchema,
    answer: SpendingSchema,
    status: 201,
    moves: true,
    problems: ['not-covered', 'state-does-not-allow', 'dates-out-of-order'],
    handle: async ({ tx, params, body, clock }) => {
      const arrangement = await arrangementOf(tx, params.id);
      if (arrangement.kind === 'notional') {
        throw new Problem(
          'state-does-not-allow',
          'A notional arrangement holds no money to spend.',
          {
            state: 'notional',
          },
        );
      }
      if (Temporal.PlainDate.compare(body.spentOn, clock.today()) > 0) {
        const message = `Spending is recorded once it has happened. Today is ${clock.today().toString()}.`;
        refuseFaults('dates-out-of-order', message, [{ where: 'body.spentOn', message }]);
      }
      const [id] = await recordSpending(tx, [{ ...body, arrangementId: params.id }]);
      const [row] = await listSpendingById(tx, params.id, id!);
      return row;
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/spending',
    id: 'listSpending',
    summary: 'Spending of an arrangement, newest first',
    tag: 'Spending',
    callers: ['finance_officer', 'caseworker', 'auditor', 'broker', 'family'],
    params: ById,
    query: pagingBy(/^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}$/),
    answer: page(SpendingSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      await arrangementOf(tx, params.id);
      const rows = await listSpending(tx, { arrangementId: params.id, ...query });
      return toPage(rows, query.limit, (row) => `${row.spentOn}_${row.id}`);
    },
  });
}

type ListTx = Parameters<typeof listSpending>[0];

async function listSpendingById(tx: ListTx, arrangementId: string, id: string) {
  return tx.sql`
    select id, spent_on as "spentOn", amount, category, description, entry_id as entry
    from spending where arrangement_id = ${arrangementId} and id = ${id}`;
}

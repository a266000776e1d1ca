import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../database/transactions.ts';
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
      const until = await lastSpendingDay(tx, params.id, clock.today());
      if (Temporal.PlainDate.compare(body.spentOn, until) > 0) {
        const message = `Spending is recorded once it has happened, until ${until.toString()} here.`;
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

/** Today, or the value date of a payment that has been released ahead of it. */
async function lastSpendingDay(
  tx: Tx,
  arrangementId: string,
  today: Temporal.PlainDate,
): Promise<Temporal.PlainDate> {
  const [row] = await tx.sql<{ last: string }[]>`
    select greatest(${today.toString()}::date, max(r.value_on)) as last
    from pay_run_items i join pay_run_releases l on l.pay_run_id = i.pay_run_id
    join pay_runs r on r.id = i.pay_run_id where i.arrangement_id = ${arrangementId}`;
  return Temporal.PlainDate.from(row!.last);
}

async function listSpendingById(tx: Tx, arrangementId: string, id: string) {
  return tx.sql`
    select id, spent_on as "spentOn", amount, category, description, entry_id as entry
    from spending where arrangement_id = ${arrangementId} and id = ${id}`;
}

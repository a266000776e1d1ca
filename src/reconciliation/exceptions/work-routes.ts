import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../../http/route.ts';
import { DayText, Id, Money } from '../../http/schemas.ts';
import { READERS, refuseUnknown } from '../matching/match-routes.ts';
import { PositionSchema } from '../schemas.ts';
import { SummarySchema } from './schemas.ts';
import { THINGS_TO_DO } from './work-rules.ts';
import { workOf } from './work-store.ts';

const Count = z.number().int();
const Total = z.object({ count: Count, sum: Money.meta({ description: 'Without a sign.' }) });

const WorkSchema = z
  .object({
    position: PositionSchema,
    openLines: z.object({ in: Total, out: Total }),
    expectedLines: Count.meta({ description: 'What is expected and has not come, all of it.' }),
    lastSearch: z
      .object({
        id: Id,
        madeAt: z.string().meta({ format: 'date-time' }),
        proposals: Count,
        withoutRivals: Count,
        automatic: Count,
        toAccept: Count.meta({ description: 'Those without a rival whose lines are open still.' }),
        changedSince: z.boolean().meta({
          description: 'More or fewer lines, or payments, are open now than when it was made.',
        }),
      })
      .nullable(),
    exceptions: z.array(SummarySchema),
    lastImport: z
      .object({
        fileId: Id,
        name: z.string(),
        format: z.string(),
        receivedAt: z.string().meta({ format: 'date-time' }),
        statementTo: DayText.nullable(),
      })
      .nullable(),
    signedOffThrough: DayText.nullable(),
    toDo: z
      .array(
        z.object({
          do: z.enum(THINGS_TO_DO),
          why: z.string(),
          method: z.enum(['GET', 'POST']),
          address: z.string().meta({ description: 'Where that is done.' }),
        }),
      )
      .meta({ description: 'In this order.' }),
  })
  .meta({ id: 'ReconciliationWork' });

/** An officer's day with a bank account. */
export function workRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/bank-accounts/:id/work',
    id: 'getReconciliationWork',
    summary: 'Where a bank account stands and what is to be done about it next',
    tag: 'Reconciliation',
    callers: READERS,
    params: z.object({ id: Id }),
    answer: WorkSchema,
    readOnly: true,
    handle: async ({ tx, caller, params: { id } }) => {
      await refuseUnknown(tx, id);
      const work = await workOf(tx, id);
      const base = `/v1/${caller.authority}`;
      return { ...work, toDo: work.toDo.map((one) => ({ ...one, address: base + one.address })) };
    },
  });
}

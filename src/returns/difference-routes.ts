import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { DayText, EntryId, Id, Money, line, page, pagingBy, toPage } from '../http/schemas.ts';
import { DIFFERENCE_STATES, listDifferences } from './difference-list.ts';
import { differenceOf, takeStep } from './difference-steps.ts';
import { WHAT_DIFFERS } from './difference-store.ts';

const What = z.enum(WHAT_DIFFERS);
const Step = z.enum(['handed_over', 'explained', 'corrected']);

const DifferenceSchema = z
  .object({
    id: Id,
    returnId: Id,
    arrangementId: Id.nullable().meta({ description: 'Null of the whole account.' }),
    what: What,
    expected: Money,
    found: Money,
    difference: Money.meta({ description: 'Found less expected.' }),
    ownerId: Id.meta({ description: 'Who sees to it.' }),
    dueOn: DayText,
    state: z.enum(DIFFERENCE_STATES).meta({
      description: 'Dropped where its return was sent back or replaced.',
    }),
    overdue: z.boolean(),
    steps: z.array(
      z.object({
        step: Step,
        ownerId: Id.nullable(),
        note: z.string().nullable(),
        by: Id,
        at: z.string(),
        entry: EntryId,
      }),
    ),
  })
  .meta({ id: 'ReturnDifference' });

const StepSchema = z
  .strictObject({
    step: Step,
    ownerId: Id.optional().meta({ description: 'Who it is handed over to.' }),
    note: line(500).optional().meta({ description: 'Why; about the money, not about a person.' }),
  })
  .refine((body) => (body.step === 'handed_over') === (body.ownerId !== undefined), {
    message: 'Name who it is handed over to, and nobody for any other step.',
    path: ['ownerId'],
  })
  .refine((body) => body.step !== 'explained' || body.note !== undefined, {
    message: 'An explanation is written down.',
    path: ['note'],
  })
  .meta({ id: 'NewDifferenceStep' });

/** Where ledger, return and bank statement do not agree, and who sees to it. */
export function differenceRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/differences',
    id: 'listDifferences',
    summary: 'Differences between ledger, returns and bank statements, the soonest due first',
    tag: 'Returns',
    callers: ['finance_officer', 'caseworker', 'approver', 'auditor', 'broker', 'family'],
    query: pagingBy(/^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}$/).extend({
      owner: Id.optional(),
      state: z.enum(DIFFERENCE_STATES).optional(),
      what: What.optional(),
      returnId: Id.optional(),
    }),
    answer: page(DifferenceSchema),
    readOnly: true,
    handle: async ({ tx, query, clock }) => {
      const rows = await listDifferences(tx, { ...query, today: clock.today().toString() });
      return toPage(rows, query.limit, (row) => `${row.dueOn}_${row.id}`);
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/differences/:id/steps',
    id: 'addDifferenceStep',
    summary: 'Hand a difference over, explain it, or say that it is corrected',
    description:
      'What is said to be corrected is looked at again, and refused while it is still there.',
    tag: 'Returns',
    callers: ['finance_officer', 'caseworker'],
    params: z.object({ id: Id }),
    body: StepSchema,
    answer: DifferenceSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow', 'record-unknown'],
    handle: async ({ tx, params, body }) => {
      const { step, ownerId = null, note = null } = body;
      await takeStep(tx, params.id, { step, ownerId, note });
      return differenceOf(tx, params.id);
    },
  });
}

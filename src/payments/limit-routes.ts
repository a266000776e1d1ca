import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../access/kinds.ts';
import { addRoute, type Services } from '../http/route.ts';
import {
  Amount,
  Day,
  DayText,
  EntryId,
  Id,
  Money,
  page,
  pagingBy,
  toPage,
} from '../http/schemas.ts';
import { toText } from '../money.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { faultsOfFirstDay } from './limit-rules.ts';
import { addLimit, isUser, limitsBy } from './limit-store.ts';

const READERS: readonly UserKind[] = ['administrator', 'finance_officer', 'approver', 'auditor'];

const LimitSchema = z
  .object({
    id: Id,
    userId: Id,
    amount: Money,
    fromOn: DayText,
    setBy: Id,
    setAt: z.string().meta({ format: 'date-time' }),
    inForce: z.boolean().meta({ description: 'Whether it is the one that counts today.' }),
    entry: EntryId,
  })
  .meta({ id: 'ApprovalLimit' });

const NewLimitSchema = z
  .strictObject({
    userId: Id,
    amount: Amount.refine((amount) => !amount.lt(0), 'A limit is 0.00 or more.'),
    fromOn: Day,
  })
  .meta({ id: 'NewApprovalLimit' });

/** How much each approver may approve in one pay run. */
export function limitRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/approval-limits',
    id: 'setApprovalLimit',
    summary: 'Set the most that somebody may approve in one pay run',
    description:
      "From a day on, and never one's own. Of several, the one with the latest first day that has come counts, and of those of one day the last that was set. Who has no limit may approve any total. The decision is put on record in the journal.",
    tag: 'Payments',
    callers: ['administrator'],
    body: NewLimitSchema,
    answer: LimitSchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'needs-a-second-person'],
    handle: async ({ tx, body, clock, caller }) => {
      const { userId } = body;
      if (userId === caller.user) {
        throw new Problem('needs-a-second-person', 'Nobody sets their own limit.');
      }
      const faults = faultsOfFirstDay(body.fromOn, clock.today());
      refuseFaults('invalid-request', 'The limit cannot begin on that day.', faults);
      if (!(await isUser(tx, userId))) {
        const message = 'Nobody with this identifier has signed in.';
        refuseFaults('record-unknown', 'There is no such user.', [
          { where: 'body.userId', message },
        ]);
      }
      const [amount, fromOn] = [toText(body.amount), body.fromOn.toString()];
      const id = await addLimit(tx, { userId, amount, fromOn });
      return (await limitsBy(tx, { id }))[0];
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/approval-limits',
    id: 'listApprovalLimits',
    summary: 'The limits of approvers, the last that was set first',
    tag: 'Payments',
    callers: READERS,
    query: pagingBy(/^[1-9]\d{0,17}$/).extend({ userId: Id.optional() }),
    answer: page(LimitSchema),
    readOnly: true,
    handle: async ({ tx, query }) =>
      toPage(await limitsBy(tx, query), query.limit, (limit) => limit.entry),
  });
}

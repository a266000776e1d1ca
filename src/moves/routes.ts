import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { openBudget } from '../budgets/find.ts';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page, pagingBy, toPage } from '../http/schemas.ts';
import { rulesOn } from '../law/store.ts';
import { Problem, notFound, refuseFaults } from '../problem.ts';
import { packRoutes } from './pack-routes.ts';
import { planOf } from './pack-store.ts';
import { reviewByOf } from './pack.ts';
import { followMove } from './recording.ts';
import { faultsOfMove, letterBy, transferBy } from './rules.ts';
import { MoveSchema, NewMoveSchema, OneMoveSchema, RecordedMoveSchema } from './schemas.ts';
import { addMoves, movesBy, sameMove, type ListedMove } from './store.ts';

const READERS = ['caseworker', 'panel_member', 'finance_officer', 'approver', 'auditor'] as const;
const ById = z.object({ id: Id });
type Body = z.output<typeof NewMoveSchema>;

/** Moves between authorities and NHS bodies. */
export function moveRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/budgets/:id/moves',
    id: 'recordMove',
    summary: 'Put on record that a person moves, or that their NHS body changes',
    description: `Counts the days that follow, and of a move away proposes the end of every running
      arrangement from the day of the move (where the NHS body changes: of what health pays), for a
      second person to agree. Nothing ends before that.`,
    tag: 'Moves',
    callers: ['caseworker'],
    params: ById,
    body: NewMoveSchema,
    answer: RecordedMoveSchema,
    status: 201,
    moves: true,
    problems: ['dates-out-of-order', 'already-exists', 'budget-closed'],
    handle: async ({ tx, params, body, clock, caller, reply }) => {
      await decideAlone(tx, `budget ${params.id}`);
      const id = await record(tx, params.id, body, clock.today());
      const move = await moveOf(tx, id);
      const followed = await followMove(tx, move);
      reply.header('location', `/v1/${caller.authority}/moves/${id}`);
      return { ...(await withReview(tx, await moveOf(tx, id))), ...followed };
    },
  });
  readingRoutes(app, services);
  packRoutes(app, services);
}

async function record(
  tx: Tx,
  budgetId: string,
  { what, direction, otherBody, learntOn, movedOn }: Body,
  today: Temporal.PlainDate,
): Promise<string> {
  const budget = await openBudget(tx, budgetId);
  const faults = faultsOfMove(
    { direction, learntOn, movedOn },
    {
      startsOn: Temporal.PlainDate.from(budget.startsOn),
      endsOn: Temporal.PlainDate.from(budget.endsOn),
    },
    today,
  );
  refuseFaults('dates-out-of-order', 'The dates of the move are not as expected.', faults);
  const move = { what, direction, otherBody, budgetId, movedOn: movedOn.toString() };
  const same = await sameMove(tx, move);
  if (same !== undefined) {
    throw new Problem('already-exists', 'A move of this kind on this day is on record.', {
      move: same,
    });
  }
  const rules = await rulesOn(tx, movedOn);
  const transfer = transferBy(movedOn, learntOn, rules);
  const letter = letterBy(transfer, rules);
  const days = { transferBy: transfer.toString(), letterBy: letter.toString() };
  const { beneficiaryId } = budget;
  const recorded = { ...move, ...days, beneficiaryId, learntOn: learntOn.toString() };
  const [id] = await addMoves(tx, [recorded], rules.used());
  return id!;
}

function readingRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/moves',
    id: 'listMoves',
    summary: 'Moves, the latest first: the open ones, or all',
    tag: 'Moves',
    callers: READERS,
    query: pagingBy(/^\d{4}-\d{2}-\d{2}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/).extend({
      state: z.enum(['open', 'all']).default('open'),
    }),
    answer: page(MoveSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const [movedOn, id] = query.after?.split('_') ?? [];
      const after = movedOn === undefined || id === undefined ? undefined : { movedOn, id };
      const rows = await movesBy(tx, {
        openOnly: query.state === 'open',
        after,
        limit: query.limit,
      });
      return toPage(rows, query.limit, (row) => `${row.movedOn}_${row.id}`);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/moves/:id',
    id: 'getMove',
    summary: 'One move with the days that follow from it',
    tag: 'Moves',
    callers: READERS,
    params: ById,
    answer: OneMoveSchema,
    readOnly: true,
    handle: async ({ tx, params }) => withReview(tx, await moveOf(tx, params.id)),
  });
}

/** A move the caller may see, or not found. */
async function moveOf(tx: Tx, id: string): Promise<ListedMove> {
  const [move] = await movesBy(tx, { id });
  if (move === undefined) throw notFound();
  return move;
}

async function withReview(tx: Tx, move: ListedMove) {
  const lastDay = Temporal.PlainDate.from(move.movedOn).subtract({ days: 1 }).toString();
  const known = { through: null, at: null };
  const plan = await planOf(tx, move.budgetId, { lastDay, known });
  return { ...move, reviewBy: await reviewByOf(tx, move, plan) };
}

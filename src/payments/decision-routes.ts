import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, line } from '../http/schemas.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { notInState, runOf, runToDecide } from './find.ts';
import { approve, release, withdraw } from './release-store.ts';
import { mayBecome, type RunState } from './rules.ts';
import { itemsOfClosedBudgets, type Run } from './run-store.ts';
import { RunSchema } from './schemas.ts';

const ById = z.object({ id: Id });

/** What is decided about a pay run: approved, released, withdrawn. */
export function decisionRoutes(app: FastifyInstance, services: Services): void {
  const step = (
    name: string,
    id: string,
    next: RunState,
    summary: string,
    callers: readonly ['approver'] | readonly ['finance_officer'],
    act: (tx: Tx, run: Run) => Promise<void>,
  ): void =>
    addRoute(app, services, {
      method: 'POST',
      url: `/pay-runs/:id/${name}`,
      id,
      summary,
      tag: 'Payments',
      callers,
      params: ById,
      answer: RunSchema,
      moves: true,
      problems: [
        'state-does-not-allow',
        'needs-a-second-person',
        'payment-file-faults',
        'not-covered',
        'budget-closed',
      ],
      handle: async ({ tx, params }) => {
        const run = await runToDecide(tx, params.id);
        if (!mayBecome(run.state, next)) throw notInState(run, next);
        await act(tx, run);
        return runOf(tx, params.id);
      },
    });
  step(
    'approval',
    'approvePayRun',
    'approved',
    'Approve a pay run as a second person',
    ['approver'],
    async (tx, run) => {
      if (run.drawnUpBy === tx.scope.user) {
        throw new Problem('needs-a-second-person', 'You drew up this run yourself.');
      }
      await approve(tx, run);
    },
  );
  step(
    'release',
    'releasePayRun',
    'released',
    'Release an approved run',
    ['finance_officer'],
    releaseRun,
  );
  addRoute(app, services, {
    method: 'POST',
    url: '/pay-runs/:id/withdrawal',
    id: 'withdrawPayRun',
    summary: 'Withdraw a run that has not been released',
    tag: 'Payments',
    callers: ['finance_officer', 'approver'],
    params: ById,
    body: z.strictObject({ reason: line(200) }),
    answer: RunSchema,
    moves: true,
    problems: ['state-does-not-allow'],
    handle: async ({ tx, params, body }) => {
      const run = await runToDecide(tx, params.id);
      if (!mayBecome(run.state, 'withdrawn')) throw notInState(run, 'withdrawn');
      await withdraw(tx, run, body.reason);
      return runOf(tx, params.id);
    },
  });
}

async function releaseRun(tx: Tx, run: Run): Promise<void> {
  if (Temporal.PlainDate.compare(tx.scope.today, Temporal.PlainDate.from(run.inputOn)) > 0) {
    throw new Problem(
      'state-does-not-allow',
      `The file had to be sent by ${run.inputOn}. Withdraw the run and draw it up for a later value date.`,
      { state: run.state },
    );
  }
  const closed = await itemsOfClosedBudgets(tx, run.id);
  refuseFaults(
    'budget-closed',
    'The run has payments from closed budgets. Withdraw it and draw it up again without them.',
    closed.map((where) => ({ where, message: 'The budget is closed.' })),
  );
  await release(tx, run);
}

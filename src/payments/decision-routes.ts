import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, line } from '../http/schemas.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { notInState, runOf, runToDecide } from './find.ts';
import { approve, release, withdraw } from './release-store.ts';
import { mayBecome, type RunState } from './rules.ts';
import { itemsOfClosedBudgets, sharesOnHold } from './release-checks.ts';
import type { Run } from './run-store.ts';
import { RunSchema } from './schemas.ts';

const ById = z.object({ id: Id });

/** One step of a pay run: where it leads, who takes it, and what it does. */
interface Step {
  readonly name: string;
  readonly id: string;
  readonly next: RunState;
  readonly summary: string;
  readonly caller: 'approver' | 'finance_officer';
  readonly act: (tx: Tx, run: Run) => Promise<void>;
}

const STEPS: readonly Step[] = [
  {
    name: 'approval',
    id: 'approvePayRun',
    next: 'approved',
    summary: 'Approve a pay run as a second person',
    caller: 'approver',
    act: approveRun,
  },
  {
    name: 'release',
    id: 'releasePayRun',
    next: 'released',
    summary: 'Release an approved run',
    caller: 'finance_officer',
    act: releaseRun,
  },
];

/** What is decided about a pay run: approved, released, withdrawn. */
export function decisionRoutes(app: FastifyInstance, services: Services): void {
  for (const step of STEPS) stepRoute(app, services, step);
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

function stepRoute(app: FastifyInstance, services: Services, step: Step): void {
  addRoute(app, services, {
    method: 'POST',
    url: `/pay-runs/:id/${step.name}`,
    id: step.id,
    summary: step.summary,
    tag: 'Payments',
    callers: [step.caller],
    params: ById,
    answer: RunSchema,
    moves: true,
    problems: [
      'state-does-not-allow',
      'needs-a-second-person',
      'payment-file-faults',
      'not-covered',
      'budget-closed',
      'still-on-hold',
    ],
    handle: async ({ tx, params }) => {
      const run = await runToDecide(tx, params.id);
      if (!mayBecome(run.state, step.next)) throw notInState(run, step.next);
      await step.act(tx, run);
      return runOf(tx, params.id);
    },
  });
}

async function approveRun(tx: Tx, run: Run): Promise<void> {
  if (run.drawnUpBy === tx.scope.user) {
    throw new Problem('needs-a-second-person', 'You drew up this run yourself.');
  }
  await approve(tx, run);
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
  const missing = await sharesOnHold(tx, run.id);
  if (missing.length > 0) {
    throw new Problem(
      'still-on-hold',
      'Something that a sector requires is no longer on file. Withdraw the run and draw it up again without it, or put it on file.',
      { missing },
    );
  }
  await release(tx, run);
}

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id, line } from '../http/schemas.ts';
import { Problem, refuseFaults, type ProblemType } from '../problem.ts';
import { notInState, runOf, runToDecide } from './find.ts';
import { refuseOverLimit } from './limit-rules.ts';
import { limitAlone, limitOf } from './limit-store.ts';
import type { ProgressBook, Report } from './progress.ts';
import { watched } from './progress-routes.ts';
import { approve, release, withdraw } from './release-store.ts';
import { mayBecome, type RunState } from './rules.ts';
import {
  itemsOfClosedBudgets,
  itemsToOwnDetails,
  sharesOnHold,
  itemsHeld,
  itemsToOldDetails,
} from './release-checks.ts';
import type { Run } from './run-list.ts';
import { RunSchema } from './schemas.ts';

const ById = z.object({ id: Id });

/** One step of a pay run: where it leads, who takes it, and what it does. */
interface Step {
  readonly name: string;
  readonly id: string;
  readonly next: RunState;
  readonly summary: string;
  readonly description: string;
  readonly problems: readonly ProblemType[];
  readonly caller: 'approver' | 'finance_officer';
  readonly act: (tx: Tx, run: Run, report: Report) => Promise<void>;
}

const STEPS: readonly Step[] = [
  {
    name: 'approval',
    id: 'approvePayRun',
    next: 'approved',
    summary: 'Approve a pay run as a second person',
    description:
      'Within the limit of who approves it, where they have one. Nobody approves a run that they drew up, nor one that pays to bank details which they recorded or checked: `references` names at most 200 of those payments.',
    problems: ['state-does-not-allow', 'needs-a-second-person', 'over-approval-limit'],
    caller: 'approver',
    act: approveRun,
  },
  {
    name: 'release',
    id: 'releasePayRun',
    next: 'released',
    summary: 'Release an approved run',
    description:
      "Makes the bank's file and posts every payment, or nothing of it. It must be released by the day on which the file is sent.",
    problems: [
      'state-does-not-allow',
      'payment-file-faults',
      'not-covered',
      'budget-closed',
      'still-on-hold',
    ],
    caller: 'finance_officer',
    act: releaseRun,
  },
];

/** What is decided about a pay run: approved, released, withdrawn. */
export function decisionRoutes(
  app: FastifyInstance,
  services: Services,
  progress: ProgressBook,
): void {
  for (const step of STEPS) stepRoute(app, services, progress, step);
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

function stepRoute(
  app: FastifyInstance,
  services: Services,
  progress: ProgressBook,
  step: Step,
): void {
  addRoute(app, services, {
    method: 'POST',
    url: `/pay-runs/:id/${step.name}`,
    id: step.id,
    summary: step.summary,
    description: step.description,
    tag: 'Payments',
    callers: [step.caller],
    params: ById,
    answer: RunSchema,
    moves: true,
    problems: step.problems,
    handle: async (asked) => {
      const { tx, params } = asked;
      const run = await runToDecide(tx, params.id);
      if (!mayBecome(run.state, step.next)) throw notInState(run, step.next);
      await watched(progress, asked, (report) => step.act(tx, run, report));
      return runOf(tx, params.id);
    },
  });
}

async function approveRun(tx: Tx, run: Run, report: Report): Promise<void> {
  if (run.drawnUpBy === tx.scope.user) {
    throw new Problem('needs-a-second-person', 'You drew up this run yourself.');
  }
  if (run.items === 0) {
    throw new Problem(
      'state-does-not-allow',
      'Every payment was taken out of this run. Withdraw it; what is due goes into the next.',
      { state: run.state },
    );
  }
  report('Checking who may approve it', 0, run.items);
  const own = await itemsToOwnDetails(tx, run.id, tx.scope.user);
  if (own.length > 0) {
    throw new Problem(
      'needs-a-second-person',
      'The run pays to bank details that you recorded or checked yourself. Somebody else must approve it.',
      { references: own },
    );
  }
  await limitAlone(tx, tx.scope.user);
  const limit = await limitOf(tx, tx.scope.user);
  refuseOverLimit(run.total, limit);
  report('Signing every payment', 0, run.items);
  await approve(tx, run, limit?.id ?? null);
  report('Signing every payment', run.items, run.items);
}

async function releaseRun(tx: Tx, run: Run, report: Report): Promise<void> {
  if (Temporal.PlainDate.compare(tx.scope.today, Temporal.PlainDate.from(run.inputOn)) > 0) {
    throw new Problem(
      'state-does-not-allow',
      `The file had to be sent by ${run.inputOn}. Withdraw the run and draw it up for a later value date.`,
      { state: run.state },
    );
  }
  report('Checking that all can still be paid', 0, run.items);
  const closed = await itemsOfClosedBudgets(tx, run.id);
  refuseFaults(
    'budget-closed',
    'The run has payments from closed budgets. Withdraw it and draw it up again without them.',
    closed.map((where) => ({ where, message: 'The budget is closed.' })),
  );
  refuseItems(
    run,
    await itemsHeld(tx, run.id),
    'Payments of the run were held after it was approved. Withdraw it and draw it up again without them, or end the holds.',
  );
  refuseItems(
    run,
    await itemsToOldDetails(tx, run.id),
    'Payees of the run have given other bank details since it was drawn up. Withdraw it and draw it up again.',
  );
  const missing = await sharesOnHold(tx, run.id);
  if (missing.length > 0) {
    throw new Problem(
      'still-on-hold',
      'Something that a sector requires is no longer on file. Withdraw the run and draw it up again without it, or put it on file.',
      { missing },
    );
  }
  await release(tx, run, report);
}

/** Refuses to release a run because of some of its payments, which it names. */
function refuseItems({ state }: Run, references: readonly string[], detail: string): void {
  if (references.length === 0) return;
  throw new Problem('state-does-not-allow', detail, { state, references });
}

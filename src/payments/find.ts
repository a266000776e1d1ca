import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { Problem, notFound } from '../problem.ts';
import type { RunState } from './rules.ts';
import { runsBy, type Run } from './run-store.ts';

/** A pay run, or not found. */
export async function runOf(tx: Tx, id: string): Promise<Run> {
  const [run] = await runsBy(tx, { id });
  if (run === undefined) throw notFound();
  return run;
}

/** A run to decide about: it is released or withdrawn, and never both. */
export async function runToDecide(tx: Tx, id: string): Promise<Run> {
  await decideAlone(tx, `pay run ${id}`);
  return runOf(tx, id);
}

/** What was asked does not follow from the state of the run. */
export function notInState(run: Run, next: RunState): Problem {
  const words = {
    drawn_up: 'drawn up',
    approved: 'approved',
    released: 'released',
    withdrawn: 'withdrawn',
  };
  return new Problem(
    'state-does-not-allow',
    `The run is ${words[run.state]}, so it cannot become or be read as ${words[next]}.`,
    { state: run.state },
  );
}

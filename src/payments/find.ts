import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { Problem, notFound } from '../problem.ts';
import type { RunState } from './rules.ts';
import { runsBy, type Run } from './run-list.ts';

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

/** From which state a run comes to another, or a question about it can be answered. */
const BEFORE: Readonly<Record<RunState, string>> = {
  drawn_up: 'Draw up another.',
  approved: 'Only a run that is drawn up can be approved.',
  released: 'It has to be approved and then released for this, and not withdrawn.',
  sent: 'Only a run that is released, and not sent yet, can be sent.',
  settled: 'It is settled once the bank has taken all of it.',
  withdrawn: 'Only a run that is not released yet can be withdrawn.',
};

/** What was asked does not follow from the state of the run. */
export function notInState(run: Run, next: RunState): Problem {
  const words = (state: RunState): string => state.replace('_', ' ');
  const detail =
    run.state === next
      ? `The run has been ${words(next)} already.`
      : `The run is ${words(run.state)}. ${BEFORE[next]}`;
  return new Problem('state-does-not-allow', detail, { state: run.state });
}

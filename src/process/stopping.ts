import closeWithGrace from 'close-with-grace';
import { sentenceOf } from './failure.ts';

/** How long requests under way may take to finish once the process is to stop, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Ctrl-C reaches the process twice when npm started it: from the terminal and from npm. Only a
 * signal that comes later than this, in milliseconds, means that somebody has lost patience.
 */
const SAME_SIGNAL = 1000;

/** How the process stops. */
export interface Stopping {
  /** What is to be done before the process ends; what was added last is done first. */
  defer(undo: () => Promise<unknown>): void;
  /** Whether it has begun: what fails from then on fails because of it. */
  begun(): boolean;
  /** Stops because of a failure, which is told on stderr; the exit code is 1. */
  fail(error: unknown): void;
}

/**
 * Has the process stop in good order on SIGINT and SIGTERM, with the exit code 0; a second signal
 * ends it at once. A failure that nobody caught stops it in the same way, with the exit code 1.
 *
 * @param onUncaught is told of such a failure
 */
export function stopWithGrace(onUncaught: (error: unknown) => void): Stopping {
  const undos: (() => Promise<unknown>)[] = [];
  let begunAt: number | null = null;
  let failed = false;

  const grace = closeWithGrace(
    { delay: PATIENCE, logger: false, skip: ['SIGINT', 'SIGTERM'], onTimeout: tellTimeout },
    async ({ err }) => {
      begunAt ??= Date.now();
      if (err !== undefined) onUncaught(err);
      // A start that is under way may still add to them.
      for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) await undo().catch(tell);
      // The exit code follows from whether this succeeds.
      if (failed) throw new Error('The process failed.');
    },
  );
  const onSignal = (): void => {
    if (begunAt === null) grace.close();
    else if (Date.now() - begunAt > SAME_SIGNAL) process.exit(1);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);

  function tell(error: unknown): void {
    failed = true;
    process.stderr.write(`${sentenceOf(error)}\n`);
  }
  return {
    defer: (undo) => undos.push(undo),
    begun: () => begunAt !== null,
    fail(error) {
      if (begunAt !== null) return;
      tell(error);
      grace.close();
    },
  };
}

function tellTimeout(): void {
  process.stderr.write(
    `Not everything had finished after ${PATIENCE / 1000} seconds, so it was cut off.\n`,
  );
}

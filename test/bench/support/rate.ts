/** How long a rate is measured, in milliseconds, and how many workers there are. */
export interface Load {
  readonly workers: number;
  readonly forMs: number;
}

/**
 * The load for a turn. A new connection plans a statement anew for the first few times, and a new
 * process has compiled nothing yet: both take a second or two to come up to speed.
 */
export function loadOf(workers: number, quick: boolean, warmingUp: boolean): Load {
  if (warmingUp) return { workers, forMs: quick ? 2000 : 4000 };
  return { workers, forMs: quick ? 1000 : 4000 };
}

/** How many turns each side has. */
export function runsOf(quick: boolean): number {
  return quick ? 2 : 5;
}

/**
 * Has workers do one thing after the other for a while, all at once.
 *
 * @param work does one thing; it is given the worker's number
 * @returns how many were done in a second
 */
export async function rateOf(
  { workers, forMs }: Load,
  work: (worker: number) => Promise<unknown>,
): Promise<number> {
  let done = 0;
  const start = performance.now();
  const until = start + forMs;
  const worker = async (_: unknown, number: number): Promise<void> => {
    while (performance.now() < until) {
      await work(number);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return (done / (performance.now() - start)) * 1000;
}

/** How long something takes, in milliseconds. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

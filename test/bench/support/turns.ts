import type { Turns } from '../measurement.ts';
import { peakMemoryMb, resetPeakMemory } from './memory.ts';

export interface Sides {
  /** How often each side is measured. */
  readonly runs: number;
  /** The service's process, whose memory is watched while ours runs. */
  readonly pid?: number;
  /** Each gives a figure in the measurement's unit. The first turn warms up and is not counted. */
  ours(warmingUp: boolean): Promise<number>;
  baseline(warmingUp: boolean): Promise<number>;
}

/**
 * Runs both sides in turns, each first as often as the other, so that a machine that slows down or
 * a table that grows is no advantage to either.
 */
export async function inTurns({ runs, pid = process.pid, ...sides }: Sides): Promise<Turns> {
  const ours: number[] = [];
  const baseline: number[] = [];
  let peak = 0;
  const runOurs = async (run: number): Promise<void> => {
    globalThis.gc?.();
    resetPeakMemory(pid);
    ours.push(await sides.ours(run === 0));
    peak = Math.max(peak, peakMemoryMb(pid));
  };
  const runBaseline = async (run: number): Promise<void> => {
    globalThis.gc?.();
    baseline.push(await sides.baseline(run === 0));
  };
  for (let run = 0; run <= runs; run += 1) {
    const order = run % 2 === 0 ? [runOurs, runBaseline] : [runBaseline, runOurs];
    for (const side of order) await side(run);
  }
  return { ours: ours.slice(1), baseline: baseline.slice(1), peakMemoryMb: peak };
}

import { readFileSync, writeFileSync } from 'node:fs';

/** The most memory of a process that was resident since the last reset, in MiB. */
export function peakMemoryMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kib === undefined) throw new Error(`Process ${pid} does not say how much memory it uses.`);
  return Number(kib) / 1024;
}

/** Has the kernel watch the peak anew; see "clear_refs" in proc(5). */
export function resetPeakMemory(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * How a process signs what it works on: its number, its computer, and when it began. The number alone
 * says little: after a start of the computer another program has it, and in a container every service.
 */
export const ownMark = (): string => `${process.pid} ${hostname()} ${birthOf(process.pid)}`;

/** The number in a mark, for people to find the process by. */
export const numberIn = (mark: string): string => mark.split(' ')[0]!;

/** Whether the process of a mark works on this computer. Of another computer nobody can tell. */
export function isAlive(mark: string): boolean {
  const [pid, host, birth = ''] = mark.split(' ');
  if (host !== hostname() || !isThere(Number(pid))) return false;
  const found = birthOf(Number(pid));
  return birth === '' || found === '' || found === birth;
}

function isThere(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

/** Which start of the computer it was, and how long after it the process began; empty if nobody says. */
function birthOf(pid: number): string {
  try {
    const start = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in brackets and may have anything in it; the time is field 22.
    const after = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${start}/${after}`;
  } catch {
    return '';
  }
}

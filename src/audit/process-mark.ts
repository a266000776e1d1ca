import { hostname } from 'node:os';
import { markOf } from '../database/embedded/process.ts';

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

/** When a process began, and after which start of the computer; empty if nobody says. */
function birthOf(pid: number): string {
  try {
    const [, ...birth] = markOf(pid)?.split(' ') ?? [];
    return birth.join('/');
  } catch {
    return '';
  }
}

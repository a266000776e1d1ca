import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a fast shutdown may take before an immediate one is asked for, in milliseconds. */
const PATIENCE = 20_000;

/** A PostgreSQL server that is alive on a cluster. */
export interface LiveServer {
  readonly pid: number;
  readonly port: number;
  /** False in its first moments, when another program may still have the port. */
  readonly listening: boolean;
}

/**
 * Gives a mark that no other process has, or null if there is no such process (a zombie counts
 * as none). A number alone does not tell processes apart: in a container, the service and its
 * server get the same numbers at each start. Linux only.
 */
export function markOf(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The name of the program, in brackets, may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  if (state === 'Z' || state === 'X') return null;
  const startedAt = fields[19];
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${pid} ${startedAt} ${boot}`;
}

/**
 * Reads `postmaster.pid` and says which server is alive on a cluster, or null: a file left behind
 * by a server that was killed counts for nothing, even if another program now has its number.
 */
export function liveServer(clusterDir: string): LiveServer | null {
  const lines = readOrNull(join(clusterDir, 'postmaster.pid'))?.split('\n') ?? [];
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isSafeInteger(pid) || pid <= 0 || markOf(pid) === null) return null;
  const words = readOrNull(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
  if (!words.includes(clusterDir)) return null;
  return { pid, port, listening: (lines[5] ?? '') !== '' };
}

/**
 * Removes a `postmaster.pid` that no live server stands behind. PostgreSQL does so itself, unless
 * another program of the same account has got the number; then it would refuse to start.
 */
export function removeStalePidFile(clusterDir: string): void {
  if (liveServer(clusterDir) === null) rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
}

/**
 * Makes this process the owner of a cluster, by a file with its mark.
 *
 * @returns the number of the process that owns it already, or null if this process does now
 */
export function claim(ownerFile: string): number | null {
  for (;;) {
    if (createWhole(ownerFile)) return null;
    const mark = readOrNull(ownerFile);
    if (mark === null) continue;
    if (isAlive(mark)) return pidIn(mark);
    const rival = setAside(ownerFile);
    if (rival !== null) return rival;
  }
}

/** Ends the ownership of this process. */
export function release(ownerFile: string): void {
  rmSync(ownerFile, { force: true });
}

/** A link appears with its content, and only if nothing has the name: nobody reads half a file. */
function createWhole(ownerFile: string): boolean {
  const draft = `${ownerFile}.${process.pid}`;
  writeFileSync(draft, markOf(process.pid) ?? '');
  try {
    linkSync(draft, ownerFile);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft);
  }
}

/**
 * Takes away the file of a dead owner. Should another process have put its own in between, that
 * one is put back, and its number is the answer.
 */
function setAside(ownerFile: string): number | null {
  const aside = `${ownerFile}.${process.pid}.old`;
  try {
    renameSync(ownerFile, aside);
  } catch {
    return null;
  }
  const mark = readFileSync(aside, 'utf8');
  const rival = isAlive(mark) ? pidIn(mark) : null;
  if (rival !== null && !existsSync(ownerFile)) renameSync(aside, ownerFile);
  else rmSync(aside);
  return rival;
}

function isAlive(mark: string): boolean {
  return markOf(pidIn(mark)) === mark;
}

function pidIn(mark: string): number {
  return Number(mark.split(' ')[0]);
}

/**
 * Stops a server: a fast shutdown (open transactions are rolled back), and, if that takes longer
 * than `patience` milliseconds, an immediate one, from which the next start recovers.
 *
 * @returns when the process is gone
 */
export async function shutDown(pid: number, patience: number = PATIENCE): Promise<void> {
  const mark = markOf(pid);
  if (mark === null) return;
  signal(pid, 'SIGINT');
  let hurried = false;
  const hurryAt = Date.now() + patience;
  while (markOf(pid) === mark) {
    if (!hurried && Date.now() >= hurryAt) {
      hurried = true;
      signal(pid, 'SIGQUIT');
    }
    await delay(20);
  }
}

/** Sends a signal; that the process has just ended is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startEmbedded, type Embedded, type EmbeddedOptions } from '../../src/database/embedded.ts';
import { markOf } from '../../src/database/embedded/process.ts';
import { removeEmbedded, temporaryFolder } from './cluster.ts';

/** What a test of embedded databases works with. Every server is stopped after each test. */
export interface Trial {
  folder: string;
  dataDir: string;
  /** What users were told in this test. */
  sentences: string[];
  /** Starts without waiting for the disk, unless other settings are given. */
  start(options?: Partial<EmbeddedOptions>): Promise<Embedded>;
}

/**
 * Gives tests a folder for embedded databases, and clears it away.
 *
 * @param lifetime 'test' for a new folder for each test; 'block' for one that the tests of a
 *   describe block share, with the database that the first of them makes
 */
export function useTrial(lifetime: 'test' | 'block'): Trial {
  const trial: Trial = { folder: '', dataDir: '', sentences: [], start };
  const started: Embedded[] = [];
  const open = lifetime === 'test' ? beforeEach : beforeAll;
  const close = lifetime === 'test' ? afterEach : afterAll;

  open(() => {
    trial.folder = temporaryFolder();
    trial.dataDir = join(trial.folder, 'data');
  });
  close(async () => {
    for (const embedded of started.splice(0)) {
      await embedded.stop();
      removeEmbedded(embedded);
    }
    rmSync(trial.folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    trial.sentences = [];
  });
  afterEach(() => Promise.all(started.map((embedded) => embedded.stop())));

  async function start(options: Partial<EmbeddedOptions> = {}): Promise<Embedded> {
    const onProgress = (sentence: string): number => trial.sentences.push(sentence);
    const embedded = await startEmbedded({
      dataDir: trial.dataDir,
      settings: { fsync: 'off' },
      onProgress,
      ...options,
    });
    started.push(embedded);
    return embedded;
  }

  return trial;
}

/** Runs one statement and gives the first column of its first row. */
export async function ask(url: string, statement: string): Promise<unknown> {
  const sql = postgres(url, { max: 1, fetch_types: false });
  try {
    const [row] = await sql.unsafe(statement).values();
    return row?.[0];
  } finally {
    // Without a limit, the driver waits for ever if the server has cut the connection.
    await sql.end({ timeout: 1 });
  }
}

/** A session that is at work on a server until that ends. */
export interface LongSession {
  /** The number of the server's process for it. */
  readonly pid: number;
  /** Resolves to 'cut' when the server has ended it. */
  readonly end: Promise<unknown>;
}

/** Begins a session, and returns when it is at work. */
export async function longSession(url: string): Promise<LongSession> {
  const end = ask(url, 'select pg_sleep(600)').catch(() => 'cut');
  for (;;) {
    const pid = await ask(url, `select pid from pg_stat_activity where wait_event = 'PgSleep'`);
    if (typeof pid === 'number') return { pid, end };
    await delay(20);
  }
}

/** The numbers of all processes of a server: itself, its helpers and its sessions. */
export function serverProcesses(pid: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const family = all.filter((name) => Number(name) === pid || parentOf(name) === pid);
  return family.map(Number);
}

function parentOf(pid: string): number {
  return processField(Number(pid), 1);
}

/** A field of /proc/PID/stat, counted from the process's state; NaN if the process is gone. */
export function processField(pid: number, index: number): number {
  const file = `/proc/${pid}/stat`;
  try {
    const stat = readFileSync(file, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[index]);
  } catch {
    return Number.NaN;
  }
}

/** Waits until a process is gone. */
export async function gone(pid: number): Promise<void> {
  while (markOf(pid) !== null) await delay(20);
}

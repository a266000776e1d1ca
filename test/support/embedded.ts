import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { afterEach, beforeEach } from 'vitest';
import { startEmbedded, type Embedded, type EmbeddedOptions } from '../../src/database/embedded.ts';
import { markOf } from '../../src/database/embedded/process.ts';
import { removeEmbedded, temporaryFolder } from './cluster.ts';

/** What a test of embedded databases works with; new for each test, and cleared away after it. */
export interface Trial {
  folder: string;
  dataDir: string;
  /** What users were told. */
  sentences: string[];
  start(options?: Partial<EmbeddedOptions>): Promise<Embedded>;
}

/** Gives each test of a file a folder for embedded databases. */
export function useTrial(): Trial {
  let started: Embedded[] = [];
  const trial: Trial = { folder: '', dataDir: '', sentences: [], start };

  beforeEach(() => {
    trial.folder = temporaryFolder();
    trial.dataDir = join(trial.folder, 'data');
    trial.sentences = [];
    started = [];
  });

  afterEach(async () => {
    for (const embedded of started) {
      await embedded.stop();
      removeEmbedded(embedded);
    }
    rmSync(trial.folder, { recursive: true, force: true });
  });

  async function start(options: Partial<EmbeddedOptions> = {}): Promise<Embedded> {
    const onProgress = (sentence: string): number => trial.sentences.push(sentence);
    const embedded = await startEmbedded({ dataDir: trial.dataDir, onProgress, ...options });
    started.push(embedded);
    return embedded;
  }

  return trial;
}

/** Runs one statement and gives the first column of its first row. */
export async function ask(url: string, statement: string): Promise<unknown> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const [row] = await sql.unsafe(statement).values();
    return row?.[0];
  } finally {
    // Without a limit, the driver waits for ever if the server has cut the connection.
    await sql.end({ timeout: 1 });
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

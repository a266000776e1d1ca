import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { sentenceOf } from '../../src/process/failure.ts';
import { makeLog } from '../../src/process/log.ts';
import { startService } from '../../src/process/start.ts';
import type { Stopping } from '../../src/process/stopping.ts';

const ROOT = new URL('../..', import.meta.url);
const RUNTIME = ['--import', './src/runtime.mjs'];

export type Variables = Readonly<Record<string, string>>;

/** What a process that ended has left. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process under way. */
export interface Running {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  stdout(): string;
  /** Waits until it has printed something; fails if it ends before. */
  prints(text: string | RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

const children: ChildProcess[] = [];

/** Starts a program in the project's folder with these variables and no others, save PATH and HOME. */
export function run(program: string, args: readonly string[], env: Variables, input = ''): Running {
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A program that reads nothing may end before it has taken it all.
  child.stdin.on('error', () => {}).end(input);
  if (children.push(child) === 1) afterAll(() => children.forEach((one) => one.kill('SIGTERM')));
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const ended = once(child, 'close').then(([code]) => ({ code, ...said }));
  return { child, ended, stdout: () => said.stdout, prints };

  async function prints(text: string | RegExp): Promise<void> {
    const pattern = typeof text === 'string' ? RegExp(RegExp.escape(text)) : text;
    let over = false;
    void ended.then(() => (over = true));
    while (!pattern.test(said.stdout)) {
      if (over) throw new Error(`It ended before it printed ${text}: ${said.stderr}`);
      await Promise.race([once(child.stdout, 'data'), ended]);
    }
  }
}

/** Starts the service as `npm start` does. */
export function runService(env: Variables): Running {
  return run(process.execPath, [...RUNTIME, 'src/main.ts'], env);
}

/** Runs a command of the command line to its end, as `npm run ledger` does; `input` is on stdin. */
export async function runLedger(
  args: readonly string[],
  env: Variables,
  input?: string,
): Promise<Ended> {
  return run(process.execPath, [...RUNTIME, 'src/commands/ledger.ts', ...args], env, input).ended;
}

/**
 * Starts the service in this very process, where it is expected not to start, and undoes what it
 * had begun. That is quicker than a process of its own; it runs what `src/main.ts` runs.
 *
 * @returns the sentence that the process would end with; null if it would have started
 */
export async function whyNotStarted(env: Variables): Promise<string | null> {
  const undos: (() => Promise<unknown>)[] = [];
  const stopping: Stopping = {
    defer: (undo) => undos.push(undo),
    begun: () => false,
    fail: () => {},
  };
  try {
    await startService(readConfig(env), { log: makeLog('silent'), onProgress: () => {}, stopping });
    return null;
  } catch (error) {
    return sentenceOf(error);
  } finally {
    for (const undo of undos.toReversed()) await undo();
  }
}

/** A TCP port of this computer that nobody listens on now. */
export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

/** The curl lines that the service printed, as requests. */
export function curlsIn(stdout: string): { url: string; authorization: string }[] {
  const lines = stdout.matchAll(/^curl -H 'Authorization: (Bearer \S+)' '(\S+)'$/gm);
  return [...lines].map(([, authorization = '', url = '']) => ({ url, authorization }));
}

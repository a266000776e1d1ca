import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { environment, SUPERUSER } from './cluster.ts';
import type { Place } from './place.ts';
import { liveServer, shutDown, signal } from './process.ts';

/** The only address the server listens on. */
export const HOST = '127.0.0.1';

/** How long a reason to fail that passes by itself is waited for, in milliseconds. */
const PASSES_WITHIN = 15_000;

/** How long a server may take to be ready (it may have to recover first), in milliseconds. */
const READY_WITHIN = 300_000;

/** What a server is started with. Port 0 is any free port. */
export interface Launch {
  readonly place: Place;
  readonly binDir: string;
  readonly password: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** A server that this process started and that accepts connections. */
export interface Launched {
  readonly pid: number;
  readonly port: number;
  /** Settles when the server has ended, for whatever reason. */
  readonly exited: Promise<unknown>;
  stop(): Promise<void>;
}

/** The server ended before it was ready. */
class EarlyExit extends Error {
  readonly passing: boolean;

  constructor(place: Place, log: string, anyPort: boolean) {
    const reasons = log.match(/(?:FATAL|could not bind|HINT).*/g) ?? ['(the log gives no reason)'];
    super(`PostgreSQL ended while it was starting (see ${place.logFile}): ${reasons.join('; ')}`);
    this.name = 'EarlyExit';
    // After a server was killed, its sessions take a moment to notice; and a free port may be
    // taken by another program in the moment before the server asks for it.
    this.passing =
      log.includes('pre-existing shared memory') || (anyPort && log.includes('could not bind'));
  }
}

/**
 * Starts a server and waits until it accepts connections. It runs in a process group of its own,
 * so that Ctrl-C in a terminal reaches only this process, which then stops it in good order. If
 * this process exits without doing so, the server is told to stop.
 *
 * @throws Error with the server's own reason if it ends before it is ready
 */
export async function launch(wanted: Launch): Promise<Launched> {
  const giveUpAt = Date.now() + PASSES_WITHIN;
  for (;;) {
    try {
      return await launchOnce(wanted);
    } catch (error) {
      const passing = error instanceof EarlyExit && error.passing;
      if (!passing || Date.now() >= giveUpAt) throw error;
      await delay(200);
    }
  }
}

async function launchOnce({ place, binDir, password, ...wanted }: Launch): Promise<Launched> {
  const port = wanted.port === 0 ? await freePort() : wanted.port;
  const log = openSync(place.logFile, 'a', 0o600);
  const logStart = fstatSync(log).size;
  const child = spawn(
    join(binDir, 'postgres'),
    ['-D', place.clusterDir, ...serverSettings(wanted.settings, port)],
    { cwd: '/', env: environment(), detached: true, stdio: ['ignore', log, log], ...place.account },
  );
  closeSync(log);
  await once(child, 'spawn');
  const launched = watch(child, port);
  const url = superuserUrl(port, password);
  const ended = await readyOrEnded(child, place.clusterDir, url).catch(stopAndThrow);
  if (ended) {
    const lines = readFileSync(place.logFile).subarray(logStart).toString();
    throw new EarlyExit(place, lines, wanted.port === 0);
  }
  return launched;

  async function stopAndThrow(error: unknown): Promise<never> {
    await launched.stop();
    throw error;
  }
}

function watch(child: ChildProcess, port: number): Launched {
  const pid = child.pid ?? 0;
  const leave = (): void => signal(pid, 'SIGINT');
  process.on('exit', leave);
  const exited = once(child, 'exit').finally(() => process.off('exit', leave));
  // A forgotten server must not keep this process from ending.
  child.unref();
  const stop = async (): Promise<void> => {
    child.ref();
    await shutDown(pid);
    await exited;
  };
  return { pid, port, exited, stop };
}

function serverSettings(settings: Readonly<Record<string, string>>, port: number): string[] {
  const all = {
    ...settings,
    listen_addresses: HOST,
    port: String(port),
    unix_socket_directories: '',
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** @returns whether the server ended before it was ready */
async function readyOrEnded(
  child: ChildProcess,
  clusterDir: string,
  url: string,
): Promise<boolean> {
  const giveUpAt = Date.now() + READY_WITHIN;
  while (child.exitCode === null && child.signalCode === null) {
    if (liveServer(clusterDir)?.listening === true && (await accepts(url))) return false;
    if (Date.now() >= giveUpAt) {
      throw new Error(`PostgreSQL is not ready after ${READY_WITHIN / 1000} seconds.`);
    }
    await delay(20);
  }
  return true;
}

/**
 * Says whether a server answers at a URL.
 *
 * @throws Error if it does and refuses the password
 */
export async function accepts(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, fetch_types: false, onnotice: () => {} });
  try {
    await sql`select 1`;
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code?.startsWith('28') !== true) return false;
    throw new Error(
      'PostgreSQL refuses the password kept beside the data. Put the right postgres.password back.',
      { cause: error },
    );
  } finally {
    await sql.end({ timeout: 0 });
  }
}

/** The URL of the database `postgres`, as superuser. It holds the password: never log it. */
export function superuserUrl(port: number, password: string): string {
  return `postgres://${SUPERUSER}:${password}@${HOST}:${port}/postgres`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What the service's process is told. */
export interface ServiceOrder {
  readonly databaseUrl: string;
  readonly authority: string;
  readonly keysDir: string;
}

/** The service in a process of its own, on a port of this computer. */
export interface Service {
  readonly pid: number;
  readonly port: number;
  /** A bearer token of a finance officer of the authority. */
  readonly token: string;
  stop(): Promise<void>;
}

/**
 * Starts the service in a process of its own, so that neither the load nor the measuring shares its
 * event loop. Its log goes where a log of no interest goes, but it is written.
 */
export async function startService(order: ServiceOrder): Promise<Service> {
  const child = fork(new URL('service-process.ts', import.meta.url), [JSON.stringify(order)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { port, token } = await ready(child);
  return {
    pid: child.pid!,
    port,
    token,
    async stop() {
      const exited = once(child, 'exit');
      child.send('stop');
      await exited;
    },
  };
}

async function ready(child: ChildProcess): Promise<{ port: number; token: string }> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as { port: number; token: string }));
    child.once('exit', (code) =>
      reject(new Error(`The service ended before it was ready (exit code ${code}).`)),
    );
  });
}

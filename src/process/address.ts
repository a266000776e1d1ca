import { once } from 'node:events';
import { createServer, isIPv6, type AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { codeOf } from './failure.ts';

/** Where the service listens. */
export interface Listening {
  readonly host: string;
  readonly port: number;
}

/** The URL at which a browser on this computer reaches the service. */
export function addressOf({ host, port }: Listening): string {
  const local: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
  const name = local[host] ?? host;
  return `http://${isIPv6(name) ? `[${name}]` : name}:${port}`;
}

/**
 * Makes sure that the service will be able to listen, before anything that takes time, and settles
 * the port: 0 becomes one that is free. The development issuer is named after it.
 *
 * @throws Error naming PORT or HOST if the service could not listen there
 */
export async function settledPort({ host, port }: Listening): Promise<number> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch (error) {
    throw cannotListen({ host, port }, error);
  } finally {
    if (server.listening) await new Promise((closed) => server.close(closed));
  }
}

/** @throws Error naming PORT or HOST if the service cannot listen there */
export async function listen(app: FastifyInstance, at: Listening): Promise<void> {
  try {
    await app.listen(at);
  } catch (error) {
    throw cannotListen(at, error);
  }
}

/**
 * Stops listening and waits for the requests under way. A connection that a caller keeps open is
 * closed once its request is answered: waiting for the caller to do so could take minutes.
 */
export async function stopListening(app: FastifyInstance): Promise<void> {
  const timer = setInterval(() => app.server.closeIdleConnections(), 50);
  try {
    await app.close();
  } finally {
    clearInterval(timer);
  }
}

function cannotListen({ host, port }: Listening, error: unknown): unknown {
  const code = codeOf(error) ?? '';
  if (code === 'EADDRINUSE') {
    return new Error(
      `PORT must be one that is free, but another program listens on it: ${port} of ${host}.`,
    );
  }
  if (code === 'EACCES') {
    return new Error(`PORT must be one that this user may use, but is ${port}.`);
  }
  if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)) {
    return new Error(
      `HOST must be a name or address of this computer, but is "${host}" (${code}).`,
    );
  }
  return error;
}

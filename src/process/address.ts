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
 * Settles the port: 0 becomes one that is free. It has to be known before the service listens,
 * because the development issuer is named after it.
 *
 * @throws Error naming PORT or HOST if the service could not listen there
 */
export async function settledPort({ host, port }: Listening): Promise<number> {
  if (port !== 0) return port;
  const server = createServer();
  try {
    server.listen(0, host);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch (error) {
    throw cannotListen({ host, port }, error);
  } finally {
    server.close();
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

function cannotListen({ host, port }: Listening, error: unknown): unknown {
  const code = codeOf(error) ?? '';
  if (code === 'EADDRINUSE') {
    return new Error(
      `PORT must be one that is free, but another program listens on ${port} of ${host}.`,
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

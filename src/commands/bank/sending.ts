import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The connection stood and nothing came by it for as long as anybody waits. */
export class NothingCame extends Error {
  override readonly name = 'NothingCame';

  constructor(quietMs: number) {
    super(
      `Nothing came from the service for ${Math.round(quietMs / 1000)} seconds. What was asked for ` +
        'may be done: look before you ask again.',
    );
  }
}

/** What is sent. A stream is sent as it is read, so that a file of any size needs little memory. */
export interface Sent {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Readable | null;
}

/**
 * Sends a request and waits for the answer's first line; what follows is for the caller to read.
 * `fetch` gives up after five minutes without an answer, and an import may take longer.
 *
 * @param quietMs for how long nothing may come before it gives up, in milliseconds
 * @throws NothingCame, or the Error of the connection
 */
export function sendRequest(
  address: string,
  { method, headers, body }: Sent,
  quietMs: number,
): Promise<IncomingMessage> {
  const request = address.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sending = request(address, { method, headers, timeout: quietMs });
    sending.on('response', resolve).on('error', reject);
    sending.on('timeout', () => sending.destroy(new NothingCame(quietMs)));
    if (!(body instanceof Readable)) {
      sending.end(body ?? undefined);
      return;
    }
    // A service that refuses a file may answer before all of it is sent, and take no more of it.
    pipeline(body, sending).catch(reject);
  });
}

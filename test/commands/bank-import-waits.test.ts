import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { sendRequest } from '../../src/commands/bank/sending.ts';
import { LONGEST_IMPORT_MS } from '../../src/reconciliation/importing/schemas.ts';
import { aBankDesk, type BankDesk } from '../support/bank-commands.ts';
import { bankFile } from '../support/bank-file.ts';
import { AUTHORITY } from '../support/template.ts';

let desk: BankDesk;
beforeAll(async () => {
  desk = await aBankDesk();
});

/** Sends the first half of a file, and gives the service's end of the connection meanwhile. */
async function halfSent(content: string) {
  const socketOf = once(desk.api.app.server, 'request').then(
    ([asked]: IncomingMessage[]) => asked!.socket,
  );
  const sending = request(`${desk.url}/v1/${AUTHORITY}/bank-files?name=a.xml`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${desk.signers.finance.token}`,
      'content-type': 'application/octet-stream',
      'idempotency-key': crypto.randomUUID(),
    },
  });
  const answer = once(sending, 'response').then(([one]: IncomingMessage[]) => one!);
  sending.write(content.slice(0, 500));
  const finish = async () => {
    sending.end(content.slice(500));
    return { status: (await answer).statusCode, text: await text(await answer) };
  };
  return { socket: await socketOf, finish };
}

describe('an import that takes long', () => {
  it('is not cut off by the service while it works and says nothing', async () => {
    const { socket, finish } = await halfSent(bankFile({ account: desk.account }));
    await vi.waitFor(() => expect(socket.timeout).toBe(LONGEST_IMPORT_MS));
    const { status, text: said } = await finish();
    expect(status, said).toBe(201);
    await vi.waitFor(() => expect(socket.timeout).toBeLessThan(LONGEST_IMPORT_MS));
  });

  it('is refused in words though the file is not all sent yet', { timeout: 120_000 }, async () => {
    const file = desk.file('large.xml', 'x'.repeat(40_000_000));
    expect(await desk.refused('auditor', 'import', file)).toMatch(/^Not for this kind of user\n/);
  });
});

describe('a request of a command', () => {
  let server: Server | null = null;
  afterEach(() => server?.close());

  async function answersAfter(ms: number): Promise<string> {
    server = createServer((_asked, reply) => void setTimeout(() => reply.end('done'), ms));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }
  const get = { method: 'GET', headers: {}, body: null } as const;

  it('waits for as long as it is told to', async () => {
    const answer = await sendRequest(await answersAfter(300), get, 10_000);
    expect(await text(answer)).toBe('done');
  });

  it('says that nothing came when that is over', async () => {
    const given = sendRequest(await answersAfter(5000), get, 1000);
    await expect(given).rejects.toThrow(
      /^Nothing came from the service for 1 seconds\. .+ look before you ask again\.$/,
    );
  });
});

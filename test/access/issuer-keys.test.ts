import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { tokenChecker } from '../../src/access/tokens.ts';
import { AUDIENCE, signingKey, startIssuer } from '../support/issuer.ts';
import type { TestIssuer } from '../support/issuer.ts';

const AUDITOR = { ledger_kind: 'auditor', ledger_authorities: ['kent'] };
const ACCEPTED = { ok: true, claims: { ledger_kind: 'auditor' } };
const NOT_PUBLISHED = {
  ok: false,
  unavailable: false,
  why: 'The token is signed with a key that its issuer does not publish.',
};
const UNAVAILABLE = { ok: false, unavailable: true, why: 'issuer unavailable' };

const toClose: (() => unknown)[] = [];

afterEach(async () => {
  vi.useRealTimers();
  for (const close of toClose.splice(0)) await close();
});

async function issuerFor(kid: string): Promise<TestIssuer> {
  const issuer = await startIssuer(await signingKey(kid));
  toClose.push(issuer.stop);
  return issuer;
}

/** Moves the clock only: timers and the network run on. */
function laterBy(seconds: number): void {
  const moved = Date.now() + seconds * 1000;
  vi.useFakeTimers({ toFake: ['Date'], now: moved });
}

describe('a rotated key', () => {
  test('is picked up, and the old one is forgotten', async () => {
    const issuer = await issuerFor('old');
    const checker = tokenChecker({ issuer: issuer.issuer, audience: AUDIENCE });
    const before = await issuer.token(AUDITOR);
    const unused = await issuer.token(AUDITOR);
    expect(await checker.check(before)).toMatchObject(ACCEPTED);

    issuer.rotateTo(await signingKey('new'));
    const after = await issuer.token(AUDITOR);
    // Within thirty seconds of the last look the issuer is left in peace.
    expect(await checker.check(after)).toEqual(NOT_PUBLISHED);
    laterBy(31);
    expect(await checker.check(after)).toMatchObject(ACCEPTED);
    expect(await checker.check(unused)).toEqual(NOT_PUBLISHED);
    // A token checked a moment ago is remembered, but not for longer than a minute.
    expect(await checker.check(before)).toMatchObject(ACCEPTED);
    laterBy(30);
    expect(await checker.check(before)).toEqual(NOT_PUBLISHED);
  });

  test('is picked up without an unknown key within ten minutes', async () => {
    const issuer = await issuerFor('old');
    const checker = tokenChecker({ issuer: issuer.issuer, audience: AUDIENCE });
    expect(await checker.ready()).toBe(true);
    laterBy(590);
    const old = await issuer.token(AUDITOR);
    issuer.rotateTo(await signingKey('new'));
    laterBy(20);
    expect(await checker.check(old)).toEqual(NOT_PUBLISHED);
  });
});

describe('an issuer that is down', () => {
  test('makes checks unavailable and not refused, until it is up', async () => {
    const issuer = await issuerFor('one');
    const token = await issuer.token(AUDITOR);
    await issuer.stop();
    const checker = tokenChecker({ issuer: issuer.issuer, audience: AUDIENCE });
    expect(await checker.ready()).toBe(false);
    const answer = await checker.check(token);
    expect(answer).toMatchObject(UNAVAILABLE);
    expect(answer).toMatchObject({ detail: expect.stringContaining('ECONNREFUSED') });

    await issuer.start();
    expect(await checker.check(token)).toMatchObject(ACCEPTED);
    expect(await checker.ready()).toBe(true);
  });

  test('is not needed while its keys are fresh', async () => {
    const issuer = await issuerFor('one');
    const [first, second] = [await issuer.token(AUDITOR), await issuer.token(AUDITOR)];
    const checker = tokenChecker({ issuer: issuer.issuer, audience: AUDIENCE });
    expect(await checker.check(first)).toMatchObject(ACCEPTED);
    await issuer.stop();
    expect(await checker.check(second)).toMatchObject(ACCEPTED);
    laterBy(601);
    expect(await checker.check(second)).toMatchObject(UNAVAILABLE);
    expect(await checker.ready()).toBe(false);
  });
});

type Answer = { status?: number; headers?: Record<string, string>; body?: string };

/** A server that is no proper issuer: every path gives the answer set for it, or 404. */
async function oddServer(answers: (address: string) => Record<string, Answer>): Promise<string> {
  const server: Server = createServer((request, response) => {
    const { status = 200, headers, body } = answers(address)[request.url ?? ''] ?? { status: 404 };
    response.writeHead(status, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  toClose.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return address;
}

const DISCOVERY = '/.well-known/openid-configuration';

function discovery(issuer: string, jwks_uri: string): Answer {
  return { body: JSON.stringify({ issuer, jwks_uri }) };
}

describe('an issuer that is not what it should be', () => {
  test.each<{ case: string; answers: (address: string) => Record<string, Answer>; detail: string }>(
    [
      { case: 'no discovery document', answers: () => ({}), detail: 'found HTTP status 404' },
      {
        case: 'a redirected discovery document',
        answers: (at) => ({
          [DISCOVERY]: { status: 302, headers: { location: `${at}/moved` } },
          '/moved': discovery(at, `${at}/jwks`),
        }),
        detail: 'found HTTP status 302',
      },
      {
        case: 'a document that is not JSON',
        answers: () => ({ [DISCOVERY]: { body: '<html>' } }),
        detail: 'Expected a discovery document',
      },
      {
        case: 'a document without the address of the keys',
        answers: (at) => ({ [DISCOVERY]: { body: JSON.stringify({ issuer: at }) } }),
        detail: 'a jwks_uri',
      },
      {
        case: 'keys in a file',
        answers: (at) => ({ [DISCOVERY]: discovery(at, 'file:///etc/keys') }),
        detail: 'a jwks_uri',
      },
      {
        case: 'a document that names another issuer',
        answers: (at) => ({
          [DISCOVERY]: discovery('https://elsewhere.example', `${at}/jwks`),
          '/jwks': { body: '{"keys":[]}' },
        }),
        detail: 'found https://elsewhere.example',
      },
      {
        case: 'no keys where they should be',
        answers: (at) => ({ [DISCOVERY]: discovery(at, `${at}/jwks`) }),
        detail: 'Expected usable keys',
      },
      {
        case: 'keys that are no key set',
        answers: (at) => ({
          [DISCOVERY]: discovery(at, `${at}/jwks`),
          '/jwks': { body: '{"keys":"none"}' },
        }),
        detail: 'Expected usable keys',
      },
    ],
  )('$case: unavailable', async ({ answers, detail }) => {
    const address = await oddServer(answers);
    const signer = await issuerFor('one');
    const checker = tokenChecker({ issuer: address, audience: AUDIENCE });
    const answer = await checker.check(await signer.token(AUDITOR));
    expect(answer).toMatchObject({ ...UNAVAILABLE, detail: expect.stringContaining(detail) });
    expect(await checker.ready()).toBe(false);
  });

  test('keys over plain http are not fetched for an issuer on https', async () => {
    const issuer = 'https://sign-in.example';
    const answer = discovery(issuer, 'http://sign-in.example/jwks').body;
    const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(answer));
    toClose.push(() => fetched.mockRestore());
    const checker = tokenChecker({ issuer, audience: AUDIENCE });
    expect(await checker.ready()).toBe(false);
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  test('an issuer whose name ends in a slash is found where the standard says', async () => {
    const address = await oddServer((at) => ({
      [DISCOVERY]: discovery(`${at}/`, `${at}/jwks`),
      '/jwks': { body: '{"keys":[]}' },
    }));
    const checker = tokenChecker({ issuer: `${address}/`, audience: AUDIENCE });
    expect(await checker.ready()).toBe(true);
  });

  test('discovery is asked for once, however many tokens arrive at the same moment', async () => {
    let asked = 0;
    const address = await oddServer((at) => {
      asked += 1;
      return { [DISCOVERY]: discovery(at, `${at}/jwks`), '/jwks': { body: '{"keys":[]}' } };
    });
    const signer = await issuerFor('one');
    const token = await signer.token(AUDITOR);
    const checker = tokenChecker({ issuer: address, audience: AUDIENCE });
    const answers = await Promise.all(Array.from({ length: 20 }, () => checker.check(token)));
    expect(new Set(answers.map((answer) => answer.ok))).toEqual(new Set([false]));
    // Once for the document and once for the keys.
    expect(asked).toBe(2);
  });
});

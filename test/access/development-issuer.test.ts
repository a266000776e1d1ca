import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { developmentIssuer, loadDevelopmentSigner } from '../../src/access/development-issuer.ts';
import type { DevelopmentSigner } from '../../src/access/development-issuer.ts';
import { tokenChecker } from '../../src/access/tokens.ts';

const AUDIENCE = 'ledger';
const BROKER = '3f6f2a52-7c1e-4a56-9a38-0a9a4f7f2c11';
const officer = { sub: 'olu', kind: 'finance_officer', authorities: ['kent'] } as const;

let folder: string;
let options: { keysDir: string; issuerUrl: string; audience: string };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'issuer-'));
  options = {
    keysDir: join(folder, 'keys'),
    issuerUrl: 'http://127.0.0.1:8080/development-issuer',
    audience: AUDIENCE,
  };
});

afterEach(() => rm(folder, { recursive: true }));

async function keyIdOf({ sign }: DevelopmentSigner): Promise<string | undefined> {
  return decodeProtectedHeader(await sign(officer)).kid;
}

describe('the key', () => {
  test('is made on first start, for its owner only, and kept', async () => {
    const first = await developmentIssuer(options);
    const file = join(options.keysDir, 'issuer.jwk');
    const { mode } = await stat(file);
    const before = await readFile(file, 'utf8');
    expect(mode & 0o777).toBe(0o600);
    expect(await readdir(options.keysDir)).toEqual(['issuer.jwk']);

    const second = await developmentIssuer(options);
    expect(await second.checker.check(await first.sign(officer))).toMatchObject({ ok: true });
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test('is one key when several start at almost the same moment', async () => {
    // Starting at once, all would have written before any reads; so each start is a little later.
    for (let round = 0; round < 10; round += 1) {
      const keysDir = join(folder, `round-${round}`);
      const issuers = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          await setTimeout(index / 4);
          return developmentIssuer({ ...options, keysDir });
        }),
      );
      const keyIds = await Promise.all(issuers.map(keyIdOf));
      expect(new Set(keyIds).size).toBe(1);
      expect(await readdir(keysDir)).toEqual(['issuer.jwk']);
    }
  });

  test('of another folder is not trusted', async () => {
    const mine = await developmentIssuer(options);
    const theirs = await developmentIssuer({ ...options, keysDir: join(folder, 'theirs') });
    expect(await mine.checker.check(await theirs.sign(officer))).toMatchObject({
      ok: false,
      why: 'The token is signed with a key that its issuer does not publish.',
    });
  });

  test.each(['', 'not json', '{"kty":"oct","k":"c2VjcmV0"}', '{"kty":"EC","crv":"P-256","d":"x"}'])(
    'that is damaged (%j) is reported, not replaced and not shown',
    async (content) => {
      await developmentIssuer(options);
      const file = join(options.keysDir, 'issuer.jwk');
      await chmod(file, 0o600);
      await writeFile(file, content);
      await expect(developmentIssuer(options)).rejects.toThrow(/^Expected .*issuer\.jwk to hold/);
      expect(await readFile(file, 'utf8')).toBe(content);
    },
  );
});

describe('signing', () => {
  test('a token says who, for whom and until when', async () => {
    const { sign, checker } = await developmentIssuer(options);
    const token = await sign({ ...officer, kind: 'broker', broker: BROKER });
    const { iat = 0, exp = 0, aud } = decodeJwt(token);
    expect({ hours: (exp - iat) / 3600, aud }).toEqual({ hours: 12, aud: AUDIENCE });
    expect(await checker.check(token)).toEqual({
      ok: true,
      claims: {
        sub: 'olu',
        iss: options.issuerUrl,
        ledger_kind: 'broker',
        ledger_authorities: ['kent'],
        ledger_broker: BROKER,
      },
    });
    expect(await checker.ready()).toBe(true);
  });

  test.each([
    ['90s', 90],
    ['30m', 1800],
    ['7d', 604_800],
  ])('for %s', async (expiresIn, seconds) => {
    const { sign } = await developmentIssuer(options);
    const { iat = 0, exp = 0 } = decodeJwt(await sign({ ...officer, expiresIn }));
    expect(exp - iat).toBe(seconds);
  });

  test.each(['', '0m', 'soon', '-1h', '1h ago', '12'])('not for %j', async (expiresIn) => {
    const { sign } = await developmentIssuer(options);
    await expect(sign({ ...officer, expiresIn })).rejects.toThrow('how long the token lasts');
  });

  test('what the service would refuse is not signed', async () => {
    const { sign } = await developmentIssuer(options);
    await expect(sign({ ...officer, kind: 'broker' })).rejects.toThrow(/ledger_broker .*none/);
    await expect(sign({ ...officer, authorities: [] })).rejects.toThrow('ledger_authorities');
  });

  test('from the command line, before or after the service first starts', async () => {
    const signer = await loadDevelopmentSigner(options);
    const { checker } = await developmentIssuer(options);
    expect(await checker.check(await signer.sign(officer))).toMatchObject({ ok: true });
    const again = await loadDevelopmentSigner(options);
    expect(await checker.check(await again.sign(officer))).toMatchObject({ ok: true });
  });
});

describe('the documents', () => {
  test('let any other program check the tokens by discovery', async () => {
    const app = Fastify();
    // The port is known only after listening, and routes must be there before: ask for one first.
    const probe = Fastify();
    const address = await probe.listen({ host: '127.0.0.1', port: 0 });
    await probe.close();
    const issuerUrl = `${address}/development-issuer`;
    const { plugin, sign } = await developmentIssuer({ ...options, issuerUrl });
    await app.register(plugin);
    await app.listen({ host: '127.0.0.1', port: Number(new URL(address).port) });
    try {
      const checker = tokenChecker({ issuer: issuerUrl, audience: AUDIENCE });
      expect(await checker.ready()).toBe(true);
      expect(await checker.check(await sign(officer))).toMatchObject({ ok: true });
    } finally {
      await app.close();
    }
  });

  test('never hold the private key', async () => {
    const app = Fastify();
    const { plugin } = await developmentIssuer(options);
    await app.register(plugin);
    const { keys } = (await app.inject('/development-issuer/jwks')).json();
    expect(keys.map((key: object) => Object.keys(key).sort())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
    ]);
    await app.close();
  });

  test('need an address that leads to them', async () => {
    const wrong = { ...options, issuerUrl: 'http://127.0.0.1:8080' };
    await expect(developmentIssuer(wrong)).rejects.toThrow('to end in /development-issuer');
    await expect(loadDevelopmentSigner(wrong)).rejects.toThrow('to end in /development-issuer');
  });
});

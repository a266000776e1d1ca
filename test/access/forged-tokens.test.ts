import { createPublicKey } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tokenChecker } from '../../src/access/tokens.ts';
import type { TokenChecker } from '../../src/access/tokens.ts';
import { AUDIENCE, signingKey, startIssuer } from '../support/issuer.ts';
import type { TestIssuer } from '../support/issuer.ts';

let trusted: TestIssuer;
let checker: TokenChecker;
let genuine: string;
let publicPem: Uint8Array;

beforeAll(async () => {
  trusted = await startIssuer(await signingKey('one'));
  checker = tokenChecker({ issuer: trusted.issuer, audience: AUDIENCE });
  genuine = await trusted.token({ ledger_kind: 'family', ledger_authorities: ['kent'] });
  const published = createPublicKey({ key: { ...trusted.key }, format: 'jwk' });
  publicPem = new TextEncoder().encode(published.export({ type: 'spki', format: 'pem' }));
});

afterAll(() => trusted.stop());

const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

function parts(token: string): { header: string; payload: string; signature: string } {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return { header, payload, signature };
}

function forgedClaims(): Record<string, unknown> {
  return {
    sub: 'somebody',
    iss: trusted.issuer,
    aud: AUDIENCE,
    exp: Math.floor(Date.now() / 1000) + 300,
    ledger_kind: 'administrator',
    ledger_authorities: ['kent'],
  };
}

async function sign(key: JWK, header: { alg: string } & Record<string, unknown>): Promise<string> {
  const privateKey = await importJWK(key, header.alg);
  return new SignJWT(forgedClaims()).setProtectedHeader(header).sign(privateKey);
}

describe('an algorithm that is not allowed', () => {
  const refused = {
    ok: false,
    unavailable: false,
    why: 'The token is not signed in a way this service accepts: expected one of RS256, PS256, ES256, EdDSA.',
  };

  test.each(['none', 'None', 'NONE', 'nOnE'])('no signature, called %s', async (alg) => {
    const { payload, signature } = parts(genuine);
    for (const last of ['', signature]) {
      const forged = `${encoded({ alg, typ: 'JWT', kid: 'one' })}.${payload}.${last}`;
      expect(await checker.check(forged)).toEqual(refused);
    }
  });

  test.each(['HS256', 'HS384', 'HS512'])("%s with the issuer's public key", async (alg) => {
    const forged = await new SignJWT(forgedClaims())
      .setProtectedHeader({ alg, kid: 'one' })
      .sign(publicPem);
    expect(await checker.check(forged)).toEqual(refused);
    // Nor when the key source would hand over that very key as if it were a shared secret.
    const { issuer } = trusted;
    const careless = tokenChecker({ issuer, audience: AUDIENCE, keys: () => publicPem });
    expect(await careless.check(forged)).toEqual(refused);
  });

  test.each(['RS512', 'PS384'])("%s with the issuer's own private key", async (alg) => {
    expect(await checker.check(await sign(trusted.key, { alg, kid: 'one' }))).toEqual(refused);
  });
});

describe('a signature that is not the issuer’s', () => {
  test('the genuine token is accepted', async () => {
    expect(await checker.check(genuine)).toMatchObject({
      ok: true,
      claims: { ledger_kind: 'family' },
    });
  });

  test('a genuine token with other claims', async () => {
    const { header, signature } = parts(genuine);
    const forged = `${header}.${encoded(forgedClaims())}.${signature}`;
    expect(await checker.check(forged)).toEqual({
      ok: false,
      unavailable: false,
      why: "The token's signature is not valid.",
    });
  });

  test("a stranger's key under the issuer's key id", async () => {
    const forged = await sign(await signingKey('one'), { alg: 'RS256', kid: 'one' });
    expect(await checker.check(forged)).toMatchObject({
      ok: false,
      why: "The token's signature is not valid.",
    });
  });

  test("a stranger's key that the token itself brings along or points to", async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'mine' };
    const header = { alg: 'ES256', kid: 'mine', jwk, jku: `${trusted.issuer}/jwks?mine` };
    const forged = await sign(await exportJWK(privateKey), header);
    expect(await checker.check(forged)).toEqual({
      ok: false,
      unavailable: false,
      why: 'The token is signed with a key that its issuer does not publish.',
    });
  });
});

describe('something that is not a token', () => {
  test.each(['', '.', '..', 'a.b', 'a.b.c', 'a.b.c.d', 'a.b.c.d.e', 'Bearer x', 'é.é.é', '\u0000'])(
    'refused: %j',
    async (bearer) => {
      expect(await checker.check(bearer)).toMatchObject({ ok: false, unavailable: false });
    },
  );

  test('a payload that is signed but is no object', async () => {
    const header = encoded({ alg: 'RS256', kid: 'one' });
    for (const payload of ['[]', 'null', '"text"', '{']) {
      const body = Buffer.from(payload).toString('base64url');
      const forged = `${header}.${body}.${await rawSignature(`${header}.${body}`)}`;
      expect(await checker.check(forged)).toEqual({
        ok: false,
        unavailable: false,
        why: 'Expected a signed access token (a JWT); found something else.',
      });
    }
  });

  async function rawSignature(text: string): Promise<string> {
    const key = (await importJWK(trusted.key)) as CryptoKey;
    const bytes = await crypto.subtle.sign(key.algorithm, key, new TextEncoder().encode(text));
    return Buffer.from(bytes).toString('base64url');
  }
});

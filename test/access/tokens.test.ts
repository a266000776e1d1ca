import { createLocalJWKSet, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { tokenChecker } from '../../src/access/tokens.ts';
import type { TokenChecker } from '../../src/access/tokens.ts';
import { AUDIENCE, signingKey, startIssuer } from '../support/issuer.ts';
import type { TestIssuer } from '../support/issuer.ts';

const OFFICER = { ledger_kind: 'finance_officer', ledger_authorities: ['kent', 'medway'] };
const TOKEN_LIFE_SECONDS = 600;

let trusted: TestIssuer;
let other: TestIssuer;
let checker: TokenChecker;

beforeAll(async () => {
  const key = await signingKey('shared');
  trusted = await startIssuer(key);
  // The other issuer signs with the same key, so that only its name tells the two apart.
  other = await startIssuer(key);
  checker = tokenChecker({ issuer: trusted.issuer, audience: AUDIENCE });
});

afterEach(() => {
  vi.useRealTimers();
});

afterAll(async () => {
  await Promise.all([trusted.stop(), other.stop()]);
});

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** Moves the clock only: timers and the network run on. */
function laterBy(seconds: number): void {
  const moved = Date.now() + seconds * 1000;
  vi.useFakeTimers({ toFake: ['Date'], now: moved });
}

/** Signs with the issuer's own key what its token endpoint would never grant. */
async function signed(payload: JWTPayload): Promise<string> {
  const key = await importJWK(trusted.key);
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'shared' }).sign(key);
}

function goodPayload(): JWTPayload {
  return {
    ...OFFICER,
    sub: 'officer-1',
    iss: trusted.issuer,
    aud: AUDIENCE,
    exp: nowSeconds() + 300,
  };
}

describe('a token that the issuer grants', () => {
  test('is accepted, with the claims it carries', async () => {
    const answer = await checker.check(await trusted.token(OFFICER));
    expect(answer).toEqual({
      ok: true,
      claims: { sub: 'console', iss: trusted.issuer, ...OFFICER },
    });
  });

  test.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('is accepted when signed by %s', async (alg) => {
    const issuer = await startIssuer(await signingKey('one', alg));
    try {
      const each = tokenChecker({ issuer: issuer.issuer, audience: AUDIENCE });
      expect(await each.check(await issuer.token(OFFICER))).toMatchObject({ ok: true });
    } finally {
      await issuer.stop();
    }
  });

  test('is refused when it is meant for another audience', async () => {
    const token = await trusted.token(OFFICER, 'https://elsewhere.example');
    expect(await checker.check(token)).toEqual({
      ok: false,
      unavailable: false,
      why: 'The token is meant for another service: its audience is not this one.',
    });
  });

  test('is refused when another issuer granted it', async () => {
    const answer = await checker.check(await other.token(OFFICER));
    expect(answer).toMatchObject({ ok: false, why: expect.stringContaining('another issuer') });
  });

  test('is refused when it lacks a claim, and the answer names the claim', async () => {
    const answer = await checker.check(await trusted.token({ ledger_kind: 'auditor' }));
    expect(answer).toMatchObject({
      ok: false,
      unavailable: false,
      why: expect.stringMatching(/ledger_authorities claim .*found none\./),
    });
  });

  test('is refused for an unknown kind of user, without repeating it', async () => {
    const claims = { ...OFFICER, ledger_kind: 'superuser' };
    const answer = await checker.check(await trusted.token(claims));
    expect(answer).toMatchObject({ ok: false, why: expect.stringContaining('ledger_kind') });
    expect(JSON.stringify(answer)).not.toContain('superuser');
  });
});

describe('the time of a token', () => {
  test.each([
    { tolerance: 30, late: 29, ok: true },
    { tolerance: 30, late: 30, ok: false },
    { tolerance: 0, late: -2, ok: true },
    { tolerance: 0, late: 0, ok: false },
  ])(
    'used $late s after it expires, with $tolerance s allowed: ok is $ok',
    async ({ tolerance, late, ok }) => {
      const { issuer } = trusted;
      const strict = tokenChecker({ issuer, audience: AUDIENCE, clockToleranceSeconds: tolerance });
      // The clock stands still from here on, so that the second counted is the second meant.
      laterBy(0);
      const token = await trusted.token(OFFICER);
      laterBy(TOKEN_LIFE_SECONDS + late);
      const answer = await strict.check(token);
      expect(answer.ok).toBe(ok);
      expect('why' in answer ? answer.why : '').toBe(
        ok ? '' : 'The token has expired. Sign in again.',
      );
    },
  );

  test('is thirty seconds lenient unless told otherwise', async () => {
    laterBy(0);
    const token = await trusted.token(OFFICER);
    laterBy(TOKEN_LIFE_SECONDS + 29);
    expect(await checker.check(token)).toMatchObject({ ok: true });
    laterBy(1);
    expect(await checker.check(token)).toMatchObject({ ok: false });
  });

  test('refuses one that is not valid yet, beyond the tolerance', async () => {
    const soon = await trusted.token({ ...OFFICER, nbf: nowSeconds() + 20 });
    const later = await trusted.token({ ...OFFICER, nbf: nowSeconds() + 60 });
    expect(await checker.check(soon)).toMatchObject({ ok: true });
    expect(await checker.check(later)).toMatchObject({
      ok: false,
      why: 'The token is not valid yet (nbf).',
    });
  });

  test('is looked at again for a token that was accepted a moment ago', async () => {
    const token = await signed({ ...goodPayload(), exp: nowSeconds() + 10 });
    expect(await checker.check(token)).toMatchObject({ ok: true });
    laterBy(50);
    expect(await checker.check(token)).toMatchObject({ ok: false });
  });
});

describe('what every token must carry', () => {
  test('a payload with everything is accepted', async () => {
    expect(await checker.check(await signed(goodPayload()))).toMatchObject({ ok: true });
  });

  test.each([
    { without: 'exp', why: 'expiry' },
    { without: 'sub', why: 'who the user is' },
    { without: 'iss', why: 'another issuer' },
    { without: 'aud', why: 'another service' },
  ])('refused without $without', async ({ without, why }) => {
    const { [without]: _dropped, ...rest } = goodPayload();
    const answer = await checker.check(await signed(rest));
    expect(answer).toMatchObject({ ok: false, unavailable: false });
    expect(answer).toMatchObject({ why: expect.stringContaining(why) });
  });
});

test('a token must say which key it is signed with, where that is in doubt', async () => {
  const pairs = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
  const keys = await Promise.all(pairs.map(({ publicKey }) => exportJWK(publicKey)));
  const { issuer } = trusted;
  const doubtful = tokenChecker({ issuer, audience: AUDIENCE, keys: createLocalJWKSet({ keys }) });
  const token = await new SignJWT(goodPayload())
    .setProtectedHeader({ alg: 'ES256' })
    .sign(pairs[0].privateKey);
  expect(await doubtful.check(token)).toMatchObject({
    ok: false,
    why: 'The token does not say which key it is signed with (kid).',
  });
});

describe('remembering', () => {
  test('a token is verified once in sixty seconds, however often it is used', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const local = createLocalJWKSet({ keys: [await exportJWK(publicKey)] });
    const lookUp = vi.fn<typeof local>(local);
    const { issuer } = trusted;
    const counted = tokenChecker({ issuer, audience: AUDIENCE, keys: lookUp });
    laterBy(0);
    const token = await new SignJWT(goodPayload())
      .setProtectedHeader({ alg: 'ES256' })
      .sign(privateKey);
    const first = await counted.check(token);
    expect(await counted.check(token)).toEqual(first);
    laterBy(59);
    expect(await counted.check(token)).toEqual(first);
    expect(lookUp).toHaveBeenCalledTimes(1);
    laterBy(1);
    expect(await counted.check(token)).toEqual(first);
    expect(lookUp).toHaveBeenCalledTimes(2);
  });
});

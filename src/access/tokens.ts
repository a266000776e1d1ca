import { hash } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import { readClaims } from './claims.ts';
import type { Claims } from './claims.ts';
import { IssuerUnavailable, publishedKeys } from './issuer-keys.ts';
import type { KeySource } from './issuer-keys.ts';
import { rememberedTokens } from './remembered.ts';

export type { Claims } from './claims.ts';
export { USER_KINDS } from './kinds.ts';
export type { UserKind } from './kinds.ts';

// Public-key signatures only: with a shared-secret algorithm (HS256) anyone who has the issuer's
// public key could sign, and with "none" anyone at all (RFC 8725, sections 2.1 and 3.1).
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const REMEMBERED_LIMIT = 10_000;

/**
 * What came of checking a token. `why` may be shown to the caller; `detail` is for the log.
 * A refused token is the caller's to mend; `unavailable` means that nobody could say just now.
 */
export type CheckedToken =
  | { readonly ok: true; readonly claims: Claims }
  | { readonly ok: false; readonly unavailable: false; readonly why: string }
  | {
      readonly ok: false;
      readonly unavailable: true;
      readonly why: 'issuer unavailable';
      readonly detail: string;
    };

/** Checks the access tokens that callers present. */
export type TokenChecker = {
  /** Checks a token, without the word "Bearer" before it. Rejects only on a fault of our own. */
  readonly check: (bearer: string) => Promise<CheckedToken>;
  /** True when tokens can be checked now. Never rejects. */
  readonly ready: () => Promise<boolean>;
};

/** `keys` stands in for discovery where the keys are at hand. */
export type TokenCheckerOptions = {
  readonly issuer: string;
  readonly audience: string;
  readonly clockToleranceSeconds?: number;
  readonly keys?: JWTVerifyGetKey;
};

const WRONG_CLAIM: Record<string, string> = {
  iss: 'The token comes from another issuer than this service trusts.',
  aud: 'The token is meant for another service: its audience is not this one.',
  exp: 'The token has no valid expiry time (exp), which this service requires.',
  nbf: 'The token is not valid yet (nbf).',
  sub: 'The token does not say who the user is (sub).',
};

const REFUSED: Record<string, string> = {
  [errors.JWTExpired.code]: 'The token has expired. Sign in again.',
  [errors.JOSEAlgNotAllowed.code]:
    `The token is not signed in a way this service accepts: expected one of ${ALGORITHMS.join(', ')}.`,
  [errors.JWSSignatureVerificationFailed.code]: "The token's signature is not valid.",
  [errors.JWKSNoMatchingKey.code]:
    'The token is signed with a key that its issuer does not publish.',
  [errors.JWKSMultipleMatchingKeys.code]:
    'The token does not say which key it is signed with (kid).',
};

function whyRefused(error: errors.JOSEError): string {
  if (error instanceof errors.JWTClaimValidationFailed) {
    return WRONG_CLAIM[error.claim] ?? 'The token has a claim that is not valid.';
  }
  return REFUSED[error.code] ?? 'Expected a signed access token (a JWT); found something else.';
}

function failure(error: unknown): CheckedToken {
  if (error instanceof IssuerUnavailable) {
    return { ok: false, unavailable: true, why: 'issuer unavailable', detail: error.message };
  }
  if (error instanceof errors.JOSEError) {
    return { ok: false, unavailable: false, why: whyRefused(error) };
  }
  throw error;
}

function keySource(issuer: string, keys: JWTVerifyGetKey | undefined): KeySource {
  if (keys === undefined) return publishedKeys(issuer);
  return { keyFor: keys, ready: () => Promise.resolve(true) };
}

/**
 * Makes a checker of access tokens: signed by the issuer (RFC 7519, RFC 8725), meant for this
 * audience, not expired, and carrying the claims of `Claims`. The issuer is not asked for anything
 * until the first check, and being down only makes checks answer `unavailable`.
 *
 * @param clockToleranceSeconds how far the issuer's clock may be from ours; 30 if not given.
 */
export function tokenChecker({
  issuer,
  audience,
  clockToleranceSeconds = 30,
  keys,
}: TokenCheckerOptions): TokenChecker {
  const source = keySource(issuer, keys);
  const remembered = rememberedTokens(REMEMBERED_LIMIT);
  const rules: JWTVerifyOptions = {
    algorithms: ALGORITHMS,
    issuer,
    audience,
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['exp', 'sub'],
  };

  async function verify(bearer: string, digest: string): Promise<CheckedToken> {
    const { payload } = await jwtVerify(bearer, source.keyFor, rules);
    const read = readClaims(payload);
    if (!read.ok) return { ...read, unavailable: false };
    remembered.add(digest, read.claims, (payload.exp ?? 0) * 1000, Date.now());
    return read;
  }

  return {
    check: async (bearer) => {
      // The digest stands for the token, so that no usable token lies about in memory.
      const digest = hash('sha256', bearer, 'base64url');
      const claims = remembered.find(digest, Date.now());
      if (claims !== undefined) return { ok: true, claims };
      return verify(bearer, digest).catch(failure);
    },
    ready: source.ready,
  };
}

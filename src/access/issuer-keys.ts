import { createRemoteJWKSet, errors } from 'jose';
import type { JWTVerifyGetKey, RemoteJWKSet } from 'jose';
import { z } from 'zod';

const DISCOVERY_TIMEOUT_MS = 5_000;

const discoveryDocument = z.object({
  issuer: z.string(),
  jwks_uri: z.url({ protocol: /^https?$/ }),
});

/** The issuer, or the keys it publishes, cannot be had just now. The message is for the log. */
export class IssuerUnavailable extends Error {
  override name = 'IssuerUnavailable';
}

/** Where the keys come from that tokens are verified with. */
export type KeySource = {
  /** Finds the key a token names; throws `IssuerUnavailable` if it cannot be looked up. */
  readonly keyFor: JWTVerifyGetKey;
  /** True when a token could be verified now. Never throws. */
  readonly ready: () => Promise<boolean>;
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown failure';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.message;
}

function unavailable(expected: string, found: string, cause?: unknown): IssuerUnavailable {
  return new IssuerUnavailable(
    `Expected ${expected}; found ${found}. Check the address of the issuer and that it is running.`,
    { cause },
  );
}

async function fetchDiscovery(address: string): Promise<unknown> {
  const expected = `a discovery document at ${address}`;
  try {
    const response = await fetch(address, {
      // The address is configured, so a redirect is a mistake to be seen and not to be followed.
      redirect: 'manual',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS),
    });
    if (response.status !== 200) throw new Error(`HTTP status ${response.status}`);
    return await response.json();
  } catch (error) {
    throw unavailable(expected, reasonOf(error), error);
  }
}

/** OpenID Connect Discovery 1.0, sections 4.1 and 4.3. */
async function discover(issuer: string): Promise<RemoteJWKSet> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = discoveryDocument.safeParse(await fetchDiscovery(address));
  if (!document.success) {
    throw unavailable(`an issuer and a jwks_uri in ${address}`, 'no usable ones');
  }
  if (document.data.issuer !== issuer) {
    throw unavailable(
      `the document at ${address} to name the issuer ${issuer}`,
      document.data.issuer,
    );
  }
  const keysAddress = new URL(document.data.jwks_uri);
  if (issuer.startsWith('https:') && keysAddress.protocol !== 'https:') {
    throw unavailable(`the keys of ${issuer} to be at an https address`, keysAddress.href);
  }
  // By default keys are kept for ten minutes, and an unknown key is looked for afresh at most once
  // in thirty seconds, so that forged tokens cannot make the service flood the issuer.
  return createRemoteJWKSet(keysAddress);
}

function isAboutTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
  );
}

/**
 * The keys that an issuer publishes, found by discovery when first needed. A failed discovery is
 * tried again at the next call; a successful one is kept for the life of the process.
 */
export function publishedKeys(issuer: string): KeySource {
  let found: RemoteJWKSet | undefined;
  let underWay: Promise<RemoteJWKSet> | undefined;

  async function keySet(): Promise<RemoteJWKSet> {
    if (found !== undefined) return found;
    underWay ??= discover(issuer).finally(() => {
      underWay = undefined;
    });
    found = await underWay;
    return found;
  }

  return {
    keyFor: async (header, token) => {
      const keys = await keySet();
      try {
        return await keys(header, token);
      } catch (error) {
        if (isAboutTheToken(error)) throw error;
        throw unavailable(`usable keys from ${issuer}`, reasonOf(error), error);
      }
    },
    ready: async () => {
      try {
        const keys = await keySet();
        if (!keys.fresh) await keys.reload();
        return true;
      } catch {
        return false;
      }
    },
  };
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
import { Provider } from 'oidc-provider';

/** The audience that the service under test expects. */
export const AUDIENCE = 'https://ledger.example';

const CLIENT = { client_id: 'console', client_secret: 'a secret of the test' };
const TOKEN_SECONDS = 600;

/** Makes a private signing key for an issuer, as a JWK with a key id. */
export async function signingKey(kid: string, algorithm = 'RS256'): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: algorithm, use: 'sig' };
}

/** A real OpenID Connect issuer on loopback that grants tokens with whatever claims a test asks for. */
export type TestIssuer = {
  readonly issuer: string;
  readonly key: JWK;
  /** Asks for a token over HTTP by the client credentials grant; it lives for ten minutes. */
  readonly token: (claims: Record<string, unknown>, audience?: string) => Promise<string>;
  /** From now on signs with `key` and publishes no other. */
  readonly rotateTo: (key: JWK) => void;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
};

function makeProvider(issuer: string, key: JWK, claims: () => Record<string, unknown>): Provider {
  return new Provider(issuer, {
    jwks: { keys: [key] },
    // Nothing is kept: the tokens granted here carry all that there is to know about them.
    adapter: () => ({ find: async () => undefined, upsert: async () => undefined }),
    clients: [
      {
        ...CLIENT,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: key.alg,
      },
    ],
    cookies: { keys: ['a cookie key of the test'] },
    ttl: { ClientCredentials: TOKEN_SECONDS },
    extraTokenClaims: claims,
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context: unknown, audience: string) => ({
          scope: '',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: TOKEN_SECONDS,
          jwt: { sign: { alg: key.alg } },
        }),
      },
    },
  });
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

async function requestToken(issuer: string, audience: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...CLIENT, grant_type: 'client_credentials', resource: audience }),
  });
  const answer = (await response.json()) as { access_token?: string };
  if (answer.access_token === undefined) {
    throw new Error(`Expected a token; found ${JSON.stringify(answer)}.`);
  }
  return answer.access_token;
}

/** Starts an issuer on a free port. The same port is used again after a stop. */
export async function startIssuer(key: JWK): Promise<TestIssuer> {
  let handle: RequestListener = () => undefined;
  let claims: Record<string, unknown> = {};
  const server = createServer((request, response) => handle(request, response));
  const port = await listen(server, 0);
  const issuer = `http://127.0.0.1:${port}`;
  const rotateTo = (next: JWK): void => {
    handle = makeProvider(issuer, next, () => claims).callback();
  };
  rotateTo(key);
  return {
    issuer,
    key,
    rotateTo,
    token: (wanted, audience = AUDIENCE) => {
      claims = wanted;
      return requestToken(issuer, audience);
    },
    stop: () => close(server),
    start: async () => {
      await listen(server, port);
    },
  };
}

// A small OpenID Connect issuer, to try the service with a database and a sign-in of its own
// (compose.yaml). It is a real issuer, with discovery and published keys, but anyone who knows the
// passwords below can be any user, and it makes new keys at each start: never use it with real
// people's records.
//
//   ISSUER=http://127.0.0.1:4000 AUTHORITY=testshire node docs/deploy/issuer.mjs
//   curl -sS -u finance-officer:try-it -d grant_type=client_credentials http://127.0.0.1:4000/token
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

const {
  ISSUER = 'http://127.0.0.1:4000',
  AUDIENCE = 'https://ledger.example',
  AUTHORITY = 'testshire',
  PASSWORD = 'try-it',
} = process.env;
const TOKEN_SECONDS = 3600;

const KINDS = [
  'caseworker',
  'panel_member',
  'finance_officer',
  'approver',
  'commissioner',
  'family',
  'auditor',
  'administrator',
];
// Each kind of user is a client here: the name is the kind with hyphens.
const kindOf = new Map(KINDS.map((kind) => [kind.replaceAll('_', '-'), kind]));

const { privateKey } = await generateKeyPair('ES256', { extractable: true });
const key = { ...(await exportJWK(privateKey)), kid: 'try-it', alg: 'ES256', use: 'sig' };

const provider = new Provider(ISSUER, {
  jwks: { keys: [key] },
  // Nothing is kept: a token carries all that there is to know about it.
  adapter: () => ({ find: async () => undefined, upsert: async () => undefined }),
  clients: [...kindOf.keys()].map((name) => ({
    client_id: name,
    client_secret: PASSWORD,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    id_token_signed_response_alg: 'ES256',
  })),
  cookies: { keys: ['no cookies are used'] },
  // The claims that the service reads; see docs/operations.md.
  extraTokenClaims: (_context, token) => ({
    ledger_kind: kindOf.get(token.clientId),
    ledger_authorities: [AUTHORITY],
  }),
  ttl: { ClientCredentials: TOKEN_SECONDS },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => AUDIENCE,
      getResourceServerInfo: (_context, audience) => ({
        scope: '',
        audience,
        accessTokenFormat: 'jwt',
        accessTokenTTL: TOKEN_SECONDS,
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
});

const server = createServer(provider.callback());
server.listen(Number(new URL(ISSUER).port), () => console.log(`Issuer at ${ISSUER}`));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));

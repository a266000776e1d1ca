import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyPluginAsync, FastifySchema } from 'fastify';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
} from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { z } from 'zod';
import { readClaims } from './claims.ts';
import type { UserKind } from './kinds.ts';
import { tokenChecker } from './tokens.ts';
import type { TokenChecker } from './tokens.ts';

const ALGORITHM = 'ES256';
const PATH = '/development-issuer';
const DEFAULT_LIFE = '12h';

const storedKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});

/** Who a development token is for. `expiresIn` is a time such as `30m`, `12h` (the default), `7d`. */
export type DevelopmentUser = {
  readonly sub: string;
  readonly kind: UserKind;
  readonly authorities: readonly string[];
  readonly broker?: string | undefined;
  readonly funder?: string | undefined;
  readonly expiresIn?: string | undefined;
};

/** `issuerUrl` is where the service answers, with `/development-issuer` at its end. */
export type DevelopmentIssuerOptions = {
  readonly keysDir: string;
  readonly issuerUrl: string;
  readonly audience: string;
};

/** Signs tokens for development. */
export type DevelopmentSigner = {
  /** Makes a token. Throws if the user's claims are ones that the service would refuse. */
  readonly sign: (user: DevelopmentUser) => Promise<string>;
};

/** An issuer for development, with its documents and a checker that needs no HTTP. */
export type DevelopmentIssuer = DevelopmentSigner & {
  readonly plugin: FastifyPluginAsync;
  readonly checker: TokenChecker;
};

type IssuerKey = { readonly privateKey: CryptoKey; readonly publicJwk: JWK & { kid: string } };

async function createKeyFile(keysDir: string, file: string): Promise<void> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  await mkdir(keysDir, { recursive: true, mode: 0o700 });
  const draft = join(keysDir, `issuer-${randomUUID()}.tmp`);
  await writeFile(draft, JSON.stringify(await exportJWK(privateKey)), { flag: 'wx', mode: 0o600 });
  try {
    // A link appears whole or not at all, and never replaces the key that another process, starting
    // at the same moment, has just made.
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function readKeyFile(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function parseKey(text: string, file: string): Promise<IssuerKey> {
  try {
    const { d, ...publicPart } = storedKey.parse(JSON.parse(text));
    const privateKey = await importJWK({ ...publicPart, d }, ALGORITHM);
    const kid = await calculateJwkThumbprint(publicPart);
    return { privateKey, publicJwk: { ...publicPart, kid, alg: ALGORITHM, use: 'sig' } };
  } catch {
    // The cause is left out on purpose: a parser's message can quote the private key.
    throw new Error(
      `Expected ${file} to hold the development issuer's private key (an ES256 JWK); found ` +
        'something else. Delete the file to have a new key made; tokens signed so far then stop working.',
    );
  }
}

async function loadKey(keysDir: string): Promise<IssuerKey> {
  const file = join(keysDir, 'issuer.jwk');
  let text = await readKeyFile(file);
  if (text === undefined) {
    await createKeyFile(keysDir, file);
    text = await readFile(file, 'utf8');
  }
  return parseKey(text, file);
}

function requireLife(expiresIn: string): void {
  if (/^[1-9]\d{0,4}[smhd]$/.test(expiresIn)) return;
  throw new Error(
    `Expected how long the token lasts as a number and one of s, m, h, d; found ${expiresIn}. ` +
      `Give a time such as 30m or ${DEFAULT_LIFE}.`,
  );
}

function signWith(
  { privateKey, publicJwk }: IssuerKey,
  { issuerUrl, audience }: DevelopmentIssuerOptions,
): DevelopmentSigner['sign'] {
  return async ({ sub, kind, authorities, broker, funder, expiresIn = DEFAULT_LIFE }) => {
    const read = readClaims({
      sub,
      iss: issuerUrl,
      ledger_kind: kind,
      ledger_authorities: authorities,
      ledger_broker: broker,
      ledger_funder: funder,
    });
    if (!read.ok) throw new Error(read.why);
    requireLife(expiresIn);
    return new SignJWT({ ...read.claims })
      .setProtectedHeader({ alg: ALGORITHM, kid: publicJwk.kid, typ: 'at+jwt' })
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expiresIn)
      .sign(privateKey);
  };
}

function documents(issuerUrl: string, publicJwk: JWK): FastifyPluginAsync {
  const discovery = {
    issuer: issuerUrl,
    jwks_uri: `${issuerUrl}/jwks`,
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [ALGORITHM],
  };
  // These two documents are for machines that sign in, and are no part of the described interface.
  const schema: FastifySchema & { hide: true } = { hide: true };
  return async (app) => {
    app.get(`${PATH}/.well-known/openid-configuration`, { schema }, () => discovery);
    app.get(`${PATH}/jwks`, { schema }, () => ({ keys: [publicJwk] }));
  };
}

function requireIssuerPath(issuerUrl: string): void {
  if (issuerUrl.endsWith(PATH)) return;
  throw new Error(
    `Expected the development issuer's address to end in ${PATH}; found ${issuerUrl}. ` +
      'Give the address the service answers at with that path after it.',
  );
}

/**
 * The issuer that stands in for a sign-in service when the ledger runs with its embedded database.
 * Its key is made on first start and kept in `keysDir/issuer.jwk`, readable by its owner only.
 * Anyone who can read that file can be any user: never use this issuer with real people's records.
 */
export async function developmentIssuer(
  options: DevelopmentIssuerOptions,
): Promise<DevelopmentIssuer> {
  const { keysDir, issuerUrl, audience } = options;
  requireIssuerPath(issuerUrl);
  const key = await loadKey(keysDir);
  const keys = createLocalJWKSet({ keys: [key.publicJwk] });
  return {
    plugin: documents(issuerUrl, key.publicJwk),
    sign: signWith(key, options),
    checker: tokenChecker({ issuer: issuerUrl, audience, keys }),
  };
}

/** Signs with the same key from the command line, whether or not the service is running. */
export async function loadDevelopmentSigner(
  options: DevelopmentIssuerOptions,
): Promise<DevelopmentSigner> {
  requireIssuerPath(options.issuerUrl);
  return { sign: signWith(await loadKey(options.keysDir), options) };
}

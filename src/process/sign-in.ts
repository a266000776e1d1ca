import type { FastifyPluginAsync } from 'fastify';
import { developmentIssuer, type DevelopmentSigner } from '../access/development-issuer.ts';
import { tokenChecker, type TokenChecker } from '../access/tokens.ts';
import type { Config } from '../config.ts';
import { developmentIssuerOptions } from './development.ts';

/** Who signs users in, and how their tokens are checked. */
export interface SignIn {
  readonly issuer: string;
  readonly checker: TokenChecker;
  /** The development issuer's documents, and its pen; absent with an issuer of OIDC_ISSUER. */
  readonly plugin?: FastifyPluginAsync;
  readonly sign?: DevelopmentSigner['sign'];
}

/**
 * The issuer that the environment names or, with the embedded database only, the development
 * issuer.
 *
 * @param address where the service answers
 */
export async function chooseSignIn(config: Config, address: string): Promise<SignIn> {
  if (config.oidc !== null) {
    return { issuer: config.oidc.issuer, checker: tokenChecker(config.oidc) };
  }
  if (config.mode !== 'embedded') {
    throw new Error('OIDC_ISSUER must be set with DATABASE_URL, but is not.');
  }
  const options = await developmentIssuerOptions(config.dataDir, address);
  const { checker, plugin, sign } = await developmentIssuer(options);
  return { issuer: options.issuerUrl, checker, plugin, sign };
}

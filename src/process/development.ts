import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DevelopmentIssuerOptions } from '../access/development-issuer.ts';

/** The audience of the development issuer's tokens. */
const AUDIENCE = 'ledger';

/**
 * Where the development issuer keeps its keys, and what it is called. Its address is chosen at the
 * first start and kept: the book knows users by it, so a service that later listens elsewhere must
 * not turn everybody into somebody new.
 *
 * @param address where the service answers, such as `http://127.0.0.1:3000`
 */
export async function developmentIssuerOptions(
  dataDir: string,
  address: string,
): Promise<DevelopmentIssuerOptions> {
  const keysDir = join(dataDir, 'keys');
  const file = join(keysDir, 'issuer-address.txt');
  await mkdir(keysDir, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeFileSync(file, `${address}/development-issuer\n`, { flush: true });
  return { keysDir, issuerUrl: readFileSync(file, 'utf8').trim(), audience: AUDIENCE };
}

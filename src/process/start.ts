import type { FastifyBaseLogger } from 'fastify';
import { buildApp } from '../app.ts';
import { keepsOwners } from '../audit/kept-files.ts';
import type { Clock } from '../calendar.ts';
import type { Config } from '../config.ts';
import { migrate } from '../database/migrate.ts';
import { whyNotMigrated } from '../database/migrated.ts';
import { openBook, type Book } from '../database/open.ts';
import { requireAnswer } from '../database/reach.ts';
import { whyRoleIsUnsafe } from '../database/roles.ts';
import { describe } from '../http/errors.ts';
import { originOf } from '../ledger/seal-files.ts';
import { startSealer } from '../ledger/sealer.ts';
import { publicKeyText, signNote } from '../ledger/signed-note.ts';
import { addressOf, listen, settledPort, stopListening } from './address.ts';
import { clockOf } from './clock.ts';
import { loadOnEmptyBook } from './demonstration.ts';
import { openSealPlace, requireFolder } from './seal-key.ts';
import { chooseSignIn, type SignIn } from './sign-in.ts';
import type { Stopping } from './stopping.ts';

export interface StartOptions {
  readonly log: FastifyBaseLogger;
  readonly onProgress: (sentence: string) => void;
  /** Is told how to undo each step, also of a start that does not come to its end. */
  readonly stopping: Stopping;
}

/** A service that listens. */
export interface Started {
  readonly address: string;
  readonly signIn: SignIn;
  readonly book: Book;
  readonly clock: Clock;
}

/**
 * Starts the service: its own PostgreSQL or that of DATABASE_URL, the sealer, and HTTP. Only the
 * embedded database is set up, migrated and filled; of another, everything must be in place.
 *
 * @throws Error naming the environment variable to mend, or saying what to do first
 */
export async function startService(config: Config, options: StartOptions): Promise<Started> {
  const { log, onProgress, stopping } = options;
  const clock = clockOf(config);
  if (config.mode === 'embedded') requireFolder('DATA_DIR', config.dataDir);
  const seals = openSealPlace(config);
  await requireBundlesFolder(config.bundlesDir);
  const at = { host: config.host, port: await settledPort(config) };
  const signIn = await chooseSignIn(config, addressOf(at));

  const opening = openBook(config, { onProgress });
  stopping.defer(async () => (await opening.catch(() => null))?.close());
  const book = await opening;
  await prepare(config, book, { clock, issuer: signIn.issuer, onProgress });

  const sealer = startSealer({
    client: book.service,
    authorities: () => authoritiesOf(book),
    ...seals,
    clock,
    onError: (error) => log.error({ failure: describe(error) }, 'sealing failed'),
  });
  stopping.defer(() => sealer.stop());
  const app = await buildApp({
    client: book.service,
    readings: book.readings,
    checker: signIn.checker,
    clock,
    // A receipt that cannot be sealed now is answered so; why stands in the log.
    sealNow: () =>
      sealer.sealNow().catch((error: unknown) => {
        log.error({ failure: describe(error) }, 'sealing failed');
      }),
    sealKeyText: (authority) => publicKeyText(originOf(authority), seals.key),
    signNote: (authority, text) => signNote(text, originOf(authority), seals.key),
    bundlesDir: config.bundlesDir,
    logger: log,
    ...(signIn.plugin === undefined ? {} : { issuer: signIn.plugin }),
  });
  stopping.defer(() => stopListening(app));
  await listen(app, at);
  return { address: addressOf(at), signIn, book, clock };
}

/** @throws Error naming BUNDLES_DIR where what is put there could be laid out by somebody else */
async function requireBundlesFolder(dir: string): Promise<void> {
  requireFolder('BUNDLES_DIR', dir);
  if (await keepsOwners(dir)) return;
  throw new Error(
    `BUNDLES_DIR must be on storage that keeps whose a folder is and who may open it, but "${dir}" is not.`,
  );
}

interface Preparation {
  readonly clock: Clock;
  readonly issuer: string;
  readonly onProgress: (sentence: string) => void;
}

async function prepare(config: Config, book: Book, preparation: Preparation): Promise<void> {
  const { onProgress } = preparation;
  if (config.mode === 'embedded') {
    onProgress('PostgreSQL is started.');
    const owner = await book.owner();
    await migrate(owner.client, owner.roles, onProgress);
    await loadOnEmptyBook({ owner, service: book.service, ...preparation });
  }
  await requireAnswer(book.service, 'DATABASE_URL');
  const why = (await whyRoleIsUnsafe(book.service)) ?? (await whyNotMigrated(book.service));
  if (why !== null) throw new Error(why);
}

async function authoritiesOf(book: Book): Promise<string[]> {
  const rows = await book.service<{ name: string }[]>`
    select name from public.authorities order by name`;
  return rows.map(({ name }) => name);
}

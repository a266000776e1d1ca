import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { addBundle } from '../audit/bundle-store.ts';
import { makeBundle, type Bundle, type Progress } from '../audit/bundle.ts';
import { CannotGoOn, openWorkFolder, type WorkFolder } from '../audit/work-folder.ts';
import { inTransaction } from '../database/transactions.ts';
import { originOf } from '../ledger/seal-files.ts';
import { serviceScope } from '../ledger/sealer.ts';
import { signNote } from '../ledger/signed-note.ts';
import { clockOf } from '../process/clock.ts';
import { openSealPlace } from '../process/seal-key.ts';
import { authoritiesIn, tell, withMigratedBook } from './book.ts';
import { sealBook } from './seal.ts';

interface ExportOptions {
  readonly authority?: string;
  readonly to: string;
  readonly force?: boolean;
  readonly fresh?: boolean;
  readonly json?: boolean;
}

/** How often it is told how far the export is. */
const TELL_EVERY_MS = 2000;

/** Adds `export-audit`. */
export function addExportAudit(program: Command): void {
  program
    .command('export-audit')
    .summary('write the audit bundle: every table an auditor needs, signed')
    .description(
      'Writes one ZIP file with every table that an auditor needs, as one snapshot of the books, ' +
        'and beside it FILE.sig, the signature of every byte. It seals the journal first. The file ' +
        'checks itself with the verifiers inside; the public key is given out apart. If it is cut ' +
        'off, the same command goes on from what is in the folder FILE.parts, which is taken away at ' +
        'the end. The service lists the bundle among those that were taken.',
    )
    .option('--authority <name>', 'the authority; may be left out if there is only one')
    .requiredOption('--to <file>', 'the file to write, such as audit.zip')
    .option('--force', 'write over a file that is there')
    .option('--fresh', 'start over, and go on with nothing that was cut off')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  npm run -s ledger -- export-audit --to audit.zip')
    .action(async (options: ExportOptions) => {
      const bundle = await exportAudit(options).catch((error: unknown) => {
        if (!(error instanceof CannotGoOn)) throw error;
        throw new Error(`${error.message} Add --fresh to start over.`, { cause: error });
      });
      const { files: _, signature: _signature, ...facts } = bundle;
      const text =
        options.json === true ? JSON.stringify(facts) : `${options.to}: ${lineOf(bundle)}`;
      process.stdout.write(`${text}\n`);
    });
}

const lineOf = ({ files, bytes, sha256, size, throughEntry }: Bundle): string =>
  `${files.length} files, ${bytes} bytes, ${size} entries up to ${throughEntry}, SHA-256 ${sha256}`;

async function exportAudit({ authority: asked, to, force, fresh }: ExportOptions): Promise<Bundle> {
  if (force !== true && existsSync(to)) {
    throw new Error(`There is a file ${to} already. Add --force to write over it.`);
  }
  const work = await openWorkFolder(`${to}.parts`, { fresh: fresh === true, tell });
  try {
    const bundle = await makeIn(work, asked, basename(to));
    // The signature comes first: a bundle never stands there without one.
    writeFileSync(`${to}.sig`, bundle.signature, { flush: true });
    renameSync(work.path, to);
    await work.remove();
    return bundle;
  } catch (error) {
    await work.leave();
    if (existsSync(work.folder)) {
      tell(`What is made so far is in ${work.folder}: the same command goes on from there.`);
    }
    throw error;
  }
}

/** Makes a bundle, and puts on record that it was taken: nobody is given one that is not. */
async function makeIn(work: WorkFolder, asked: string | undefined, name: string): Promise<Bundle> {
  return withMigratedBook(async (book, config) => {
    const authority = onlyOne(await authoritiesIn(book, asked));
    const { key } = openSealPlace(config);
    // Whoever runs the service has no sign-in: it is the service's own user who takes it.
    const scope = serviceScope(authority, clockOf(config));
    const bundle = await makeBundle({
      client: book.service,
      scope,
      name,
      path: work.path,
      work,
      sealNow: async () => {
        await sealBook(book, config, [authority]);
      },
      signNote: (origin, text) => signNote(text, originOf(origin), key),
      stop: new AbortController().signal,
      onProgress: progressLines(),
    });
    await inTransaction(book.service, scope, (tx) => addBundle(tx, randomUUID(), bundle));
    return bundle;
  });
}

function onlyOne(authorities: readonly string[]): string {
  const [authority, ...others] = authorities;
  if (authority !== undefined && others.length === 0) return authority;
  throw new Error(
    authority === undefined
      ? 'There is no authority yet: `npm run -s ledger -- authority --help` says how to make one.'
      : `There are several authorities: ${authorities.join(', ')}. Say which with --authority.`,
  );
}

/** Tells on stderr which file is written, and every few seconds how far it is. */
function progressLines(): (progress: Progress) => void {
  let lastTold = 0;
  return ({ file, rows, of, bytes }) => {
    const now = Date.now();
    if (file === null || now - lastTold < TELL_EVERY_MS) return;
    lastTold = now;
    tell(`${file}: ${rows} of about ${of} rows in all, ${Math.round(bytes / 1e6)} MB so far.`);
  };
}

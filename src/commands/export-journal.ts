import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Option, type Command } from 'commander';
import { parseDate } from '../calendar.ts';
import type { Client } from '../database/connections.ts';
import type { Scope } from '../database/transactions.ts';
import { FORMAT_NAMES, type FormatName } from '../export/journal-format.ts';
import { journalPieces } from '../export/journal-pieces.ts';
import { readAsKnown } from '../ledger/known.ts';
import { serviceScope } from '../ledger/sealer.ts';
import { clockOf } from '../process/clock.ts';
import { codeOf } from '../process/failure.ts';
import { authoritiesIn, tell, withMigratedBook } from './book.ts';

interface ExportOptions {
  readonly format: FormatName;
  readonly authority?: string;
  readonly asAt?: string;
  readonly knownAt?: string;
  readonly to?: string;
}

/** Which journal is wanted, and where it goes; stdout where there is no file. */
export interface ExportRequest {
  readonly format: FormatName;
  readonly asAt: Temporal.PlainDate | null;
  readonly knownAt: Temporal.Instant | undefined;
  readonly to: string | undefined;
}

/** Adds `export-journal`. */
export function addExportJournal(program: Command): void {
  program
    .command('export-journal')
    .summary('write the whole journal for hledger, ledger or beancount')
    .description(
      'Writes every entry with its transfers as a file that another bookkeeping program reads, and ' +
        'behind them the balance of every account as the service has it, which that program checks ' +
        'against what it has added up itself. Reads one snapshot, and may run while the service works.',
    )
    .addOption(
      new Option('--format <format>', 'the program that is to read it')
        .choices(FORMAT_NAMES)
        .makeOptionMandatory(),
    )
    .option('--authority <name>', 'the authority; needed where there are several')
    .option('--as-at <day>', 'entries up to this day; every day if left out')
    .option('--known-at <moment>', 'as it was known at this moment, such as 2026-04-30T09:00:00Z')
    .option('--to <file>', 'write this file, which must not be there yet; stdout if left out')
    .addHelpText(
      'after',
      '\nExamples:\n  npm run -s ledger -- export-journal --format hledger --to journal.hledger' +
        '\n  hledger -f journal.hledger check --strict' +
        '\n  npm run -s ledger -- export-journal --format beancount > journal.beancount' +
        '\n  bean-check journal.beancount',
    )
    .action(async (options: ExportOptions) => {
      const request = requestOf(options);
      await withMigratedBook(async (book, config) => {
        const [authority = '', ...others] = await authoritiesIn(book, options.authority);
        if (authority === '' || others.length > 0) {
          throw new Error(
            `Expected one authority; found ${others.length === 0 ? 'none' : [authority, ...others].join(', ')}. Name it with --authority.`,
          );
        }
        await exportJournal(book.service, serviceScope(authority, clockOf(config)), request);
      });
    });
}

/** What the command line asks for. @throws Error saying what was expected and what was found */
export function requestOf({ format, asAt, knownAt, to }: ExportOptions): ExportRequest {
  const day = asAt === undefined ? null : parseDate(asAt);
  if (asAt !== undefined && day === null) {
    throw new Error(`--as-at must be a real day, year first, such as 2026-03-31; found "${asAt}".`);
  }
  return { format, asAt: day, knownAt: momentOf(knownAt), to };
}

function momentOf(text: string | undefined): Temporal.Instant | undefined {
  if (text === undefined) return undefined;
  try {
    return Temporal.Instant.from(text);
  } catch {
    throw new Error(
      `--known-at must be a moment with its zone, such as 2026-04-30T09:00:00Z; found "${text}".`,
    );
  }
}

/** Writes the journal as it is asked for. A file that could not be finished is taken away again. */
export async function exportJournal(
  client: Client,
  scope: Scope,
  { format, asAt, knownAt, to }: ExportRequest,
): Promise<void> {
  const known = { moment: knownAt, where: '--known-at' };
  await readAsKnown(client, scope, known, async (tx, knownThrough) => {
    const asked = { format, asAt, knownAt: knownAt?.toString() ?? null, knownThrough };
    const pieces = Readable.from(journalPieces(tx, asked), { highWaterMark: 1 });
    await (to === undefined ? toStdout(pieces) : toFile(pieces, to));
  });
  if (to !== undefined) tell(`Written: ${to}.`);
}

async function toStdout(pieces: Readable): Promise<void> {
  try {
    await pipeline(pieces, process.stdout, { end: false });
  } catch (error) {
    // Whoever reads the output may have seen enough of it.
    if (codeOf(error) !== 'EPIPE' && codeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

async function toFile(pieces: Readable, to: string): Promise<void> {
  try {
    await pipeline(pieces, createWriteStream(to, { flags: 'wx' }));
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      throw new Error(`Expected no file at ${to}; there is one. Choose another name.`, {
        cause: error,
      });
    }
    await rm(to, { force: true });
    throw error;
  }
}

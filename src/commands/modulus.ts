import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parseDate } from '../calendar.ts';
import { inTransaction, type Scope } from '../database/transactions.ts';
import type { Book } from '../database/open.ts';
import { serviceScope } from '../ledger/sealer.ts';
import {
  digestOfTable,
  loadModulusTable,
  tableOfVersion,
  type NewModulusTable,
} from '../payees/modulus-store.ts';
import { Problem } from '../problem.ts';
import { clockOf } from '../process/clock.ts';
import { authoritiesIn, withMigratedBook } from './book.ts';

interface ModulusOptions {
  readonly weights: string;
  readonly substitutions: string;
  readonly version: string;
  readonly effectiveOn: string;
  readonly authority?: string;
}

/** Adds `modulus`. */
export function addModulus(program: Command): void {
  program
    .command('modulus')
    .summary('load a table of weights for the modulus check')
    .description(
      'Loads a table of weights for the modulus check of account numbers, as Pay.UK publishes it. ' +
        'From its day on, bank details are checked against it when they are recorded. All of it ' +
        'is loaded or nothing, and every fault is named with its line. An authority that has the ' +
        'same table already is left as it is.',
    )
    .requiredOption('--weights <file>', 'the file of weights, published as valacdos.txt')
    .requiredOption('--substitutions <file>', 'the file published as scsubtab.txt')
    .requiredOption('--version <version>', 'what the publisher calls the table, such as 7.90')
    .requiredOption('--effective-on <date>', 'the first day it holds, such as 2026-04-06')
    .option('--authority <name>', 'only this authority')
    .addHelpText(
      'after',
      '\nExample:\n  npm run -s ledger -- modulus --weights valacdos.txt \\\n' +
        '    --substitutions scsubtab.txt --version 7.90 --effective-on 2026-04-06',
    )
    .action(async (options: ModulusOptions) => {
      const table = tableOf(options);
      const lines = await withMigratedBook(async (book, config) => {
        const clock = clockOf(config);
        const authorities = await authoritiesIn(book, options.authority);
        const done: string[] = [];
        for (const authority of authorities) {
          done.push(await loadInto(book, serviceScope(authority, clock), table));
        }
        return done;
      });
      process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    });
}

/** @throws Error where an option or a file cannot be used */
function tableOf(options: ModulusOptions): NewModulusTable {
  const effectiveOn = parseDate(options.effectiveOn);
  if (effectiveOn === null) {
    throw new Error('--effective-on must be a real day, year first, such as 2026-04-06.');
  }
  const version = options.version.trim();
  if (!/^[^\p{Cc}\p{Cs}]{1,50}$/u.test(version)) {
    throw new Error('--version must be one line of 1 to 50 characters, such as 7.90.');
  }
  const weights = readFileSync(options.weights, 'utf8');
  const substitutions = readFileSync(options.substitutions, 'utf8');
  return { version, effectiveOn, weights, substitutions };
}

/**
 * Loads a table into the book of one authority. One that has the same table already is left alone,
 * so that a command that was cut off between authorities can be run again.
 *
 * @returns a line that says what was done
 * @throws Error that names every fault with its line
 */
export async function loadInto(
  book: Pick<Book, 'service'>,
  scope: Scope,
  table: NewModulusTable,
): Promise<string> {
  const { authority } = scope;
  try {
    return await inTransaction(book.service, scope, async (tx) => {
      const known = await tableOfVersion(tx, table.version);
      const isSame =
        known?.sha256 === digestOfTable(table) &&
        known.effectiveOn === table.effectiveOn.toString();
      if (isSame) return `${authority}: has the table ${known.version} already`;
      const { version, rows, effectiveOn } = await loadModulusTable(tx, table);
      return `${authority}: the table ${version} is loaded, ${rows} lines, from ${effectiveOn}`;
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const faults = (error.extras.errors ?? []).map(
      ({ where, message }) => `  ${where.replace('body.', '')}: ${message}`,
    );
    throw new Error([`${authority}: ${error.detail}`, ...faults].join('\n'), { cause: error });
  }
}

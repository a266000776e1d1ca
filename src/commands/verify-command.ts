import type { Command } from 'commander';
import { clockOf } from '../process/clock.ts';
import { authoritiesIn, withMigratedBook } from './book.ts';
import { runVerify } from './verify.ts';

interface VerifyOptions {
  readonly authority?: string;
  readonly publicKeyFile?: string;
  /** False with --no-outside. */
  readonly outside: boolean;
  readonly json?: boolean;
}

/** Adds `verify`. */
export function addVerify(program: Command): void {
  program
    .command('verify')
    .summary('recompute seals, balances and every rule of the books')
    .description(
      'Recomputes seals, balances, checkpoints and every rule of the books, prints each with its ' +
        'figure, and names what does not hold. Compares the journal with the record that SEAL_DIR ' +
        'keeps outside the database, so that no one who can write in the database can change the ' +
        'past unseen. Writes nothing, and may run while the service works. The exit code is 0 ' +
        'only if everything holds.',
    )
    .option('--authority <name>', 'only this authority')
    .option('--json', 'print JSON: a list with a report for each authority')
    .option(
      '--public-key-file <file>',
      'trust the public keys in this file, a line each, rather than the one in SEAL_DIR',
    )
    .option('--no-outside', 'do without the record in SEAL_DIR; this proves far less')
    .addHelpText('after', '\nExample:\n  npm run -s ledger -- verify --authority demonstration')
    .action(async (options: VerifyOptions) => {
      if (!(await verify(options))) process.exitCode = 1;
    });
}

async function verify(options: VerifyOptions): Promise<boolean> {
  return withMigratedBook(async (book, config) =>
    runVerify({
      client: book.service,
      authorities: await authoritiesIn(book, options.authority),
      sealDir: options.outside ? config.sealDir : null,
      publicKeyFile: options.publicKeyFile,
      withoutOutside: !options.outside,
      json: options.json === true,
      today: clockOf(config).today(),
      stdout: process.stdout,
      stderr: process.stderr,
    }),
  );
}

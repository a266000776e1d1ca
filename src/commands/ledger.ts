/** The command line: `npm run -s ledger -- <command>`. */
import { Command } from 'commander';
import { sentenceOf } from '../process/failure.ts';
import { addAuthority } from './authority.ts';
import { addMigrate } from './migrate.ts';
import { addSeal } from './seal.ts';
import { addToken } from './token.ts';

const program = new Command('npm run -s ledger --')
  .description(
    'Works with the ledger beside the service. Results go to stdout, messages to stderr; the exit ' +
      'code is 0 only on success. The same environment variables as for the service say which ' +
      'database is meant; without DATABASE_URL it is the embedded one in DATA_DIR, which is ' +
      'started for the command if the service is not running.',
  )
  .showHelpAfterError('(add --help for what is expected)')
  .addHelpText('after', '\nExample:\n  npm run -s ledger -- token --help');

for (const add of [addMigrate, addAuthority, addToken, addSeal]) add(program);

// The embedded PostgreSQL is told to stop when the process exits, which a signal alone skips.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}

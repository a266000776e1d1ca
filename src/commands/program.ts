import { Command } from 'commander';
import { addAuthority } from './authority.ts';
import { addBank } from './bank/add-bank.ts';
import { addExportJournal } from './export-journal.ts';
import { addImportPublished } from './import-published.ts';
import { addExportAudit } from './export-audit.ts';
import { addGlCodes } from './gl-codes.ts';
import { addInspect } from './inspect.ts';
import { addMigrate } from './migrate.ts';
import { addModulus } from './modulus.ts';
import { addSeal } from './seal.ts';
import { addToken } from './token.ts';
import { addVerify } from './verify-command.ts';

/** Every command of the command line. */
const COMMANDS = [
  addMigrate,
  addAuthority,
  addToken,
  addVerify,
  addSeal,
  addExportAudit,
  addModulus,
  addInspect,
  addImportPublished,
  addExportJournal,
  addGlCodes,
  addBank,
];

/** The command line, to be run with `parseAsync`. */
export function makeProgram(): Command {
  const program = new Command('npm run -s ledger --')
    .description(
      'Works with the ledger beside the service. Results go to stdout, messages to stderr; the exit ' +
        'code is 0 only on success. The same environment variables as for the service say which ' +
        'database is meant; without DATABASE_URL it is the embedded one in DATA_DIR, which is ' +
        'started for the command if the service is not running.',
    )
    .showHelpAfterError('(add --help for what is expected)')
    .addHelpText('after', '\nExample:\n  npm run -s ledger -- token --help');

  for (const add of COMMANDS) add(program);
  return program;
}

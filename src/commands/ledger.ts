/** The command line: `npm run -s ledger -- <command>`. */
import { sentenceOf } from '../process/failure.ts';
import { makeProgram } from './program.ts';

// The embedded PostgreSQL is told to stop when the process exits, which a signal alone skips.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

try {
  await makeProgram().parseAsync();
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { Book } from '../database/open.ts';
import { inTransaction, type Scope } from '../database/transactions.ts';
import { serviceScope } from '../ledger/sealer.ts';
import { Problem } from '../problem.ts';
import { clockOf } from '../process/clock.ts';
import { readPublished, type PublishedTable } from '../published/read-file.ts';
import { addPublishedFile } from '../published/store.ts';
import { authoritiesIn, withMigratedBook } from './book.ts';

/** Adds `import-published`. */
export function addImportPublished(program: Command): void {
  program
    .command('import-published')
    .argument('<file>', "the department's CSV file of personal budgets, or of plans")
    .summary('import the figures that the Department for Education publishes')
    .description(
      'Imports a table of "Education, health and care plans" as the department publishes it, for ' +
        'the report against-england. All of it is imported or nothing, and every fault is named ' +
        'with its line. An authority that has the same file already is left as it is.',
    )
    .option('--authority <name>', 'only this authority')
    .addHelpText(
      'after',
      '\nExample:\n  npm run -s ledger -- import-published personal_budgets.csv',
    )
    .action(async (path: string, options: { authority?: string }) => {
      const content = readFileSync(path);
      const table = await readOrExplain(content);
      const file = { name: basename(path), content, table };
      const lines = await withMigratedBook(async (book, config) => {
        const authorities = await authoritiesIn(book, options.authority);
        const done: string[] = [];
        for (const authority of authorities) {
          done.push(await importInto(book, serviceScope(authority, clockOf(config)), file));
        }
        return done;
      });
      process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    });
}

/** @throws Error that names every fault with its line */
async function readOrExplain(content: Uint8Array): Promise<PublishedTable> {
  try {
    return await readPublished(content);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const faults = (error.extras.errors ?? []).map(
      ({ where, message }) => `  ${where}: ${message}`,
    );
    throw new Error([error.detail, ...faults].join('\n'), { cause: error });
  }
}

/**
 * Imports a file that was read into the book of one authority.
 * @returns a line that says what was done
 */
export async function importInto(
  book: Pick<Book, 'service'>,
  scope: Scope,
  given: { name: string; content: Uint8Array; table: PublishedTable },
): Promise<string> {
  const { file, added } = await inTransaction(book.service, scope, (tx) =>
    addPublishedFile(tx, given),
  );
  if (!added) return `${scope.authority}: has this file already, as ${file.name}`;
  const [from = '', to = ''] = [file.periods[0], file.periods.at(-1)];
  const table = file.figures === 'plans' ? 'plans' : 'personal budgets';
  return `${scope.authority}: ${file.rows} rows of ${table} are imported, ${from} to ${to}`;
}

import type { Command } from 'commander';
import { migrate } from '../database/migrate.ts';
import type { Book } from '../database/open.ts';
import { tell, withBook } from './book.ts';

/** Adds `migrate`. */
export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .summary("bring every authority's tables up to date")
    .description(
      "Brings every authority's tables, privileges and policies up to date: a step of its own " +
        'before a new version of the service is started. It may run twice at once, and again; ' +
        'each authority is migrated whole or not at all. Needs DATABASE_OWNER_URL, and grants to ' +
        'the roles of DATABASE_URL and DATABASE_READER_URL. The embedded database is migrated ' +
        'at each start by itself.',
    )
    .addHelpText('after', '\nExample:\n  npm run -s ledger -- migrate')
    .action(() => withBook(runMigrate));
}

async function runMigrate(book: Book): Promise<void> {
  const { client, roles } = await book.owner();
  await migrate(client, roles, tell);
  const rows = await client<{ name: string }[]>`
    select name from public.authorities order by name`;
  const names = rows.map(({ name }) => name).join(', ');
  process.stdout.write(
    names === ''
      ? 'Up to date. There is no authority yet: `authority create` makes one.\n'
      : `Up to date: ${names}.\n`,
  );
}

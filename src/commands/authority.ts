import type { Command } from 'commander';
import { createAuthority } from '../database/migrate.ts';
import { tell, withBook } from './book.ts';

/** Adds `authority create`. */
export function addAuthority(program: Command): void {
  const authority = program
    .command('authority')
    .description('Works with the authorities, each of which has tables of its own.')
    .addHelpText('after', '\nExample:\n  npm run -s ledger -- authority create --help');
  authority
    .command('create')
    .summary('make a new authority')
    .description(
      'Makes a new authority with an empty book. Its name is part of every address of the ' +
        'service: 2 to 31 small letters, digits and underscores, beginning with a letter. Needs ' +
        'what `migrate` needs. An embedded database that has an authority of your own at its ' +
        'first start is not filled with the demonstration.',
    )
    .argument('<name>', 'the name of the authority in addresses')
    .requiredOption('--title <title>', 'the name of the authority for people')
    .addHelpText(
      'after',
      "\nExample:\n  npm run -s ledger -- authority create testshire --title 'Testshire Council'",
    )
    .action(async (name: string, { title }: { title: string }) => {
      if (title.trim() === '') throw new Error('--title must say the name of the authority.');
      await withBook(async (book) => {
        const { client, roles } = await book.owner();
        await createAuthority(client, roles, { name, title: title.trim() }, tell);
      });
      process.stdout.write(`The authority ${name} is made.\n`);
    });
}

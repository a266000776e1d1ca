import { packagedBinDir } from './embedded/binaries.ts';
import { openCluster, readPassword } from './embedded/cluster.ts';
import { accepts, HOST, launch, superuserUrl } from './embedded/launch.ts';
import { choosePlace, findPlace, type Place } from './embedded/place.ts';
import { claim, liveServer, release, removeStalePidFile, shutDown } from './embedded/process.ts';

export { findPostgresOnPath } from './embedded/binaries.ts';

/** How to start an embedded PostgreSQL. */
export interface EmbeddedOptions {
  /** The folder for the data, made if need be. */
  readonly dataDir: string;
  /** The programs of another PostgreSQL, 15 or later, instead of the one from the npm package. */
  readonly binDir?: string;
  /** The TCP port on 127.0.0.1; 0, or none, is any free port. */
  readonly port?: number;
  /** Server settings, such as `{ fsync: 'off' }`. Address and port cannot be set here. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Is told in a sentence what takes time and what a user should know. */
  readonly onProgress: (sentence: string) => void;
}

/** An embedded PostgreSQL that this process runs. */
export interface Embedded {
  /** The URL of the database `postgres`, as superuser. It holds the password: never log it. */
  readonly superuserUrl: string;
  readonly host: string;
  readonly port: number;
  /** The number of the server's process. */
  readonly pid: number;
  /** The folder that was asked for, as an absolute path. */
  readonly dataDir: string;
  /** PostgreSQL's own folder: in `dataDir`, unless the account that runs it cannot go there. */
  readonly clusterDir: string;
  /** Stops the server, and returns when its process is gone. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL on the data in a folder, and makes an empty database there first if there
 * is none. Runs on Linux. The server listens on 127.0.0.1 only, and asks for a password.
 *
 * In `dataDir` are `postgresql` (the cluster), `postgres.password` (the superuser's; mode 0600),
 * `postgres.log`, and, while it runs, `postgres.owner` (the process that started it). Other
 * processes of the same user find the server with `runningEmbedded`; its port is in the cluster's
 * `postmaster.pid`.
 *
 * PostgreSQL refuses to run as root. Root runs it as the account `postgres`, or `nobody`, and
 * what that account cannot reach is put under /var/lib/personal-budget-ledger instead: the
 * cluster (`dataDir` then holds `postgresql-is-at.txt` and the other files) and a copy of the
 * programs. Any other user needs nothing outside `dataDir`.
 *
 * If this process exits without `stop`, the server is told to stop. If it is killed with -9, the
 * server stays; the next start finds that its owner is gone, stops it, and starts anew.
 *
 * @throws Error if a live process already runs these data, naming the folder and the process; if
 *   PostgreSQL cannot be found, or ends before it is ready
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const place = choosePlace(options.dataDir, options.onProgress);
  const owner = claim(place.ownerFile);
  if (owner !== null) throw new Error(inUse(place, owner));
  try {
    return await startOwned(place, options);
  } catch (error) {
    release(place.ownerFile);
    throw error;
  }
}

async function startOwned(place: Place, options: EmbeddedOptions): Promise<Embedded> {
  const { port = 0, settings = {}, onProgress } = options;
  await stopOrphan(place, onProgress);
  const binDir = options.binDir ?? (await packagedBinDir(place.account, onProgress));
  const password = await openCluster(place, binDir, settings['fsync'] !== 'off', onProgress);
  const launched = await launch({ place, binDir, password, port, settings });
  const released = launched.exited.then(() => release(place.ownerFile));
  const stop = async (): Promise<void> => {
    await launched.stop();
    await released;
  };
  return {
    superuserUrl: superuserUrl(launched.port, password),
    host: HOST,
    port: launched.port,
    pid: launched.pid,
    dataDir: place.dataDir,
    clusterDir: place.clusterDir,
    stop,
  };
}

/** Only the owner of the data may call this: a server found now has lost its own. */
async function stopOrphan(place: Place, say: (sentence: string) => void): Promise<void> {
  const orphan = liveServer(place.clusterDir);
  if (orphan !== null) {
    say(`A PostgreSQL (process ${orphan.pid}) was left behind on these data; it is stopped first.`);
    await shutDown(orphan.pid);
  }
  removeStalePidFile(place.clusterDir);
}

function inUse({ dataDir, clusterDir }: Place, owner: number): string {
  const server = liveServer(clusterDir);
  const detail = server === null ? '' : ` (its PostgreSQL is process ${server.pid})`;
  return (
    `The database in ${dataDir} is in use by process ${owner}${detail}. ` +
    'Stop that process first, or use another folder.'
  );
}

/**
 * Finds the server that already runs on the data in a folder, so that a command can use the
 * database of the running service, or start it for itself.
 *
 * @returns the URL of the database `postgres`, as superuser; null if none accepts connections
 * @throws Error if there is one and this user may not read its password
 */
export async function runningEmbedded(dataDir: string): Promise<string | null> {
  const place = findPlace(dataDir);
  const server = place === null ? null : liveServer(place.clusterDir);
  if (place === null || server?.listening !== true) return null;
  const url = superuserUrl(server.port, readPassword(place));
  return (await accepts(url)) ? url : null;
}

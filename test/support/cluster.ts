import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findPostgresOnPath, startEmbedded, type Embedded } from '../../src/database/embedded.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of the database `postgres` of the run's throw-away cluster, as superuser. */
    superuserUrl: string;
  }
}

/** Fast, and careless of power cuts: for data that nobody will miss. */
const THROW_AWAY = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
};

/** Makes a temporary folder that the account which runs PostgreSQL for root can enter. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-test-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Removes an embedded database, wherever its cluster is; one that is just stopping, too. */
export function removeEmbedded({ dataDir, clusterDir }: Embedded): void {
  for (const folder of [dirname(clusterDir), dataDir]) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

/**
 * Starts the one cluster that all tests of a run share: PostgreSQL 18 from the npm package, or,
 * with TEST_POSTGRES=path, the one on the PATH.
 *
 * @returns a function that stops it and removes its folders
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const binDir = chosenBinDir(process.env['TEST_POSTGRES'] ?? '');
  const cluster = await startEmbedded({
    dataDir: temporaryFolder(),
    settings: THROW_AWAY,
    onProgress: () => {},
    ...(binDir === null ? {} : { binDir }),
  });
  // Ctrl-C ends the run without its teardown.
  process.once('exit', () => removeEmbedded(cluster));
  project.provide('superuserUrl', cluster.superuserUrl);
  return async () => {
    await cluster.stop();
    removeEmbedded(cluster);
  };
}

function chosenBinDir(choice: string): string | null {
  if (choice === '') return null;
  const found = choice === 'path' ? findPostgresOnPath() : null;
  if (found !== null) return found;
  throw new Error(
    `TEST_POSTGRES must be "path", with a PostgreSQL on the PATH, or not set; it is "${choice}".`,
  );
}

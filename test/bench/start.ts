import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../../src/database/connections.ts';
import { startEmbedded } from '../../src/database/embedded.ts';
import { createAuthority } from '../../src/database/migrate.ts';
import { ROLES, setUpRoles } from '../../src/database/roles.ts';
import type { BenchOptions, Measurement } from './measurement.ts';
import { openBigBook } from './support/big-book.ts';
import { peakMemoryMb } from './support/memory.ts';
import { AUTHORITY } from './support/scratch.ts';
import { inTurns } from './support/turns.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

/** Process start to ready on the large book, against an initialised book with nothing in it. */
export const start: Measurement = {
  name: 'start',
  unit: 'ms',
  bar: { atMost: 1.5 },
  async measure(options) {
    const book = await openBigBook(options);
    await book.close();
    const empty = await emptyBook(options);
    const peaks: number[] = [];
    const turns = await inTurns({
      runs: options.quick ? 2 : 7,
      ours: () => startTime(book.dataDir, (pid) => peaks.push(peakMemoryMb(pid))),
      baseline: () => startTime(empty),
    });
    return { ...turns, peakMemoryMb: Math.max(...peaks) };
  },
};

/** A book with one authority and no entries, so that nothing is seeded on it. */
async function emptyBook({ folder, onProgress }: BenchOptions): Promise<string> {
  const dataDir = join(folder, 'empty');
  mkdirSync(dataDir, { recursive: true });
  const embedded = await startEmbedded({ dataDir, onProgress });
  const urls = await setUpRoles(embedded.superuserUrl, join(dataDir, 'roles.json'));
  const owner = connect(urls.owner, { name: 'bench', max: 1 });
  const [row] = await owner`select to_regclass('public.authorities') as known`;
  if (row?.['known'] === null) {
    await createAuthority(owner, ROLES, { name: AUTHORITY, title: 'Benchmark' }, () => {});
  }
  await owner.end({ timeout: 5 });
  await embedded.stop();
  return dataDir;
}

/**
 * Starts the service as `npm start` does, waits until it says that it is ready, and stops it.
 *
 * @param whenReady is given the number of the service's process
 */
async function startTime(dataDir: string, whenReady?: (pid: number) => unknown): Promise<number> {
  const before = performance.now();
  const child = spawn(process.execPath, ['--import', './src/runtime.mjs', 'src/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, DATA_DIR: dataDir, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      if (String(chunk).includes('Ready at')) resolve();
    });
    child.once('exit', () => reject(new Error('The service did not start.')));
  });
  await ready;
  const took = performance.now() - before;
  whenReady?.(child.pid!);
  child.kill('SIGTERM');
  await exited;
  return took;
}

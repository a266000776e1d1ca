import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../src/calendar.ts';
import { connect } from '../../../src/database/connections.ts';
import { startEmbedded, type Embedded } from '../../../src/database/embedded.ts';
import { setUpRoles, type DatabaseUrls } from '../../../src/database/roles.ts';
import { startSealer } from '../../../src/ledger/sealer.ts';
import { openSealPlace } from '../../../src/process/seal-key.ts';
import type { BenchOptions } from '../measurement.ts';
import { loadBook } from './book/load.ts';
import { MONTHS } from './book/plan.ts';
import { AUTHORITY, makeAuthority, plainClient } from './scratch.ts';

/** Arrangements: with 50,000 there are 400,000 accounts and 10 million transfers. By tens of 50. */
const SIZES = { full: 50_000, quick: 1000 } as const;

/** While it is loaded, the data need not outlive a power cut: the loading would be done again. */
const WHILE_LOADING = {
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '8GB',
  checkpoint_timeout: '1h',
  autovacuum: 'off',
  shared_buffers: '1GB',
  maintenance_work_mem: '512MB',
};

export interface BigBook {
  readonly dataDir: string;
  readonly urls: DatabaseUrls;
  /** The day on which it was loaded, so that it gives the same figures as long as it is kept. */
  readonly today: Temporal.PlainDate;
  close(): Promise<void>;
}

/**
 * Opens the large book, and loads it first if it is not there whole. It is kept between runs. It
 * can be served by `npm start` with its folder as DATA_DIR: its entries are sealed, inside and out,
 * and it has its balance checkpoints.
 */
export async function openBigBook(options: BenchOptions): Promise<BigBook> {
  const { folder, quick, onProgress } = options;
  const dataDir = join(folder, quick ? 'book-quick' : 'book');
  const mark = join(dataDir, 'loaded-on.txt');
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(mark)) {
    const today = systemClock().today();
    await inBook(dataDir, WHILE_LOADING, options, (urls, superuserUrl) =>
      fill(urls, superuserUrl, today, options),
    );
    await inBook(dataDir, {}, options, (urls) => seal(urls, dataDir, options));
    writeFileSync(mark, `${today.toString()}\n`, { flush: true });
  }
  const embedded = await startEmbedded({ dataDir, onProgress });
  try {
    const urls = await urlsOf(embedded, dataDir);
    const today = Temporal.PlainDate.from(readFileSync(mark, 'utf8').trim());
    return { dataDir, urls, today, close: () => embedded.stop() };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

const urlsOf = ({ superuserUrl }: Embedded, dataDir: string): Promise<DatabaseUrls> =>
  setUpRoles(superuserUrl, join(dataDir, 'roles.json'));

async function inBook(
  dataDir: string,
  settings: Record<string, string>,
  { onProgress }: BenchOptions,
  work: (urls: DatabaseUrls, superuserUrl: string) => Promise<void>,
): Promise<void> {
  const embedded = await startEmbedded({ dataDir, settings, onProgress });
  try {
    await work(await urlsOf(embedded, dataDir), embedded.superuserUrl);
  } finally {
    await embedded.stop();
  }
}

async function fill(
  urls: DatabaseUrls,
  superuserUrl: string,
  today: Temporal.PlainDate,
  { quick, onProgress }: BenchOptions,
): Promise<void> {
  const owner = connect(urls.owner, { name: 'bench owner', max: 2 });
  await makeAuthority(owner);
  await owner.end({ timeout: 5 });
  const url = new URL(superuserUrl);
  url.pathname = new URL(urls.owner).pathname;
  const superuser = plainClient(url.toString(), AUTHORITY, 1);
  const arrangements = quick ? SIZES.quick : SIZES.full;
  await loadBook(superuser, { arrangements, today }, onProgress);
  await superuser.end({ timeout: 5 });
}

/** Seals all entries as the service does, which makes one month's balances in each round. */
async function seal(
  urls: DatabaseUrls,
  dataDir: string,
  { onProgress }: BenchOptions,
): Promise<void> {
  const client = connect(urls.service, { name: 'bench sealer', max: 2 });
  const sealDir = join(dataDir, 'seals');
  rmSync(sealDir, { recursive: true, force: true });
  const sealKeyFile = join(dataDir, 'keys', 'seal.pem');
  mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  const sealer = startSealer({
    client,
    authorities: async () => [AUTHORITY],
    ...openSealPlace({ mode: 'embedded', sealKeyFile, sealDir }),
    clock: systemClock(),
    everyMs: 3_600_000,
    onError: (error) => {
      throw error;
    },
  });
  onProgress('seals');
  for (let month = 1; month <= MONTHS + 1; month += 1) {
    await sealer.sealNow();
    if (month % 12 === 0) onProgress(`balances of ${month} months`);
  }
  await sealer.stop();
  await client.end({ timeout: 5 });
  const owner = plainClient(urls.owner, AUTHORITY, 1);
  await owner.unsafe('vacuum (freeze, analyze)');
  await owner.end({ timeout: 5 });
}

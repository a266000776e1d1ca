import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { systemClock } from '../../../src/calendar.ts';
import { connect, type Client } from '../../../src/database/connections.ts';
import { startEmbedded } from '../../../src/database/embedded.ts';
import { createAuthority } from '../../../src/database/migrate.ts';
import { ROLES, setUpRoles, type DatabaseUrls } from '../../../src/database/roles.ts';
import { serviceScope } from '../../../src/ledger/sealer.ts';
import type { Scope } from '../../../src/database/transactions.ts';
import type { BenchOptions } from '../measurement.ts';

/** The authority that measurements post in. */
export const AUTHORITY = 'benchmark';

/** A database of our own with one authority, which is made anew for each measurement. */
export interface Scratch {
  readonly dataDir: string;
  readonly urls: DatabaseUrls;
  /** The scope of the service's own work. */
  readonly scope: Scope;
  /** Connects as the service does. */
  service(max: number): Client;
  /** Connects for a baseline; see `plainClient`. */
  plain(max: number): Client;
  /** Connects as superuser, to fill tables without having every row checked. */
  superuser(max: number): Client;
  close(): Promise<void>;
}

/** Starts PostgreSQL with its default durability on a folder that is kept. */
export async function openScratch({ folder, onProgress }: BenchOptions): Promise<Scratch> {
  const dataDir = join(folder, 'scratch');
  mkdirSync(dataDir, { recursive: true });
  const embedded = await startEmbedded({ dataDir, onProgress });
  const clients: Client[] = [];
  const opened = (client: Client): Client => {
    clients.push(client);
    return client;
  };
  const close = async (): Promise<void> => {
    await Promise.all(clients.map((client) => client.end({ timeout: 5 })));
    await embedded.stop();
  };
  try {
    const urls = await setUpRoles(embedded.superuserUrl, join(dataDir, 'roles.json'));
    await makeAuthority(opened(connect(urls.owner, { name: 'bench owner', max: 2 })));
    return {
      dataDir,
      urls,
      scope: serviceScope(AUTHORITY, systemClock()),
      service: (max) => opened(connect(urls.service, { name: 'bench service', max })),
      plain: (max) => opened(plainClient(urls.owner, AUTHORITY, max)),
      superuser: (max) => {
        const url = new URL(embedded.superuserUrl);
        url.pathname = new URL(urls.owner).pathname;
        return opened(plainClient(url.toString(), AUTHORITY, max));
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Makes an authority anew, without what an earlier measurement or loading has left in it. */
export async function makeAuthority(owner: Client): Promise<void> {
  const [known] = await owner<{ there: boolean }[]>`
    select to_regclass('public.authorities') is not null as there`;
  if (known?.there === true) {
    await owner.unsafe(`drop schema if exists ${AUTHORITY} cascade`);
    await owner`delete from public.migrations where authority = ${AUTHORITY}`;
    await owner`delete from public.authorities where name = ${AUTHORITY}`;
  }
  await createAuthority(owner, ROLES, { name: AUTHORITY, title: 'Benchmark' }, () => {});
}

/**
 * Connects with the same driver as the owner of the tables, whom no policy slows down, and with the
 * tables on the search path from the start, so that a statement needs nothing before it.
 */
export function plainClient(ownerUrl: string, authority: string, max: number): Client {
  return postgres(ownerUrl, {
    max,
    onnotice: () => {},
    connection: { application_name: 'bench plain', search_path: authority, TimeZone: 'UTC' },
  });
}

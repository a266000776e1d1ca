import type { Clock } from '../calendar.ts';
import type { Client } from '../database/connections.ts';
import { createAuthority } from '../database/migrate.ts';
import type { Owner } from '../database/open.ts';
import {
  DEMONSTRATION,
  isUnfinished,
  markFinished,
  markUnfinished,
} from '../database/unfinished.ts';
import { loadDemonstration } from '../demonstration/load.ts';

export interface DemonstrationOptions {
  readonly owner: Owner;
  readonly service: Client;
  readonly clock: Clock;
  /** Where the demonstration's users sign in. */
  readonly issuer: string;
  readonly onProgress: (sentence: string) => void;
}

/**
 * Loads the demonstration into a book without any authority. A loading that was cut off is thrown
 * away and done again; a book with an authority of its own is left as it is.
 */
export async function loadOnEmptyBook(options: DemonstrationOptions): Promise<void> {
  const { owner, service, onProgress } = options;
  if (await isUnfinished(owner.client)) {
    onProgress('The last start was cut off while it loaded the demonstration; it starts over.');
    await throwAway(owner.client);
  }
  const authorities = await service`select from public.authorities limit 1`;
  if (authorities.length > 0) return;
  await markUnfinished(owner.client);
  const title = 'Demonstration authority';
  await createAuthority(owner.client, owner.roles, { name: DEMONSTRATION, title }, onProgress);
  await loadDemonstration({
    client: service,
    authority: DEMONSTRATION,
    clock: options.clock,
    issuer: options.issuer,
    onProgress,
  });
  await markFinished(owner.client);
}

async function throwAway(owner: Client): Promise<void> {
  await owner.begin(async (sql) => {
    await sql.unsafe(`drop schema if exists ${DEMONSTRATION} cascade`);
    await sql`delete from public.migrations where authority = ${DEMONSTRATION}`;
    await sql`delete from public.authorities where name = ${DEMONSTRATION}`;
  });
}

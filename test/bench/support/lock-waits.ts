import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../../../src/database/connections.ts';

const LOOK_EVERY_MS = 10;

/** Looks again and again whether a session waits for another one's lock. */
export interface LockWatch {
  /** Looks while something is done. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** How often it looked, and how many waiting sessions it saw. */
  seen(): { readonly looks: number; readonly waits: number };
}

export function watchLockWaits(client: Client): LockWatch {
  let looks = 0;
  let waits = 0;
  const look = async (): Promise<void> => {
    const [row] = await client<{ waits: number }[]>`
      select count(*)::int as waits from pg_stat_activity
      where wait_event_type = 'Lock' and datname = current_database()`;
    looks += 1;
    waits += row!.waits;
  };
  return {
    async during(work) {
      const over = new AbortController();
      const watching = (async () => {
        while (!over.signal.aborted) {
          await look();
          await delay(LOOK_EVERY_MS);
        }
      })();
      try {
        return await work();
      } finally {
        over.abort();
        await watching;
      }
    },
    seen: () => ({ looks, waits }),
  };
}

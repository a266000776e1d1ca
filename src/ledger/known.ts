import type { Client } from '../database/connections.ts';
import { inTransaction, type Scope, type Tx } from '../database/transactions.ts';
import { refuseFaults } from '../problem.ts';
import { knownThrough } from './balances.ts';

/** How often to look whether the sealing of a moment has finished. */
const LOOK_EVERY_MS = 20;

/** A moment to look back from, and where the request said so, e.g. `query.knownAt`. */
export interface KnownAt {
  readonly moment: Temporal.Instant | undefined;
  readonly where: string;
}

/**
 * Reads one snapshot as it was known at a moment, or as everything is known now. Asked again for
 * the same moment it finds the same: what is being sealed at that moment is waited for first. The
 * work is given the last entry known then, null for everything. A moment to come is refused.
 */
export async function readAsKnown<T>(
  client: Client,
  scope: Scope,
  { moment, where }: KnownAt,
  work: (tx: Tx, knownThrough: string | null) => Promise<T>,
): Promise<T> {
  const at = moment ?? null;
  if (at !== null) {
    const waiting = await inTransaction(client, scope, async (tx) => {
      refuseComing(where, await isComing(tx, at));
      return sealing(tx);
    });
    await finished(client, scope, waiting);
  }
  return inTransaction(client, scope, async (tx) => work(tx, await knownThrough(tx, at)), {
    readOnly: true,
  });
}

function refuseComing(where: string, coming: boolean): void {
  const message = 'What will be known is not known yet: name a moment that has passed.';
  refuseFaults(
    'invalid-request',
    'The moment is still to come.',
    coming ? [{ where, message }] : [],
  );
}

/** The database's clock decides, because it is the one that batches are sealed by. */
async function isComing(tx: Tx, moment: Temporal.Instant): Promise<boolean> {
  const [row] = await tx.sql<{ coming: boolean }[]>`
    select ${moment.toString()}::timestamptz > clock_timestamp() as coming`;
  return row!.coming;
}

/** Who is sealing just now. Nobody is made to wait by this look, as a lock would make the sealer. */
async function sealing(tx: Tx): Promise<string[]> {
  const rows = await tx.sql<{ holder: string }[]>`
    select virtualtransaction as holder from pg_locks
    where locktype = 'advisory' and granted and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())
      and classid = (hashtext('seal')::bigint & 4294967295)::oid
      and objid = (hashtext(${tx.scope.authority})::bigint & 4294967295)::oid`;
  return rows.map((row) => row.holder);
}

async function finished(client: Client, scope: Scope, holders: readonly string[]): Promise<void> {
  let waiting = new Set(holders);
  while (waiting.size > 0) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const still = await inTransaction(client, scope, sealing);
    waiting = new Set(still.filter((holder) => waiting.has(holder)));
  }
}

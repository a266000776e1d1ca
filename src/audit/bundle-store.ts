import type { Tx } from '../database/transactions.ts';
import type { Bundle } from './bundle.ts';

/** A bundle that somebody took, as the book has it. */
export interface TakenBundle {
  readonly id: string;
  readonly name: string;
  readonly throughEntry: string;
  readonly size: string;
  readonly bytes: string;
  readonly sha256: string;
  readonly takenBy: string;
  readonly takenAt: string;
}

/** Puts on record that a bundle was made, and by whose wish. */
export async function addBundle(tx: Tx, id: string, bundle: Bundle): Promise<void> {
  const { name, throughEntry, size, bytes, sha256 } = bundle;
  await tx.sql`
    insert into audit_bundles (id, name, through_entry, size, bytes, sha256, taken_by)
    values (${id}, ${name}, ${throughEntry}, ${size}, ${bytes}, decode(${sha256}, 'hex'),
      ${tx.scope.user})`;
}

/** The bundles that were taken, the latest first; of one id, or a page. */
export async function listBundles(
  { sql }: Tx,
  asked: { readonly id?: string; readonly after?: string | undefined; readonly limit?: number },
): Promise<TakenBundle[]> {
  const { id, after, limit = 1 } = asked;
  const [at = null, last = null] = after?.split('_') ?? [];
  return sql<TakenBundle[]>`
    select id, name, through_entry as "throughEntry", size, bytes,
      encode(sha256, 'hex') as sha256, taken_by as "takenBy",
      to_char(taken_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "takenAt"
    from audit_bundles
    where ${id === undefined ? sql`true` : sql`id = ${id}`}
      and (${at}::timestamptz is null or (taken_at, id) < (${at}::timestamptz, ${last}::uuid))
    order by audit_bundles.taken_at desc, id desc limit ${limit + 1}`;
}

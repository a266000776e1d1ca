import type { Client } from '../database/connections.ts';
import { inTransaction, type Scope, type Tx } from '../database/transactions.ts';
import { noteLateMovements, sealingIsMine } from './checkpoints.ts';
import { leaves } from './leaves.ts';
import { frontierCoordinates, growTree, rootOf, type Coordinate, type Tree } from './merkle.ts';

/** The most entries sealed in one transaction, so that memory stays bounded. */
const BATCH = 20_000;
/** How often to look whether the posters of a moment have finished. */
const LOOK_EVERY_MS = 20;

export interface SealedBatch {
  readonly size: number;
  readonly root: Uint8Array;
  readonly sealed: number;
}

/**
 * Up to which entry the journal is settled: every id up to it is there or never will be. Reads the
 * sequence first, then waits for those who hold the journal's row-exclusive lock at that instant;
 * whoever comes later takes a later id.
 */
export async function settledThrough(client: Client, scope: Scope): Promise<string> {
  const look = async (tx: Tx) => {
    const rows = await tx.sql<{ holder: string }[]>`
      select virtualtransaction as holder from pg_locks
      where relation = 'entries'::regclass and mode = 'RowExclusiveLock' and granted
        and database = (select oid from pg_database where datname = current_database())
        and pid <> pg_backend_pid()`;
    return rows.map((row) => row.holder);
  };
  const { last, holders } = await inTransaction(client, scope, async (tx) => {
    const [row] = await tx.sql<{ last: string }[]>`
      select case when is_called then last_value else 0 end as last from entries_id_seq`;
    return { last: row!.last, holders: await look(tx) };
  });
  let waiting = new Set(holders);
  while (waiting.size > 0) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const still = await inTransaction(client, scope, look);
    waiting = new Set(still.filter((holder) => waiting.has(holder)));
  }
  return last;
}

/**
 * Seals the next settled entries: numbers them, grows the tree, notes what is late for balance
 * checkpoints, all in one transaction. Only one instance does so at a time.
 * @returns the batch, or null when there was nothing to seal or another instance is at it.
 */
export async function sealNext(
  client: Client,
  scope: Scope,
  settled: string,
): Promise<SealedBatch | null> {
  return inTransaction(client, scope, async (tx) => {
    const { sql } = tx;
    if (!(await sealingIsMine(tx))) return null;
    const { tree, after } = await loadTree(tx);
    const [end] = await sql<{ through: string | null }[]>`
      select max(id) as through from (
        select id from entries where id > ${after} and id <= ${settled} order by id limit ${BATCH}
      ) as next`;
    if (end === undefined || end.through === null) return null;
    const range = { after, through: end.through };
    const rows = await sql<{ number: string; leaf: Buffer }[]>`
      insert into seals (number, entry_id, leaf)
      select ${tree.size} - 1 + row_number() over (order by id), id, leaf
      from (${leaves(tx, range)}) as l
      returning number, leaf`;
    const hashes = rows.sort((a, b) => Number(a.number) - Number(b.number)).map((row) => row.leaf);
    const grown = growTree(tree, hashes);
    const root = rootOf(grown.frontier);
    await storeNodes(tx, grown.nodes);
    await noteLateMovements(tx, range);
    // The clock is read while the lock is held: a transaction that began earlier may seal later.
    await sql`insert into seal_batches (size, through_entry, root, sealed_at)
      values (${grown.size}, ${range.through}, ${root}, clock_timestamp())`;
    return { size: grown.size, root, sealed: hashes.length };
  });
}

async function storeNodes(
  tx: Tx,
  nodes: readonly { level: number; index: number; hash: Uint8Array }[],
): Promise<void> {
  const rows = nodes.map((node) => [
    node.level,
    node.index,
    Buffer.from(node.hash.buffer, node.hash.byteOffset, node.hash.length).toString('hex'),
  ]);
  await tx.sql`
    insert into seal_nodes (level, index, hash)
    select (value ->> 0)::smallint, (value ->> 1)::bigint, decode(value ->> 2, 'hex')
    from jsonb_array_elements(${JSON.stringify(rows)}::text::jsonb)`;
}

async function loadTree(tx: Tx): Promise<{ tree: Tree; after: string }> {
  const [head] = await tx.sql<{ size: string; through: string }[]>`
    select size, through_entry as through from seal_batches order by size desc limit 1`;
  if (head === undefined) return { tree: { size: 0, frontier: [] }, after: '0' };
  const size = Number(head.size);
  const nodes = await loadNodes(tx, frontierCoordinates(size));
  const frontier = frontierCoordinates(size).map((at) => nodes.get(`${at.level}/${at.index}`)!);
  return { tree: { size, frontier }, after: head.through };
}

/** Loads nodes of the tree by place; level 0 are the leaves. */
export async function loadNodes(
  tx: Tx,
  places: readonly Coordinate[],
): Promise<Map<string, Uint8Array>> {
  const wanted = JSON.stringify(places.map((at) => [at.level, at.index]));
  const rows = await tx.sql<{ level: number; index: string; hash: Buffer }[]>`
    with places as (
      select (value ->> 0)::smallint as level, (value ->> 1)::bigint as index
      from jsonb_array_elements(${wanted}::text::jsonb)
    )
    select level, index, hash from places join seal_nodes using (level, index)
    union all
    select 0, number, leaf from places join seals on number = index where level = 0`;
  return new Map(rows.map((row) => [`${row.level}/${row.index}`, row.hash]));
}

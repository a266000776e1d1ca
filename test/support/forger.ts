import { inTransaction, type Tx } from '../../src/database/transactions.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import { leaves } from '../../src/ledger/leaves.ts';
import { emptyTree, growTree, rootOf, type Tree } from '../../src/ledger/merkle.ts';
import { TODAY } from './database.ts';
import { AUTHORITY } from './template.ts';
import type { Copy } from './verified-book.ts';

/**
 * What somebody would do who owns the database and knows this code, and does not hold the key: seals
 * the journal anew as it stands now, with the same batches, and takes out what would give it away.
 */
export async function sealAnew({ superuser }: Copy): Promise<void> {
  const scope = { authority: AUTHORITY, user: WHOLE_AUTHORITY, kind: 'service', today: TODAY };
  await inTransaction(superuser, scope, async (tx) => {
    const batches = await tx.sql<{ through: string; sealedAt: string }[]>`
      select through_entry as through, sealed_at as "sealedAt" from seal_batches order by size`;
    await tx.sql.unsafe(`delete from seals; delete from seal_nodes; delete from seal_batches;
      delete from seal_checkpoints; delete from balance_checkpoints;
      delete from checkpoint_balances; delete from late_movements`);
    let tree: Tree = emptyTree;
    for (const { through, sealedAt } of batches)
      tree = await sealBatch(tx, tree, through, sealedAt);
  });
}

async function sealBatch(tx: Tx, tree: Tree, through: string, sealedAt: string): Promise<Tree> {
  const { sql } = tx;
  const rows = await sql<{ id: string; leaf: Buffer }[]>`
    select id, leaf from (${leaves(tx, { after: '0', through })}) as l
    where id not in (select entry_id from seals) order by id`;
  for (const [n, { id, leaf }] of rows.entries()) {
    await sql`insert into seals (number, entry_id, leaf) values (${tree.size + n}, ${id}, ${leaf})`;
  }
  const { nodes, ...grown } = growTree(
    tree,
    rows.map((row) => row.leaf),
  );
  for (const { level, index, hash } of nodes) {
    await sql`insert into seal_nodes (level, index, hash) values (${level}, ${index}, ${hash})`;
  }
  await sql`insert into seal_batches (size, through_entry, root, sealed_at)
    values (${grown.size}, ${rows.at(-1)!.id}, ${rootOf(grown.frontier)}, ${sealedAt})`;
  return grown;
}

/** The first id before the last seal that no entry has. */
export async function aFreeId({ superuser }: Copy): Promise<string> {
  const [free] = await superuser<{ id: string }[]>`
    select e.id + 1 as id from entries e
    where not exists (select from entries n where n.id = e.id + 1)
      and e.id < (select max(through_entry) from seal_batches)
    order by e.id limit 1`;
  return free!.id;
}

/** Writes an entry that decides nothing under a free id. @returns the id */
export async function aLateComer(copy: Copy): Promise<string> {
  const id = await aFreeId(copy);
  await copy.superuser`
    insert into entries (id, key, kind, effective_on, by, content)
    select ${id}, 'late comer', id, '2026-04-02', ${WHOLE_AUTHORITY}, '' from entry_kinds
    where name = 'decision'`;
  return id;
}

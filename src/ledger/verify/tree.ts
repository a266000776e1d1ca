import type { Tx } from '../../database/transactions.ts';
import { emptyTree, growTree, isHash, rootOf, type Tree, type TreeNode } from '../merkle.ts';
import { Offenders, type Check } from './check.ts';

/** The tree is grown by so many leaves at a time, so that memory stays bounded. */
const BLOCK = 50_000;

/** The stored leaves make every stored node, and the root of every batch. */
export const sealsAddUp: Check = {
  name: 'The seals add up to every root and every node that is kept',
  expected:
    'The tree grown again from the seals has the nodes that are kept and, at each batch, its root.',
  async run({ tx, onProgress }) {
    const offenders = new Offenders();
    let tree: Tree = emptyTree;
    let nodes = 0;
    for (;;) {
      const seals = await tx.sql<{ leaf: Buffer }[]>`
        select leaf from seals where number >= ${tree.size} order by number limit ${BLOCK}`;
      const leaves = seals.map((seal) => seal.leaf);
      if (leaves.length === 0) break;
      if (!leaves.every(isHash)) {
        offenders.add(`A seal after number ${tree.size} does not hold a hash.`);
        break;
      }
      const grown = await growThroughBatches(tx, tree, leaves, offenders);
      await compareNodes(tx, grown.nodes, offenders);
      nodes += grown.nodes.length;
      tree = grown;
      onProgress(`${tree.size} seals added up`);
    }
    const [kept] = await tx.sql<{ nodes: string; batches: string }[]>`
      select (select count(*) from seal_nodes) as nodes, count(*) as batches from seal_batches`;
    if (Number(kept!.nodes) > nodes) {
      offenders.add(`There are ${kept!.nodes} nodes, and the seals make ${nodes}.`);
    }
    const { found, named } = offenders;
    return { figure: `${kept!.batches} roots and ${nodes} nodes`, found, named };
  },
};

/** Grows the tree by a block, stopping at the end of each batch to compare its root. */
async function growThroughBatches(
  tx: Tx,
  from: Tree,
  leaves: readonly Uint8Array[],
  offenders: Offenders,
): Promise<Tree & { nodes: TreeNode[] }> {
  const end = from.size + leaves.length;
  const batches = await tx.sql<{ size: string; root: Buffer }[]>`
    select size, root from seal_batches where size > ${from.size} and size <= ${end} order by size`;
  const nodes: TreeNode[] = [];
  let tree = from;
  const growTo = (size: number): void => {
    const grown = growTree(tree, leaves.slice(tree.size - from.size, size - from.size));
    for (const node of grown.nodes) nodes.push(node);
    tree = { size: grown.size, frontier: grown.frontier };
  };
  for (const { size, root } of batches) {
    growTo(Number(size));
    if (root.equals(rootOf(tree.frontier))) continue;
    offenders.add(`The root of the batch of ${size} seals is not the root that its seals make.`);
  }
  growTo(end);
  return { ...tree, nodes };
}

async function compareNodes(
  tx: Tx,
  nodes: readonly TreeNode[],
  offenders: Offenders,
): Promise<void> {
  const ranges = new Map<number, { level: number; first: number; last: number }>();
  for (const { level, index } of nodes) {
    const range = ranges.get(level) ?? { level, first: index, last: index };
    ranges.set(level, { ...range, last: index });
  }
  const kept = await tx.sql<{ level: number; index: string; hash: Buffer }[]>`
    select n.level, n.index, n.hash
    from jsonb_to_recordset(${JSON.stringify([...ranges.values()])}::text::jsonb)
      as r(level smallint, first bigint, last bigint)
    join seal_nodes n on n.level = r.level and n.index between r.first and r.last`;
  const hashes = new Map(kept.map((node) => [`${node.level}/${node.index}`, node.hash]));
  for (const { level, index, hash } of nodes) {
    if (hashes.get(`${level}/${index}`)?.equals(hash) === true) continue;
    offenders.add(`The node at level ${level}, place ${index}, is not what its seals make.`);
  }
}

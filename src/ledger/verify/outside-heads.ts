import { emptyTree, growTree, rootOf, type Tree } from '../merkle.ts';
import { readLeaves } from '../seal-files.ts';
import { Offenders, type Check, type Finding, type Work } from './check.ts';
import { readHead, type Head, type Outside } from './outside.ts';

/** Signed heads are read from the database so many at a time. */
const BLOCK = 5000;

/** What a check of the record outside finds when nobody says where that is. */
export function notMade(outside: Outside): Finding {
  if (outside.without) return { figure: 'not made, as was asked', found: 0, named: [] };
  return {
    figure: 'could not be made',
    found: 1,
    named: ['Nobody said where the record outside the database is. Set SEAL_DIR.'],
  };
}

/** Only the holder of the key can have signed; whoever owns the database does not hold it. */
export const signaturesHold: Check = {
  name: 'Every signed head of the log carries the signature of the authority',
  expected:
    "Each head, outside and in the database, is signed with the authority's key, and those in " +
    'the database are of the roots there.',
  async run(work) {
    const { outside } = work;
    if (outside.dir === null) return notMade(outside);
    const offenders = new Offenders();
    offenders.addAll(outside.faults);
    const inDatabase = await readKeptHeads(work, offenders);
    const signed = outside.heads.at(-1)?.size ?? 0;
    if (outside.keys.length === 0 && (outside.leaves > 0 || inDatabase > 0)) {
      offenders.add('There is no public key to check signatures with. Give the key file.');
    }
    if (outside.leaves > 0 && signed === 0) {
      offenders.add(`No signed head stands outside, over ${outside.leaves} leaves.`);
    }
    return {
      figure:
        `${outside.heads.length} heads outside and ${inDatabase} in the database, the last over ` +
        `${signed} of the ${outside.leaves} leaves outside`,
      found: offenders.found,
      named: offenders.named,
    };
  },
};

/** Checks the heads in the database; gives how many there are. */
async function readKeptHeads({ tx, outside }: Work, offenders: Offenders): Promise<number> {
  let count = 0;
  for (let after = '0'; ;) {
    const rows = await tx.sql<{ size: string; note: string; root: Buffer | null }[]>`
      select c.size, c.note, b.root from seal_checkpoints c left join seal_batches b using (size)
      where c.size > ${after} order by c.size limit ${BLOCK}`;
    for (const { size, note, root } of rows) {
      const head = readHead(note, tx.scope.authority, outside.keys);
      if (!head.ok) offenders.add(`The head over ${size} seals in the database: ${head.why}`);
      else if (head.size !== Number(size) || head.root !== root?.toString('hex')) {
        offenders.add(
          `The head over ${size} seals in the database is of another root than theirs.`,
        );
      }
    }
    count += rows.length;
    if (rows.length < BLOCK) return count;
    after = rows.at(-1)!.size;
  }
}

/** The leaves outside are those that were signed for. */
export const outsideAddsUp: Check = {
  name: 'The record outside the database adds up to every head that was signed over it',
  expected: 'The tree of the leaves outside has, at the size of each signed head, its root.',
  async run({ tx, outside, onProgress }) {
    const { dir, heads, leaves } = outside;
    if (dir === null) return notMade(outside);
    const offenders = new Offenders();
    const [last] = await tx.sql<{ size: string | null }[]>`
      select max(size) as size from seal_checkpoints`;
    if (Number(last?.size ?? 0) > leaves) {
      offenders.add(`A head over ${last?.size} leaves was signed, and ${leaves} stand outside.`);
    }
    let tree: Tree = emptyTree;
    let next = 0;
    for await (const block of leavesUpTo(dir, tx.scope.authority, leaves)) {
      const end = tree.size + block.length;
      const reached = heads.slice(next).filter((head) => head.size <= end);
      tree = growThroughHeads(tree, block, reached, offenders);
      next += reached.length;
      onProgress(`${tree.size} leaves outside added up`);
    }
    for (const { file, size } of heads.slice(next)) {
      offenders.add(`Checkpoint ${file} is over ${size} leaves, and ${leaves} stand outside.`);
    }
    const { found, named } = offenders;
    return { figure: `${leaves} leaves and ${heads.length} heads outside`, found, named };
  },
};

function growThroughHeads(
  from: Tree,
  block: readonly { leaf: Buffer }[],
  heads: readonly Head[],
  offenders: Offenders,
): Tree {
  const leaves = block.map((record) => record.leaf);
  let tree = from;
  const growTo = (size: number): void => {
    const { frontier } = growTree(tree, leaves.slice(tree.size - from.size, size - from.size));
    tree = { size, frontier };
  };
  for (const { file, size, root } of heads) {
    growTo(size);
    if (Buffer.from(rootOf(tree.frontier)).toString('hex') === root) continue;
    offenders.add(`The leaves outside do not make the root that checkpoint ${file} signs.`);
  }
  growTo(from.size + leaves.length);
  return tree;
}

/** The leaves outside in blocks, none after those that stood there when it was looked. */
export async function* leavesUpTo(
  dir: string,
  authority: string,
  leaves: number,
): AsyncGenerator<{ entryId: string; leaf: Buffer }[]> {
  let left = leaves;
  for await (const block of readLeaves(dir, authority)) {
    if (left === 0) return;
    yield block.slice(0, left);
    left -= Math.min(left, block.length);
  }
}

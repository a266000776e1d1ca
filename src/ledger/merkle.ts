import { hash as digest } from 'node:crypto';

/** The length of a SHA-256 hash, in bytes. */
const HASH_LENGTH = 32;

/** RFC 6962 section 2.1: a leaf is hashed after 0x00 and a node after 0x01, so neither passes for the other. */
const LEAF_PREFIX = Uint8Array.of(0x00);
const NODE_PREFIX = 0x01;

/**
 * The 0x01 and the two hashes that nodeHash hashes. Kept from call to call, because a new buffer for
 * each of a million nodes halves the speed; only the prefix, never written over, lasts.
 */
const pair = Buffer.alloc(1 + 2 * HASH_LENGTH, NODE_PREFIX);

/**
 * The place of a complete subtree: at level L and index I it covers the leaves
 * I * 2^L to (I + 1) * 2^L - 1. Level 0 is the leaf hashes themselves.
 */
export interface Coordinate {
  readonly level: number;
  readonly index: number;
}

/** The hash of a complete subtree; once written it never changes. */
export interface TreeNode extends Coordinate {
  readonly hash: Uint8Array;
}

/**
 * As much of a tree as is needed to add leaves to it and to give its root: how many leaves it has,
 * and the hashes of the complete subtrees that cover them, left (the largest) to right, at the
 * places that {@link frontierCoordinates} names.
 */
export interface Tree {
  readonly size: number;
  readonly frontier: readonly Uint8Array[];
}

/** The root of a log with no leaves: the SHA-256 of nothing (RFC 6962 section 2.1). */
export const emptyRoot: Uint8Array = sha256(new Uint8Array());

/** A tree with no leaves, to begin from. */
export const emptyTree: Tree = { size: 0, frontier: [] };

/** The leaf hash of one sealed entry: SHA-256(0x00 || bytes), RFC 6962 section 2.1. */
export function leafHash(bytes: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([LEAF_PREFIX, bytes]));
}

/**
 * The hash of two neighbouring subtrees: SHA-256(0x01 || left || right), RFC 6962 section 2.1.
 * Throws a RangeError unless both are 32 bytes, because two hashes of other lengths could be cut
 * in more than one place.
 */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  requireHash(left);
  requireHash(right);
  pair.set(left, 1);
  pair.set(right, 1 + HASH_LENGTH);
  return sha256(pair);
}

/**
 * Adds leaf hashes on the right of a tree. Gives the grown tree and the nodes of level 1 and above
 * that became complete, in the order they did; the leaf hashes are level 0 and are stored by the
 * caller, and must not be written over later. All the new nodes (about one for each leaf) are held in memory, so add a long journal in
 * batches: however the leaves are divided, the tree and the nodes come out the same.
 * Throws a RangeError if the frontier does not belong to the size, or a hash is not 32 bytes.
 */
export function growTree(
  tree: Tree,
  leafHashes: Iterable<Uint8Array>,
): Tree & { nodes: TreeNode[] } {
  const expected = frontierCoordinates(tree.size).length;
  if (tree.frontier.length !== expected) {
    throw new RangeError(
      `A tree of ${tree.size} leaves has ${expected} frontier hashes, not ${tree.frontier.length}; ` +
        'load the nodes that frontierCoordinates names.',
    );
  }
  const frontier = [...tree.frontier];
  const nodes: TreeNode[] = [];
  let size = tree.size;
  for (const leaf of leafHashes) {
    requireHash(leaf);
    let hash = leaf;
    // A place with an odd index completes the subtree begun by its left neighbour.
    for (let level = 1, index = size; index % 2 === 1; level += 1) {
      index = half(index);
      hash = nodeHash(frontier.pop()!, hash);
      nodes.push({ level, index, hash });
    }
    frontier.push(hash);
    size += 1;
  }
  return { size, frontier, nodes };
}

/**
 * The root hash of a tree, from its frontier (RFC 6962 section 2.1): the smallest subtrees, on the
 * right, are joined first. No frontier at all is the empty tree.
 */
export function rootOf(frontier: readonly Uint8Array[]): Uint8Array {
  const last = frontier.at(-1);
  if (last === undefined) return emptyRoot;
  return frontier.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
}

/**
 * The stored nodes that make up the frontier of a tree of `size` leaves, left to right: one for
 * each power of two in the size. Throws a RangeError unless the size is a whole number from 0.
 */
export function frontierCoordinates(size: number): Coordinate[] {
  requireWhole('tree size', size, 0, Number.MAX_SAFE_INTEGER);
  return subtreeCoordinates(0, size);
}

/**
 * The complete subtrees that cover the leaves from `start` up to but not including `end`, largest
 * first. The start must be a multiple of the largest, as it is wherever RFC 6962 splits a tree.
 */
export function subtreeCoordinates(start: number, end: number): Coordinate[] {
  const places: Coordinate[] = [];
  let level = 0;
  let width = 1;
  while (width * 2 <= end - start) {
    level += 1;
    width *= 2;
  }
  for (let from = start; from < end; level -= 1, width /= 2) {
    if (from + width > end) continue;
    places.push({ level, index: from / width });
    from += width;
  }
  return places;
}

/** Node gives a short string more than twice as fast as it gives a buffer, and it is soon collected. */
function sha256(bytes: Uint8Array): Uint8Array {
  return Buffer.from(digest('sha256', bytes, 'hex'), 'hex');
}

function requireHash(hash: Uint8Array): void {
  if (isHash(hash)) return;
  throw new RangeError(
    `Expected a SHA-256 hash of ${HASH_LENGTH} bytes and found ${hash.length} bytes; ` +
      'hash the leaf with leafHash first.',
  );
}

/** The place of the parent. Division, because a bit shift would cut a number to 32 bits. */
export function half(place: number): number {
  return Math.floor(place / 2);
}

/** Whether the bytes have the length of a SHA-256 hash. */
export function isHash(bytes: Uint8Array): boolean {
  return bytes.length === HASH_LENGTH;
}

/** Whether the value is a whole number from `least` to `most`, both allowed. */
export function isWithin(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}

/** Throws a RangeError, saying what was wanted, unless {@link isWithin}. */
export function requireWhole(what: string, value: number, least: number, most: number): void {
  if (isWithin(value, least, most)) return;
  throw new RangeError(
    `Expected a ${what} that is a whole number from ${least} to ${most}, and found ${value}; ` +
      'ask for a leaf or a size that the tree has reached.',
  );
}

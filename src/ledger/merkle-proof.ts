import {
  emptyRoot,
  half,
  isHash,
  isWithin,
  nodeHash,
  requireWhole,
  rootOf,
  subtreeCoordinates,
} from './merkle.ts';
import type { Coordinate } from './merkle.ts';

/** Reads one stored node; level 0 gives a leaf hash. */
export type GetNode = (level: number, index: number) => Uint8Array | undefined;

/**
 * The stored nodes needed for the RFC 6962 audit path of leaf `number` (from 0) in a tree of `size`
 * leaves. One group for each hash of the path, in its order (from the leaf upwards). A group of
 * several nodes is the incomplete right edge of the tree, and {@link rootOf} joins it into the one
 * hash. Throws a RangeError if the tree has no such leaf.
 */
export function inclusionNodes(number: number, size: number): Coordinate[][] {
  requireWhole('tree size', size, 1, Number.MAX_SAFE_INTEGER);
  requireWhole('leaf number', number, 0, size - 1);
  return descend(number, size, (start, end) => end - start === 1).siblings.toReversed();
}

/**
 * The stored nodes needed for the RFC 6962 proof that a tree of `first` leaves is the beginning of
 * one of `second`; groups as in {@link inclusionNodes}. There are none if the sizes are the same or
 * the first is 0. Throws a RangeError if the first is greater than the second.
 */
export function consistencyNodes(first: number, second: number): Coordinate[][] {
  requireWhole('second tree size', second, 0, Number.MAX_SAFE_INTEGER);
  requireWhole('first tree size', first, 0, second);
  if (first === 0) return [];
  const { start, siblings } = descend(first - 1, second, (_, end) => end === first);
  // When the first tree is one complete subtree the checker has its root already, so it is left out.
  const own = start === 0 ? [] : [subtreeCoordinates(start, first)];
  return [...own, ...siblings.toReversed()];
}

/**
 * The hashes of the audit path of leaf `number` (from 0) in a tree of `size` leaves (RFC 6962
 * section 2.1.1). `getNode` reads the nodes that {@link inclusionNodes} names; a missing one throws.
 */
export function inclusionProof(number: number, size: number, getNode: GetNode): Uint8Array[] {
  return inclusionNodes(number, size).map((group) => joined(group, getNode));
}

/**
 * The hashes that show a tree of `first` leaves to be the beginning of one of `second` (RFC 6962
 * section 2.1.2). `getNode` reads the nodes that {@link consistencyNodes} names; a missing one throws.
 */
export function consistencyProof(first: number, second: number, getNode: GetNode): Uint8Array[] {
  return consistencyNodes(first, second).map((group) => joined(group, getNode));
}

/**
 * Whether the leaf is in the tree: `leaf` is its leaf hash (see {@link leafHash}), `index` its place
 * from 0. Anything malformed is false, never an error. RFC 9162 section 2.1.3.2.
 */
export function verifyInclusion(claim: {
  leaf: Uint8Array;
  index: number;
  size: number;
  proof: readonly Uint8Array[];
  root: Uint8Array;
}): boolean {
  const { leaf, index, size, proof, root } = claim;
  if (!isWithin(index, 0, size - 1) || !isWithin(size, 1, Number.MAX_SAFE_INTEGER)) return false;
  if (![leaf, root, ...proof].every(isHash)) return false;
  const climbed = climb(index, size - 1, leaf, proof);
  return climbed !== null && areEqual(climbed.root, root);
}

/**
 * Whether the tree of `first` leaves is the beginning of the tree of `second`: nothing it held was
 * changed, moved or taken out. The empty tree is the beginning of every tree. Anything malformed is
 * false, never an error. RFC 9162 section 2.1.4.2.
 */
export function verifyConsistency(claim: {
  first: number;
  second: number;
  firstRoot: Uint8Array;
  secondRoot: Uint8Array;
  proof: readonly Uint8Array[];
}): boolean {
  const { first, second, firstRoot, secondRoot, proof } = claim;
  if (!isWithin(second, 0, Number.MAX_SAFE_INTEGER) || !isWithin(first, 0, second)) return false;
  if (![firstRoot, secondRoot, ...proof].every(isHash)) return false;
  if (first === 0 && !areEqual(firstRoot, emptyRoot)) return false;
  if (first === second) return proof.length === 0 && areEqual(firstRoot, secondRoot);
  if (first === 0) return proof.length === 0;
  let place = first - 1;
  let last = second - 1;
  while (place % 2 === 1) {
    place = half(place);
    last = half(last);
  }
  // A first tree that is one complete subtree is where the climb begins, so the proof omits it.
  const [begin, ...path] = place === 0 ? [firstRoot, ...proof] : proof;
  if (begin === undefined) return false;
  const climbed = climb(place, last, begin, path);
  return (
    climbed !== null && areEqual(climbed.leftRoot, firstRoot) && areEqual(climbed.root, secondRoot)
  );
}

/**
 * Climbs from the node `begin` at `place` to the root, where `last` is the rightmost place of the
 * same level. `leftRoot` joins only what lies to the left of the node: the root of the tree as it was
 * when the node was its end. Null if the path is too short or too long.
 */
function climb(
  place: number,
  last: number,
  begin: Uint8Array,
  path: readonly Uint8Array[],
): { root: Uint8Array; leftRoot: Uint8Array } | null {
  let root = begin;
  let leftRoot = begin;
  for (const sibling of path) {
    if (last === 0) return null;
    if (place % 2 === 1 || place === last) {
      root = nodeHash(sibling, root);
      leftRoot = nodeHash(sibling, leftRoot);
      // On the incomplete right edge a node without a right neighbour is carried up unhashed.
      while (place % 2 === 0 && place > 0) {
        place = half(place);
        last = half(last);
      }
    } else {
      root = nodeHash(root, sibling);
    }
    place = half(place);
    last = half(last);
  }
  return last === 0 ? { root, leftRoot } : null;
}

/** The hash of one group of stored nodes. */
function joined(group: readonly Coordinate[], getNode: GetNode): Uint8Array {
  return rootOf(
    group.map(({ level, index }) => {
      const found = getNode(level, index);
      if (found !== undefined) return found;
      throw new Error(
        `Expected the tree node at level ${level}, index ${index}, and found none; ` +
          'load every node of the proof before making it.',
      );
    }),
  );
}

/**
 * Goes down a tree of `size` leaves towards the leaf `number`, splitting as RFC 6962 does, until it
 * has reached the subtree asked for: where that starts, and the subtrees passed by, topmost first.
 */
function descend(
  number: number,
  size: number,
  isReached: (start: number, end: number) => boolean,
): { start: number; siblings: Coordinate[][] } {
  const siblings: Coordinate[][] = [];
  let start = 0;
  let end = size;
  while (!isReached(start, end)) {
    const middle = start + powerOfTwoBelow(end - start);
    const goesLeft = number < middle;
    siblings.push(goesLeft ? subtreeCoordinates(middle, end) : subtreeCoordinates(start, middle));
    if (goesLeft) end = middle;
    else start = middle;
  }
  return { start, siblings };
}

/** The largest power of two smaller than `count`, where RFC 6962 splits a tree of that many leaves. */
function powerOfTwoBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

function areEqual(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

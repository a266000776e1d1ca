import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyRoot,
  emptyTree,
  frontierCoordinates,
  growTree,
  leafHash,
  nodeHash,
  rootOf,
} from '../../src/ledger/merkle.ts';
import { REFERENCE_LEAVES, REFERENCE_ROOTS, hex, leavesOf, naiveRoot } from '../support/rfc6962.ts';

describe('hashes', () => {
  it('hashes a leaf after 0x00 and a node after 0x01', () => {
    const [left, right] = [leafHash(Buffer.from('a')), leafHash(Buffer.from('b'))];
    const sha256 = (...parts: Uint8Array[]) =>
      createHash('sha256').update(Buffer.concat(parts)).digest('hex');
    expect(hex(left)).toBe(sha256(Buffer.from('\0a')));
    expect(hex(nodeHash(left, right))).toBe(sha256(Uint8Array.of(1), left, right));
    expect(hex(emptyRoot)).toBe(sha256());
  });
  it('gives a hash that a later call does not write over', () => {
    const [left, right] = [leafHash(Buffer.from('a')), leafHash(Buffer.from('b'))];
    const node = nodeHash(left, right);
    const before = hex(node);
    nodeHash(right, left);
    expect(hex(node)).toBe(before);
  });
  it.each([0, 31, 33, 64])('refuses a hash of %i bytes', (length) => {
    const whole = leafHash(Buffer.from('a'));
    expect(() => nodeHash(new Uint8Array(length), whole)).toThrow(RangeError);
    expect(() => nodeHash(whole, new Uint8Array(length))).toThrow(RangeError);
    expect(() => growTree(emptyTree, [new Uint8Array(length)])).toThrow(`found ${length} bytes`);
  });
});

describe('the root', () => {
  it('is the SHA-256 of nothing for an empty tree', () => {
    expect(hex(rootOf([]))).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });
  it.each(REFERENCE_ROOTS.map((root, index) => [index + 1, root] as const))(
    'agrees with the Certificate Transparency reference for %i leaves',
    (size, root) => {
      const leaves = REFERENCE_LEAVES.slice(0, size).map((leaf) => leafHash(leaf));
      expect(hex(rootOf(growTree(emptyTree, leaves).frontier))).toBe(root);
    },
  );
  it('agrees with the recursive definition of RFC 6962 for every size to 300', () => {
    const leaves = leavesOf(300);
    let tree = growTree(emptyTree, []);
    for (let size = 1; size <= 300; size += 1) {
      tree = growTree(tree, [leafHash(leaves[size - 1]!)]);
      expect(hex(rootOf(tree.frontier))).toBe(hex(naiveRoot(leaves.slice(0, size))));
    }
  });
});

describe('a growing tree', () => {
  it('gives every complete subtree once, with the hash RFC 6962 gives it', () => {
    const leaves = leavesOf(77);
    const { nodes } = growTree(emptyTree, leaves.map(leafHash));
    const places = nodes.map(({ level, index }) => `${level}/${index}`);
    const expected = [1, 2, 3, 4, 5, 6].flatMap((level) =>
      Array.from({ length: Math.floor(77 / 2 ** level) }, (_, index) => `${level}/${index}`),
    );
    expect(places.toSorted()).toEqual(expected.toSorted());
    for (const { level, index, hash } of nodes) {
      const width = 2 ** level;
      expect(hex(hash)).toBe(hex(naiveRoot(leaves.slice(index * width, (index + 1) * width))));
    }
  });
  it('comes out the same however the leaves are divided', () => {
    const leaves = leavesOf(300).map(leafHash);
    fc.assert(
      fc.property(fc.array(fc.nat(300), { maxLength: 12 }), fc.nat(300), (cuts, size) => {
        const ends = [...cuts.filter((cut) => cut < size).toSorted((a, b) => a - b), size];
        const nodes = [];
        let tree = emptyTree;
        for (const end of ends) {
          const grown = growTree(tree, leaves.slice(tree.size, end));
          nodes.push(...grown.nodes);
          tree = { size: grown.size, frontier: grown.frontier };
        }
        expect({ ...tree, nodes }).toEqual(growTree(emptyTree, leaves.slice(0, size)));
      }),
    );
  });
  it('leaves the tree it began from as it was', () => {
    const tree = growTree(emptyTree, leavesOf(7).map(leafHash));
    const before = tree.frontier.map(hex);
    growTree(tree, leavesOf(3).map(leafHash));
    expect(tree.frontier.map(hex)).toEqual(before);
  });
  it('refuses a frontier that does not belong to the size', () => {
    const { frontier } = growTree(emptyTree, leavesOf(7).map(leafHash));
    expect(() => growTree({ size: 8, frontier }, [])).toThrow(/has 1 frontier hashes, not 3/);
  });
});

describe('the frontier', () => {
  it('is at the stored places named for the size', () => {
    const leaves = leavesOf(300).map(leafHash);
    const { nodes } = growTree(emptyTree, leaves);
    const stored = new Map(nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
    leaves.forEach((leaf, index) => stored.set(`0/${index}`, leaf));
    for (let size = 0; size <= 300; size += 1) {
      const loaded = frontierCoordinates(size).map(({ level, index }) =>
        stored.get(`${level}/${index}`),
      );
      expect(loaded).toEqual(growTree(emptyTree, leaves.slice(0, size)).frontier);
    }
  });
  it('is right for sizes beyond 32 bits', () => {
    expect(frontierCoordinates(2 ** 40 + 2 ** 33 + 1)).toEqual([
      { level: 40, index: 0 },
      { level: 33, index: 128 },
      { level: 0, index: 2 ** 40 + 2 ** 33 },
    ]);
  });
  it.each([-1, 1.5, Number.NaN, 2 ** 53])('refuses the size %d', (size) => {
    expect(() => frontierCoordinates(size)).toThrow(RangeError);
  });
});

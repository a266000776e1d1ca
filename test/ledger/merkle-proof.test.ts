import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consistencyNodes,
  consistencyProof,
  inclusionNodes,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from '../../src/ledger/merkle-proof.ts';
import { emptyRoot, leafHash, nodeHash } from '../../src/ledger/merkle.ts';
import {
  REFERENCE_LEAVES,
  REFERENCE_PATHS,
  REFERENCE_PROOFS,
  REFERENCE_ROOTS,
  hex,
  leavesOf,
  naiveConsistency,
  naivePath,
  naiveRoot,
} from '../support/rfc6962.ts';
import { storedTree } from '../support/sealed-journal.ts';

const MOST = 300;
const LEAVES = leavesOf(MOST);
const HASHES = LEAVES.map(leafHash);
const { getNode } = storedTree(HASHES);
const ROOTS = Array.from({ length: MOST + 1 }, (_, size) => naiveRoot(LEAVES.slice(0, size)));

const sizes = fc.integer({ min: 1, max: MOST });
const leafInTree = sizes.chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)));
const twoSizes = sizes.chain((second) =>
  fc.tuple(fc.integer({ min: 1, max: second }), fc.constant(second)),
);

const changedByte = (bytes: Uint8Array, position: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[position % copy.length]! ^= 0x01;
  return copy;
};
const reference = (indexes: readonly string[]) => indexes.map((text) => Buffer.from(text, 'hex'));

describe('the Certificate Transparency reference', () => {
  const store = storedTree(REFERENCE_LEAVES.map((leaf) => leafHash(leaf)));
  const rootAt = (size: number) => Buffer.from(REFERENCE_ROOTS[size - 1]!, 'hex');

  it.each(REFERENCE_PATHS)('has the same path for leaf %i of %i', (index, size, path) => {
    expect(inclusionProof(index, size, store.getNode).map(hex)).toEqual(path);
    const leaf = leafHash(REFERENCE_LEAVES[index]!);
    const claim = { leaf, index, size, proof: reference(path), root: rootAt(size) };
    expect(verifyInclusion(claim)).toBe(true);
  });
  it.each(REFERENCE_PROOFS)('has the same proof from %i to %i', (first, second, hashes) => {
    expect(consistencyProof(first, second, store.getNode).map(hex)).toEqual(hashes);
    const roots = { firstRoot: rootAt(first), secondRoot: rootAt(second) };
    expect(verifyConsistency({ first, second, ...roots, proof: reference(hashes) })).toBe(true);
  });
});

describe('inclusion', () => {
  it('agrees with PATH of RFC 6962, and is verified, for every leaf', () => {
    const all = fc.oneof(fc.integer({ min: 1, max: 33 }), sizes);
    fc.assert(
      fc.property(all, (size) => {
        for (let index = 0; index < size; index += 1) {
          const proof = inclusionProof(index, size, getNode);
          const claim = { leaf: HASHES[index]!, index, size, proof, root: ROOTS[size]! };
          expect(verifyInclusion(claim)).toBe(true);
          if (size > 64 && index % 17 !== 0 && index !== size - 1) continue;
          expect(proof.map(hex)).toEqual(naivePath(index, LEAVES.slice(0, size)).map(hex));
        }
      }),
      { numRuns: 40 },
    );
  });
  it('holds at one index only, for one size only', () => {
    fc.assert(
      fc.property(leafInTree, ([index, size]) => {
        const proof = inclusionProof(index, size, getNode);
        const claim = { leaf: HASHES[index]!, size, proof, root: ROOTS[size]! };
        const holds = Array.from({ length: size + 2 }, (_, at) => at).filter((at) =>
          verifyInclusion({ ...claim, index: at }),
        );
        expect(holds).toEqual([index]);
        for (const other of [0, index, size * 2, size * 4, Math.floor(size / 2)]) {
          if (other === size) continue;
          const moved = { ...claim, index, size: other, root: ROOTS[other] ?? emptyRoot };
          expect(verifyInclusion(moved)).toBe(false);
        }
      }),
    );
  });
  it('fails for a changed leaf, root or proof', () => {
    fc.assert(
      fc.property(leafInTree, fc.nat(31), ([index, size], byte) => {
        const proof = inclusionProof(index, size, getNode);
        const claim = { leaf: HASHES[index]!, index, size, proof, root: ROOTS[size]! };
        const wrong = [
          { ...claim, leaf: changedByte(claim.leaf, byte) },
          { ...claim, root: changedByte(claim.root, byte) },
          { ...claim, root: emptyRoot },
          { ...claim, leaf: claim.leaf.subarray(1) },
          { ...claim, proof: [...proof, claim.root] },
          { ...claim, proof: [claim.root, ...proof] },
          { ...claim, proof: [...proof, new Uint8Array()] },
          ...proof.map((hash, at) => ({
            ...claim,
            proof: proof.with(at, changedByte(hash, byte)),
          })),
          ...proof.map((_, at) => ({ ...claim, proof: proof.toSpliced(at, 1) })),
        ];
        expect(wrong.filter(verifyInclusion)).toEqual([]);
      }),
    );
  });
  it.each([
    [0, 0],
    [1, 0],
    [2, 1],
    [-1, 3],
    [0.5, 3],
    [Number.NaN, 3],
    [0, Number.POSITIVE_INFINITY],
  ])('has no leaf %d in a tree of %d', (index, size) => {
    const hash = HASHES[0]!;
    expect(verifyInclusion({ leaf: hash, index, size, proof: [], root: hash })).toBe(false);
    expect(() => inclusionNodes(index, size)).toThrow(RangeError);
  });
  it('is verified in trees beyond 32 bits', () => {
    const [index, size] = [2 ** 33 + 5, 2 ** 34];
    const proof = HASHES.slice(0, 34);
    const root = proof.reduce(
      (hash, sibling, level) =>
        (BigInt(index) >> BigInt(level)) % 2n === 1n
          ? nodeHash(sibling, hash)
          : nodeHash(hash, sibling),
      HASHES[50]!,
    );
    const claim = { leaf: HASHES[50]!, index, size, proof, root };
    expect(verifyInclusion(claim)).toBe(true);
    expect(verifyInclusion({ ...claim, index: 5 })).toBe(false);
  });
  it('names the nodes to load, in groups at the incomplete right edge', () => {
    const place = (level: number, index: number) => ({ level, index });
    expect(inclusionNodes(0, 1)).toEqual([]);
    expect(inclusionNodes(4, 5)).toEqual([[place(2, 0)]]);
    expect(inclusionNodes(2, 7)).toEqual([
      [place(0, 3)],
      [place(1, 0)],
      [place(1, 2), place(0, 6)],
    ]);
    const far = 2 ** 40;
    expect(inclusionNodes(far, far + 2)).toEqual([[place(0, far + 1)], [place(40, 0)]]);
  });
  it('says which node is missing', () => {
    expect(() => inclusionProof(0, 4, () => undefined)).toThrow('level 0, index 1');
  });
});

describe('consistency', () => {
  it('agrees with PROOF of RFC 6962, and is verified', () => {
    fc.assert(
      fc.property(twoSizes, ([first, second]) => {
        const proof = consistencyProof(first, second, getNode);
        const expected = first === second ? [] : naiveConsistency(first, LEAVES.slice(0, second));
        expect(proof.map(hex)).toEqual(expected.map(hex));
        const [firstRoot, secondRoot] = [ROOTS[first]!, ROOTS[second]!];
        expect(verifyConsistency({ first, second, firstRoot, secondRoot, proof })).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
  it('is verified between all sizes to 40, and fails for every other pair of sizes', () => {
    for (let second = 1; second <= 40; second += 1) {
      for (let first = 1; first < second; first += 1) {
        const proof = consistencyProof(first, second, getNode);
        const holds = Array.from({ length: second + 1 }, (_, size) => size).filter((size) =>
          verifyConsistency({
            first: size,
            second,
            firstRoot: ROOTS[first]!,
            secondRoot: ROOTS[second]!,
            proof,
          }),
        );
        expect(holds).toEqual([first]);
      }
    }
  });
  it('fails for a changed root or proof', () => {
    fc.assert(
      fc.property(twoSizes, fc.nat(31), ([first, second], byte) => {
        const proof = consistencyProof(first, second, getNode);
        const [firstRoot, secondRoot] = [ROOTS[first]!, ROOTS[second]!];
        const claim = { first, second, firstRoot, secondRoot, proof };
        const wrong = [
          { ...claim, firstRoot: changedByte(firstRoot, byte) },
          { ...claim, secondRoot: changedByte(secondRoot, byte) },
          { ...claim, firstRoot: firstRoot.subarray(1) },
          { ...claim, proof: [...proof, secondRoot] },
          { ...claim, proof: [firstRoot, ...proof] },
          { ...claim, proof: [...proof, new Uint8Array()] },
          ...proof.map((hash, at) => ({
            ...claim,
            proof: proof.with(at, changedByte(hash, byte)),
          })),
          ...proof.map((_, at) => ({ ...claim, proof: proof.toSpliced(at, 1) })),
          ...(first === second
            ? []
            : [
                { ...claim, proof: [] },
                { ...claim, firstRoot: secondRoot, secondRoot: firstRoot },
              ]),
        ];
        expect(wrong.filter(verifyConsistency)).toEqual([]);
      }),
    );
  });
  it('shows a rewritten journal not to be the continuation of the old one', () => {
    const rewritten = LEAVES.with(3, Buffer.from('another entry'));
    const store = storedTree(rewritten.map(leafHash));
    const proof = consistencyProof(10, 20, store.getNode);
    const secondRoot = naiveRoot(rewritten.slice(0, 20));
    const claim = { first: 10, second: 20, firstRoot: ROOTS[10]!, secondRoot, proof };
    expect(verifyConsistency(claim)).toBe(false);
  });
  it('takes the empty tree, and only its own root, as the beginning of every tree', () => {
    expect(consistencyNodes(0, 5)).toEqual([]);
    const claim = { first: 0, second: 5, secondRoot: ROOTS[5]!, proof: [] };
    expect(verifyConsistency({ ...claim, firstRoot: emptyRoot })).toBe(true);
    expect(verifyConsistency({ ...claim, firstRoot: ROOTS[5]! })).toBe(false);
    expect(verifyConsistency({ ...claim, firstRoot: emptyRoot, proof: [emptyRoot] })).toBe(false);
  });
  it.each([
    [2, 1],
    [-1, 1],
    [1.5, 3],
  ])('has no proof from %d to %d', (first, second) => {
    const hash = HASHES[0]!;
    const claim = { first, second, firstRoot: hash, secondRoot: hash, proof: [] };
    expect(verifyConsistency(claim)).toBe(false);
    expect(() => consistencyNodes(first, second)).toThrow(RangeError);
  });
});

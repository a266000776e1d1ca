import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { entryBytes } from '../../src/ledger/canonical.ts';
import type { SealedEntry } from '../../src/ledger/canonical.ts';
import { inclusionProof } from '../../src/ledger/merkle-proof.ts';
import type { GetNode } from '../../src/ledger/merkle-proof.ts';
import { emptyTree, growTree, leafHash, rootOf } from '../../src/ledger/merkle.ts';
import type { Tree } from '../../src/ledger/merkle.ts';
import type { Receipt } from '../../src/ledger/receipt.ts';
import { publicKeyText, signCheckpoint } from '../../src/ledger/signed-note.ts';

export const ORIGIN = 'ledger.anytown.example/journal';
export const SEALED_AT = '2026-04-02T09:00:00Z';

/** Grows a tree as the store would keep it: every node, the leaf hashes too, by its place. */
export function storedTree(leafHashes: readonly Uint8Array[]): { tree: Tree; getNode: GetNode } {
  const { nodes, ...tree } = growTree(emptyTree, leafHashes);
  const stored = new Map(leafHashes.map((hash, index) => [`0/${index}`, hash]));
  for (const { level, index, hash } of nodes) stored.set(`${level}/${index}`, hash);
  return { tree, getNode: (level, index) => stored.get(`${level}/${index}`) };
}

/** An entry in which every field has a value. */
export function anEntry(changes: Partial<SealedEntry> = {}): SealedEntry {
  return {
    id: '0198c2aa-7d1e-7c55-9f0e-3b6f3f0a1c11',
    key: 'payment:2026-04:7',
    kind: 'payment',
    effectiveOn: '2026-04-01',
    relatesOn: '2026-03-30',
    recordedAt: '2026-04-02T08:15:30.123456Z',
    by: '5f0c6d9e-1f57-4f0b-8b39-2f4f7f0f2a10',
    reason: 'Corrected – agreed by the panel',
    reverses: '0198c2aa-0000-7c55-9f0e-3b6f3f0a1c10',
    evidence: 'ab'.repeat(32),
    transfers: [
      { line: 1, from: 'held/direct/education:41a0', to: 'paid/direct:41a0', amount: '12.30' },
      { line: 2, from: 'held/direct/health:41a0', to: 'paid/direct:41a0', amount: '7.00' },
    ],
    ...changes,
  };
}

/** A journal of different entries. */
export function aJournal(count: number): SealedEntry[] {
  return Array.from({ length: count }, (_, number) => anEntry({ key: `payment:${number}` }));
}

/** Seals a journal with a new key; gives the key and a maker of receipts. */
export function seal(entries: readonly SealedEntry[], keyName = ORIGIN) {
  const { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject } =
    generateKeyPairSync('ed25519');
  const { tree, getNode } = storedTree(entries.map((entry) => leafHash(entryBytes(entry))));
  const { size } = tree;
  const head = { origin: ORIGIN, size, root: rootOf(tree.frontier), time: SEALED_AT };
  const checkpoint = signCheckpoint({ ...head, keyName, privateKey });
  const receiptFor = (number: number): Receipt => ({
    format: 'ledger-receipt-1',
    authority: ORIGIN,
    entry: entries[number]!,
    number,
    size,
    proof: inclusionProof(number, size, getNode).map((hash) => Buffer.from(hash).toString('hex')),
    checkpoint,
  });
  return { keyText: publicKeyText(keyName, publicKey), receiptFor };
}

/** A note under the key's name and id, but signed by whoever had only another key. */
export function forged(note: string, genuine: string): string {
  const bytesOf = (text: string) => Buffer.from(text.trimEnd().split(' ').at(-1)!, 'base64');
  const signature = Buffer.concat([bytesOf(genuine).subarray(0, 4), bytesOf(note).subarray(4)]);
  return `${note.slice(0, note.lastIndexOf(' ') + 1)}${signature.toString('base64')}\n`;
}

/** A place in a parsed JSON value: the names and indexes that lead to it. */
export type Path = readonly (string | number)[];

/** The places of all texts, numbers and nulls in a JSON value. */
export function placesIn(value: unknown, path: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([name, part]) => placesIn(part, [...path, name]));
}

/** What is at a place. */
export function at(value: unknown, path: Path): unknown {
  return path.reduce((part, name) => (part as Record<string, unknown>)[name], value);
}

/** A copy with another value at a place. */
export function withAt<T>(value: T, path: Path, other: unknown): T {
  const copy = structuredClone(value);
  const parent = at(copy, path.slice(0, -1)) as Record<string, unknown>;
  parent[path.at(-1)!] = other;
  return copy;
}

/** The text with another character at one place. */
export function withCharacter(text: string, index: number, other: string): string {
  return text.slice(0, index) + other + text.slice(index + 1);
}

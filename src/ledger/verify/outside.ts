import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, leavesOutside, originOf } from '../seal-files.ts';
import { parsePublicKey, readCheckpoint, type NamedPublicKey } from '../signed-note.ts';
import { Offenders } from './check.ts';

/** A signed head of the log that stands outside. */
export interface Head {
  readonly file: string;
  readonly size: number;
  /** In lower-case hex. */
  readonly root: string;
}

/** The record outside the database as it stood just before the snapshot of the database. */
export interface Outside {
  /** The folder that holds a folder per authority; null if nobody said where it is. */
  readonly dir: string | null;
  /** Whether the caller knows that there is none, so that its absence is not a failure. */
  readonly without: boolean;
  readonly keys: readonly NamedPublicKey[];
  /** How many leaves stand outside. */
  readonly leaves: number;
  /** The heads whose signature holds, by size. */
  readonly heads: readonly Head[];
  /** Signatures and keys that cannot be relied on. */
  readonly faults: Offenders;
}

/** Where the record outside is, and by which key it is checked. */
export interface OutsidePlace {
  readonly sealDir: string | null;
  /** A file with the authority's public keys, a line each. Without it, the key beside the record. */
  readonly publicKeyFile?: string | undefined;
  readonly withoutOutside?: boolean | undefined;
}

/**
 * Looks at the record outside before the database is read. The sealer writes the database first,
 * then the leaves, then the head; what is looked at in the opposite order fits together.
 */
export async function lookOutside(authority: string, place: OutsidePlace): Promise<Outside> {
  const { sealDir: dir, withoutOutside: without = false } = place;
  const faults = new Offenders();
  if (dir === null) return { dir, without, keys: [], leaves: 0, heads: [], faults };
  const keyFile = place.publicKeyFile ?? join(folderOf(dir, authority), 'key.txt');
  const keys = readKeys(keyFile, faults);
  const heads = readHeads(dir, authority, keys, faults);
  const leaves = await leavesOutside(dir, authority);
  return { dir, without, keys, leaves, heads, faults };
}

function readKeys(file: string, faults: Offenders): NamedPublicKey[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .flatMap((line) => {
      try {
        return [parsePublicKey(line)];
      } catch {
        faults.add('A line of the key file is not a public key.');
        return [];
      }
    });
}

function readHeads(
  dir: string,
  authority: string,
  keys: readonly NamedPublicKey[],
  faults: Offenders,
): Head[] {
  const folder = join(folderOf(dir, authority), 'checkpoints');
  if (!existsSync(folder)) return [];
  const heads: Head[] = [];
  for (const file of readdirSync(folder).toSorted()) {
    if (file.endsWith('.new')) continue;
    const head = readHead(readFileSync(join(folder, file), 'utf8'), authority, keys);
    if (head.ok) heads.push({ file, size: head.size, root: head.root });
    else faults.add(`Checkpoint ${file}: ${head.why}`);
  }
  return heads.toSorted((a, b) => a.size - b.size);
}

/** Reads a signed head of this authority's log; its root in hex. */
export function readHead(note: string, authority: string, keys: readonly NamedPublicKey[]) {
  const read = readCheckpoint(note, keys);
  if (!read.ok) return { ok: false as const, why: read.why };
  if (read.origin !== originOf(authority)) {
    return { ok: false as const, why: 'It is of the journal of another authority.' };
  }
  return { ok: true as const, size: read.size, root: Buffer.from(read.root).toString('hex') };
}

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { inTransaction, type Scope, type Tx } from '../database/transactions.ts';
import type { Client } from '../database/connections.ts';
import { containerNote, type ListedFile } from './manifest.ts';
import { writeMembers } from './members.ts';
import { sealedHead } from './snapshot.ts';
import type { WorkFolder } from './work-folder.ts';
import { zipWriter, type Sink } from './zip.ts';

/** How far the making of a bundle has come. */
export interface Progress {
  /** The file that is being written; null at the end. */
  readonly file: string | null;
  readonly rows: number;
  /** About how many rows there will be. */
  readonly of: number;
  /** Of the ZIP file, so far. */
  readonly bytes: number;
}

export interface BundleOrder {
  readonly client: Client;
  /** Whose request it is; what is read is what an auditor may see. */
  readonly scope: Scope;
  /** The name that the signature gives the file. */
  readonly name: string;
  /** Where it is written; what is there is written over. */
  readonly path: string;
  /** Seals all that has been posted, so that the seal is of today. */
  readonly sealNow: () => Promise<void>;
  readonly signNote: (authority: string, text: string) => string;
  readonly stop: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Keeps what is made, so that it can be gone on with; without it a bundle is made in one go. */
  readonly work?: WorkFolder;
  /** How many entries go into a part, which is what is lost at most when the making is cut off. */
  readonly partSize?: bigint;
}

/** A bundle that is on the disk. */
export interface Bundle {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly size: string;
  readonly throughEntry: string;
  /** The signed note beside the file, which covers every byte of it. */
  readonly signature: string;
  readonly files: readonly ListedFile[];
}

/** How often the seal is made anew, if entries are posted before the snapshot is taken. */
const SEALINGS = 3;
/** Only we may look into it. */
const OWN_FILE = 0o600;

/**
 * Makes an audit bundle: every table that an auditor needs as one snapshot, signed. When it is
 * stopped or fails the database's statement has ended and its connection is free again. What is on
 * the disk then is of use only to a work folder, by which the next making goes on with it.
 */
export async function makeBundle(order: BundleOrder): Promise<Bundle> {
  const file = await open(order.path, 'w', OWN_FILE);
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    const sink: Sink = async (piece) => {
      hash.update(piece);
      bytes += piece.length;
      await writeAll(file, piece);
    };
    const { sealed, files } = await inFreshSnapshot(order, (tx) =>
      writeMembers(tx, order, {
        zip: zipWriter(sink),
        bytes: () => bytes,
        sha256: () => hash.copy().digest('hex'),
        sync: () => file.datasync(),
      }),
    );
    await file.sync();
    const { size, throughEntry } = sealed;
    const made = { name: order.name, bytes, sha256: hash.digest('hex'), size, throughEntry };
    const { authority } = order.scope;
    const signature = order.signNote(authority, containerNote(authority, made));
    return { ...made, signature, files };
  } finally {
    await file.close();
  }
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
  }
}

/** The entries since the seal are not in the bundle, so the seal is made just before the snapshot. */
async function inFreshSnapshot<T>(order: BundleOrder, work: (tx: Tx) => Promise<T>): Promise<T> {
  const scope = { ...order.scope, kind: 'auditor' };
  let begun = false;
  const once = (tx: Tx): Promise<T> => {
    // A transaction is done again after a deadlock; what it has written by then cannot be.
    if (begun)
      throw new Error('The snapshot was lost while the bundle was written; ask for it again.');
    begun = true;
    return work(tx);
  };
  for (let attempt = 1; ; attempt += 1) {
    order.stop.throwIfAborted();
    await order.sealNow();
    const read = async (tx: Tx): Promise<{ readonly done: T } | null> => {
      const { fresh } = await sealedHead(tx);
      return fresh || attempt === SEALINGS ? { done: await once(tx) } : null;
    };
    const result = await inTransaction(order.client, scope, read, { readOnly: true });
    if (result !== null) return result.done;
  }
}

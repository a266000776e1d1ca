import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Tx } from '../database/transactions.ts';
import { consistencyNodes, consistencyProof, verifyConsistency } from '../ledger/merkle-proof.ts';
import { loadNodes } from '../ledger/seal-store.ts';
import type { DataFile } from './data-files.ts';
import type { Sealed } from './manifest.ts';
import {
  CannotGoOn,
  readPart,
  type Saved,
  type SavedFile,
  type WorkFolder,
} from './work-folder.ts';

/** A ZIP file on its way to the disk. */
export interface ZipFile {
  /** How many bytes it has so far. */
  readonly bytes: () => number;
  /** The SHA-256 of those bytes. */
  readonly sha256: () => string;
  /** Has the disk take what was written. */
  readonly sync: () => Promise<void>;
}

/** Keeps on the disk how far a making has come, and has what an earlier one left. */
export interface Keeping {
  /** What is there of a file already, and its packed bytes. */
  carried(name: string): (SavedFile & { readonly pieces: AsyncIterable<Buffer> }) | null;
  /** Notes that a file has come so far. It is put on the disk beside what is done next. */
  keep(file: SavedFile): Promise<void>;
  /** Waits until all that was noted is on the disk. */
  settled(): Promise<void>;
}

/** For a bundle that is made anew if it is cut off. */
export const KEEPS_NOTHING: Keeping = {
  carried: () => null,
  keep: async () => {},
  settled: async () => {},
};

/**
 * Begins to keep what is made. What an earlier making left is gone on with only if it is of this
 * journal and written in the same form.
 *
 * @throws Error saying why it cannot be gone on with
 */
export async function beginKeeping(
  tx: Tx,
  work: WorkFolder,
  made: { readonly sealed: Sealed; readonly data: readonly DataFile[]; readonly zip: ZipFile },
): Promise<Keeping> {
  const { sealed, data, zip } = made;
  const { saved, folder } = work;
  const form = formOf(data);
  if (saved !== null) {
    const why = await whyNotOf(tx, saved, sealed, form);
    if (why !== null) throw new CannotGoOn(folder, why);
    const files = saved.files.map(({ name, rows }) => `${name} (${rows} rows)`).join(', ');
    work.tell(`Going on with what is in ${folder}: ${files}.`);
  }
  const { size, checkpoint } = sealed;
  const { authority } = tx.scope;
  const files = new Map<string, SavedFile>();
  let saving: Promise<void> = Promise.resolve();
  const save = async (state: Saved): Promise<void> => {
    await zip.sync();
    await work.save(state);
  };
  return {
    carried(name) {
      const found = saved?.files.find((file) => file.name === name);
      if (found === undefined) return null;
      const path = join(folder, saved!.zip.name);
      return { ...found, pieces: readPart(path, found.offset, found.packed) };
    },
    async keep(file) {
      files.set(file.name, file);
      await saving;
      // Until all of it is in the new ZIP file, there is more to go on from in the old one.
      if (files.size < (saved?.files.length ?? 0)) return;
      saving = save({
        format: 'audit-bundle-parts-1',
        authority,
        form,
        size,
        checkpoint,
        zip: { name: work.zipName, bytes: zip.bytes(), sha256: zip.sha256() },
        files: [...files.values()],
      });
      // Whether it went well is asked by whoever waits for it next.
      saving.catch(() => {});
    },
    settled: () => saving,
  };
}

/** How the rows of the parts are read and written, as one hash. */
function formOf(data: readonly DataFile[]): string {
  const forms = data.flatMap(({ name, columns, parts }) =>
    parts === null ? [] : [[name, columns.map(({ type }) => type), parts.query(0n, 0n)]],
  );
  return createHash('sha256').update(JSON.stringify(forms)).digest('hex');
}

/**
 * Whether the journal that was being written is the beginning of the journal there is: the same
 * signed checkpoint is in the book, and a consistency proof (RFC 6962) leads from it to today's.
 */
async function whyNotOf(
  tx: Tx,
  saved: Saved,
  sealed: Sealed,
  form: string,
): Promise<string | null> {
  if (saved.authority !== tx.scope.authority) return `it is of the authority ${saved.authority}`;
  const [first, second] = [Number(saved.size), Number(sealed.size)];
  const [same] = await tx.sql`
    select from seal_checkpoints where size = ${saved.size} and note = ${saved.checkpoint}`;
  if (same === undefined || first > second) {
    return 'it is of another database, or of one that was put back to an earlier state';
  }
  if (saved.form !== form) return 'it was begun by another version of the ledger';
  const nodes = await loadNodes(tx, consistencyNodes(first, second).flat());
  const claim = {
    first,
    second,
    firstRoot: rootOf(saved.checkpoint),
    secondRoot: rootOf(sealed.checkpoint),
    proof: consistencyProof(first, second, (level, index) => nodes.get(`${level}/${index}`)),
  };
  return verifyConsistency(claim)
    ? null
    : 'the journal it has is not the beginning of the journal that is sealed now';
}

/** The root in a checkpoint, its third line (c2sp.org/tlog-checkpoint). */
const rootOf = (checkpoint: string): Buffer =>
  Buffer.from(checkpoint.split('\n')[2] ?? '', 'base64');

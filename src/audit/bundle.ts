import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { inTransaction, type Scope, type Tx } from '../database/transactions.ts';
import type { Client } from '../database/connections.ts';
import { copyOut } from './copy-out.ts';
import { dataFiles, type DataFile } from './data-files.ts';
import { containerNote, manifestNote, manifestText, type ListedFile } from './manifest.ts';
import { metadataOf } from './metadata.ts';
import { readmeText } from './readme.ts';
import { factsOf, sealedHead } from './snapshot.ts';
import { zipWriter, type Sink, type ZipWriter } from './zip.ts';

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

const VERIFIERS = ['verify-bundle.mjs', 'verify_bundle.py'] as const;
const VERIFIERS_AT = new URL('../../docs/bundle/', import.meta.url);
/** How often the seal is made anew, if entries are posted before the snapshot is taken. */
const SEALINGS = 3;
/** Only we may look into it. */
const OWN_FILE = 0o600;

/**
 * Makes an audit bundle: every table that an auditor needs as one snapshot, signed. When it is
 * stopped or fails the database's statement has ended and its connection is free again; what is on
 * the disk then is of no use.
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
      writeMembers(tx, order, { zip: zipWriter(sink), written: () => bytes }),
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

interface Place {
  readonly zip: ZipWriter;
  readonly written: () => number;
}

async function writeMembers(tx: Tx, order: BundleOrder, { zip, written }: Place) {
  const { authority } = tx.scope;
  const { sealed, lastEntry } = await sealedHead(tx);
  const data = await dataFiles(tx, sealed);
  const of = data.reduce((rows, file) => rows + file.aboutRows, 0);
  let rows = 0;
  const tell = (file: string | null): void =>
    order.onProgress({ file, rows, of: Math.max(of, rows), bytes: written() });
  const files: ListedFile[] = [];
  const add = async (name: string, text: string | Buffer): Promise<void> => {
    const file = await zip.open(name);
    await file.write(Buffer.from(text));
    files.push({ name, ...(await file.end()), rows: null, totals: null });
  };
  for (const file of data) {
    const count = (more: number): void => {
      rows += more;
      tell(file.name);
    };
    files.push(await writeData(tx, zip, file, { stop: order.stop, count }));
  }
  for (const file of data) await add(`metadata/${file.name}.csv-metadata.json`, metadataOf(file));
  await add('README.txt', readmeText(authority));
  for (const name of VERIFIERS) await add(name, await readFile(new URL(name, VERIFIERS_AT)));
  const facts = await factsOf(tx);
  const askedBy = { user: order.scope.user, kind: order.scope.kind };
  const all = { authority, askedBy, sealed, lastEntry, ...facts, files: [...files] };
  await add('manifest.json', manifestText(all));
  await add('manifest.sig', order.signNote(authority, manifestNote(authority, files.at(-1)!)));
  await zip.close();
  tell(null);
  return { sealed, files: all.files };
}

interface Writing {
  readonly stop: AbortSignal;
  readonly count: (rows: number) => void;
}

async function writeData(
  tx: Tx,
  zip: ZipWriter,
  file: DataFile,
  { stop, count }: Writing,
): Promise<ListedFile> {
  const name = `data/${file.name}.csv`;
  const hashes = file.columns.filter(({ type }) => type === 'hash').length;
  const member = await zip.open(name, hashes * 3 >= file.columns.length);
  const quoted = file.columns.filter(({ type }) => type === 'id').map((column) => column.name);
  const rows = await copyOut(tx, file.query, quoted, {
    stop,
    write: async (batch, lines) => {
      await member.write(batch);
      count(lines);
    },
  });
  const size = await member.end();
  count(-1);
  const totals = await totalsOf(tx, file, rows);
  return { name, ...size, rows, totals };
}

/** The control totals, as the database adds them up from the table itself. */
async function totalsOf(
  { sql }: Tx,
  file: DataFile,
  rows: number,
): Promise<Readonly<Record<string, string>>> {
  const money = file.columns.filter(({ type }) => type === 'money').map(({ name }) => name);
  if (money.length === 0 || rows === 0)
    return Object.fromEntries(money.map((name) => [name, '0.00']));
  const list = money.map((name) => `, coalesce(sum(t.${name}), 0.00)::text as ${name}`).join('');
  const [row] = await sql.unsafe<Record<string, string>[]>(
    `select count(*)::text as "rows counted"${list} ${file.sums}`,
  );
  const { 'rows counted': counted, ...totals } = row!;
  if (Number(counted) === rows) return totals;
  throw new Error(
    `The file ${file.name} has ${rows} rows and its table ${counted}; nothing of this is handed out.`,
  );
}

import { readFile } from 'node:fs/promises';
import type { Tx } from '../database/transactions.ts';
import { copyingWhole } from '../database/whole-tables.ts';
import type { BundleOrder } from './bundle.ts';
import { copyOut } from './copy-out.ts';
import { dataFiles, type DataFile, type Parts } from './data-files.ts';
import { beginKeeping, KEEPS_NOTHING, type Keeping, type ZipFile } from './keeping.ts';
import { manifestNote, manifestText, type ListedFile, type Sealed } from './manifest.ts';
import { metadataOf } from './metadata.ts';
import { readmeText } from './readme.ts';
import { factsOf, sealedHead } from './snapshot.ts';
import type { ZipMember, ZipWriter } from './zip.ts';

const VERIFIERS = ['verify-bundle.mjs', 'verify_bundle.py'] as const;
const VERIFIERS_AT = new URL('../../docs/bundle/', import.meta.url);
/** A part takes a second or two. */
const PART_SIZE = 500_000n;

/** Where the files of a bundle are written. */
export interface Place extends ZipFile {
  readonly zip: ZipWriter;
}

/** What a bundle has: how far its journal goes, and its files but for the manifest. */
export interface Members {
  readonly sealed: Sealed;
  readonly files: readonly ListedFile[];
}

/**
 * Writes all files of a bundle as they are in the snapshot of a transaction. The journal comes first,
 * in parts that are kept and carried over if the order has a work folder.
 */
export async function writeMembers(tx: Tx, order: BundleOrder, place: Place): Promise<Members> {
  const { zip, bytes } = place;
  const { authority } = tx.scope;
  const { sealed, lastEntry } = await sealedHead(tx);
  const data = await dataFiles(tx, sealed);
  const of = data.reduce((rows, file) => rows + file.aboutRows, 0);
  let rows = 0;
  const tell = (file: string | null): void =>
    order.onProgress({ file, rows, of: Math.max(of, rows), bytes: bytes() });
  const files: ListedFile[] = [];
  const add = async (name: string, text: string | Buffer): Promise<void> => {
    const file = await zip.open(name);
    await file.write(Buffer.from(text));
    files.push({ name, ...(await file.end()), rows: null, totals: null });
  };
  const count = (name: string, more: number): void => {
    rows += more;
    tell(name);
  };
  const writing = { ...order, zip, count };
  files.push(...(await writeJournal(tx, writing, { sealed, data, zip: place })));
  await copyingWhole(tx, async () => {
    for (const file of data.filter(({ parts }) => parts === null)) {
      files.push(await writeData(tx, writing, file));
    }
  });
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

interface Writing extends Pick<BundleOrder, 'stop' | 'work' | 'partSize'> {
  readonly zip: ZipWriter;
  readonly count: (name: string, rows: number) => void;
}

async function writeJournal(
  tx: Tx,
  writing: Writing,
  made: Parameters<typeof beginKeeping>[2],
): Promise<ListedFile[]> {
  const { work } = writing;
  const keeping = work === undefined ? KEEPS_NOTHING : await beginKeeping(tx, work, made);
  const files: ListedFile[] = [];
  try {
    for (const file of made.data) {
      if (file.parts !== null) files.push(await writeParts(tx, writing, file, file.parts, keeping));
    }
  } finally {
    await keeping.settled();
  }
  return files;
}

/** Writes a file part by part, behind those that an earlier making has left. */
async function writeParts(
  tx: Tx,
  writing: Writing,
  file: DataFile,
  parts: Parts,
  keeping: Keeping,
): Promise<ListedFile> {
  const member = await writing.zip.open(nameOf(file), { inParts: true });
  let [rows, from] = [0, 0n];
  const keep = async (): Promise<void> => {
    const packed = await member.endPart();
    await keeping.keep({ name: file.name, rows, before: String(from), ...packed });
  };
  const carried = keeping.carried(file.name);
  if (carried !== null) {
    await member.carryOver(until(writing.stop, carried.pieces));
    [rows, from] = [carried.rows, BigInt(carried.before)];
    writing.count(file.name, rows);
    await keep();
  }
  const { partSize = PART_SIZE } = writing;
  while (from < parts.end) {
    const before = from + partSize < parts.end ? from + partSize : parts.end;
    const names = from === 0n;
    rows += await copyRows(tx, writing, file, { member, query: parts.query(from, before), names });
    from = before;
    await keep();
  }
  if (parts.rows !== null && BigInt(rows) !== parts.rows) throw notAll(file, rows, parts.rows);
  return listed(tx, file, rows, await member.end());
}

/** Passes pieces on until it is stopped. */
async function* until(stop: AbortSignal, pieces: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  for await (const piece of pieces) {
    stop.throwIfAborted();
    yield piece;
  }
}

async function writeData(tx: Tx, writing: Writing, file: DataFile): Promise<ListedFile> {
  const member = await writing.zip.open(nameOf(file));
  const rows = await copyRows(tx, writing, file, { member, query: file.query, names: true });
  return listed(tx, file, rows, await member.end());
}

const nameOf = ({ name }: DataFile): string => `data/${name}.csv`;

interface Rows {
  readonly member: ZipMember;
  readonly query: string;
  /** Whether the line of names comes first. */
  readonly names: boolean;
}

/** @returns how many rows there were */
async function copyRows(
  tx: Tx,
  { stop, count }: Writing,
  { name, columns }: DataFile,
  { member, query, names }: Rows,
): Promise<number> {
  const quoted = columns.filter(({ type }) => type === 'id').map((column) => column.name);
  const rows = await copyOut(tx, query, quoted, {
    stop,
    names,
    write: async (batch, lines) => {
      await member.write(batch);
      count(name, lines);
    },
  });
  if (names) count(name, -1);
  return rows;
}

async function listed(
  tx: Tx,
  file: DataFile,
  rows: number,
  size: Pick<ListedFile, 'bytes' | 'sha256'>,
): Promise<ListedFile> {
  return { name: nameOf(file), ...size, rows, totals: await totalsOf(tx, file, rows) };
}

const notAll = (file: DataFile, rows: number, expected: string | bigint | undefined): Error =>
  new Error(
    `The file ${file.name} has ${rows} rows and its table ${expected}; nothing of this is handed out.`,
  );

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
  throw notAll(file, rows, counted);
}

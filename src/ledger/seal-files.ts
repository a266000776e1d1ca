import { createPrivateKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { open, rename, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { publicKeyText } from './signed-note.ts';

/**
 * What is kept outside the database, so that nobody who can write in the database can change the
 * past unseen: the leaf of every sealed entry, and signed checkpoints over them.
 *
 * SEAL_DIR/AUTHORITY/leaves       40 bytes a sealed entry: its id (8, big-endian), its leaf (32)
 * SEAL_DIR/AUTHORITY/checkpoints/ the last signed checkpoint of each minute
 * SEAL_DIR/AUTHORITY/key.txt      the public key that checks them
 */
export const RECORD_BYTES = 40;

export interface SealKey {
  readonly privateKey: KeyObject;
}

/** Reads the signing key (Ed25519, PEM), or makes one where `make` allows it. */
export function readSealKey(file: string, make: boolean): KeyObject {
  if (!existsSync(file) && make) {
    const { privateKey } = generateKeyPairSync('ed25519');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  }
  const key = createPrivateKey(readFileSync(file));
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new Error(
      `SEAL_KEY_FILE: expected an Ed25519 private key, found ${key.asymmetricKeyType}.`,
    );
  }
  return key;
}

/** The name in the first line of an authority's checkpoints, and of its key. */
export function originOf(authority: string): string {
  return `personal-budget-ledger/${authority}`;
}

export const folderOf = (dir: string, authority: string): string => join(dir, authority);

/**
 * Makes the folder of an authority and adds its public key to those there. An earlier key stays:
 * what it signed is still to be checked.
 */
export function prepareFolder(dir: string, authority: string, key: KeyObject): void {
  const folder = folderOf(dir, authority);
  mkdirSync(join(folder, 'checkpoints'), { recursive: true });
  const file = join(folder, 'key.txt');
  const line = publicKeyText(originOf(authority), key);
  const known = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  if (!known.includes(line)) appendFileSync(file, `${line}\n`);
}

/** How many leaves stand outside. A torn last record, from a crash, does not count. */
export async function leavesOutside(dir: string, authority: string): Promise<number> {
  const file = join(folderOf(dir, authority), 'leaves');
  if (!existsSync(file)) return 0;
  const handle = await open(file, 'r');
  try {
    return Math.floor((await handle.stat()).size / RECORD_BYTES);
  } finally {
    await handle.close();
  }
}

/** Writes leaves at their place and waits until they are on the disk. */
export async function writeLeaves(
  dir: string,
  authority: string,
  first: number,
  records: readonly { entryId: string; leaf: Uint8Array }[],
): Promise<void> {
  const file = join(folderOf(dir, authority), 'leaves');
  const bytes = Buffer.alloc(records.length * RECORD_BYTES);
  records.forEach(({ entryId, leaf }, i) => {
    bytes.writeBigInt64BE(BigInt(entryId), i * RECORD_BYTES);
    bytes.set(leaf, i * RECORD_BYTES + 8);
  });
  const handle = await open(file, existsSync(file) ? 'r+' : 'w+');
  try {
    await handle.write(bytes, 0, bytes.length, first * RECORD_BYTES);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Keeps the last checkpoint of each minute, replacing the file whole. */
export async function writeCheckpoint(
  dir: string,
  authority: string,
  note: string,
  at: Temporal.Instant,
): Promise<void> {
  const minute = at.toString({ smallestUnit: 'minute' }).replaceAll(':', '-');
  const file = join(folderOf(dir, authority), 'checkpoints', minute);
  // The service and a command may write the same minute's checkpoint at the same moment.
  const draft = `${file}.${randomUUID()}.new`;
  await writeFile(draft, note, { flush: true });
  await rename(draft, file);
}

/** The signed checkpoints that stand outside, oldest first. */
export function checkpointsOutside(
  dir: string,
  authority: string,
): { file: string; note: string }[] {
  const folder = join(folderOf(dir, authority), 'checkpoints');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.new'))
    .sort()
    .map((name) => ({ file: name, note: readFileSync(join(folder, name), 'utf8') }));
}

/** Reads the leaves outside in order from a number on, a block at a time. */
export async function* readLeaves(
  dir: string,
  authority: string,
  first = 0,
): AsyncGenerator<{ entryId: string; leaf: Buffer }[]> {
  const file = join(folderOf(dir, authority), 'leaves');
  if (!existsSync(file)) return;
  const handle = await open(file, 'r');
  try {
    for (let at = first * RECORD_BYTES; ;) {
      const block = await readBlock(handle, at);
      if (block.length === 0) return;
      at += block.length * RECORD_BYTES;
      yield block;
    }
  } finally {
    await handle.close();
  }
}

async function readBlock(
  handle: FileHandle,
  at: number,
): Promise<{ entryId: string; leaf: Buffer }[]> {
  const bytes = Buffer.alloc(RECORD_BYTES * 8192);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, at);
  const count = Math.floor(bytesRead / RECORD_BYTES);
  return Array.from({ length: count }, (_, i) => ({
    entryId: bytes.readBigInt64BE(i * RECORD_BYTES).toString(),
    leaf: bytes.subarray(i * RECORD_BYTES + 8, (i + 1) * RECORD_BYTES),
  }));
}

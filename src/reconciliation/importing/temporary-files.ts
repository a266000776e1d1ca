import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Problem } from '../../problem.ts';

/** A file from the bank: its bytes can be read as often as need be. */
export interface BankFileSource {
  readonly sha256: Buffer;
  /** How many bytes there are. */
  readonly size: number;
  /** The bytes in pieces of a size, the last may be smaller. A piece is good until the next. */
  read(pieceBytes: number): AsyncIterable<Buffer>;
}

/** What the names of all folders of ours begin with. */
export const FOLDER_PREFIX = 'bank-file-';

/** Only we may look into it, and nothing of it stays. */
const OWN_FILE = 0o600;

/** Does some work with a folder of its own, which only we can read and which is gone afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  // A folder made so is open to its owner alone.
  const folder = await mkdtemp(join(tmpdir(), FOLDER_PREFIX));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Puts a body on disk as it arrives, so that no transaction waits for whoever sends it, and takes
 * its digest.
 *
 * @throws Problem for a body that is empty, too large, or breaks off
 */
export async function spool(
  body: AsyncIterable<Uint8Array>,
  folder: string,
  mostBytes: number,
): Promise<BankFileSource> {
  const path = join(folder, 'file');
  const hash = createHash('sha256');
  const file = await open(path, 'wx', OWN_FILE);
  let size = 0;
  try {
    for await (const bytes of unbroken(body)) {
      size += bytes.length;
      if (size > mostBytes) throw tooLarge(mostBytes);
      hash.update(bytes);
      await file.writeFile(bytes);
    }
  } finally {
    await file.close();
  }
  if (size === 0) {
    const errors = [{ where: 'body', message: 'The body is the file itself.' }];
    throw new Problem('invalid-request', 'One value is not as expected.', { errors });
  }
  return onDisk(path, hash.digest(), size);
}

/** A file on disk whose digest is known. */
export function onDisk(path: string, sha256: Buffer, size: number): BankFileSource {
  return { sha256, size, read: (pieceBytes) => piecesOnDisk(path, pieceBytes) };
}

/** A file that is in memory already, as of tests and the demonstration. */
export function inMemory(content: Uint8Array): BankFileSource {
  const sha256 = createHash('sha256').update(content).digest();
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  return { sha256, size: bytes.length, read: (pieceBytes) => piecesInMemory(bytes, pieceBytes) };
}

export function tooLarge(mostBytes: number): Problem {
  const most = `${mostBytes / 1024 / 1024} MB`;
  return new Problem('too-large', `Expected a file of at most ${most}; found a larger one.`);
}

async function* unbroken(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('invalid-request', 'The file broke off before its end; send it again.');
  }
}

/** All pieces are in the same memory: the garbage of a large file would fill much more. */
async function* piecesOnDisk(path: string, pieceBytes: number): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  const buffer = Buffer.allocUnsafeSlow(pieceBytes);
  try {
    for (;;) {
      let filled = 0;
      while (filled < pieceBytes) {
        const { bytesRead } = await file.read(buffer, filled, pieceBytes - filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      if (filled > 0) yield buffer.subarray(0, filled);
      if (filled < pieceBytes) return;
    }
  } finally {
    await file.close();
  }
}

async function* piecesInMemory(bytes: Buffer, pieceBytes: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    yield bytes.subarray(start, start + pieceBytes);
    // Others get their turn.
    await setImmediate();
  }
}

import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { constants, crc32, createInflateRaw } from 'node:zlib';
import { CHUNK_BYTES, beginPacking, type Packing, type Sink } from './packing.ts';

export type { Sink } from './packing.ts';

/** A file on its way into a ZIP file. */
export interface ZipMember {
  /** Takes more bytes; they may be written over once the promise has settled. */
  write(bytes: Buffer): Promise<void>;
  /**
   * Ends a part of a file that is written in parts: all of it so far is with the sink then.
   *
   * @returns where its packed bytes are
   */
  endPart(): Promise<Packed>;
  /** Takes over the packed bytes of whole parts, as they are in another ZIP file. */
  carryOver(packed: AsyncIterable<Buffer>): Promise<void>;
  /** Ends the file. @returns what it is */
  end(): Promise<{ readonly bytes: number; readonly sha256: string }>;
}

/** Where the packed bytes of a file's parts are in its ZIP file, and how many they are. */
export interface Packed {
  readonly offset: number;
  readonly packed: number;
}

export interface MemberOptions {
  /** Each part of it is packed by itself, so that it can be taken over into another ZIP file. */
  readonly inParts?: boolean;
}

/** Writes a ZIP file in one go, file after file. */
export interface ZipWriter {
  open(name: string, options?: MemberOptions): Promise<ZipMember>;
  close(): Promise<void>;
}

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly bytes: number;
}

/** Zip64 with the sizes behind each file, and names in UTF-8. */
const VERSION = 45;
const FLAGS = 0x0808;
const DEFLATED = 8;
/** Every file is of the first moment that a ZIP file can have, so that the same data are the same file. */
const TIME = 0;
const DATE = 0x0021;
const IN_ZIP64 = 0xffff_ffff;
const ON_UNIX = 3;
const ORDINARY_FILE = (0o100644 << 16) >>> 0;

/**
 * Writes ZIP files (APPNOTE 6.3.10) of any size in bounded memory: always in the Zip64 form, packed
 * by DEFLATE, with the sizes of each file behind it. What is written depends on the files only, and on
 * where their parts end.
 */
export function zipWriter(sink: Sink): ZipWriter {
  const entries: Entry[] = [];
  let offset = 0;
  const put: Sink = async (bytes) => {
    offset += bytes.length;
    await sink(bytes);
  };
  return {
    async open(name, options = {}) {
      const start = { name: Buffer.from(name), offset };
      await put(localHeader(start.name));
      const done = (sizes: Omit<Entry, 'name' | 'offset'>): void => {
        entries.push({ ...start, ...sizes });
      };
      return member(put, { ...options, offset, done });
    },
    async close() {
      const start = offset;
      for (const entry of entries) await put(centralHeader(entry));
      await put(ending(entries.length, start, offset));
    },
  };
}

interface Opened extends MemberOptions {
  /** Where its packed bytes begin. */
  readonly offset: number;
  readonly done: (sizes: Omit<Entry, 'name' | 'offset'>) => void;
}

/** What ends a packed file whose parts do not: a last block with nothing in it (RFC 1951). */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

function member(put: Sink, { inParts, offset, done }: Opened): ZipMember {
  const hash = createHash('sha256');
  let [crc, bytes, packed] = [0, 0, 0];
  // A part ends with a whole byte, and with no last block.
  const finishFlush = inParts === true ? constants.Z_SYNC_FLUSH : constants.Z_FINISH;
  let packing: Packing | null = null;
  const add = (piece: Buffer): void => {
    crc = crc32(piece, crc);
    hash.update(piece);
    bytes += piece.length;
  };
  const endPart = async (): Promise<Packed> => {
    packed += (await packing?.end()) ?? 0;
    packing = null;
    return { offset, packed };
  };
  return {
    async write(piece) {
      add(piece);
      packing ??= beginPacking(put, finishFlush);
      await packing.write(piece);
    },
    endPart,
    async carryOver(pieces) {
      const passedOn = async function* (): AsyncIterable<Buffer> {
        for await (const piece of pieces) {
          await put(piece);
          packed += piece.length;
          yield piece;
        }
      };
      const unpack = createInflateRaw({ finishFlush, chunkSize: CHUNK_BYTES });
      await pipeline(passedOn, unpack, async (unpacked: AsyncIterable<Buffer>) => {
        for await (const piece of unpacked) add(piece);
      });
    },
    async end() {
      if (inParts !== true) packing ??= beginPacking(put, finishFlush);
      await endPart();
      if (inParts === true) {
        await put(LAST_BLOCK);
        packed += LAST_BLOCK.length;
      }
      await put(descriptor({ crc, packed, bytes }));
      done({ crc, packed, bytes });
      return { bytes, sha256: hash.digest('hex') };
    },
  };
}

function localHeader(name: Buffer): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x0403_4b50, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(FLAGS, 6);
  head.writeUInt16LE(DEFLATED, 8);
  head.writeUInt16LE(TIME, 10);
  head.writeUInt16LE(DATE, 12);
  head.writeUInt32LE(IN_ZIP64, 18);
  head.writeUInt32LE(IN_ZIP64, 22);
  head.writeUInt16LE(name.length, 26);
  const extra = zip64Extra(0, 0);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, name, extra]);
}

function descriptor({ crc, packed, bytes }: Omit<Entry, 'name' | 'offset'>): Buffer {
  const text = Buffer.alloc(24);
  text.writeUInt32LE(0x0807_4b50, 0);
  text.writeUInt32LE(crc, 4);
  text.writeBigUInt64LE(BigInt(packed), 8);
  text.writeBigUInt64LE(BigInt(bytes), 16);
  return text;
}

function zip64Extra(...sizes: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * sizes.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * sizes.length, 2);
  sizes.forEach((size, n) => extra.writeBigUInt64LE(BigInt(size), 4 + 8 * n));
  return extra;
}

function centralHeader({ name, offset, crc, packed, bytes }: Entry): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x0201_4b50, 0);
  head.writeUInt16LE((ON_UNIX << 8) | VERSION, 4);
  head.writeUInt16LE(VERSION, 6);
  head.writeUInt16LE(FLAGS, 8);
  head.writeUInt16LE(DEFLATED, 10);
  head.writeUInt16LE(TIME, 12);
  head.writeUInt16LE(DATE, 14);
  head.writeUInt32LE(crc, 16);
  head.writeUInt32LE(IN_ZIP64, 20);
  head.writeUInt32LE(IN_ZIP64, 24);
  head.writeUInt16LE(name.length, 28);
  const extra = zip64Extra(bytes, packed, offset);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(ORDINARY_FILE, 38);
  head.writeUInt32LE(IN_ZIP64, 42);
  return Buffer.concat([head, name, extra]);
}

/** The end of the directory in the Zip64 form, where it is, and the end in the old form. */
function ending(count: number, start: number, end: number): Buffer {
  const record = Buffer.alloc(56 + 20 + 22);
  record.writeUInt32LE(0x0606_4b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE((ON_UNIX << 8) | VERSION, 12);
  record.writeUInt16LE(VERSION, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(end - start), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  record.writeUInt32LE(0x0706_4b50, 56);
  record.writeBigUInt64LE(BigInt(end), 64);
  record.writeUInt32LE(1, 72);
  record.writeUInt32LE(0x0605_4b50, 76);
  record.writeUInt16LE(0xffff, 84);
  record.writeUInt16LE(0xffff, 86);
  record.writeUInt32LE(IN_ZIP64, 88);
  record.writeUInt32LE(IN_ZIP64, 92);
  return record;
}

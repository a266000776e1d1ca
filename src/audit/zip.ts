import { createHash } from 'node:crypto';
import { constants, crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';

/** Takes the bytes of a ZIP file one after another. */
export type Sink = (bytes: Buffer) => Promise<void>;

/** A file on its way into a ZIP file. */
export interface ZipMember {
  /** Takes more bytes; they may be written over once the promise has settled. */
  write(bytes: Buffer): Promise<void>;
  /** Ends the file. @returns what it is */
  end(): Promise<{ readonly bytes: number; readonly sha256: string }>;
}

/** Writes a ZIP file in one go, file after file. */
export interface ZipWriter {
  /** @param isRandom nothing in it comes twice, as in hashes: looking for that would take its time */
  open(name: string, isRandom?: boolean): Promise<ZipMember>;
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

/** The level that keeps up with the database; a higher one takes several times as long. */
const LEVEL = 1;
const CHUNK_BYTES = 256 * 1024;
const SMALL_BYTES = 64 * 1024;

/**
 * Writes ZIP files (APPNOTE 6.3.10) of any size in bounded memory: always in the Zip64 form, packed
 * by DEFLATE, with the sizes of each file behind it. What is written depends on the files only.
 */
export function zipWriter(sink: Sink): ZipWriter {
  const entries: Entry[] = [];
  let offset = 0;
  const put: Sink = async (bytes) => {
    offset += bytes.length;
    await sink(bytes);
  };
  return {
    async open(name, isRandom = false) {
      const start = { name: Buffer.from(name), offset };
      await put(localHeader(start.name));
      return member(put, isRandom, (sizes) => entries.push({ ...start, ...sizes }));
    },
    async close() {
      const start = offset;
      for (const entry of entries) await put(centralHeader(entry));
      await put(ending(entries.length, start, offset));
    },
  };
}

function member(
  put: Sink,
  isRandom: boolean,
  done: (sizes: Omit<Entry, 'name' | 'offset'>) => void,
): ZipMember {
  const hash = createHash('sha256');
  let [crc, bytes] = [0, 0];
  // Most files are small, and a stream for each of them would take longer than they do.
  let small: Buffer[] | null = [];
  let packing: Packing | null = null;
  return {
    async write(piece) {
      crc = crc32(piece, crc);
      hash.update(piece);
      bytes += piece.length;
      if (small !== null && bytes <= SMALL_BYTES) {
        small.push(Buffer.from(piece));
        return;
      }
      const packer = (packing ??= pack(put, isRandom));
      const pieces = [...(small ?? []), piece];
      small = null;
      // All are handed over at once: a piece that comes meanwhile has its place behind them.
      await Promise.all(pieces.map((one) => packer.write(one)));
    },
    async end() {
      const packed = packing === null ? await packAtOnce(put, small ?? []) : await packing.end();
      await put(descriptor({ crc, packed, bytes }));
      done({ crc, packed, bytes });
      return { bytes, sha256: hash.digest('hex') };
    },
  };
}

async function packAtOnce(put: Sink, pieces: readonly Buffer[]): Promise<number> {
  const packed = deflateRawSync(Buffer.concat(pieces), { level: LEVEL });
  await put(packed);
  return packed.length;
}

interface Packing {
  write(piece: Buffer): Promise<void>;
  /** @returns how many bytes it came to */
  end(): Promise<number>;
}

/** Packs a large file beside whatever else is done. */
function pack(put: Sink, isRandom: boolean): Packing {
  const strategy = isRandom ? constants.Z_HUFFMAN_ONLY : constants.Z_DEFAULT_STRATEGY;
  const writableHighWaterMark = 4 * CHUNK_BYTES;
  const options = { level: LEVEL, strategy, chunkSize: CHUNK_BYTES, writableHighWaterMark };
  const deflate = createDeflateRaw(options);
  let packed = 0;
  const drained = (async () => {
    for await (const chunk of deflate as AsyncIterable<Buffer>) {
      packed += chunk.length;
      await put(chunk);
    }
  })();
  // What could not be written is what went wrong, and not what comes of it.
  let failure: { readonly cause: unknown } | null = null;
  drained.catch((cause: unknown) => {
    failure = { cause };
    deflate.destroy();
  });
  return {
    write: (piece) =>
      new Promise((resolve, reject) => {
        deflate.write(piece, (error) => {
          if (error) reject(failure === null ? error : failure.cause);
          else resolve();
        });
      }),
    async end() {
      deflate.end();
      await drained;
      return packed;
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

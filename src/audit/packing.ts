import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib';

/** Takes the bytes of a ZIP file one after another. */
export type Sink = (bytes: Buffer) => Promise<void>;

/** The level that keeps up with the database; a higher one takes several times as long. */
const LEVEL = 1;
export const CHUNK_BYTES = 256 * 1024;
const SMALL_BYTES = 64 * 1024;
const { Z_DEFAULT_STRATEGY, Z_HUFFMAN_ONLY } = constants;
/** To look for what comes twice takes more than twice as long, so it must make so much of a difference. */
const WORTH_LOOKING = 0.8;

/** What is packed on its way. */
export interface Packing {
  write(piece: Buffer): Promise<void>;
  /** @returns how many bytes it came to */
  end(): Promise<number>;
}

/**
 * Packs a file or a part of it by DEFLATE. Most are small, and a stream for each of them would take
 * longer than they do.
 *
 * @param finishFlush how it ends: `Z_FINISH`, or `Z_SYNC_FLUSH` where another part follows
 */
export function beginPacking(put: Sink, finishFlush: number): Packing {
  let bytes = 0;
  let small: Buffer[] | null = [];
  let large: Packing | null = null;
  return {
    async write(piece) {
      bytes += piece.length;
      if (small !== null && bytes <= SMALL_BYTES) {
        small.push(Buffer.from(piece));
        return;
      }
      const pieces = [...(small ?? []), piece];
      const packer = (large ??= packBeside(put, { finishFlush, strategy: strategyFor(pieces) }));
      small = null;
      // All are handed over at once: a piece that comes meanwhile has its place behind them.
      await Promise.all(pieces.map((one) => packer.write(one)));
    },
    async end() {
      if (large !== null) return large.end();
      const packed = deflateRawSync(Buffer.concat(small ?? []), { level: LEVEL, finishFlush });
      await put(packed);
      return packed.length;
    },
  };
}

/** Rows of identifiers and hashes hardly repeat themselves; whether these do, their beginning shows. */
function strategyFor(beginning: readonly Buffer[]): number {
  const sample = Buffer.concat(beginning);
  const [looked, notLooked] = [Z_DEFAULT_STRATEGY, Z_HUFFMAN_ONLY].map(
    (strategy) => deflateRawSync(sample, { level: LEVEL, strategy }).length,
  );
  return looked! < notLooked! * WORTH_LOOKING ? Z_DEFAULT_STRATEGY : Z_HUFFMAN_ONLY;
}

/** Packs a large file beside whatever else is done. */
function packBeside(
  put: Sink,
  form: { readonly finishFlush: number; readonly strategy: number },
): Packing {
  const writableHighWaterMark = 4 * CHUNK_BYTES;
  const options = { ...form, level: LEVEL, chunkSize: CHUNK_BYTES, writableHighWaterMark };
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

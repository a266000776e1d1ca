import { Readable } from 'node:stream';
import type { Tx } from '../database/transactions.ts';

/** Rows come one by one; hashing and packing them singly would take longer than the database does. */
const BATCH_BYTES = 256 * 1024;
/** So many batches are on their way at once: one is filled while the others are packed. */
const MOST_BATCHES = 4;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export interface CopyOptions {
  /** Takes a batch of whole lines; its memory is used again once the promise has settled. */
  readonly write: (batch: Buffer, lines: number) => Promise<void>;
  /** Ends the statement in the database and the reading with it. */
  readonly stop: AbortSignal;
  /** False for rows that follow others: the line of names is there already. */
  readonly names?: boolean;
}

/**
 * Copies the rows of a query out of the database as CSV (RFC 4180: lines end in CR LF, the first has
 * the names of the columns), in bounded memory and no faster than they are taken.
 *
 * The database sends each line as a message of its own, so the line feed that ends a line is the last
 * byte of its message; a line feed within a value is none, and stays as it is.
 *
 * @returns how many rows there were
 */
export async function copyOut(
  tx: Tx,
  query: string,
  quoted: readonly string[],
  options: CopyOptions,
): Promise<number> {
  const { stop, names = true } = options;
  stop.throwIfAborted();
  const quotes = quoted.length === 0 ? '' : `, force_quote (${quoted.join(', ')})`;
  const statement = tx.sql.unsafe(
    `copy (${query}) to stdout (format csv, header ${names}${quotes})`,
  );
  const copying = statement as unknown as CopyQuery;
  const { resolve: finish, reject: refuse } = copying;
  const underWay: { lines?: Promise<number>; cancelled?: Promise<unknown>; over?: true } = {};
  const cancel = (): void => {
    // Nobody would ever answer the cancellation of a statement that is over.
    if (underWay.over) return;
    underWay.cancelled ??= copying.canceller(copying).catch(() => {});
  };
  copying.reject = (cause) => {
    underWay.over = true;
    refuse(cause);
  };
  copying.resolve = (given) => {
    if (!(given instanceof Readable)) {
      underWay.over = true;
      return finish(given);
    }
    underWay.lines = takeLines(given, options, cancel);
    // It is waited for below, when the statement has ended.
    underWay.lines.catch(() => {});
  };
  // The database may work for long before the first row; it can be stopped then too.
  stop.addEventListener('abort', cancel);
  try {
    await statement.readable();
    return ((await underWay.lines) ?? 0) - (names ? 1 : 0);
  } catch (error) {
    // Why the lines could not be taken comes before what the database says of that.
    await underWay.lines;
    throw error;
  } finally {
    stop.removeEventListener('abort', cancel);
    // A cancellation on its way would otherwise meet the connection's next statement.
    await underWay.cancelled;
    stop.throwIfAborted();
  }
}

/**
 * What the driver's query is inside. It gives its stream by a promise, too late to hear of an error
 * that follows at once, and takes the query for ended from then on, so that it cannot be cancelled.
 * Taking the stream where it is given leaves the query under way until the database has ended it.
 */
interface CopyQuery {
  resolve: (given: unknown) => void;
  reject: (cause: unknown) => void;
  readonly canceller: (query: CopyQuery) => Promise<unknown>;
}

/** Takes all lines. After a failure the rest is let go by: the connection is needed again. */
function takeLines(stream: Readable, { write }: CopyOptions, cancel: () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    let failure: { readonly cause: unknown } | null = null;
    let ended = false;
    const fail = (cause: unknown): void => {
      failure ??= { cause };
      cancel();
      stream.resume();
    };
    const finish = (): void => {
      if (!ended || batches.underWay > 0) return;
      if (failure === null) resolve(batches.lines);
      else reject(failure.cause);
    };
    const batches = new Batches(write, {
      full: () => failure ?? stream.pause(),
      free: () => {
        stream.resume();
        finish();
      },
      fail: (cause) => {
        fail(cause);
        finish();
      },
    });
    stream.on('data', (line: Buffer) => {
      if (failure === null && !batches.add(line)) fail(brokenLine());
    });
    stream.once('error', (error) => {
      failure ??= { cause: error };
      ended = true;
      finish();
    });
    stream.once('end', () => {
      if (failure === null) batches.flush();
      ended = true;
      // The driver has stopped to read from the connection if the last lines came faster than they
      // were taken, and nobody asks for more: the end of the statement would never be read.
      // oxlint-disable-next-line no-underscore-dangle
      stream._read(0);
      finish();
    });
  });
}

/** Batches of memory that are free: making them anew for each of many small files takes its time. */
const SPARE: Buffer<ArrayBuffer>[] = [];

const brokenLine = (): Error =>
  new Error('The database sent a part of a line, which this version of its protocol does not do.');

interface Told {
  /** No batch is free: no more lines, please. */
  readonly full: () => void;
  readonly free: () => void;
  readonly fail: (cause: unknown) => void;
}

/** Puts lines together into batches, with their ends as CSV has them. */
class Batches {
  lines = 0;
  underWay = 0;
  #batch = SPARE.pop() ?? Buffer.allocUnsafeSlow(BATCH_BYTES);
  #filled = 0;
  #linesIn = 0;
  readonly #write: CopyOptions['write'];
  readonly #told: Told;

  constructor(write: CopyOptions['write'], told: Told) {
    this.#write = write;
    this.#told = told;
  }

  /** @returns false for what is not a whole line */
  add(line: Buffer): boolean {
    const length = line.length - 1;
    if (line[length] !== LINE_FEED) return false;
    if (this.#filled + length + 2 > this.#batch.length) this.#next(length + 2);
    line.copy(this.#batch, this.#filled, 0, length);
    this.#filled += length + 2;
    this.#batch[this.#filled - 2] = CARRIAGE_RETURN;
    this.#batch[this.#filled - 1] = LINE_FEED;
    this.#linesIn += 1;
    return true;
  }

  #next(atLeast: number): void {
    this.flush();
    const used = atLeast <= BATCH_BYTES ? SPARE.pop() : undefined;
    this.#batch = used ?? Buffer.allocUnsafeSlow(Math.max(BATCH_BYTES, atLeast));
  }

  #giveBack(batch: Buffer<ArrayBuffer>): void {
    if (batch.length === BATCH_BYTES && SPARE.length < MOST_BATCHES) SPARE.push(batch);
  }

  /** Hands over what is there. */
  flush(): void {
    if (this.#filled === 0) return;
    const batch = this.#batch;
    const handed = this.#write(batch.subarray(0, this.#filled), this.#linesIn);
    this.lines += this.#linesIn;
    this.#filled = 0;
    this.#linesIn = 0;
    this.underWay += 1;
    if (this.underWay >= MOST_BATCHES) this.#told.full();
    handed.then(
      () => {
        this.underWay -= 1;
        this.#giveBack(batch);
        this.#told.free();
      },
      (cause: unknown) => {
        this.underWay -= 1;
        this.#told.fail(cause);
      },
    );
  }
}

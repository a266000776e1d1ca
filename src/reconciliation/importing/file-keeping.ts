import type { Tx } from '../../database/transactions.ts';
import { addFile, keepContent } from './file-store.ts';
import type { BankFileSource } from './temporary-files.ts';

/** A file as it is kept. */
interface ToKeep {
  readonly name: string;
  readonly source: BankFileSource;
  readonly profile?: string | undefined;
}

/**
 * Keeps a file with its bytes while it is read: the database writes what the reader has no need to
 * wait for.
 */
export class FileKeeping {
  readonly #tx: Tx;
  readonly #file: ToKeep;
  readonly #stop = new AbortController();
  #adding: Promise<string> | null = null;
  #keeping: Promise<void> | null = null;

  constructor(tx: Tx, file: ToKeep) {
    this.#tx = tx;
    this.#file = file;
  }

  /** Begins, once the format is known. */
  begin(format: string): void {
    if (this.#adding !== null || this.#stop.signal.aborted) return;
    const { name, source, profile = null } = this.#file;
    const adding = addFile(this.#tx, { name, format, profile, sha256: source.sha256 });
    const about = { source, stop: this.#stop.signal };
    this.#keeping = adding.then((id) => keepContent(this.#tx, id, about));
    this.#adding = adding;
    // Whoever waits for the id or the end is told of a failure.
    this.#keeping.catch(() => {});
  }

  /** The id of the file, of which the format must be known. */
  async id(): Promise<string> {
    if (this.#adding === null) throw new Error('A file of no known format was about to be kept.');
    return this.#adding;
  }

  /** Waits until all of the file is kept. */
  async end(): Promise<void> {
    await this.#keeping;
  }

  /** Keeps no more of it, because it is refused, and waits until nothing is being written. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#keeping?.catch(() => {});
  }
}

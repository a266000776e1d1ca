import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Lines of one account and day. */
export interface StagedDay {
  /** The id of the bank account. */
  readonly account: string;
  /** ISO text. */
  readonly day: string;
  /** How many lines there are. */
  readonly count: number;
}

/** The lines of a day in memory, and where those before them are on disk. */
interface Held extends StagedDay {
  count: number;
  texts: string[];
  readonly places: { readonly start: number; readonly bytes: number }[];
}

/** Lines are written to disk once there are more characters of them in memory than this. */
const MOST_CHARACTERS = 250_000;

/**
 * Lines that were read, on disk by their accounts and days until all of the file is known to be
 * good. A day's lines come back in the order of the file, wherever they stood in it, so that what
 * is on a day can be compared as a whole in the memory of one day. Each line is a text without
 * line ends.
 */
export class StagedLines {
  readonly #days = new Map<string, Held>();
  readonly #file: FileHandle;
  #end = 0;
  #characters = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async in(folder: string): Promise<StagedLines> {
    return new StagedLines(await open(join(folder, 'lines'), 'wx+', 0o600));
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  add(account: string, day: string, text: string): void {
    const key = `${day} ${account}`;
    let held = this.#days.get(key);
    if (held === undefined) {
      held = { account, day, count: 0, texts: [], places: [] };
      this.#days.set(key, held);
    }
    held.count += 1;
    held.texts.push(text);
    this.#characters += text.length;
  }

  /** Writes to disk what is in memory, once that is much. */
  async relieve(): Promise<void> {
    if (this.#characters < MOST_CHARACTERS) return;
    const buffers: Buffer[] = [];
    for (const held of this.#days.values()) {
      if (held.texts.length === 0) continue;
      const bytes = Buffer.from(`${held.texts.join('\n')}\n`);
      held.places.push({ start: this.#end, bytes: bytes.length });
      held.texts = [];
      this.#end += bytes.length;
      buffers.push(bytes);
    }
    this.#characters = 0;
    await this.#file.writev(buffers);
  }

  /** The days in their order, and on each the accounts. */
  days(): StagedDay[] {
    return [...this.#days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, held]) => held);
  }

  /** The lines of a day in the order of the file, some at a time. */
  async *linesOf({ account, day }: StagedDay): AsyncGenerator<string[]> {
    const held = this.#days.get(`${day} ${account}`);
    const most = held?.places.reduce((size, { bytes }) => Math.max(size, bytes), 0) ?? 0;
    const buffer = Buffer.allocUnsafeSlow(most);
    for (const { start, bytes } of held?.places ?? []) {
      await this.#file.read(buffer, 0, bytes, start);
      const texts = buffer.toString('utf8', 0, bytes).split('\n');
      texts.pop();
      yield texts;
    }
    if (held !== undefined && held.texts.length > 0) yield held.texts;
  }
}

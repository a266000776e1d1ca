import { problemAt, type BankFileEvent, type BankFileReader } from './events.ts';

/** Stands in for the reader of a format that is known by sight but not read. */
export class UnreadReader implements BankFileReader {
  readonly #name: string;
  stopped = false;

  constructor(name: string) {
    this.#name = name;
  }

  read(): BankFileEvent[] {
    return this.end();
  }

  end(): BankFileEvent[] {
    if (this.stopped) return [];
    this.stopped = true;
    const message = `Expected a format that can be read; found ${this.#name}. Ask the bank for another.`;
    return [problemAt('line 1', 'error', 'format-unread', message)];
  }
}

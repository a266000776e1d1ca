import { Bai2Document } from './bai2-document.ts';
import { RecordJoiner } from './bai2-records.ts';
import { CharsetDecoder } from './charset.ts';
import { problemAt, type BankFileEvent, type BankFileReader, type Family } from './events.ts';
import { signOfBai2 } from './signs.ts';
import { Bai2Lines } from './bai2-lines.ts';
import type { TextLine } from './text-lines.ts';

/** BAI2 (Cash Management Balance Reporting, version 2), as banks of the United States write it. */
export const bai2: Family = {
  name: 'bai2',
  looksLike: signOfBai2,
  open: () => new Bai2Reader(),
};

/** Reads the records of a file one by one. */
export class Bai2Reader implements BankFileReader {
  readonly stopped = false;
  readonly #notes: BankFileEvent[] = [];
  readonly #decoder = new CharsetDecoder((code, message) => {
    this.#notes.push(problemAt('line 1', 'warning', code, message));
  });
  readonly #lines = new Bai2Lines();
  readonly #records = new RecordJoiner();
  readonly #document = new Bai2Document();
  #number = 1;

  read(bytes: Uint8Array): BankFileEvent[] {
    return this.#read(this.#lines.push(this.#decoder.push(bytes)));
  }

  end(): BankFileEvent[] {
    const events = this.#read(this.#lines.push(this.#decoder.end()));
    const last = this.#lines.end();
    events.push(...this.#read(last));
    // A record that is not closed by its stroke nor by the end of its line is not complete.
    const isOpen = last.some((line) => !/(?:\/\s*|^\s*)$/.test(line.text));
    const isDropped = isOpen && !/^\s*(?:49|98|99),/.test(last[0]?.text ?? '');
    if (isDropped) this.#records.drop();
    for (const record of this.#records.end()) events.push(...this.#document.take(record));
    return [...events, ...this.#document.end(`line ${this.#number}`, isDropped)];
  }

  #read(lines: readonly TextLine[]): BankFileEvent[] {
    const events = this.#notes.splice(0);
    for (const line of lines) {
      this.#number = line.number;
      for (const record of this.#records.push(line)) events.push(...this.#document.take(record));
    }
    return events;
  }
}

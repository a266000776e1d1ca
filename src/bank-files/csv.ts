import { CharsetDecoder } from './charset.ts';
import { CsvDocument } from './csv-document.ts';
import { formOf, isSpendingList, type Form } from './csv-layout.ts';
import type { CsvProfile } from './csv-profile.ts';
import { profileFor } from './csv-profiles.ts';
import { RowSplitter } from './csv-records.ts';
import { problemAt, type BankFileEvent, type BankFileReader, type Family } from './events.ts';
import { signOfCsv } from './signs.ts';

/** Comma separated values of banks, by the profile asked for or the one that the headings show. */
export const csv: Family = {
  name: 'csv',
  looksLike: signOfCsv,
  open: ({ profile }) => new CsvReader(profileFor(profile)),
};

/** Preamble and headings are within this many characters. */
const HEAD_CHARACTERS = 32_768;

/** Reads a bank's CSV as it arrives. */
export class CsvReader implements BankFileReader {
  stopped = false;
  readonly #wanted: CsvProfile | null;
  readonly #decoder = new CharsetDecoder((code, message) => {
    this.#events.push(problemAt('row 1', 'warning', code, message));
  });
  #head = '';
  #rows: RowSplitter | null = null;
  #document: CsvDocument | null = null;
  #events: BankFileEvent[] = [];

  /** With no profile it is found by the headings. */
  constructor(wanted: CsvProfile | null) {
    this.#wanted = wanted;
  }

  read(bytes: Uint8Array): BankFileEvent[] {
    this.#take(this.#decoder.push(bytes), false);
    return this.#taken();
  }

  end(): BankFileEvent[] {
    this.#take(this.#decoder.end(), true);
    for (const row of this.#rows?.end() ?? []) this.#document?.take(row);
    this.#events.push(...(this.#document?.end() ?? []));
    return this.#taken();
  }

  #take(text: string, isLast: boolean): void {
    if (this.stopped) return;
    let own = text;
    if (this.#rows === null) {
      this.#head += text;
      if (this.#head.length < HEAD_CHARACTERS && !isLast) return;
      own = this.#head.replace(/^\uFEFF/, '');
      this.#head = '';
      const form = formOf(own, this.#wanted);
      if (form === null) {
        this.#refuse(own);
        return;
      }
      this.#begin(form);
    }
    for (const row of this.#rows?.push(own) ?? []) this.#document?.take(row);
    this.#events.push(...(this.#document?.taken() ?? []));
  }

  #begin(form: Form): void {
    this.#rows = new RowSplitter(form.mark);
    this.#document = new CsvDocument(form, this.#wanted !== null);
  }

  #refuse(head: string): void {
    this.stopped = true;
    if (this.#wanted !== null) {
      const names = this.#wanted.needs.map((list) => `"${list.join('" or "')}"`).join(', ');
      const message =
        `Expected the headings ${names}; found no such row at the beginning. Check the profile, ` +
        `or leave it out.`;
      this.#events.push(problemAt('row 1', 'error', 'headings-missing', message));
      return;
    }
    const message = isSpendingList(head)
      ? 'Expected the statement of a bank account; found a list of payments to suppliers, which ' +
        'has no account and no balance. Ask the bank for the statement.'
      : 'Expected the headings of a bank statement (date, description, amount or paid in and paid ' +
        'out); found others. If it is one, write a profile for it (--profile FILE).';
    this.#events.push(problemAt('row 1', 'error', 'format-unknown', message));
  }

  #taken(): BankFileEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}

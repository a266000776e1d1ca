import { headText } from './charset.ts';
import { problemAt, type BankFileEvent, type BankFileReader } from './events.ts';
import { otherKind } from './signs.ts';

/** Readers are given a file in slices of this size, whatever the pieces it arrives in. */
const SLICE_BYTES = 65_536;

/**
 * Reads a file by the reader that its first slice asks for. As that reader always gets the same
 * slices, the same file gives the same events however it arrives; and a file in which nothing was
 * found says so.
 */
export class FileReading implements BankFileReader {
  readonly #open: (head: Uint8Array) => BankFileReader | null;
  readonly #slice = new Uint8Array(SLICE_BYTES);
  #filled = 0;
  #reader: BankFileReader | null = null;
  #unknown = false;
  #found = false;

  /** `open` gives the reader for a file that begins with these bytes, or null for none. */
  constructor(open: (head: Uint8Array) => BankFileReader | null) {
    this.#open = open;
  }

  get stopped(): boolean {
    return this.#unknown || this.#reader?.stopped === true;
  }

  read(bytes: Uint8Array): BankFileEvent[] {
    const events: BankFileEvent[] = [];
    let start = 0;
    while (start < bytes.length && !this.stopped) {
      const piece = bytes.subarray(start, start + SLICE_BYTES - this.#filled);
      this.#slice.set(piece, this.#filled);
      this.#filled += piece.length;
      start += piece.length;
      if (this.#filled === SLICE_BYTES) this.#pass(events);
    }
    return events;
  }

  end(): BankFileEvent[] {
    const events: BankFileEvent[] = [];
    if (this.stopped) return events;
    if (this.#reader === null && isBlank(this.#slice.subarray(0, this.#filled))) {
      return [nothing('the file is empty. Fetch it from the bank again')];
    }
    this.#pass(events);
    if (!this.stopped) this.#take(this.#reader?.end() ?? [], events);
    if (!this.#found) events.push(nothing('none. Ask the bank whether it is the right file'));
    return events;
  }

  #pass(events: BankFileEvent[]): void {
    const bytes = this.#slice.slice(0, this.#filled);
    this.#filled = 0;
    this.#reader ??= this.#open(bytes);
    if (this.#reader === null) {
      this.#unknown = true;
      this.#take([unknown(bytes)], events);
    } else {
      this.#take(this.#reader.read(bytes), events);
    }
  }

  /** A statement was found, or an error that says why there is none. */
  #take(found: readonly BankFileEvent[], events: BankFileEvent[]): void {
    for (const event of found) {
      const isError = event.type === 'problem' && event.problem.severity === 'error';
      this.#found ||= isError || event.type === 'statement';
      events.push(event);
    }
  }
}

/** White space, a byte order mark or zero bytes, and nothing else. */
function isBlank(bytes: Uint8Array): boolean {
  return headText(bytes).replaceAll('\0', '').trim() === '';
}

function nothing(found: string): BankFileEvent {
  const message = `Expected at least one bank statement; found ${found}.`;
  return problemAt('line 1', 'error', 'nothing-to-read', message);
}

function unknown(head: Uint8Array): BankFileEvent {
  const kind = otherKind(head) ?? 'none of them. Say which it is, or ask the bank for one of them';
  const message = `Expected a bank file (camt.052 to .054, MT940, MT942, OFX, QIF, BAI2 or CSV); found ${kind}.`;
  return problemAt('line 1', 'error', 'format-unknown', message);
}

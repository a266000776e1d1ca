import { CharsetDecoder } from './charset.ts';
import { problemAt, type BankFileEvent, type BankFileReader, type Family } from './events.ts';
import { FieldSplitter, type Mt940Item } from './mt940-fields.ts';
import type { Mt940Kind } from './mt940-head.ts';
import { Mt940Statement } from './mt940-statement.ts';
import { signOfMt940 } from './signs.ts';
import { Mt940Lines } from './mt940-lines.ts';
import type { TextLine } from './text-lines.ts';

/** SWIFT MT940 (statement) and MT942 (report of the day), as banks of many countries write them. */
export const mt940: Family = {
  name: 'mt940',
  aliases: ['mt942'],
  looksLike: signOfMt940,
  open: () => new Mt940Reader(),
};

/** Reads the messages of a file one by one. */
export class Mt940Reader implements BankFileReader {
  readonly stopped = false;
  readonly #notes: BankFileEvent[] = [];
  readonly #decoder = new CharsetDecoder((code, message) => {
    this.#notes.push(problemAt('line 1', 'warning', code, message));
  });
  readonly #lines = new Mt940Lines();
  readonly #fields = new FieldSplitter();
  #statement: Mt940Statement | null = null;
  /** What the envelope says the next message is. */
  #kind: Mt940Kind | null = null;
  #inEnvelope = false;
  /** Whether an end of message was found that may be only a stroke in a text. */
  #ended = false;
  #told = false;

  read(bytes: Uint8Array): BankFileEvent[] {
    return this.#read(this.#lines.push(this.#decoder.push(bytes)));
  }

  end(): BankFileEvent[] {
    const events = this.#read(this.#lines.push(this.#decoder.end()));
    const last = this.#lines.end();
    events.push(...this.#read(last));
    for (const item of this.#fields.end(last.length > 0)) this.#take(item, events);
    const isBroken = !this.#ended && this.#statement?.isBroken(this.#inEnvelope) === true;
    this.#close(isBroken, events);
    return [...events, ...this.#tell('mt940')];
  }

  #read(lines: readonly TextLine[]): BankFileEvent[] {
    const events = this.#notes.splice(0);
    for (const line of lines) {
      for (const item of this.#fields.push(line)) this.#take(item, events);
    }
    return events;
  }

  #take(item: Mt940Item, events: BankFileEvent[]): void {
    if (item.type === 'end') {
      this.#ended = true;
      this.#inEnvelope = false;
      this.#kind = null;
      return;
    }
    if (item.type === 'envelope') {
      this.#close(false, events);
      this.#kind = item.kind ?? this.#kind;
      this.#inEnvelope = true;
      return;
    }
    const { field } = item;
    const isOver = this.#ended && this.#statement?.canEnd === true;
    if (isOver || this.#statement?.isOverBefore(field.tag) === true) this.#close(false, events);
    this.#ended = false;
    this.#statement ??= new Mt940Statement(this.#kind, (kind) => this.#tell(kind));
    events.push(...this.#statement.take(field));
  }

  #close(broken: boolean, events: BankFileEvent[]): void {
    if (this.#statement !== null) events.push(...this.#statement.end(broken));
    this.#statement = null;
  }

  #tell(kind: Mt940Kind): BankFileEvent[] {
    if (this.#told) return [];
    this.#told = true;
    return [{ type: 'format', format: kind }];
  }
}

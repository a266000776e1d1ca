import { problemAt, type BankFileEvent, type Note } from './events.ts';
import { LONGEST_FIELD, type Mt940Field } from './mt940-fields.ts';
import { Mt940Count, Mt940Head, type Mt940Kind } from './mt940-head.ts';
import { HeldLines } from './mt940-held.ts';
import { readLine, type Mt940Line } from './mt940-line.ts';
import { readText } from './mt940-text.ts';
import { StatementSum } from './statement-sum.ts';

/** The line that is open: its texts come after it. */
interface OpenLine {
  readonly line: Mt940Line;
  readonly where: string;
  readonly about: string[];
  readonly nonSwift: string[];
  /** How many characters its texts have. */
  length: number;
}

/** Gives the event that names the format, once for a file. */
export type TellKind = (kind: Mt940Kind) => BankFileEvent[];

/** One message while it is read: a statement, a page of one, or a report of the day. */
export class Mt940Statement {
  readonly #head: Mt940Head;
  readonly #tell: TellKind;
  readonly #sum = new StatementSum();
  readonly #count = new Mt940Count();
  readonly #held = new HeldLines();
  #line: OpenLine | null = null;
  /** The last line of the file that was of this message. */
  #number = 1;
  #hasLines = false;
  #begun = false;
  /** False when a line is missing, so that nothing can be proved. */
  #complete = true;

  /** `kind` is what the envelope says it is, or null. */
  constructor(kind: Mt940Kind | null, tell: TellKind) {
    this.#head = new Mt940Head(kind);
    this.#tell = tell;
  }

  /** Whether a field cannot be of this message any more. */
  isOverBefore(tag: string): boolean {
    if (tag === '20') return this.#hasLines || !this.#head.isEmpty;
    if (!/^(?:25P?|28C?|60[FM])$/.test(tag)) return false;
    return this.#head.has('62') || (tag.startsWith('60') && this.#hasLines && this.#head.has('60'));
  }

  /** Whether an end of message can be meant; in a text, a stroke alone is none. */
  get canEnd(): boolean {
    return this.#head.has('62') || this.#head.kind === 'mt942' || !this.#head.has('60');
  }

  /** Whether the file has ended before the message had its closing balance or its envelope's end. */
  isBroken(inEnvelope: boolean): boolean {
    return !this.#head.has('62') && (this.#head.has('60') || inEnvelope);
  }

  take(field: Mt940Field): BankFileEvent[] {
    const events: BankFileEvent[] = [];
    const note: Note = (...said) => events.push(problemAt(`line ${field.number}`, ...said));
    this.#number = field.number + field.lines.length - 1;
    if (field.cut) noteCut(field.tag, note);
    if (field.tag === '86' || field.tag === 'NS') {
      this.#addText(field, note);
    } else {
      this.#closeLine(events);
      if (field.tag === '61') this.#openLine(field, note);
      else this.#head.take(field, note);
      if (field.tag.startsWith('62')) this.#release(events);
    }
    return events;
  }

  /** The end of the message; `broken` says that the file ended before the message did. */
  end(broken: boolean): BankFileEvent[] {
    const events: BankFileEvent[] = [];
    this.#closeLine(events);
    const where = `line ${this.#number}`;
    const note: Note = (...said) => events.push(problemAt(where, ...said));
    if (!this.#hasLines && !this.#head.isStatement) {
      if (!this.#head.isEmpty) noteFragment(note);
      return events;
    }
    this.#release(events);
    this.#begin(events);
    const isCut = broken && !this.#head.has('62');
    if (isCut) noteTruncated(note);
    this.#noteMissing(isCut, note);
    if (this.#complete && !isCut) this.#head.checkTotals(this.#count, note);
    const { opening, closing, asOf, currency } = this.#head;
    const sameCurrency = (opening?.currency ?? currency) === (closing?.currency ?? currency);
    if (!sameCurrency) noteCurrencies(note);
    const head = {
      from: opening?.on ?? null,
      to: closing?.on ?? asOf,
      fromOpening: true,
      opening: opening?.amount ?? null,
      closing: closing?.amount ?? null,
    };
    const complete = this.#complete && !isCut && sameCurrency;
    events.push(...this.#sum.end(head, { where, currency, complete }));
    return events;
  }

  #openLine(field: Mt940Field, note: Note): void {
    this.#hasLines = true;
    const line = readLine(field.lines, note);
    if (line === null || (field.open && !line.complete)) {
      if (line !== null) noteTruncated(note);
      this.#complete = false;
      return;
    }
    this.#line = { line, where: `line ${field.number}`, about: [], nonSwift: [], length: 0 };
  }

  /** Texts are of the line before them; those about the account or a balance are passed over. */
  #addText({ tag, lines }: Mt940Field, note: Note): void {
    const open = this.#line;
    if (open === null) return;
    const wasFull = open.length > LONGEST_FIELD;
    for (const line of lines) {
      open.length += line.length + 1;
      if (open.length <= LONGEST_FIELD) (tag === '86' ? open.about : open.nonSwift).push(line);
    }
    if (!wasFull && open.length > LONGEST_FIELD) noteCut(tag, note);
  }

  #closeLine(events: BankFileEvent[]): void {
    if (this.#line === null) return;
    const { line, where, about, nonSwift } = this.#line;
    this.#line = null;
    const { valueOn, amount, status, entry } = line;
    const { counterparty, text, ...found } = readText(about, line.supplement, nonSwift);
    const reference = line.reference ?? found.reference ?? line.bankReference;
    const given = { valueOn, amount, status, reference, counterparty, text, details: [] };
    this.#held.add({ line: given, entry, where });
    this.#sum.add(given);
    this.#count.add(given);
    if (this.#head.asOf !== null) this.#release(events);
    else if (this.#held.isFull) this.#releaseEarly(events);
  }

  /** Gives out the lines, now that the date is known that says the years of their entries. */
  #release(events: BankFileEvent[]): void {
    const { opening, closing, asOf, currency } = this.#head;
    if (this.#hasLines) this.#begin(events);
    const by = closing?.on ?? asOf ?? opening?.on ?? null;
    events.push(...this.#held.release(by, currency, false));
    const closedOn = closing?.on ?? null;
    if (closedOn === null || this.#held.provedBy(closedOn)) return;
    const note: Note = (...said) => events.push(problemAt(`line ${this.#number}`, ...said));
    note(
      'error',
      'year-differs',
      `Expected entries of the years that the opening balance says; found a closing balance of ` +
        `${closedOn}, which says others. Ask the bank for a shorter period.`,
    );
  }

  #releaseEarly(events: BankFileEvent[]): void {
    const { opening, currency } = this.#head;
    this.#begin(events);
    events.push(...this.#held.release(opening?.on ?? null, currency, true));
  }

  #begin(events: BankFileEvent[]): void {
    if (this.#begun) return;
    this.#begun = true;
    const { kind, account, currency } = this.#head;
    events.push(...this.#tell(kind), { type: 'statement', account, currency });
  }

  #noteMissing(isCut: boolean, note: Note): void {
    const { account, kind } = this.#head;
    if (account === null) {
      note(
        'error',
        'account-missing',
        'Expected an account (:25:); found none. Say which account it is, or ask the bank for a ' +
          'corrected file.',
      );
    }
    if (kind === 'mt942' || isCut) return;
    const missing = [!this.#head.has('60') && ':60F:', !this.#head.has('62') && ':62F:'];
    const named = missing.filter((one) => one !== false);
    if (named.length === 0) return;
    note(
      'warning',
      'balance-missing',
      `Expected an opening and a closing balance; found no ${named.join(' and no ')}. The lines ` +
        `cannot be checked against the balance.`,
    );
  }
}

function noteCut(tag: string, note: Note): void {
  note(
    'warning',
    'text-too-long',
    `Expected at most 100000 characters in :${tag}:; found more, which were left out.`,
  );
}

function noteTruncated(note: Note): void {
  note(
    'error',
    'file-truncated',
    'Expected the end of the message; found the end of the file. Fetch the file again.',
  );
}

function noteFragment(note: Note): void {
  note(
    'warning',
    'statement-incomplete',
    'Expected an account (:25:) with balances (:60F:, :62F:) or lines (:61:); found single ' +
      'fields, which were left out. Fetch the file again.',
  );
}

function noteCurrencies(note: Note): void {
  note(
    'warning',
    'currency-differs',
    'Expected the opening and the closing balance in one currency; found two. Nothing proves that ' +
      'the lines are complete; ask the bank.',
  );
}

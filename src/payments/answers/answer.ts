import type { Fault } from '../../problem.ts';

/** What a file that comes back can be: a status report, returned credits, wrong-account advice. */
export const ANSWER_FORMATS = ['pain_002', 'arucs', 'awacs'] as const;
export type AnswerFormat = (typeof ANSWER_FORMATS)[number];

/** What a line is about: a whole file, a block of it, one payment, one return, one advice. */
export type AnswerLevel = 'group' | 'payment' | 'transaction' | 'return' | 'advice';

/** What the bank says became of it. */
export type Said = 'accepted' | 'settled' | 'pending' | 'rejected' | 'returned' | 'advised';

export interface Account {
  /** Six digits. */
  readonly sortCode: string;
  /** Eight digits. */
  readonly accountNumber: string;
}

/** Where the payee's bank says that the money should go in future; what it does not say is null. */
export interface NewDetails {
  readonly sortCode: string | null;
  readonly accountNumber: string | null;
  readonly name: string | null;
}

/** One statement of a file. What the bank left out is null. */
export interface AnswerLine {
  /** Its place in the file, from 1. */
  readonly line: number;
  /** "line:column" in the file, both from 1. */
  readonly where: string;
  readonly level: AnswerLevel;
  readonly said: Said;
  /** The bank's reason, as it writes it. */
  readonly code: string | null;
  /** What our file called itself, and the block in it. */
  readonly messageId: string | null;
  readonly blockId: string | null;
  /** Our reference of the credit, as the bank gives it back. */
  readonly reference: string | null;
  /** Pounds and pence as text, where the currency is GBP or not said. */
  readonly amount: string | null;
  readonly currency: string | null;
  /** Where the payment was sent. */
  readonly account: Account | null;
  /** The day on which Bacs processed the payment. */
  readonly processedOn: string | null;
  readonly newDetails: NewDetails | null;
}

/** What is in a file. With any error, nothing of it may be used. */
export interface AnswerContent {
  /** Null when it is none of them; then there is an error. */
  readonly format: AnswerFormat | null;
  /** The day that the file says it was made on. */
  readonly madeOn: string | null;
  readonly lines: readonly AnswerLine[];
  readonly errors: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/** A line as a layout finds it; what is not given is null. */
export type FoundLine = Pick<AnswerLine, 'level' | 'said'> &
  Partial<Omit<AnswerLine, 'line' | 'where'>>;

/** The most lines of one file: more than twice the largest pay run. */
export const MOST_LINES = 250_000;

/** What is wrong with a file of a million bad lines is clear from the first of them. */
const MOST_FAULTS = 1000;

/** Gathers what a reader finds. */
export class Finding implements AnswerContent {
  format: AnswerFormat | null = null;
  madeOn: string | null = null;
  readonly lines: AnswerLine[] = [];
  readonly errors: Fault[] = [];
  readonly warnings: Fault[] = [];
  #full = false;

  add(where: string, found: FoundLine): void {
    if (this.lines.length >= MOST_LINES) return this.#refuseMore(where);
    this.lines.push({
      code: null,
      messageId: null,
      blockId: null,
      reference: null,
      amount: null,
      currency: null,
      account: null,
      processedOn: null,
      newDetails: null,
      ...found,
      line: this.lines.length + 1,
      where,
    });
  }

  #refuseMore(where: string): void {
    if (this.#full) return;
    this.#full = true;
    this.refuse(where, `Expected at most ${MOST_LINES.toLocaleString('en-GB')} lines; found more.`);
  }

  refuse(where: string, message: string): void {
    if (this.errors.length < MOST_FAULTS) this.errors.push({ where, message });
  }

  warn(where: string, message: string): void {
    if (this.warnings.length < MOST_FAULTS) this.warnings.push({ where, message });
  }
}

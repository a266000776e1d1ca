import { setImmediate } from 'node:timers/promises';
import { MONEY_PATTERN, money, toText } from '../money.ts';
import type { Fault } from '../problem.ts';
import { readCamt053, type CamtEvent, type CamtLine, type CamtStatementEnd } from './camt053.ts';

/** A booked line that moved money. */
export interface FileLine {
  /** Its place among the lines of the statement, from 1. */
  readonly position: number;
  readonly bookedOn: string;
  readonly valueOn: string | null;
  /** Pounds and pence as text; money out is negative. */
  readonly amount: string;
  readonly reference: string | null;
  readonly counterparty: string | null;
  readonly text: string | null;
}

export interface FileStatement {
  /** 1 for the first of the file. */
  readonly number: number;
  /** As the bank wrote it. */
  readonly account: string | null;
  readonly reference: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly opening: string | null;
  readonly closing: string | null;
  /** Whether the balances and the lines add up; null when the bank left a balance out. */
  readonly balances: boolean | null;
  readonly lines: readonly FileLine[];
}

/** What is in a bank file. With any error, nothing of it may be used. */
export interface FileContent {
  readonly format: string;
  readonly statements: readonly FileStatement[];
  readonly errors: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/** Bytes that are read before others get their turn. */
const TURN_BYTES = 262_144;

/** What is wrong with a file of a million bad lines is clear from the first of them. */
const MOST_FAULTS = 1000;

/** Reads a bank file (camt.053) into the booked lines of sterling accounts. Never throws for it. */
export async function readBankFile(content: Uint8Array): Promise<FileContent> {
  const reading = new Reading();
  for await (const event of readCamt053(inTurns(content))) reading.take(event);
  return reading;
}

async function* inTurns(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < content.length; start += TURN_BYTES) {
    yield content.subarray(start, start + TURN_BYTES);
    await setImmediate();
  }
}

class Reading implements FileContent {
  format = 'camt.053';
  readonly statements: FileStatement[] = [];
  readonly errors: Fault[] = [];
  readonly warnings: Fault[] = [];
  #lines: FileLine[] = [];
  #notBooked = 0;
  #nothing = 0;

  take(event: CamtEvent): void {
    if (event.type === 'document') this.format = event.format;
    if (event.type === 'line') this.#takeLine(event.line);
    if (event.type === 'statementEnd') this.#takeStatement(event.statement);
    if (event.type === 'problem') {
      const { severity, where, message } = event.problem;
      this.#note(severity === 'error' ? this.errors : this.warnings, where, message);
    }
  }

  #note(list: Fault[], where: string, message: string): void {
    if (list.length < MOST_FAULTS) list.push({ where, message });
  }

  #takeLine(line: CamtLine): void {
    if (line.status !== 'booked') {
      this.#notBooked += 1;
      return;
    }
    const amount = this.#sterling(line.amount, line.currency, line.where);
    if (line.bookedOn === null) {
      this.#note(this.errors, line.where, 'Expected a booking date on a booked line; found none.');
    }
    if (amount === null || line.bookedOn === null) return;
    if (money(amount).isZero()) {
      this.#nothing += 1;
      return;
    }
    const { number: position, bookedOn, valueOn, reference, counterparty } = line;
    this.#lines.push({
      position,
      bookedOn,
      valueOn,
      amount,
      reference,
      counterparty,
      text: textOf(line),
    });
  }

  #takeStatement(end: CamtStatementEnd): void {
    const where = `statement ${end.number}`;
    const { number, account, from, to, balances } = end;
    const opening = this.#sterling(end.opening, end.currency, where);
    const closing = this.#sterling(end.closing, end.currency, where);
    const reference = end.id ?? end.sequence;
    const lines = this.#lines;
    this.#lines = [];
    this.#noteOmissions(where, from !== null && to !== null);
    const dates = { from, to };
    const statement = { number, account, reference, ...dates, opening, closing, balances, lines };
    if (this.#isRepeat(statement)) {
      this.#note(this.errors, where, 'The same statement stands in the file twice.');
    }
    this.statements.push(statement);
  }

  /** Nothing of a file goes missing in silence. */
  #noteOmissions(where: string, hasDays: boolean): void {
    const left = (count: number, why: string): void => {
      const lines = count === 1 ? '1 line was' : `${count} lines were`;
      if (count > 0) this.#note(this.warnings, where, `${lines} left out: ${why}.`);
    };
    left(this.#notBooked, 'announced, not booked');
    left(this.#nothing, 'an amount of 0.00');
    this.#notBooked = 0;
    this.#nothing = 0;
    if (hasDays) return;
    const message =
      'The statement has no days, so nobody can say whether one before it is missing.';
    this.#note(this.warnings, where, message);
  }

  #isRepeat({ account, reference, from, to }: FileStatement): boolean {
    if (reference === null) return false;
    const same = this.statements.filter((one) => one.reference === reference);
    return same.some((one) => one.account === account && one.from === from && one.to === to);
  }

  /** An amount as the book holds it; null, with an error, for one that it cannot hold. */
  #sterling(amount: string | null, currency: string | null, where: string): string | null {
    if (amount === null) return null;
    if (currency !== 'GBP') {
      const found = currency === null ? 'no currency' : currency.slice(0, 10);
      this.#note(this.errors, where, `Expected pounds (GBP); found ${found}.`);
      return null;
    }
    const exact = money(amount);
    // The reader has an error for parts of a penny already.
    if (exact.decimalPlaces() > 2) return null;
    if (MONEY_PATTERN.test(toText(exact))) return toText(exact);
    const message = 'Expected an amount of at most 12 digits before the point; found more.';
    this.#note(this.errors, where, message);
    return null;
  }
}

/** The text with the batch and the sender's reference, where a pay run's serial may stand. */
function textOf({ text, batch, endToEndId }: CamtLine): string | null {
  const parts = [text, batch, endToEndId].filter((part) => part !== null);
  const said = parts.filter(
    (part, n) => !parts.slice(0, n).some((before) => before.includes(part)),
  );
  return said.length === 0 ? null : said.join(' ');
}

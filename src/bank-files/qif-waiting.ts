import { noteDate } from './days.ts';
import { problemAt, shown, type BankFileEvent, type BankFileLine } from './events.ts';
import {
  isAmbiguous,
  isNoDay,
  orderProvedBy,
  readingsOf,
  type DateReadings,
  type DayOrder,
} from './qif-dates.ts';

/** No more lines are held while the order of day and month is not known: some 20 MB of memory. */
const MOST_WAITING = 10_000;
const MOST_WAITING_CHARACTERS = 4_000_000;

type Waiting =
  | BankFileEvent
  | { readonly type: 'undated'; readonly line: BankFileLine; readonly date: string };

/**
 * Holds what was read until one date of the file proves whether day or month is first; then that
 * order is used for all. It is never guessed: where no date proves it, the ambiguous ones stay
 * empty, with an error.
 */
export class QifWaiting {
  #order: DayOrder | null;
  /** Whether it was given up to wait for a date that proves the order. */
  #isGivenUp = false;
  #waiting: Waiting[] = [];
  #characters = 0;
  #ambiguous: { readonly where: string; readonly date: string } | null = null;
  #isMixed = false;
  #events: BankFileEvent[] = [];

  /** With an order that a person has stated there is nothing to wait for. */
  constructor(order: DayOrder | null) {
    this.#order = order;
  }

  /** Which of day and month is first, as far as that is known now. */
  get order(): DayOrder | null {
    return this.#order;
  }

  /** Anything but a line. */
  push(event: BankFileEvent): void {
    if (this.#isWaiting) this.#hold(event, 100);
    else this.#events.push(event);
  }

  /** A line and its date as written. */
  pushLine(line: BankFileLine, date: string | null, where: string): void {
    const readings = date === null ? null : readingsOf(date);
    if (date === null || readings === null) {
      noteDate('date', date, (...said) => this.push(problemAt(where, ...said)));
      this.push({ type: 'line', line });
      return;
    }
    this.#prove(readings, where);
    if (this.#order === null ? isNoDay(readings) : readings[this.#order] === null) {
      noteDate('date', date, (...said) => this.push(problemAt(where, ...said)));
    }
    if (isAmbiguous(readings)) this.#ambiguous ??= { where, date };
    if (this.#isWaiting) {
      this.#hold({ type: 'undated', line, date }, charactersOf(line));
    } else {
      this.#events.push(this.#dated(line, date));
    }
  }

  /** The date of a record that is no line can prove the order too. */
  proveBy(date: string | null, where: string): void {
    const readings = readingsOf(date ?? '');
    if (readings !== null) this.#prove(readings, where);
  }

  /** What need not wait any more. */
  taken(): BankFileEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** The file has ended. */
  end(): BankFileEvent[] {
    if (this.#order === null && !this.#isGivenUp) this.#release();
    if (this.#order === null && this.#ambiguous !== null) this.#tellAmbiguous(this.#ambiguous);
    return this.taken();
  }

  /** Before the first line with an ambiguous date there is nothing to wait for. */
  get #isWaiting(): boolean {
    return this.#order === null && !this.#isGivenUp && this.#ambiguous !== null;
  }

  #prove(readings: DateReadings, where: string): void {
    const proved = orderProvedBy(readings);
    if (proved === null || this.#isGivenUp) return;
    if (this.#order === null) {
      this.#order = proved;
      this.#release();
    }
    if (this.#order === proved || this.#isMixed) return;
    this.#isMixed = true;
    const message =
      `Expected day and month in one order in all dates; found both ("${this.#order}" before, ` +
      `"${proved}" here). None of the dates is sure; ask the bank for another format.`;
    this.push(problemAt(where, 'error', 'date-order-mixed', message));
  }

  #hold(waiting: Waiting, characters: number): void {
    this.#waiting.push(waiting);
    this.#characters += characters;
    const isFull =
      this.#waiting.length >= MOST_WAITING || this.#characters >= MOST_WAITING_CHARACTERS;
    if (!isFull) return;
    this.#isGivenUp = true;
    this.#release();
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) {
      this.#events.push(one.type === 'undated' ? this.#dated(one.line, one.date) : one);
    }
  }

  #dated(line: BankFileLine, date: string): BankFileEvent {
    const readings = readingsOf(date);
    if (readings === null) return { type: 'line', line };
    return { type: 'line', line: { ...line, bookedOn: this.#day(readings) } };
  }

  /** Without a known order only a date that is the same day in either is sure. */
  #day(readings: DateReadings): string | null {
    if (this.#order !== null) return readings[this.#order];
    return isAmbiguous(readings) ? null : (readings['day-first'] ?? readings['month-first']);
  }

  #tellAmbiguous({ where, date }: { readonly where: string; readonly date: string }): void {
    const message =
      `Expected a date that shows whether day or month is first; found none, as in ` +
      `"${shown(date)}". The dates were left empty; inspect the file with --profile day-first or ` +
      `--profile month-first when you know it, or ask the bank for another format.`;
    this.#events.push(problemAt(where, 'error', 'date-ambiguous', message));
  }
}

function charactersOf(line: BankFileLine): number {
  const texts = [
    line.text,
    line.counterparty,
    line.reference,
    ...line.details.map((one) => one.text),
  ];
  return texts.reduce((total, text) => total + (text?.length ?? 0), 100 * line.details.length);
}

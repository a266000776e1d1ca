import { checkAmount } from './amounts.ts';
import { noteDate } from './days.ts';
import { problemAt, type BankFileEvent, type BankFileLine, type Note } from './events.ts';
import { nearestDay } from './short-days.ts';

/** A line that waits for the closing balance, whose date says the year of its entry. */
export interface HeldLine {
  /** The line as it is but for the day of its entry. */
  readonly line: Omit<BankFileLine, 'bookedOn'>;
  /** Month and day of the entry ("1231"); null when it is that of the value (SWIFT, field 61). */
  readonly entry: string | null;
  readonly where: string;
}

/** More than this is not held in memory: characters of text, and lines. */
const MOST_CHARACTERS = 2_000_000;
const MOST_LINES = 5000;

/** Days that were worked out are kept up to this many: most lines are of the same few. */
const MOST_DAYS = 1000;

/**
 * The lines of one statement until the date of its closing balance is known. Where they are too
 * many to be held, the day before them says the year, and the closing balance proves it.
 */
export class HeldLines {
  #held: HeldLine[] = [];
  #characters = 0;
  /** Entries that had to be dated before the closing balance: month and day, then the day given. */
  readonly #early = new Map<string, string>();

  readonly #days = new Map<string, string | null>();

  /** Once some were given out before their time, holding the others is of no use. */
  get isFull(): boolean {
    return (
      this.#early.size > 0 || this.#held.length >= MOST_LINES || this.#characters >= MOST_CHARACTERS
    );
  }

  add(held: HeldLine): void {
    this.#held.push(held);
    this.#characters += 200 + (held.line.text?.length ?? 0);
  }

  /** Gives out what is held, dated by a day of the statement or, for null, by the value of each. */
  release(by: string | null, currency: string | null, early: boolean): BankFileEvent[] {
    const events: BankFileEvent[] = [];
    for (const { line, entry, where } of this.#held) {
      const note: Note = (...said) => events.push(problemAt(where, ...said));
      checkAmount(line.amount, currency, note);
      const bookedOn = entry === null ? line.valueOn : this.#dayOf(entry, by ?? line.valueOn, note);
      if (early && entry !== null && bookedOn !== null) this.#early.set(entry, bookedOn);
      events.push({ type: 'line', line: { bookedOn, ...line } });
    }
    this.#held = [];
    this.#characters = 0;
    return events;
  }

  /** Whether the closing balance gives the lines that were dated before it the same years. */
  provedBy(closedOn: string): boolean {
    const early = [...this.#early];
    this.#early.clear();
    return early.every(([entry, day]) => nearestDay(entry, closedOn) === day);
  }

  #dayOf(entry: string, near: string | null, note: Note): string | null {
    const key = `${entry} ${near}`;
    let day = this.#days.get(key);
    if (day === undefined) {
      day = near === null ? null : nearestDay(entry, near);
      if (this.#days.size === MOST_DAYS) this.#days.clear();
      this.#days.set(key, day);
    }
    if (day === null) noteDate('entry date', entry, note);
    return day;
  }
}

import type { LineOrder } from './csv-walk.ts';
import type { BankFileEvent, BankFileLine, StatementEnd } from './events.ts';

/**
 * Gives a statement the period of its lines, as a CSV file does not say its own: from the first
 * booked day to the last. Only where that is proved: the running balance goes through all booked
 * lines, nothing in the statement is in error, each of its lines has its day, and the days are in
 * one order. Else the period stays unknown: a row that is missing could be of any day.
 */
export class PeriodOfLines {
  #first: string | null = null;
  #last: string | null = null;
  #order: LineOrder | null = null;
  #isSure = true;

  /** The same events, with the period of each statement at its end. */
  passed(events: readonly BankFileEvent[]): BankFileEvent[] {
    return events.map((event) => {
      if (event.type === 'statement') this.#begin();
      else if (event.type === 'problem') this.#isSure &&= event.problem.severity !== 'error';
      else if (event.type === 'line') this.#take(event.line);
      else if (event.type === 'statementEnd') return this.#ended(event);
      return event;
    });
  }

  #begin(): void {
    this.#first = null;
    this.#last = null;
    this.#order = null;
    this.#isSure = true;
  }

  #take({ bookedOn, status }: BankFileLine): void {
    if (status === 'pending') return;
    if (bookedOn === null) {
      this.#isSure = false;
      return;
    }
    this.#first ??= bookedOn;
    const before = this.#last ?? bookedOn;
    this.#last = bookedOn;
    if (before === bookedOn) return;
    const order = before < bookedOn ? 'oldest-first' : 'newest-first';
    this.#isSure &&= (this.#order ?? order) === order;
    this.#order = order;
  }

  #ended(end: StatementEnd): StatementEnd {
    if (!this.#isSure || end.balances !== true) return end;
    const isTurned = this.#order === 'newest-first';
    const [from, to] = isTurned ? [this.#last, this.#first] : [this.#first, this.#last];
    return { ...end, from, to };
  }
}

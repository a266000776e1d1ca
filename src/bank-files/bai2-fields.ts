import { noteDate } from './days.ts';
import { shown, type Note } from './events.ts';
import type { Bai2Field } from './bai2-records.ts';
import { dayText } from './days.ts';
import { shortDay } from './short-days.ts';

/** Takes the fields of a record one after another. */
export class FieldsInOrder {
  readonly #fields: readonly Bai2Field[];
  #at = 0;

  constructor(fields: readonly Bai2Field[]) {
    this.#fields = fields;
  }

  get isOver(): boolean {
    return this.#at >= this.#fields.length;
  }

  /** The next field; nothing when the record has no more. */
  next(): string {
    this.#at += 1;
    return this.#fields[this.#at - 1]?.text.trim() ?? '';
  }

  /** All that is left as a text: commas are its own, and continuations are words apart. */
  rest(): string {
    const left = this.#fields.slice(this.#at);
    this.#at = this.#fields.length;
    return left
      .map(({ text, starts }, n) => (n === 0 ? text : `${starts ? ' ' : ','}${text}`))
      .join('');
  }
}

/** When the money of an amount can be used. */
export interface Bai2Funds {
  /** The day of the value, where the file has one (type V), as written. */
  readonly valueOn: string | null;
  /** Whether it is of use on the day of the statement (type 0). */
  readonly isImmediate: boolean;
}

/**
 * Takes the type of funds and what goes with it: S with three amounts, V with a day and a time, D
 * with a number and as many pairs of days and amount; 0, 1, 2 and Z with nothing. The parts of S
 * and D are when the money can be used, not payments.
 */
export function takeFunds(fields: FieldsInOrder, note: Note): Bai2Funds {
  const type = fields.next().toUpperCase();
  const none = { valueOn: null, isImmediate: type === '0' };
  if (type === 'S') {
    fields.next();
    fields.next();
    fields.next();
  } else if (type === 'V') {
    const valueOn = fields.next();
    fields.next();
    return { valueOn: valueOn === '' ? null : valueOn, isImmediate: false };
  } else if (type === 'D') {
    const count = Number(/^\d{1,4}$/.exec(fields.next())?.[0] ?? 0);
    for (let n = 0; n < count && !fields.isOver; n += 1) {
      fields.next();
      fields.next();
    }
  } else if (!/^[012Z]?$/.test(type)) {
    note(
      'warning',
      'funds-unknown',
      `Expected a type of funds (0, 1, 2, S, V, D or Z); found "${shown(type)}". Look whether the ` +
        `fields of this record are in their places.`,
    );
  }
  return none;
}

/** A day of six digits, or of eight at some banks; null with a word when it is none. */
export function readDay(text: string, what: string, note: Note): string | null {
  if (text === '') return null;
  const long = /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  const day =
    long === null ? shortDay(text) : dayText(Number(long[1]), Number(long[2]), Number(long[3]));
  if (day === null) noteDate(what, text, note);
  return day;
}

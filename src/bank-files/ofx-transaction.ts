import { noteUnreadable } from './amounts.ts';
import { noteDate } from './days.ts';
import {
  LONGEST_LINE,
  problemAt,
  shown,
  type BankFileEvent,
  type BankFileLine,
  type Note,
} from './events.ts';
import { inWords, type OfxPlace } from './ofx-tokens.ts';
import { amountWritten, checkWritten, dayWritten } from './ofx-values.ts';

/** A value of the file and where in the file it begins. */
export interface OfxValue {
  readonly text: string;
  readonly where: OfxPlace;
}

/** What is read of a transaction; the name of a PAYEE is PAYEE.NAME. */
const WANTED: ReadonlySet<string> = new Set(
  (
    'TRNTYPE TRNAMT DTPOSTED DTTRAN DTAVAIL FITID REFNUM CHECKNUM ' +
    'NAME EXTDNAME PAYEE.NAME MEMO CURSYM'
  ).split(' '),
);

/** Gathers the values of one transaction (STMTTRN) and makes its line. */
export class OfxTransaction {
  readonly #values = new Map<string, OfxValue>();
  readonly #where: OfxPlace;
  readonly #status: BankFileLine['status'];
  #amounts = 0;

  constructor(where: OfxPlace, isPending: boolean) {
    this.#where = where;
    this.#status = isPending ? 'pending' : 'booked';
  }

  /** Keeps a value of the transaction; false for one that is none of its own. */
  take(name: string, value: OfxValue): boolean {
    if (!WANTED.has(name)) return false;
    if (name === 'TRNAMT') this.#amounts += 1;
    const before = this.#values.get(name);
    if (before === undefined) {
      this.#values.set(name, value);
    } else if (name === 'MEMO') {
      const text = `${before.text} ${value.text}`.slice(0, LONGEST_LINE);
      this.#values.set(name, { ...before, text });
    }
    return true;
  }

  /** The problems of the transaction, and its line if it has an amount that can be read. */
  end(currency: string | null): BankFileEvent[] {
    const events: BankFileEvent[] = [];
    const amount = this.#amount(currency, this.#noteAt('TRNAMT', events));
    const isPending = this.#status === 'pending';
    const booked = this.#day('DTPOSTED', 'booking date', !isPending, events);
    const value = this.#day(isPending ? 'DTTRAN' : 'DTAVAIL', 'date', false, events);
    if (amount === null) return events;
    this.#checkCurrency(currency, this.#noteAt('CURSYM', events));
    this.#checkType(amount, this.#noteAt('TRNTYPE', events));
    events.push({
      type: 'line',
      line: {
        bookedOn: booked,
        valueOn: value,
        amount,
        status: this.#status,
        reference: this.#first('FITID', 'REFNUM', 'CHECKNUM'),
        counterparty: this.#first('EXTDNAME', 'NAME', 'PAYEE.NAME'),
        text: this.#first('MEMO'),
        details: [],
      },
    });
    return events;
  }

  #amount(currency: string | null, note: Note): string | null {
    const written = this.#values.get('TRNAMT')?.text;
    if (this.#amounts > 1) {
      note(
        'error',
        'line-unreadable',
        `Expected one amount (TRNAMT) in a transaction; found ${this.#amounts}. The line was left ` +
          `out; ask the bank for a corrected file.`,
      );
      return null;
    }
    const amount = amountWritten(written ?? '', currency);
    if (amount === null) noteUnreadable(written, note);
    else checkWritten(amount, this.#first('CURSYM') ?? currency, note);
    return amount;
  }

  /** An amount in CURRENCY was not converted (OFX 1.6, 3.1.6): it is no amount of the account. */
  #checkCurrency(currency: string | null, note: Note): void {
    const own = this.#first('CURSYM');
    if (own === null || currency === null || own.toUpperCase() === currency) return;
    note(
      'error',
      'currency-differs',
      `Expected an amount in the account's currency ${shown(currency)}; found ${shown(own)}. The ` +
        `amount was not converted; ask the bank for it in the account's currency.`,
    );
  }

  /** Some banks write what goes out without a minus; the amount stays as it is. */
  #checkType(amount: string, note: Note): void {
    const type = this.#first('TRNTYPE')?.toUpperCase();
    const isOut = amount.startsWith('-');
    const isOdd = isOut ? type === 'CREDIT' : type === 'DEBIT' && /[1-9]/.test(amount);
    if (!isOdd) return;
    note(
      'warning',
      'direction-differs',
      `Expected the sign of the amount to agree with its type ${type}; found ` +
        `${isOut ? 'money out' : 'money in'}. The sign was kept; compare with the bank's own page.`,
    );
  }

  #day(name: string, what: string, isNeeded: boolean, events: BankFileEvent[]): string | null {
    const written = this.#values.get(name)?.text;
    const day = written === undefined ? null : dayWritten(written);
    const isMissed = written === undefined ? isNeeded : day === null;
    if (isMissed) noteDate(what, written, this.#noteAt(name, events));
    return day;
  }

  #first(...names: readonly string[]): string | null {
    const name = names.find((one) => this.#values.has(one));
    return this.#values.get(name ?? '')?.text ?? null;
  }

  #noteAt(name: string, events: BankFileEvent[]): Note {
    const where = this.#values.get(name)?.where ?? this.#where;
    return (...said) => void events.push(problemAt(inWords(where), ...said));
  }
}

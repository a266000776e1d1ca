import { Decimal, sum } from '../money.ts';
import { noteUnreadable } from './amounts.ts';
import {
  LONGEST_LINE,
  MOST_DETAILS,
  problemAt,
  shown,
  type BankFileDetail,
  type BankFileEvent,
  type BankFileLine,
  type Note,
} from './events.ts';
import { amountWritten, checkWritten, valueText } from './ofx-values.ts';

/** The fields of a transaction that are read, and those that say nothing about the bank's line. */
const KNOWN = 'DTUPMNLSE$CA%FXQIYO';

/** Gathers the lines of one transaction, up to its "^". */
export class QifRecord {
  readonly #where: string;
  readonly #fields = new Map<string, string>();
  readonly #details: { amount: string | null; category: string; memo: string | null }[] = [];
  readonly #events: BankFileEvent[] = [];
  #isMerged = false;
  #isTooLong = false;

  constructor(where: string) {
    this.#where = where;
  }

  /** Takes a line; false for a field that no QIF has. */
  take(code: string, written: string, where: string): boolean {
    const text = valueText(written);
    if (code === 'S') this.#beginDetail(text);
    else if (code === 'E' || code === '$') this.#takeOfDetail(code, text, where);
    else if (this.#fields.has(code) && 'DTU'.includes(code)) this.#isMerged = true;
    else this.#keep(code, text);
    return KNOWN.includes(code);
  }

  /** The date as written. */
  get date(): string | null {
    return this.#text('D');
  }

  /**
   * The balance that a first record called "Opening Balance" begins the account with (as Quicken
   * writes it, with the account's name in brackets); null for a transaction.
   */
  opening(): { readonly amount: string; readonly account: string } | null {
    if (!/^opening balance$/i.test(this.#text('P') ?? '')) return null;
    const account = /^\[(.*)\]$/.exec(this.#text('L') ?? '')?.[1];
    const amount = amountWritten(this.#text('T') ?? this.#text('U') ?? '', null);
    return account === undefined || amount === null || this.#isMerged ? null : { amount, account };
  }

  /** The problems of the record, and its line, without its date, if it has an amount. */
  end(): { readonly problems: BankFileEvent[]; readonly line: BankFileLine | null } {
    const note: Note = (...said) => this.#events.push(problemAt(this.#where, ...said));
    const amount = this.#isWhole(note) ? this.#amount(note) : null;
    const problems = this.#events;
    if (amount === null) return { problems, line: null };
    this.#checkDetails(amount, note);
    const line: BankFileLine = {
      bookedOn: null,
      valueOn: null,
      amount,
      status: 'booked',
      reference: this.#text('N'),
      counterparty: this.#text('P'),
      text: this.#text('M') ?? this.#text('L'),
      details: this.#details.map(detailOf),
    };
    return { problems, line };
  }

  #text(code: string): string | null {
    const text = this.#fields.get(code) ?? '';
    return text === '' ? null : text;
  }

  /** A memo or a name may go on in another line of the same field. */
  #keep(code: string, text: string): void {
    const before = this.#fields.get(code);
    const whole = before === undefined ? text : `${before} ${text}`;
    this.#fields.set(code, whole.slice(0, LONGEST_LINE));
  }

  #beginDetail(category: string): void {
    this.#isTooLong ||= this.#details.length === MOST_DETAILS;
    if (!this.#isTooLong) this.#details.push({ amount: null, category, memo: null });
  }

  #takeOfDetail(code: 'E' | '$', text: string, where: string): void {
    if (this.#details.length === 0) this.#beginDetail('');
    const detail = this.#details.at(-1);
    if (detail === undefined || this.#isTooLong) return;
    if (code === 'E') {
      detail.memo ??= text;
      return;
    }
    if (detail.amount !== null) this.#isMerged = true;
    detail.amount = amountWritten(text, null);
    if (detail.amount !== null) return;
    const message =
      `Expected an amount of a split like 1234.50; found "${shown(text)}". It was left empty; ` +
      `look at the split where the file comes from.`;
    this.#events.push(problemAt(where, 'error', 'amount-unreadable', message));
  }

  #isWhole(note: Note): boolean {
    if (!this.#isMerged && !this.#isTooLong) return true;
    note(
      'error',
      'line-unreadable',
      `Expected one date, one amount and at most ${MOST_DETAILS} splits before each "^"; found ` +
        `more. The line was left out; ask the bank for a corrected file.`,
    );
    return false;
  }

  #amount(note: Note): string | null {
    const written = this.#text('T') ?? this.#text('U');
    const amount = amountWritten(written ?? '', null);
    if (amount === null) {
      noteUnreadable(written, note);
      return null;
    }
    checkWritten(amount, null, note);
    const other = this.#text('T') === null ? null : this.#text('U');
    const otherAmount = amountWritten(other ?? '', null);
    const isSame = otherAmount !== null && new Decimal(otherAmount).equals(new Decimal(amount));
    if (other === null || isSame) return amount;
    note(
      'error',
      'amount-differs',
      `Expected the amount twice (T and U) the same; found "${shown(written)}" and ` +
        `"${shown(other)}". The first was kept; ask the bank which is meant.`,
    );
    return amount;
  }

  #checkDetails(amount: string, note: Note): void {
    const amounts = this.#details.flatMap((detail) => detail.amount ?? []);
    if (amounts.length === 0 || amounts.length < this.#details.length) return;
    const total = sum(amounts.map((one) => new Decimal(one)));
    if (total.equals(new Decimal(amount))) return;
    note(
      'warning',
      'details-differ',
      `Expected splits that make the amount ${amount}; found ${total.toFixed()}. The line's own ` +
        `amount was kept.`,
    );
  }
}

function detailOf(detail: {
  amount: string | null;
  category: string;
  memo: string | null;
}): BankFileDetail {
  const category = detail.category === '' ? null : detail.category;
  const { amount, memo } = detail;
  return { amount, reference: null, counterparty: null, text: memo ?? category };
}

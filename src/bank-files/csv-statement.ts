import { Decimal, ZERO } from '../money.ts';
import { BalanceWalk, type LineOrder } from './csv-walk.ts';
import { problemAt, type BankFileEvent, type BankFileLine } from './events.ts';
import { StatementSum } from './statement-sum.ts';

/** The statement of one account in a CSV: what is known of it until its end. */
export class CsvStatement {
  readonly account: string | null;
  readonly currency: string | null;
  readonly #sum = new StatementSum();
  readonly #walk = new BalanceWalk();
  #isTold = false;
  #isComplete = true;
  /** The first and the last cell with a date: what day it is may be known only at the end. */
  #firstDate: string | null = null;
  #lastDate: string | null = null;
  #lastRow: string | null = null;

  constructor(account: string | null, currency: string | null) {
    this.account = account;
    this.currency = currency;
  }

  /** Whether anything was found that belongs to it. */
  get isTold(): boolean {
    return this.#isTold;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** The beginning, the first time it is asked for. */
  begin(): BankFileEvent[] {
    if (this.#isTold) return [];
    this.#isTold = true;
    return [{ type: 'statement', account: this.account, currency: this.currency }];
  }

  /**
   * Counts the lines that one row gives: a payment, and its fee. `cells` is the row as one text,
   * `date` its cell with the date.
   */
  count(
    row: number,
    lines: readonly BankFileLine[],
    at: { readonly balance: string | null; readonly cells: string; readonly date: string | null },
  ): void {
    for (const line of lines) this.#sum.add(line);
    if (lines[0]?.status === 'pending') return;
    const [first, ...others] = lines.map((line) => new Decimal(line.amount));
    const amount = others.reduce((total, one) => total.plus(one), first ?? ZERO);
    const balance = at.balance === null ? null : new Decimal(at.balance);
    this.#walk.add(row, amount, balance, at.cells === this.#lastRow);
    this.#lastRow = at.cells;
    this.#firstDate ??= at.date;
    this.#lastDate = at.date ?? this.#lastDate;
  }

  /** A row with money was left out: nothing is proved about the whole any more. */
  miss(balance: string | null): void {
    this.#isComplete = false;
    this.#walk.skip(balance === null ? null : new Decimal(balance));
  }

  /** The end, after the problems that the balances show; `dayOf` gives the day of a cell if sure. */
  end(row: number, dayOf: (cell: string) => string | null): BankFileEvent[] {
    const walked = this.#walk.end(row, this.#orderByDate(dayOf), this.currency);
    const { opening, closing, problems } = walked;
    const about = {
      where: `row ${row}`,
      currency: this.currency,
      complete: this.#isComplete,
    };
    const head = { from: null, to: null, opening, closing };
    return [...this.begin(), ...problems, ...this.#sum.end(head, about)];
  }

  #orderByDate(dayOf: (cell: string) => string | null): LineOrder | null {
    if (this.#firstDate === null || this.#lastDate === null) return null;
    const [first, last] = [dayOf(this.#firstDate), dayOf(this.#lastDate)];
    if (first === null || last === null || first === last) return null;
    return first < last ? 'oldest-first' : 'newest-first';
  }
}

const ACCOUNT_WORDS =
  /^(sort code|account (?:number|no\.?|name)|account(?=:)|iban)(?:\s*:\s*|\s+)(.{1,100})$/i;

/** What the rows before the headings say about the account. */
export class Preamble {
  #sortCode: string | null = null;
  #number: string | null = null;
  #name: string | null = null;

  take(cells: readonly string[]): void {
    const text = cells
      .map((cell) => cell.slice(0, 200).replaceAll(/\s+/g, ' ').trim())
      .filter((cell) => cell !== '')
      .join(' ');
    const [, label = '', value = ''] = ACCOUNT_WORDS.exec(text) ?? [];
    if (/^sort/i.test(label)) this.#sortCode ??= value;
    else if (/name$/i.test(label)) this.#name ??= value;
    else if (label !== '') this.#number ??= value;
  }

  get account(): string | null {
    if (this.#number === null) return this.#name;
    return this.#sortCode === null ? this.#number : `${this.#sortCode} ${this.#number}`;
  }
}

/** Says that the file may end in the middle of an amount or a text. */
export function maybeCut(row: number): BankFileEvent {
  const message =
    'Expected the end of a line after the last row; found the end of the file. Its last amount or ' +
    'text may be cut off; compare it with the one at the bank.';
  return problemAt(`row ${row}`, 'warning', 'file-truncated', message);
}

import { Decimal } from '../money.ts';
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
  #firstDay: string | null = null;
  #lastDay: string | null = null;
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
   * `day` its day where that is sure.
   */
  count(
    row: number,
    lines: readonly BankFileLine[],
    at: { readonly balance: string | null; readonly cells: string; readonly day: string | null },
  ): void {
    for (const line of lines) this.#sum.add(line);
    if (lines[0]?.status === 'pending') return;
    const amount = lines.reduce((total, line) => total.plus(line.amount), new Decimal(0));
    const balance = at.balance === null ? null : new Decimal(at.balance);
    this.#walk.add(row, amount, balance, at.cells === this.#lastRow);
    this.#lastRow = at.cells;
    this.#firstDay ??= at.day;
    this.#lastDay = at.day ?? this.#lastDay;
  }

  /** A row with money was left out: nothing is proved about the whole any more. */
  miss(balance: string | null): void {
    this.#isComplete = false;
    this.#walk.skip(balance === null ? null : new Decimal(balance));
  }

  /** The end, after the problems that the balances show. */
  end(row: number): BankFileEvent[] {
    const walked = this.#walk.end(row, this.#orderByDate(), this.currency);
    const { opening, closing, problems } = walked;
    const about = {
      where: `row ${row}`,
      currency: this.currency,
      complete: this.#isComplete,
    };
    const head = { from: null, to: null, opening, closing };
    return [...this.begin(), ...problems, ...this.#sum.end(head, about)];
  }

  #orderByDate(): LineOrder | null {
    if (this.#firstDay === null || this.#lastDay === null) return null;
    if (this.#firstDay === this.#lastDay) return null;
    return this.#firstDay < this.#lastDay ? 'oldest-first' : 'newest-first';
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

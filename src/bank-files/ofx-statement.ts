import { noteDate } from './days.ts';
import { problemAt, shown, type BankFileEvent, type Note } from './events.ts';
import type { OfxStructure } from './ofx-structure.ts';
import { inWords, type OfxPlace } from './ofx-tokens.ts';
import { OfxTransaction, type OfxValue } from './ofx-transaction.ts';
import { accountWritten, amountWritten, checkWritten, dayWritten } from './ofx-values.ts';

/**
 * One statement of an account. Its head may come after its lines, so the event that begins it
 * waits for the first line. OFX has no opening balance: nothing proves that it is complete.
 */
export class OfxStatement {
  readonly #structure: OfxStructure;
  readonly #emit: (event: BankFileEvent) => void;
  readonly #head = new Map<string, OfxValue>();
  #begun = false;
  #begunAs = '';
  #transaction: OfxTransaction | null = null;
  #securities = 0;

  constructor(structure: OfxStructure, emit: (event: BankFileEvent) => void) {
    this.#structure = structure;
    this.#emit = emit;
  }

  /** A transaction begins. */
  beginTransaction(where: OfxPlace): void {
    this.#transaction = new OfxTransaction(where, this.#structure.isPending);
  }

  /** The transaction has ended: it is whole. */
  endTransaction(): void {
    const transaction = this.#transaction;
    this.#transaction = null;
    if (transaction === null) return;
    this.#begin();
    for (const event of transaction.end(this.#currency)) this.#emit(event);
  }

  /** A purchase, a sale or income of securities: no movement of the bank account. */
  countSecurities(): void {
    this.#securities += 1;
  }

  /** A value of the statement or of the transaction that is open. */
  value(name: string, value: OfxValue): void {
    const structure = this.#structure;
    if (structure.has('ORIGCURRENCY')) return;
    const isPayee = name === 'NAME' && structure.has('PAYEE');
    if (this.#transaction?.take(isPayee ? 'PAYEE.NAME' : name, value) === true) return;
    if (name === 'TRNAMT') this.#strayAmount(value);
    else if (name === 'BALAMT') this.#keep(structure.has('LEDGERBAL') ? name : '', value);
    else if (name === 'ACCTID' || name === 'BANKID') {
      this.#keep(structure.isInAccount ? name : '', value);
    } else if (name === 'CURDEF' || name === 'DTSTART' || name === 'DTEND') this.#keep(name, value);
  }

  /** The statement has ended. When the file broke off before that, its closing balance is unknown. */
  end(where: OfxPlace): void {
    this.#transaction = null;
    this.#begin();
    this.#checkHead(where);
    if (this.#securities > 0) this.#tellSecurities(where);
    const from = this.#day('DTSTART', 'first day of the statement');
    const to = this.#day('DTEND', 'last day of the statement');
    const closing = this.#closing();
    this.#emit({ type: 'statementEnd', from, to, opening: null, closing, balances: null });
  }

  get #currency(): string | null {
    return this.#head.get('CURDEF')?.text.toUpperCase() ?? null;
  }

  get #account(): string | null {
    const text = (name: string): string | null => this.#head.get(name)?.text ?? null;
    return accountWritten(text('BANKID'), text('ACCTID'));
  }

  #keep(name: string, value: OfxValue): void {
    if (name !== '' && !this.#head.has(name)) this.#head.set(name, value);
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const [account, currency] = [this.#account, this.#currency];
    this.#begunAs = `${account} ${currency}`;
    this.#emit({ type: 'statement', account, currency });
  }

  #checkHead(where: OfxPlace): void {
    const isLate = `${this.#account} ${this.#currency}` !== this.#begunAs;
    if (!isLate && this.#head.has('ACCTID') && this.#head.has('CURDEF')) return;
    const message =
      `Expected the account (ACCTID) and its currency (CURDEF) before the lines; found ` +
      `${isLate ? 'them after' : 'no such'}. Say which account it is when you import the file.`;
    this.#emit(problemAt(inWords(where), 'warning', 'account-missing', message));
  }

  #tellSecurities(where: OfxPlace): void {
    const message =
      `Expected lines of a bank account; found also ${this.#securities} transactions of ` +
      `securities, which were left out. Only the movements of cash were read.`;
    this.#emit(problemAt(inWords(where), 'warning', 'securities-left-out', message));
  }

  #strayAmount({ where }: OfxValue): void {
    const message =
      'Expected an amount (TRNAMT) inside a transaction (STMTTRN); found one outside. It was left ' +
      'out; ask the bank for a corrected file.';
    this.#emit(problemAt(inWords(where), 'error', 'line-unreadable', message));
  }

  #day(name: string, what: string): string | null {
    const value = this.#head.get(name);
    if (value === undefined) return null;
    const day = dayWritten(value.text);
    if (day === null) noteDate(what, value.text, this.#noteAt(value));
    return day;
  }

  #closing(): string | null {
    const value = this.#head.get('BALAMT');
    if (value === undefined) return null;
    const note = this.#noteAt(value);
    const closing = amountWritten(value.text, this.#currency);
    if (closing !== null) {
      checkWritten(closing, this.#currency, note);
      return closing;
    }
    note(
      'error',
      'balance-unreadable',
      `Expected a closing balance like 1234.50; found "${shown(value.text)}". It was left empty; ` +
        `ask the bank for a corrected file.`,
    );
    return null;
  }

  #noteAt({ where }: OfxValue): Note {
    return (...said) => this.#emit(problemAt(inWords(where), ...said));
  }
}

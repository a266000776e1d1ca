import { CharsetDecoder } from './charset.ts';
import {
  problemAt,
  shown,
  type BankFileEvent,
  type BankFileProblem,
  type BankFileReader,
  type Family,
} from './events.ts';
import { valueText } from './ofx-values.ts';
import type { DayOrder } from './qif-dates.ts';
import { QifRecord } from './qif-record.ts';
import { QifWaiting } from './qif-waiting.ts';
import { signOfQif } from './signs.ts';
import { LineSplitter, type TextLine } from './text-lines.ts';

/** Quicken Interchange Format. The profile can say which of day and month is first in dates. */
export const qif: Family = {
  name: 'qif',
  looksLike: signOfQif,
  open: ({ profile }) => new QifReader(orderOf(profile)),
};

function orderOf(profile: string | undefined): DayOrder | null {
  return profile === 'day-first' || profile === 'month-first' ? profile : null;
}

/** Accounts with transactions of money. Lists of categories and the like have none. */
const OF_MONEY = /^(?:bank|c\s?card|cash|oth\s?[al])$/i;
const OF_LISTS = /^(?:cat|class|memorized|prices|security|budget|tag)/i;

type Section = 'transactions' | 'accounts' | 'other';

/** Reads QIF as it arrives. It names no bank account, no currency and no identifiers. */
export class QifReader implements BankFileReader {
  readonly stopped = false;
  readonly #decoder = new CharsetDecoder((code, message) => this.#say('warning', code, message));
  readonly #lines = new LineSplitter();
  readonly #waiting: QifWaiting;
  #line = 1;
  #section: Section = 'transactions';
  #hasBegun = false;
  /** The statement that is open. Its beginning waits for its first record. */
  #isOpen = false;
  #isTold = false;
  #account: string | null = null;
  #opening: string | null = null;
  #records = 0;
  #record: QifRecord | null = null;
  #recordWhere = '';
  readonly #said = new Set<string>();

  constructor(order: DayOrder | null) {
    this.#waiting = new QifWaiting(order);
  }

  read(bytes: Uint8Array): BankFileEvent[] {
    for (const line of this.#lines.push(this.#decoder.push(bytes))) this.#take(line);
    return this.#waiting.taken();
  }

  end(): BankFileEvent[] {
    const last = [...this.#lines.push(this.#decoder.end()), ...this.#lines.end()];
    for (const line of last) this.#take(line);
    this.#begin();
    if (this.#record !== null) this.#tellTruncated();
    this.#endStatement();
    return this.#waiting.end();
  }

  #take({ number, text, cut }: TextLine): void {
    this.#line = number;
    this.#begin();
    if (cut) {
      this.#sayOnce(
        'warning',
        'text-too-long',
        'Expected shorter lines; found one of more than a million characters. The rest of it was ' +
          'left out.',
      );
    }
    const line = text.trim();
    if (line === '') return;
    if (line.startsWith('!')) this.#header(line.slice(1));
    else if (this.#section === 'transactions') this.#field(line);
    else if (this.#section === 'accounts' && line.startsWith('N')) {
      this.#account = valueText(line.slice(1)) || null;
    }
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#waiting.push({ type: 'format', format: 'qif' });
    this.#say(
      'warning',
      'low-trust',
      'Expected a format with account, currency and references; found QIF, which has none. Say ' +
        'which account it is, look for lines that are there twice, or ask the bank for camt.053.',
    );
  }

  /** "!Type:Bank", "!Account", "!Option:AutoSwitch": what the following lines are. */
  #header(header: string): void {
    if (this.#record !== null) this.#tellTruncated();
    const [, kind = '', of = ''] = /^([a-z]+)\s*:?\s*(.*)$/i.exec(header) ?? [];
    if (/^(?:option|clear)$/i.test(kind)) return;
    this.#endStatement();
    if (/^account$/i.test(kind)) {
      this.#section = 'accounts';
      this.#account = null;
      return;
    }
    const isMoney = /^type$/i.test(kind) && OF_MONEY.test(of);
    this.#section = isMoney ? 'transactions' : 'other';
    this.#isOpen = isMoney;
    if (isMoney || (/^type$/i.test(kind) && OF_LISTS.test(of))) return;
    this.#say(
      'warning',
      'section-left-out',
      `Expected transactions of a bank account, a card or cash; found "!${shown(header)}". They ` +
        `were left out; ask for another format if they are needed.`,
    );
  }

  #field(line: string): void {
    if (!this.#isOpen) this.#tellHeadless();
    if (line.startsWith('^')) {
      this.#endRecord();
      return;
    }
    const where = `line ${this.#line}`;
    if (this.#record === null) {
      this.#record = new QifRecord(where);
      this.#recordWhere = where;
    }
    const isKnown = this.#record.take(line.slice(0, 1).toUpperCase(), line.slice(1), where);
    if (isKnown) return;
    this.#sayOnce(
      'warning',
      'field-unknown',
      'Expected a field that QIF has (D, T, U, P, M, L, N, S, E, $, ^); found another. It was left ' +
        'out; look at the line.',
    );
  }

  #endRecord(): void {
    const record = this.#record;
    this.#record = null;
    if (record === null) return;
    const opening = this.#records === 0 ? record.opening() : null;
    this.#records += 1;
    if (opening !== null) {
      this.#takeOpening(opening, record);
      return;
    }
    this.#tellStatement();
    const { problems, line } = record.end();
    for (const problem of problems) this.#waiting.push(problem);
    if (line !== null) this.#waiting.pushLine(line, record.date, this.#recordWhere);
  }

  #takeOpening(opening: { amount: string; account: string }, record: QifRecord): void {
    this.#account ??= valueText(opening.account) || null;
    this.#opening = opening.amount;
    this.#waiting.proveBy(record.date, this.#recordWhere);
    this.#tellStatement();
    this.#say(
      'warning',
      'opening-balance',
      'Expected transactions; found the opening balance written as the first of them. It was ' +
        'taken as the balance, not as a line.',
    );
  }

  #tellStatement(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#waiting.push({ type: 'statement', account: this.#account, currency: null });
  }

  #endStatement(): void {
    this.#record = null;
    if (this.#isOpen) {
      this.#tellStatement();
      const none = { from: null, to: null, closing: null, balances: null };
      this.#waiting.push({ type: 'statementEnd', ...none, opening: this.#opening });
    }
    this.#isOpen = false;
    this.#isTold = false;
    this.#opening = null;
    this.#records = 0;
  }

  #tellHeadless(): void {
    this.#isOpen = true;
    this.#say(
      'warning',
      'header-missing',
      'Expected "!Type:Bank" before the first transaction; found none. They were read as those of ' +
        'a bank account.',
    );
  }

  #tellTruncated(): void {
    this.#say(
      'error',
      'file-truncated',
      `Expected "^" after the transaction that begins in ${this.#recordWhere}; found the end of ` +
        `the file or of its part. The line was left out; fetch the file from the bank again.`,
    );
  }

  #sayOnce(severity: BankFileProblem['severity'], code: string, message: string): void {
    if (this.#said.has(code)) return;
    this.#said.add(code);
    this.#say(severity, code, message);
  }

  #say(severity: BankFileProblem['severity'], code: string, message: string): void {
    this.#waiting.push(problemAt(`line ${this.#line}`, severity, code, message));
  }
}

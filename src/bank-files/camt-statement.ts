import { Decimal, ZERO } from '../money.ts';
import { BookedBalances } from './camt-balances.ts';
import type { CamtTransaction } from './camt-details.ts';
import type { CamtLine } from './camt-entry.ts';
import { readDay, usable } from './camt-values.ts';
import { shown, type Note } from './events.ts';
import { inWords } from './statement-sum.ts';
import { childOf, textOf, type XmlNode } from './xml-tree.ts';

/** What is known of a statement when its first line arrives. Amounts are text with a sign. */
export interface CamtStatement {
  /** 1 for the first statement of the file. */
  readonly number: number;
  readonly id: string | null;
  /** The electronic sequence number (ElctrncSeqNb), else the legal one (LglSeqNb). */
  readonly sequence: string | null;
  /** IBAN, or the account number the bank uses, as written. */
  readonly account: string | null;
  readonly currency: string | null;
  /** The first and last day (FrToDt), else the days of the opening and closing balance. */
  readonly from: string | null;
  readonly to: string | null;
  /** Whether the first day is that of the opening balance. */
  readonly fromOpening: boolean;
  readonly opening: string | null;
}

/** What is known of a statement at its end. */
export interface CamtStatementEnd extends CamtStatement {
  readonly closing: string | null;
  /** Whether opening + booked lines = closing; null when that cannot be worked out. */
  readonly balances: boolean | null;
  /** The balances in the file, also those that cannot be worked with: too long, or another currency. */
  readonly stated: { readonly opening: string | null; readonly closing: string | null };
  readonly lineCount: number;
  /** False when the file broke off before the statement's end. */
  readonly complete: boolean;
}

/** The children of Stmt that are read; all others are passed over. */
export const STATEMENT_PARTS: ReadonlySet<string> = new Set([
  'Id',
  'ElctrncSeqNb',
  'LglSeqNb',
  'FrToDt',
  'Acct',
  'Bal',
  'Ntry',
]);

/** A statement while it is being read. */
export class StatementInProgress {
  readonly number: number;
  readonly where: string;
  readonly #hasBalances: boolean;
  /** The details of the line that is being read. */
  transactions: CamtTransaction[] = [];
  lineCount = 0;
  #texts = new Map<string, string>();
  #account: string | null = null;
  #accountCurrency: string | null = null;
  #period: XmlNode | undefined;
  readonly #balances: BookedBalances;
  #lineCurrency: string | null = null;
  #booked = ZERO;
  #bookedUnknown = false;

  /** `hasBalances` says whether a missing balance is worth a word. */
  constructor(number: number, where: string, hasBalances: boolean) {
    this.number = number;
    this.where = where;
    this.#hasBalances = hasBalances;
    this.#balances = new BookedBalances(hasBalances);
  }

  /** Takes in a part of the statement other than a line. The first of each kind counts. */
  add(node: XmlNode, note: Note): void {
    if (node.name === 'Bal') return this.#balances.add(node, note);
    if (node.name === 'FrToDt') {
      this.#period ??= node;
    } else if (node.name === 'Acct') {
      this.#account ??= accountOf(childOf(node, 'Id'));
      this.#accountCurrency ??= textOf(node, 'Ccy');
    } else if (!this.#texts.has(node.name)) {
      this.#texts.set(node.name, node.text);
    }
  }

  /** Counts a line and, when it is booked, adds it to the balance. */
  addLine(line: CamtLine, note: Note): void {
    this.lineCount += 1;
    this.#lineCurrency ??= line.currency;
    const differs = line.currency !== null && line.currency !== this.currency();
    if (differs) {
      note(
        'warning',
        'currency-differs',
        `Expected the account's currency ${shown(this.currency())}; found ${shown(line.currency)}. ` +
          `The balance of this statement cannot be checked.`,
      );
    }
    if (line.status !== 'booked') return;
    if (line.amount === null || differs) this.#bookedUnknown = true;
    else this.#booked = this.#booked.plus(new Decimal(line.amount));
  }

  /** The account's currency, else that of its balances, else that of its first line. */
  currency(): string | null {
    return this.#accountCurrency ?? this.#balances.currency ?? this.#lineCurrency;
  }

  /** What is known now. */
  heading(note: Note): CamtStatement {
    const opening = this.#balances.opening(this.currency());
    const first = textOf(this.#period, 'FrDtTm') ?? textOf(this.#period, 'FrDt');
    const last = textOf(this.#period, 'ToDtTm') ?? textOf(this.#period, 'ToDt');
    return {
      number: this.number,
      id: this.#text('Id'),
      sequence: this.#text('ElctrncSeqNb') ?? this.#text('LglSeqNb'),
      account: this.#account,
      currency: this.currency(),
      from: first === null ? this.#balances.dayOf('OPBD') : readDay(first, 'first day', note),
      to: this.#lastDay(last, note),
      fromOpening: first === null,
      opening: usable(opening?.amount ?? null),
    };
  }

  /** The last day; a period that ends at midnight ends on the day of its closing balance. */
  #lastDay(last: string | null, note: Note): string | null {
    const closedOn = this.#balances.dayOf('CLBD');
    if (last === null) return closedOn;
    const day = readDay(last, 'last day', note);
    if (day === null || closedOn === null || !/T00:00(?!:?0*[1-9])/.test(last)) return day;
    const before = Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
    return closedOn === before ? before : day;
  }

  /** What is known at the end, with the proof of the balances. */
  ending(complete: boolean, note: Note): CamtStatementEnd {
    const heading = this.heading(note);
    const closing = usable(this.#balances.closing(this.currency())?.amount ?? null);
    if (complete && heading.account === null) {
      note(
        'error',
        'account-missing',
        'Expected an account (Acct/Id with IBAN or Othr/Id); found none. Ask the bank for a ' +
          'corrected file.',
      );
    }
    const balances = complete ? this.#proof(heading.opening, closing, note) : null;
    const stated = this.#balances.stated(this.currency());
    return { ...heading, closing, balances, stated, lineCount: this.lineCount, complete };
  }

  #proof(opening: string | null, closing: string | null, note: Note): boolean | null {
    if (opening === null || closing === null) {
      if (!this.#hasBalances) return null;
      const missing = [opening === null && 'opening', closing === null && 'closing'];
      note(
        'warning',
        'balance-missing',
        `Expected an opening and a closing booked balance in ${shown(this.currency() ?? 'one currency')}` +
          `; without: ${missing.filter((one) => one !== false).join(', ')}. The lines cannot be ` +
          `checked against the balance.`,
      );
      return null;
    }
    if (this.#bookedUnknown) return null;
    const expected = new Decimal(opening).plus(this.#booked);
    const difference = new Decimal(closing).minus(expected);
    if (difference.isZero()) return true;
    const text = (amount: Decimal): string => inWords(amount, this.currency());
    note(
      'warning',
      'balance-differs',
      `Expected the closing balance ${text(expected)} (opening ${text(new Decimal(opening))} and ` +
        `booked lines ${text(this.#booked)}); found ${text(new Decimal(closing))}, a difference ` +
        `of ${text(difference)}. Look for missing lines, or ask the bank.`,
    );
    return false;
  }

  #text(name: string): string | null {
    const text = this.#texts.get(name) ?? '';
    return text === '' ? null : text;
  }
}

/** IBAN, else the other identification; version 1 had BBAN, UPIC and PrtryAcct. */
function accountOf(id: XmlNode | undefined): string | null {
  return (
    textOf(id, 'IBAN') ??
    textOf(childOf(id, 'Othr'), 'Id') ??
    textOf(id, 'BBAN') ??
    textOf(id, 'UPIC') ??
    textOf(childOf(id, 'PrtryAcct'), 'Id')
  );
}

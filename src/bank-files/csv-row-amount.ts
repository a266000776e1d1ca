import { checkAmount, noteUnreadable, turned } from './amounts.ts';
import { amountIn, isNoAmount, type CellAmount } from './csv-amounts.ts';
import type { Layout } from './csv-layout.ts';
import type { Role } from './csv-profile.ts';
import { shown, type Note } from './events.ts';

/** What a row says about money, in the currency of its statement. */
export interface RowMoney {
  /** Null when it has none that can be used; `isEmpty` when it says nothing at all. */
  readonly amount: string | null;
  readonly isEmpty: boolean;
  /** A fee that is taken with it, as money out. */
  readonly fee: string | null;
  readonly balance: string | null;
}

type Cell = (role: Role) => string;

/** Reads the amounts of a row; what is wrong with them is noted, as an error if it is left out. */
export function moneyOf(cell: Cell, layout: Layout, currency: string | null, note: Note): RowMoney {
  const reading = new MoneyReading(cell, layout, currency, note);
  const balance = reading.balance();
  const isEmpty = (['amount', 'in', 'out', 'fee'] as const).every((role) => isNoAmount(cell(role)));
  if (isEmpty) return { amount: null, isEmpty, fee: null, balance };
  const fee = reading.fee();
  const amount = layout.places.amount === undefined ? reading.ofSides() : reading.ofOne();
  return { amount: reading.isBad ? null : amount, isEmpty, fee, balance };
}

class MoneyReading {
  readonly #cell: Cell;
  readonly #layout: Layout;
  readonly #currency: string | null;
  readonly #note: Note;
  isBad = false;

  constructor(cell: Cell, layout: Layout, currency: string | null, note: Note) {
    this.#cell = cell;
    this.#layout = layout;
    this.#currency = currency;
    this.#note = note;
  }

  /** The one column of amounts, with a sign or with a column that says debit or credit. */
  ofOne(): string | null {
    const written = this.#read('amount');
    if (written === null) {
      // A fee alone is a line too.
      if (isNoAmount(this.#cell('amount'))) return '0.00';
      return null;
    }
    const direction = /^(debit|dr|dbit)$|^(?:credit|cr|crdt)$/i.exec(this.#cell('direction'));
    if (direction === null) return this.#layout.profile.outIsPositive ? turned(written) : written;
    const isOut = direction[1] !== undefined;
    if (!written.startsWith('-')) return isOut ? turned(written) : written;
    if (isOut) return written;
    return this.#bad(
      'amount-sign',
      `Expected an amount without a minus sign in a row of money in; found "${shown(written)}".`,
    );
  }

  /** A column of money in and a column of money out. */
  ofSides(): string | null {
    const into = this.#read('in');
    const out = this.#read('out');
    if (this.isBad) return null;
    if (isSome(into) && isSome(out)) {
      return this.#bad('amount-both', 'Expected money in or money out; found both.');
    }
    if (isSome(into)) {
      if (into.startsWith('-')) this.#doubt('in');
      return into;
    }
    if (out === null) return into ?? '0.00';
    if (out.startsWith('-')) {
      this.#doubt('out');
      return out;
    }
    return isSome(out) ? turned(out) : out;
  }

  fee(): string | null {
    const fee = this.#read('fee');
    if (!isSome(fee)) return null;
    return fee.startsWith('-') ? fee : turned(fee);
  }

  /** A balance that cannot be read does not spoil the amount. */
  balance(): string | null {
    const text = this.#cell('balance');
    if (isNoAmount(text)) return null;
    const found = amountIn(text, this.#layout.profile.decimalMark);
    if (found !== null && !this.#isOther(found)) return found.plain;
    this.#note(
      'warning',
      'balance-unreadable',
      `Expected a balance like 1234.50; found "${shown(text)}". It was left empty; the running ` +
        `balance proves nothing about this row.`,
    );
    return null;
  }

  #read(role: Role): string | null {
    const text = this.#cell(role);
    if (isNoAmount(text)) return null;
    const found = amountIn(text, this.#layout.profile.decimalMark);
    if (found === null) {
      this.isBad = true;
      noteUnreadable(text, this.#note);
      return null;
    }
    if (this.#isOther(found)) {
      return this.#bad(
        'currency-other',
        `Expected an amount in ${shown(this.#currency)}; found "${shown(text)}".`,
      );
    }
    checkAmount(found.plain, this.#currency, this.#note);
    return found.plain;
  }

  #isOther({ currency }: CellAmount): boolean {
    return currency !== null && this.#currency !== null && currency !== this.#currency;
  }

  #bad(code: string, message: string): null {
    this.isBad = true;
    this.#note('error', code, `${message} The line was left out; ask the bank which is right.`);
    return null;
  }

  #doubt(side: 'in' | 'out'): void {
    this.#note(
      'warning',
      'amount-sign',
      `Expected no minus sign in the column of money ${side}; found one. It was taken as money ` +
        `out; look whether that is right.`,
    );
  }
}

function isSome(plain: string | null): plain is string {
  return plain !== null && /[1-9]/.test(plain);
}

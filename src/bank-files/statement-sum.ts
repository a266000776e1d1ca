import { Decimal, ZERO } from '../money.ts';
import { decimalsOf } from './amounts.ts';
import { problemAt, type BankFileEvent, type BankFileLine, type StatementEnd } from './events.ts';

/** Adds up the booked lines of a statement and proves its balances at the end. */
export class StatementSum {
  #booked = ZERO;

  /** Counts a line. Only booked ones move the balance. */
  add(line: Pick<BankFileLine, 'amount' | 'status'>): void {
    if (line.status === 'booked') this.#booked = this.#booked.plus(new Decimal(line.amount));
  }

  /**
   * The end of the statement, after a problem when it does not balance. `complete` is false when
   * lines are missing (the file broke off, an amount could not be read): nothing is proved then.
   */
  end(
    head: Pick<StatementEnd, 'from' | 'to' | 'fromOpening' | 'opening' | 'closing'>,
    about: { readonly where: string; readonly currency: string | null; readonly complete: boolean },
  ): BankFileEvent[] {
    const { opening, closing } = head;
    if (opening === null || closing === null || !about.complete) {
      return [{ type: 'statementEnd', ...head, balances: null }];
    }
    const expected = new Decimal(opening).plus(this.#booked);
    const difference = new Decimal(closing).minus(expected);
    const end: StatementEnd = { type: 'statementEnd', ...head, balances: difference.isZero() };
    if (difference.isZero()) return [end];
    const text = (amount: Decimal): string => inWords(amount, about.currency);
    const message =
      `Expected the closing balance ${text(expected)} (opening ${text(new Decimal(opening))} and ` +
      `booked lines ${text(this.#booked)}); found ${text(new Decimal(closing))}, a difference of ` +
      `${text(difference)}. Look for missing lines, or ask the bank.`;
    return [problemAt(about.where, 'warning', 'does-not-balance', message), end];
  }
}

/** An amount for a message, with all its decimals and at least those of the currency. */
export function inWords(amount: Decimal, currency: string | null): string {
  return amount.toFixed(Math.max(amount.decimalPlaces(), decimalsOf(currency)));
}

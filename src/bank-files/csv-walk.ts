import { ZERO, type Decimal } from '../money.ts';
import { problemAt, type BankFileEvent } from './events.ts';
import { inWords } from './statement-sum.ts';

/** Which line of a statement is first. */
export type LineOrder = 'oldest-first' | 'newest-first';

/** More breaks of the running balance than this are counted, not told one by one. */
const MOST_TOLD = 200;

interface Break {
  readonly row: number;
  readonly expected: Decimal;
  readonly found: Decimal;
  readonly isRepeated: boolean;
}

/** The walk down the rows in one of the two orders. */
interface Walk {
  /** The last balance, and the sum of the amounts between it and the next one. */
  last: Decimal | null;
  since: Decimal;
  readonly told: Break[];
  breaks: number;
}

const newWalk = (): Walk => ({ last: null, since: ZERO, told: [], breaks: 0 });

/** What the running balance proves. */
export interface Proved {
  readonly opening: string | null;
  readonly closing: string | null;
  readonly problems: readonly BankFileEvent[];
}

/**
 * Walks the running balance of a statement. As a file does not say whether its oldest or its newest
 * line is first, it is walked in both orders at once; the breaks in the order of the file are rows that are missing, doubled or in another place.
 */
export class BalanceWalk {
  readonly #oldestFirst = newWalk();
  readonly #newestFirst = newWalk();
  #lines = 0;
  #balances = 0;
  /** The opening balance in the order oldest first, and the closing one newest first. */
  #firstOpening: Decimal | null = null;
  #firstClosing: Decimal | null = null;
  #isUnsureAtStart = false;

  /** A booked line. `isRepeated` says that its row is the same as the one before. */
  add(row: number, amount: Decimal, balance: Decimal | null, isRepeated: boolean): void {
    this.#lines += 1;
    const { since } = this.#oldestFirst;
    this.#oldestFirst.since = since.plus(amount);
    if (balance === null) {
      this.#newestFirst.since = this.#newestFirst.since.plus(amount);
      return;
    }
    this.#balances += 1;
    if (this.#balances === 1 && !this.#isUnsureAtStart) {
      this.#firstOpening = balance.minus(this.#oldestFirst.since);
      if (this.#lines === 1) this.#firstClosing = balance;
    }
    const { last: older, since: added } = this.#oldestFirst;
    check(this.#oldestFirst, older?.plus(added), { row, found: balance, isRepeated });
    const { last: newer, since: taken } = this.#newestFirst;
    check(this.#newestFirst, newer?.minus(taken), { row, found: balance, isRepeated });
    Object.assign(this.#oldestFirst, { last: balance, since: ZERO });
    Object.assign(this.#newestFirst, { last: balance, since: amount });
  }

  /** A row of which the amount is not known: the walk begins again behind it. */
  skip(balance: Decimal | null): void {
    if (this.#balances === 0) this.#isUnsureAtStart = true;
    Object.assign(this.#oldestFirst, { last: balance, since: ZERO });
    Object.assign(this.#newestFirst, { last: null, since: ZERO });
  }

  /** `row` is the last one; `byDate` is the order that the dates show, where they do. */
  end(row: number, byDate: LineOrder | null, currency: string | null): Proved {
    if (this.#balances === 0) return { opening: null, closing: null, problems: [] };
    const order = this.#lines === 1 ? 'oldest-first' : this.#order(byDate);
    if (order === null) return { opening: null, closing: null, problems: [unsure(row)] };
    const walk = order === 'oldest-first' ? this.#oldestFirst : this.#newestFirst;
    const { last, since } = walk;
    const problems = walk.told.map((one) => broken(one, order, currency));
    if (walk.breaks > walk.told.length) problems.push(more(walk));
    if (order === 'newest-first') {
      const opening = last?.minus(since);
      return { opening: text(opening), closing: text(this.#firstClosing), problems };
    }
    // Lines after the last balance are not in it.
    const closing = since.isZero() ? last : null;
    return { opening: text(this.#firstOpening), closing: text(closing), problems };
  }

  /** An order without a break is proved; else the dates say it, or the fewer breaks. */
  #order(byDate: LineOrder | null): LineOrder | null {
    const [older, newer] = [this.#oldestFirst.breaks, this.#newestFirst.breaks];
    if (older === newer) return byDate;
    const fewer = older < newer ? 'oldest-first' : 'newest-first';
    return Math.min(older, newer) === 0 ? fewer : (byDate ?? fewer);
  }
}

function check(walk: Walk, expected: Decimal | undefined, at: Omit<Break, 'expected'>): void {
  if (expected === undefined || expected.eq(at.found)) return;
  walk.breaks += 1;
  if (walk.told.length < MOST_TOLD) walk.told.push({ ...at, expected });
}

function text(amount: Decimal | null | undefined): string | null {
  return amount?.toFixed(Math.max(2, amount.decimalPlaces())) ?? null;
}

function broken(one: Break, order: LineOrder, currency: string | null): BankFileEvent {
  const words = (amount: Decimal): string => inWords(amount, currency);
  const [code, why] = one.isRepeated
    ? ['row-repeated', 'The row is the same as the one before: it is there twice']
    : ['balance-gap', 'Rows are missing here, doubled or in another place'];
  const message =
    `Expected the balance ${words(one.expected)} by the row before (${order.replace('-', ' ')}); ` +
    `found ${words(one.found)}, a difference of ${words(one.found.minus(one.expected))}. ${why}; ` +
    `fetch the file from the bank again.`;
  return problemAt(`row ${one.row}`, 'error', code, message);
}

function more({ told, breaks }: Walk): BankFileEvent {
  const row = told.at(-1)?.row ?? 1;
  const message = `Expected the running balance to go on; found ${breaks - told.length} more breaks after this row. Fetch the file from the bank again.`;
  return problemAt(`row ${row}`, 'error', 'balance-gap', message);
}

function unsure(row: number): BankFileEvent {
  const message =
    'Expected balances or dates that show whether the oldest or the newest row is first; found ' +
    'neither. Opening and closing balance were left empty; look at the statement.';
  return problemAt(`row ${row}`, 'warning', 'row-order-unknown', message);
}

import { amountOf, dayOf, signedAmount } from './camt-values.ts';
import type { Note } from './events.ts';
import { childOf, textOf, type XmlNode } from './xml-tree.ts';

/** A booked balance of a statement, as the file says. */
export interface Balance {
  readonly amount: string | null;
  readonly currency: string | null;
  readonly on: string | null;
}

/**
 * Booked balances by their code: at the opening, of the statement before, at the closing, and
 * interim, which stand at the ends of a page of a statement that comes in several. Available and
 * forward balances are not what lines add up to.
 */
const BOOKED = new Set(['OPBD', 'PRCD', 'CLBD', 'ITBD']);

/** A statement has one balance of a kind for each currency; more than this are not looked at. */
const MOST_BALANCES = 200;

/** The booked balances of one statement. */
export class BookedBalances {
  readonly #all = new Map<string, Balance[]>();
  readonly #isDay: boolean;
  #count = 0;
  #currency: string | null = null;

  /** `isDay` says that it is a day's statement, where an interim balance ends a page. */
  constructor(isDay: boolean) {
    this.#isDay = isDay;
  }

  /** The currency of the first of them. */
  get currency(): string | null {
    return this.#currency;
  }

  add(node: XmlNode, note: Note): void {
    const type = childOf(node, 'Tp');
    const code = textOf(childOf(type, 'CdOrPrtry'), 'Cd') ?? textOf(type, 'Cd') ?? '';
    if (!BOOKED.has(code) || this.#count === MOST_BALANCES) return;
    if (code === 'ITBD' && !this.#isDay) return;
    const amount = amountOf(childOf(node, 'Amt'));
    const currency = amount?.currency ?? null;
    const balance = {
      amount: signedAmount(amount, textOf(node, 'CdtDbtInd'), note),
      currency,
      on: dayOf(childOf(node, 'Dt'), 'balance date', note),
    };
    this.#count += 1;
    this.#currency ??= currency;
    this.#all.set(code, [...(this.#all.get(code) ?? []), balance]);
  }

  /**
   * The opening balance, else the closing balance of the statement before, else the interim one
   * that a page begins with. Balances in another currency than the account's prove nothing.
   */
  opening(currency: string | null): Balance | undefined {
    const interim = this.#of('ITBD', currency);
    const isFirstOfTwo = interim.length > 1 || this.#of('CLBD', currency).length > 0;
    return (
      earliest(this.#of('OPBD', currency)) ??
      earliest(this.#of('PRCD', currency)) ??
      (isFirstOfTwo ? interim[0] : undefined)
    );
  }

  /** The closing balance, else the interim one that a page ends with. */
  closing(currency: string | null): Balance | undefined {
    const closing = latest(this.#of('CLBD', currency));
    const interim = this.#of('ITBD', currency).at(-1);
    return closing ?? (interim === this.opening(currency) ? undefined : interim);
  }

  /** The opening and closing balance also where they are only in another currency. */
  stated(currency: string | null): { opening: string | null; closing: string | null } {
    const all = (code: string): Balance[] => this.#all.get(code) ?? [];
    const opening = earliest(all('OPBD')) ?? earliest(all('PRCD'));
    return {
      opening: (this.opening(currency) ?? opening)?.amount ?? null,
      closing: (this.closing(currency) ?? latest(all('CLBD')))?.amount ?? null,
    };
  }

  /** The day of the opening or closing booked balance, in whatever currency that is. */
  dayOf(code: 'OPBD' | 'CLBD'): string | null {
    const balances = this.#all.get(code) ?? [];
    return (code === 'OPBD' ? earliest(balances) : latest(balances))?.on ?? null;
  }

  #of(code: string, currency: string | null): Balance[] {
    return (this.#all.get(code) ?? []).filter((one) => one.currency === currency);
  }
}

/** Some banks give the balances of every day of a statement of several days. */
function earliest(balances: readonly Balance[]): Balance | undefined {
  return balances.reduce<Balance | undefined>(
    (first, one) =>
      first === undefined || (one.on ?? '9999') < (first.on ?? '9999') ? one : first,
    undefined,
  );
}

function latest(balances: readonly Balance[]): Balance | undefined {
  return balances.reduce<Balance | undefined>(
    (last, one) => (last === undefined || (one.on ?? '') > (last.on ?? '') ? one : last),
    undefined,
  );
}

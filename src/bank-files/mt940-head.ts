import { Decimal, ZERO } from '../money.ts';
import { shown, type BankFileLine, type Note } from './events.ts';
import { readAccount } from './mt940-account.ts';
import { readBalance, readTotal, type Mt940Balance, type Mt942Total } from './mt940-balance.ts';
import type { Mt940Field } from './mt940-fields.ts';
import { shortDay } from './short-days.ts';

/** Which of the two a message is. */
export type Mt940Kind = 'mt940' | 'mt942';

/** What a message says of its account: everything but its lines. */
export class Mt940Head {
  account: string | null = null;
  opening: Mt940Balance | null = null;
  closing: Mt940Balance | null = null;
  /** The day of a report (MT942). */
  asOf: string | null = null;
  #accountCurrency: string | null = null;
  #floorCurrency: string | null = null;
  readonly #totals = new Map<'C' | 'D', Mt942Total>();
  readonly #tags = new Set<string>();
  readonly #kind: Mt940Kind | null;

  /** The kind as the envelope says, or null for none. */
  constructor(kind: Mt940Kind | null) {
    this.#kind = kind;
  }

  get currency(): string | null {
    const { opening, closing } = this;
    return (
      opening?.currency ?? closing?.currency ?? this.#floorCurrency ?? this.#accountCurrency ?? null
    );
  }

  /** Without an envelope, the fields of a report and no opening balance show which it is. */
  get kind(): Mt940Kind {
    if (this.#kind !== null) return this.#kind;
    const isReport = /(?:^|,)(?:13D?|34F|90[CD])(?:,|$)/.test([...this.#tags].join(','));
    return isReport && !this.has('60') ? 'mt942' : 'mt940';
  }

  get isEmpty(): boolean {
    return this.#tags.size === 0;
  }

  /** Whether there is enough for a statement without lines. */
  get isStatement(): boolean {
    const { opening, closing } = this;
    if (opening !== null && closing !== null) return true;
    const hasAny = opening !== null || closing !== null || this.kind === 'mt942';
    return this.account !== null && hasAny;
  }

  /** Whether there was a field, given by the number in its tag. */
  has(tag: string): boolean {
    return this.#tags.has(tag) || this.#tags.has(`${tag}F`) || this.#tags.has(`${tag}M`);
  }

  /** Takes in a field. The first of each kind counts. */
  take({ tag, lines }: Mt940Field, note: Note): void {
    const [first = ''] = lines;
    if (/^(?:25P?|60[FM]|62[FM])$/.test(tag) && this.has(tag.slice(0, 2))) {
      return noteRepeated(tag, note);
    }
    this.#tags.add(tag === '25P' ? '25' : tag);
    if (tag.startsWith('60')) this.opening = readBalance(tag, lines, note);
    else if (tag.startsWith('62')) this.closing = readBalance(tag, lines, note);
    else if (tag === '25' || tag === '25P') this.#readAccount(first);
    else if (tag === '13' || tag === '13D') this.asOf ??= shortDay(first.slice(0, 6));
    else if (tag === '34F') this.#floorCurrency ??= /^[A-Z]{3}/.exec(first)?.[0] ?? null;
    else if (tag === '90C' || tag === '90D') this.#readTotal(tag === '90C' ? 'C' : 'D', first);
    else if (!KNOWN.has(tag)) noteUnknown(tag, note);
  }

  /** Notes where the lines are not those that the totals of a report count. */
  checkTotals(lines: Mt940Count, note: Note): void {
    for (const [mark, stated] of this.#totals) {
      const found = lines.of(mark);
      const sum = new Decimal(stated.amount).abs();
      if (found.some((one) => one.count === stated.count && one.sum.equals(sum))) continue;
      note(
        'warning',
        'totals-differ',
        `Expected ${stated.count} lines of ${stated.amount} in all (:90${mark}:); found ` +
          `${found[0]?.count ?? 0} of ${(found[0]?.sum ?? ZERO).toFixed()}. Look for missing ` +
          `lines, or ask the bank.`,
      );
    }
  }

  #readAccount(text: string): void {
    const { account, currency } = readAccount(text);
    this.account = account;
    this.#accountCurrency = currency;
  }

  #readTotal(mark: 'C' | 'D', text: string): void {
    const total = readTotal(text);
    if (total !== null) this.#totals.set(mark, total);
  }
}

/** Fields that say nothing that is needed here. */
const KNOWN = new Set(['20', '21', '28', '28C', '64', '65', '940', '942', '61']);

/** How many lines of each mark there were, and of what sum: all of them, and the booked ones. */
export class Mt940Count {
  readonly #counts = new Map<string, { count: number; sum: Decimal }>();

  add(line: Pick<BankFileLine, 'amount' | 'status'>): void {
    const mark = line.amount.startsWith('-') ? 'D' : 'C';
    const amount = new Decimal(line.amount).abs();
    const keys = line.status === 'booked' ? [mark, `${mark} booked`] : [mark];
    for (const key of keys) {
      const { count, sum } = this.#counts.get(key) ?? { count: 0, sum: ZERO };
      this.#counts.set(key, { count: count + 1, sum: sum.plus(amount) });
    }
  }

  /** Banks differ in whether expected lines count in the totals of a report. */
  of(mark: 'C' | 'D'): { count: number; sum: Decimal }[] {
    const none = { count: 0, sum: ZERO };
    return [mark, `${mark} booked`].map((key) => this.#counts.get(key) ?? none);
  }
}

function noteRepeated(tag: string, note: Note): void {
  note(
    'warning',
    'field-repeated',
    `Expected one field :${tag}: in a statement; found another, which was left out. Look whether ` +
      `it stands where another field is meant.`,
  );
}

function noteUnknown(tag: string, note: Note): void {
  note(
    'warning',
    'field-unknown',
    `Expected a field of MT940 or MT942; found ":${shown(tag)}:", which was left out.`,
  );
}

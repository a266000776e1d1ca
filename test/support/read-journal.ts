import { money, toText, ZERO, type Decimal } from '../../src/money.ts';

/** A transaction as a small reader of its own finds it in an exported file. */
export interface ReadEntry {
  readonly on: string;
  readonly code: string;
  readonly kind: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly postings: readonly { readonly account: string; readonly amount: string }[];
}

/** What such a reader finds in a file. */
export interface ReadJournal {
  readonly declared: readonly string[];
  readonly entries: readonly ReadEntry[];
  /** What the file says the balances are, by account. */
  readonly asserted: ReadonlyMap<string, string>;
}

const POSTING = /^ {2,4}(\S+) {2}(-?\d+\.\d{2}) GBP$/;
const TAG = /^ +(?:; )?([a-z]+): "?([^"]*)"?$/;
const PLAIN_HEAD = /^(\d{4}-\d\d-\d\d) \* \((\d+)\) (\S+)$/;
const BEANCOUNT_HEAD = /^(\d{4}-\d\d-\d\d) \* "([^"]*)" "(\d+)"$/;
const PLAIN_ASSERTED = /^ {4}(\S+) {2}0\.00 GBP =\*? (-?\d+\.\d{2}) GBP$/;
const BEANCOUNT_ASSERTED = /^\d{4}-\d\d-\d\d balance (\S+) {2}(-?\d+\.\d{2}) ~ 0\.00 GBP$/;
const DECLARED = /^(?:account|\d{4}-\d\d-\d\d open) (\S+)(?: GBP)?$/;

/** Reads an exported journal line by line, and knows nothing of how it was written. */
export function readJournal(text: string): ReadJournal {
  const entries: { -readonly [K in keyof ReadEntry]: any }[] = [];
  const declared: string[] = [];
  const asserted = new Map<string, string>();
  let entry: (typeof entries)[number] | null = null;
  for (const line of text.split('\n')) {
    const [, on, ...head] = PLAIN_HEAD.exec(line) ?? BEANCOUNT_HEAD.exec(line) ?? [];
    const [, posted, amount] = POSTING.exec(line) ?? [];
    const [, tag, value] = TAG.exec(line) ?? [];
    const [, account, balance] = PLAIN_ASSERTED.exec(line) ?? BEANCOUNT_ASSERTED.exec(line) ?? [];
    const [, name] = DECLARED.exec(line) ?? [];
    if (on !== undefined) {
      const [code, kind] = /^\d/.test(head[0]!) ? head : head.toReversed();
      entry = { on, code, kind, tags: {}, postings: [] };
      entries.push(entry);
    } else if (line === '' || /^\d/.test(line)) entry = null;
    if (posted !== undefined) entry!.postings.push({ account: posted, amount });
    if (tag !== undefined && entry !== null) entry.tags[tag] = value;
    if (account !== undefined) asserted.set(account, balance!);
    if (name !== undefined) declared.push(name);
  }
  return { declared, entries, asserted };
}

/** What the postings of each account add up to, as text. */
export function sumsOf({ entries }: ReadJournal): Map<string, string> {
  const sums = new Map<string, Decimal>();
  for (const { account, amount } of entries.flatMap((entry) => entry.postings)) {
    sums.set(account, (sums.get(account) ?? ZERO).plus(money(amount)));
  }
  return new Map([...sums].map(([account, sum]) => [account, toText(sum)]));
}

/** An account's name in hledger and ledger, by the service's own list of balances. */
export const plainNameOf = (row: { book: string; class: string; subject: string }): string =>
  `${row.book}:${row.class.replaceAll('/', ':')}:${row.subject}`;

/**
 * Whatever a program calls an account, as the service calls it: without its book or root, in small
 * letters and without the signs between words.
 */
export const anyName = (name: string): string =>
  name
    .split(':')
    .slice(/^[A-Z]/.test(name) ? 2 : 1)
    .join(':')
    .toLowerCase()
    .replace(/[^a-z0-9:-]/g, '');

/** The same of an account in the service's list of balances. */
export const nameOfBalance = (row: { class: string; subject: string }): string =>
  anyName(`book:${row.class.replaceAll('/', ':')}:${row.subject}`);

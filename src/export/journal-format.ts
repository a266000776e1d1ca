import type { Decimal } from '../money.ts';
import { beancount } from './beancount.ts';
import { hledger, ledger } from './plain-journal.ts';

/** The programs that the journal is written for. */
export const FORMAT_NAMES = ['hledger', 'ledger', 'beancount'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** An account as the journal has it. */
export interface ExportedAccount {
  readonly book: 'control' | 'money';
  /** The name of its class, e.g. `held/direct/education`. */
  readonly class: string;
  /** What it is for, a UUID. */
  readonly subject: string;
}

/** An entry without its transfers. Dates and moments are ISO text. */
export interface ExportedEntry {
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly effectiveOn: string;
  readonly relatesOn: string | null;
  readonly recordedAt: string;
  readonly by: string;
  readonly reason: string | null;
  readonly reverses: string | null;
}

/** One amount above zero, in pounds as text, from one account to another. */
export interface ExportedTransfer {
  readonly from: ExportedAccount;
  readonly to: ExportedAccount;
  readonly amount: string;
}

/** An account with its balance as the service has it, in pounds as text. */
export interface ExportedBalance {
  readonly account: ExportedAccount;
  readonly balance: string;
}

/** What was written, for the end of the file. */
export interface ExportTotals {
  readonly entries: number;
  readonly transfers: number;
  readonly books: ReadonlyMap<ExportedAccount['book'], { accounts: number; balance: Decimal }>;
}

/** What a file says of itself at its head. */
export interface ExportFacts {
  readonly authority: string;
  /** The last day whose entries are in it, ISO; null for every day. */
  readonly asAt: string | null;
  /** The moment that was asked for, ISO, and the last entry known then; null for all known now. */
  readonly knownAt: string | null;
  readonly knownThrough: string | null;
}

/** How one program wants the journal written. Every text ends its line. */
export interface JournalFormat {
  /** The ending of a file's name. */
  readonly ending: string;
  head(facts: ExportFacts): string;
  /** Declares accounts. */
  accounts(accounts: readonly ExportedAccount[]): string;
  /** Begins an entry. */
  entry(entry: ExportedEntry): string;
  /** The two sides of a transfer of the entry begun last. */
  transfer(transfer: ExportedTransfer): string;
  /** States balances at the end of a day, for the program to check. */
  balances(day: string, balances: readonly ExportedBalance[]): string;
  /** States that each book adds up to zero, and what the file holds. */
  end(day: string | null, totals: ExportTotals): string;
}

/** How each program wants it. */
export const FORMATS: Readonly<Record<FormatName, JournalFormat>> = { hledger, ledger, beancount };

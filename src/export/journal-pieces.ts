import type { Tx } from '../database/transactions.ts';
import { ZERO, money, type Decimal } from '../money.ts';
import {
  FORMATS,
  type ExportedBalance,
  type ExportFacts,
  type ExportTotals,
  type FormatName,
} from './journal-format.ts';
import {
  accountsIn,
  balancesIn,
  classesOf,
  entriesIn,
  transfersIn,
  type ExportView,
} from './journal-store.ts';

/** Which part of the journal is wanted, and for which program. */
export interface ExportAsked {
  readonly format: FormatName;
  /** Up to this day; null for every day, those to come too. */
  readonly asAt: Temporal.PlainDate | null;
  /** The moment that was asked for, ISO, and the last entry known then; null for all known now. */
  readonly knownAt: string | null;
  readonly knownThrough: string | null;
}

/** A day after all that takes effect. */
const EVERY_DAY = Temporal.PlainDate.from('9999-12-30');

/**
 * The journal as a file for another bookkeeping program, piece by piece and in bounded memory: every
 * account, every entry with its transfers, and at the end the balance of each account as the service
 * has it, so that the program itself says so if it finds another. Asked again for the same day and
 * the same moment it is the same, byte for byte. To be read in one snapshot.
 */
export async function* journalPieces(
  tx: Tx,
  asked: ExportAsked,
  stop?: AbortSignal,
): AsyncGenerator<string, void> {
  const format = FORMATS[asked.format];
  const view = { asAt: asked.asAt ?? EVERY_DAY, knownThrough: asked.knownThrough };
  const counted = new Counted();
  const classes = await classesOf(tx);
  yield format.head(factsOf(tx, asked));
  for await (const accounts of accountsIn(tx, view, classes)) {
    stop?.throwIfAborted();
    yield format.accounts(accounts);
  }
  for await (const piece of entryPieces(tx, { asked, view, classes, counted })) {
    stop?.throwIfAborted();
    yield piece;
  }
  const day = asked.asAt?.toString() ?? counted.lastDay;
  if (day !== null) {
    for await (const balances of balancesIn(tx, view, classes)) {
      stop?.throwIfAborted();
      counted.addBalances(balances);
      yield format.balances(day, balances);
    }
  }
  yield format.end(day, counted);
}

const factsOf = ({ scope }: Tx, { asAt, knownAt, knownThrough }: ExportAsked): ExportFacts => ({
  authority: scope.authority,
  asAt: asAt?.toString() ?? null,
  knownAt,
  knownThrough,
});

/** The entries with their transfers: a piece for each batch of transfers. */
async function* entryPieces(
  tx: Tx,
  work: {
    asked: ExportAsked;
    view: ExportView;
    classes: Awaited<ReturnType<typeof classesOf>>;
    counted: Counted;
  },
): AsyncGenerator<string, void> {
  const { asked, view, classes, counted } = work;
  const format = FORMATS[asked.format];
  for await (const entries of entriesIn(tx, view)) {
    const place = new Map(entries.map(({ id }, n) => [id, n]));
    let begun = 0;
    const beginThrough = (last: number): string => {
      const fresh = entries.slice(begun, last + 1);
      begun = Math.max(begun, last + 1);
      return fresh.map((entry) => format.entry(entry)).join('');
    };
    const range = { classes, first: entries[0]!.id, last: entries.at(-1)!.id };
    for await (const transfers of transfersIn(tx, view, range)) {
      counted.transfers += transfers.length;
      const text = transfers.map(
        (one) => beginThrough(place.get(one.entry)!) + format.transfer(one),
      );
      yield text.join('');
    }
    // Decisions move nothing, and some may stand behind the last transfer.
    yield beginThrough(entries.length - 1);
    counted.addEntries(entries);
  }
}

/** What has been written so far. */
class Counted implements ExportTotals {
  entries = 0;
  transfers = 0;
  lastDay: string | null = null;
  readonly books = new Map<'control' | 'money', { accounts: number; balance: Decimal }>([
    ['control', { accounts: 0, balance: ZERO }],
    ['money', { accounts: 0, balance: ZERO }],
  ]);

  addEntries(entries: readonly { effectiveOn: string }[]): void {
    this.entries += entries.length;
    for (const { effectiveOn } of entries) {
      if (this.lastDay === null || effectiveOn > this.lastDay) this.lastDay = effectiveOn;
    }
  }

  addBalances(balances: readonly ExportedBalance[]): void {
    for (const { account, balance } of balances) {
      const before = this.books.get(account.book)!;
      this.books.set(account.book, {
        accounts: before.accounts + 1,
        balance: before.balance.plus(money(balance)),
      });
    }
  }
}

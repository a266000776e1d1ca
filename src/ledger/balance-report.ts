import { csvPieces, type Column } from '../http/csv.ts';
import type { Tx } from '../database/transactions.ts';
import { ZERO, money, toText, type Decimal } from '../money.ts';
import { allBalances, type BalanceRow, type Viewpoint } from './balances.ts';

/** What a report of balances says of itself. */
export interface BalancesAsked extends Viewpoint {
  /** The moment that was asked for, if one was. */
  readonly knownAt: string | null;
}

const COLUMNS: readonly Column<BalanceRow>[] = [
  { name: 'account', type: 'id' },
  { name: 'class', type: 'text' },
  { name: 'subject', type: 'id' },
  { name: 'balance', type: 'money' },
];

/** All balances as CSV, one account a line. */
export function balancesAsCsv(
  tx: Tx,
  asked: BalancesAsked,
  options: { excel: boolean; stop: AbortSignal },
): AsyncGenerator<string, void> {
  return csvPieces(COLUMNS, allBalances(tx, asked, options.stop), options);
}

/**
 * All balances as JSON, with control totals by class of account and by book behind them: each of
 * the two books, budget control and money, is self-balancing and adds up to zero.
 */
export async function* balancesAsJson(
  tx: Tx,
  asked: BalancesAsked,
  stop: AbortSignal,
): AsyncGenerator<string, void> {
  const { asAt, knownAt, knownThrough } = asked;
  const totals = new Totals();
  const rows = await tx.sql<{ name: string; book: string }[]>`
    select name, book from account_classes order by id`;
  const head = JSON.stringify({ asAt: asAt.toString(), knownAt, knownThrough });
  let before = `${head.slice(0, -1)},"items":[\n`;
  for await (const batch of allBalances(tx, asked, stop)) {
    totals.add(batch);
    yield before + batch.map((row) => JSON.stringify(row)).join(',\n');
    before = ',\n';
  }
  const beginning = before === ',\n' ? '' : before;
  yield `${beginning}],\n${JSON.stringify(totals.of(rows)).slice(1)}`;
}

/** Adds up balances by class as they pass. */
class Totals {
  readonly #classes = new Map<string, { accounts: number; balance: Decimal }>();

  add(rows: readonly BalanceRow[]): void {
    for (const row of rows) {
      const before = this.#classes.get(row.class) ?? { accounts: 0, balance: ZERO };
      this.#classes.set(row.class, {
        accounts: before.accounts + 1,
        balance: before.balance.plus(money(row.balance)),
      });
    }
  }

  /** The totals of the classes that have a balance, in the order given, and of every book. */
  of(classes: readonly { name: string; book: string }[]) {
    const found = classes.flatMap(({ name, book }) => {
      const total = this.#classes.get(name);
      return total === undefined ? [] : [{ class: name, book, ...total }];
    });
    const books = [...new Set(classes.map((one) => one.book))].map((book) => {
      const own = found.filter((one) => one.book === book);
      return {
        book,
        accounts: own.reduce((count, one) => count + one.accounts, 0),
        balance: toText(own.reduce((sum, one) => sum.plus(one.balance), ZERO)),
      };
    });
    return { classes: found.map((one) => ({ ...one, balance: toText(one.balance) })), books };
  }
}

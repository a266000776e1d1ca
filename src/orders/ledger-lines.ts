import type { Tx } from '../database/transactions.ts';
import { WHOLE_AUTHORITY, accountName, findAccounts } from '../ledger/accounts.ts';
import { ZERO, money, sum, type Decimal } from '../money.ts';
import type { LineRow } from './line-store.ts';
import type { NetAndVat } from './rules.ts';
import { orderShares, sharesStanding, type Share } from './share-store.ts';
import { crediting, drawing, type OrderStand } from './splits.ts';
import type { Transfers } from './step-store.ts';

/** What the lines of one invoice may move, kept up as one line after the other is accounted for. */
export interface Books {
  readonly shares: Map<string, Share[]>;
  readonly orders: Map<string, OrderStand>;
  readonly payable: string;
  readonly vat: string;
}

/** Reads how the shares and orders of an invoice's lines stand, and the provider's accounts. */
export async function booksOf(
  tx: Tx,
  providerId: string,
  lines: readonly LineRow[],
): Promise<Books> {
  const shares = await sharesStanding(tx, [...new Set(lines.map((line) => line.arrangementId))]);
  const mine = await orderShares(tx, [...new Set(lines.map((line) => line.orderId))]);
  const orders = new Map(
    lines.map(({ orderId, arrangementId }) => {
      const of = (shares.get(arrangementId) ?? []).map(({ shareId }) =>
        mine.find((row) => row.orderId === orderId && row.shareId === shareId),
      );
      const stand = {
        open: of.map((row) => money(row?.open ?? '0.00')),
        drawn: of.map((row) => money(row?.actual ?? '0.00')),
      };
      return [orderId, stand] as const;
    }),
  );
  const names = [accountName('payable', providerId), accountName('vat', WHOLE_AUTHORITY)];
  const accounts = await findAccounts(tx, names);
  return { shares, orders, payable: accounts.get(names[0]!)!, vat: accounts.get(names[1]!)! };
}

/** What is open of a line's order, all shares together. */
export const openOf = (books: Books, line: LineRow): Decimal =>
  sum(books.orders.get(line.orderId)!.open);

/** The VAT of a line that the authority pays, and gets back from the tax office. */
export const postedVat = (line: LineRow, vat: Decimal): Decimal =>
  line.heldBy === null ? vat : ZERO;

/**
 * What accepting a part of a line moves: committed to drawn and payable to spent of each share, and
 * payable to VAT. The books are kept up.
 */
export function acceptanceOf(books: Books, line: LineRow, { net, vat }: NetAndVat): Transfers {
  const parts = split(books, line, net, drawing);
  const shares = books.shares.get(line.arrangementId)!;
  keepUp(books, line, parts);
  return present([
    ...shares.map(({ accounts }, n) => move(accounts.committed, accounts.drawn, parts[n]!)),
    ...shares.map(({ accounts }, n) => move(books.payable, accounts.spent, parts[n]!)),
    move(books.payable, books.vat, postedVat(line, vat)),
  ]);
}

/** What crediting a part that was accepted moves: the same backwards. */
export function creditOf(books: Books, line: LineRow, { net, vat }: NetAndVat): Transfers {
  const parts = split(books, line, net, crediting);
  const shares = books.shares.get(line.arrangementId)!;
  keepUp(
    books,
    line,
    parts.map((part) => part.negated()),
  );
  return present([
    ...shares.map(({ accounts }, n) => move(accounts.drawn, accounts.committed, parts[n]!)),
    ...shares.map(({ accounts }, n) => move(accounts.spent, books.payable, parts[n]!)),
    move(books.vat, books.payable, postedVat(line, vat)),
  ]);
}

const move = (from: string, to: string, amount: Decimal) => ({ from, to, amount });
const present = (transfers: Transfers): Transfers => transfers.filter((one) => one.amount.gt(0));

function split(
  { shares, orders }: Books,
  { arrangementId, orderId }: LineRow,
  net: Decimal,
  by: typeof drawing,
): Decimal[] {
  const mine = shares.get(arrangementId)!;
  return net.isZero() ? mine.map(() => ZERO) : by(mine, orders.get(orderId)!, net);
}

function keepUp({ shares, orders }: Books, line: LineRow, parts: readonly Decimal[]): void {
  const { arrangementId, orderId } = line;
  const { open, drawn } = orders.get(orderId)!;
  orders.set(orderId, {
    open: open.map((part, n) => part.minus(parts[n]!)),
    drawn: drawn.map((part, n) => part.plus(parts[n]!)),
  });
  const after = shares.get(arrangementId)!.map((share, n) => ({
    ...share,
    committed: share.committed.minus(parts[n]!),
    drawn: share.drawn.plus(parts[n]!),
  }));
  shares.set(arrangementId, after);
}

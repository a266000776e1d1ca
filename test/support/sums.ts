import { money, sum, toText } from '../../src/money.ts';

/** The sum of amounts as an answer shows them. */
export const add = (rows: readonly { readonly amount: string }[]): string =>
  toText(sum(rows.map((row) => money(row.amount))));

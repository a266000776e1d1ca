import type { Column } from '../src/http/csv.ts';
import type { Tx } from '../src/database/transactions.ts';
import type { Start } from '../src/ledger/balances.ts';

/** One row of a report: text by column, as it stands in the CSV file. */
export type Row = Readonly<Record<string, string | null>>;

/** A report: the question it answers, what its columns mean, and its one query. */
export interface Report {
  /** Its name in the address, e.g. `trial-balance`. */
  readonly name: string;
  readonly question: string;
  readonly columns: readonly (Column<Row> & { readonly meaning: string })[];
  /** The rows as at a date, as known at a moment (the start says which). */
  readonly rows: (tx: Tx, start: Start) => Promise<readonly Row[]>;
}

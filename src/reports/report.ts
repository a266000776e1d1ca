import type { UserKind } from '../access/kinds.ts';
import type { Fragment, Tx } from '../database/transactions.ts';
import type { Column } from '../http/csv.ts';
import type { RulesInForce } from '../law/rules.ts';
import type { Start } from '../ledger/balances.ts';
import type { Given, ParameterName } from './parameters.ts';

/** One row of a report: text by column, as it stands in the CSV file. */
export type Row = Readonly<Record<string, string | null>>;

/** A column: its name, which is the heading, the form of what it holds, and what that means. */
export type ReportColumn = Column<Row> & { readonly meaning: string };

/** Where a report stands in the list. */
export type ReportGroup = 'growth' | 'national returns' | 'finance' | 'audit';

/** What a report is asked for: as at a day, as known at a moment, and what it was given. */
export interface ReportAt {
  readonly asAt: Temporal.PlainDate;
  readonly today: Temporal.PlainDate;
  /** The last entry that was known; a number higher than any where all that is known now counts. */
  readonly known: string;
  /** The moment that was asked for, or null for all that is known now. */
  readonly knownMoment: string | null;
  /** Where the reading of balances starts; see `movements` and `everyBalance`. */
  readonly start: Start;
  readonly rules: RulesInForce;
  readonly given: Given;
}

/** What a report says of itself: the question it answers and what its columns mean. */
interface ReportFacts {
  /** Its name in the address, and the name of its file, e.g. `trial-balance`. */
  readonly name: string;
  readonly group: ReportGroup;
  readonly question: string;
  /** What a reader must know beside the columns: what is counted, and what is not. */
  readonly notes?: string;
  readonly columns: readonly ReportColumn[];
  /** What it may be given beside the date and the moment. */
  readonly parameters?: readonly ParameterName[];
  /** What it is given where it is shown as an example, and in the tests on the fixed book. */
  readonly example?: Given;
  /** Who may read it; finance officers, approvers, auditors and commissioners if it does not say. */
  readonly callers?: readonly UserKind[];
  /**
   * For reports that give nothing but figures about groups, and count by what their reader may not
   * see of a person, such as the date of birth: it is read in the name of the service.
   */
  readonly asService?: boolean;
  /** Throws `CannotBeMade` where what is on record does not do for it; asked before it is read. */
  readonly requires?: (tx: Tx, at: ReportAt) => Promise<void>;
  /** What is done with the rows of a small report, such as taking out small numbers. */
  readonly finish?: (rows: readonly Row[], at: ReportAt) => readonly Row[];
}

/** One set-based query, every column as text and by its name, in one order only. */
interface OfOneQuery {
  readonly query: (tx: Tx, at: ReportAt) => Fragment;
  readonly rows?: never;
}

/**
 * Rows that a room of the service makes already, by rules that no statement can say: batch by batch,
 * in one order only. An abort is for whoever makes them to look at between batches.
 */
interface OfRows {
  readonly query?: never;
  readonly rows: (tx: Tx, at: ReportAt, stop: AbortSignal) => AsyncIterable<readonly Row[]>;
}

/** A report: what it says of itself, and its one query, or the rows that a room makes. */
export type Report = ReportFacts & (OfOneQuery | OfRows);

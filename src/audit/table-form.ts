/** A table that is in the bundle, as one file of the same name. */
export interface ExportedTable {
  /** What a row is, for whoever reads the file. */
  readonly about: string;
  /** The columns in their order, their names apart by spaces. */
  readonly columns: string;
  /** The columns that stay behind, and why. */
  readonly without?: Readonly<Record<string, string>>;
  /** What columns mean here, where the word alone does not say it; see meanings.ts. */
  readonly meanings?: Readonly<Record<string, string>>;
  /**
   * Which rows are in it, where not all of the snapshot: a condition in which THROUGH is the last
   * sealed entry and SIZE the number of sealed entries.
   */
  readonly cut?: string;
  /**
   * The seal covers every column that is written, so a row is for ever what it is once it is sealed:
   * the file can be made in parts, by ranges of this column, whose last is at the last sealed row.
   */
  readonly parts?: { readonly by: string; readonly through: 'THROUGH' | 'SIZE' };
}

/** A table that is not in the bundle, and why. */
export interface LeftOut {
  readonly leftOut: string;
}

export type TableDecision = ExportedTable | LeftOut;

/** What is decided of each table, by its name. */
export type TableDecisions = Readonly<Record<string, TableDecision>>;

/** Why things stay behind, where it is the same reason in many places. */
export const FREE_TEXT = 'Free text that may be about a person; it is read in the service.';
export const TEXT_NUMBER = 'The number of a free text, and the texts are not in the bundle.';
export const PERSONAL = 'It says who a person is.';
export const SPECIAL = 'A special category of personal data.';
export const PAYEES_BANK = 'The bank account of a payee.';
export const RAW = 'The bytes of a file; its SHA-256 is here and the file is read in the service.';
export const SALT = 'It would let a digest of bank details or of a text be guessed at.';
export const DERIVED = 'Made from the journal at any time; the bundle has what it is made from.';

/** Whether a table is in the bundle. */
export function isExported(decision: TableDecision): decision is ExportedTable {
  return !('leftOut' in decision);
}

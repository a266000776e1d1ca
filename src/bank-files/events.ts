/**
 * What a reader of bank files finds, one form for every format, in the order of the file.
 *
 * - `format` comes once, as soon as it is known: "camt.053.001.08", "mt940", "mt942", "ofx.1.0.2",
 *   "qif", "bai2", "csv.lloyds".
 * - Every `statement` is followed by its lines and one `statementEnd`, also when the file breaks off.
 * - A `problem` can come anywhere.
 */
export type BankFileEvent =
  | { readonly type: 'format'; readonly format: string }
  | {
      readonly type: 'statement';
      readonly account: string | null;
      readonly currency: string | null;
      /** What the bank calls the statement, where it says so. */
      readonly reference?: string | null;
    }
  | LineEvent
  | StatementEnd
  | { readonly type: 'problem'; readonly problem: BankFileProblem };

/** A line, with what a file of this format says of it beyond the form of all bank files. */
export interface LineEvent {
  readonly type: 'line';
  readonly line: BankFileLine;
  /** The line's own currency, where lines have one; else that of the statement. */
  readonly currency?: string | null;
  /** What else the payment is known by: the batch that it is the total of, the sender's reference. */
  readonly alsoKnownBy?: readonly string[];
}

/** The end of the statement that is open. */
export interface StatementEnd {
  readonly type: 'statementEnd';
  /** The first and last day the statement says it is about, year first. */
  readonly from: string | null;
  readonly to: string | null;
  /**
   * Whether the first day is only that of the opening balance. Many banks date that balance as the
   * closing balance it is equal to, so it may be the last day of the statement before.
   */
  readonly fromOpening?: boolean;
  readonly opening: string | null;
  readonly closing: string | null;
  /**
   * Whether the opening balance and the booked lines make the closing balance; null when one of
   * them is missing. False comes with the problem `does-not-balance`.
   */
  readonly balances: boolean | null;
}

/**
 * A line of the statement that is open. Amounts are text, exactly as the file says: a point before
 * the decimals, money out negative, no thousands separators, nothing rounded and nothing filled up.
 */
export interface BankFileLine {
  /** Year first, or null when the file has none or one that is not in the calendar. */
  readonly bookedOn: string | null;
  readonly valueOn: string | null;
  readonly amount: string;
  /** Only booked lines count in the balance. */
  readonly status: 'booked' | 'pending';
  readonly reference: string | null;
  readonly counterparty: string | null;
  readonly text: string | null;
  /** The payments that a batch line is the total of, where the file has them. */
  readonly details: readonly BankFileDetail[];
}

/** One payment inside a line. Its amount is null when the file gives none. */
export interface BankFileDetail {
  readonly amount: string | null;
  readonly reference: string | null;
  readonly counterparty: string | null;
  readonly text: string | null;
}

/**
 * Something wrong with the file. An `error` means that what was read must not be used as it is; a
 * `warning` means that a person should look. The message says what was expected, what was found and
 * what to do; of the file it shows at most the beginning of the value that is wrong, never a name.
 */
export interface BankFileProblem {
  readonly severity: 'warning' | 'error';
  readonly code: string;
  /** "line 12", "line 12, column 5" or "row 12", counted from 1. */
  readonly where: string;
  readonly message: string;
}

/** Says that something is wrong at the place that is being read. */
export type Note = (severity: BankFileProblem['severity'], code: string, message: string) => void;

/**
 * Reads a bank file as its bytes arrive, in the memory of one line and the head of one statement.
 * Never throws for what is in the file.
 */
export interface BankFileReader {
  /** Whether the reading has ended before the file has: more bytes change nothing. */
  readonly stopped: boolean;
  read(bytes: Uint8Array): BankFileEvent[];
  /** Says that the file has ended. Not to be called twice. */
  end(): BankFileEvent[];
}

export interface ReaderOptions {
  /**
   * The name of the profile of a bank's CSV, or a profile as JSON (see readProfile); when there is
   * none, it is found by the headings.
   */
  readonly profile?: string | undefined;
}

/** Formats that one reader reads. */
export interface Family {
  /** The beginning of the names of its formats, such as "camt". */
  readonly name: string;
  /** Other names by which it can be asked for. */
  readonly aliases?: readonly string[];
  /** How sure it is that a file that begins with this text is one of its own, from 0 to 1. */
  looksLike(head: string): number;
  open(options: ReaderOptions): BankFileReader;
}

/** The most characters in one line of text of a file. */
export const LONGEST_LINE = 1_000_000;

/** The most payments in one line: a bigger batch is refused rather than held in memory. */
export const MOST_DETAILS = 100_000;

/** A value from the file as a message shows it: not more than its beginning, on one line. */
export function shown(text: string | null | undefined): string {
  return (text ?? '').slice(0, 40).replaceAll(/\p{C}/gu, ' ');
}

/** A problem as an event. */
export function problemAt(
  where: string,
  severity: BankFileProblem['severity'],
  code: string,
  message: string,
): BankFileEvent {
  return { type: 'problem', problem: { severity, code, where, message } };
}

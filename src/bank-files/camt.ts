import { checkLength } from './amounts.ts';
import { CamtDocument, type CamtEvent } from './camt-document.ts';
import { DocumentSplitter, Place, type Position } from './camt-joined.ts';
import { CharsetDecoder } from './charset.ts';
import type { CamtDetail } from './camt-details.ts';
import type { CamtLine } from './camt-entry.ts';
import type { CamtStatementEnd } from './camt-statement.ts';
import {
  problemAt,
  shown,
  type BankFileDetail,
  type BankFileEvent,
  type BankFileLine,
  type BankFileReader,
  type Family,
  type Note,
} from './events.ts';
import { signOfCamt } from './signs.ts';

/** ISO 20022 camt.052, camt.053 and camt.054, versions 1 to 12. */
export const camt: Family = {
  name: 'camt',
  looksLike: signOfCamt,
  open: () => new CamtReader(),
};

/** What problems of the XML are called in every format. */
const CODES: ReadonlyMap<string, string> = new Map([
  ['balance-differs', 'does-not-balance'],
  ['truncated', 'file-truncated'],
  ['empty-file', 'nothing-to-read'],
  ['no-statements', 'nothing-to-read'],
  ['not-xml', 'format-unknown'],
  ['wrong-message', 'format-unknown'],
]);

/**
 * Gives what is in a CAMT message in the one form of all bank files. Where several messages were
 * joined in one file, each is read by itself.
 */
export class CamtReader implements BankFileReader {
  readonly stopped = false;
  readonly #decoder = new CharsetDecoder((code, message) => {
    this.#events.push(problemAt('line 1', 'warning', code, message));
  });
  readonly #splitter = new DocumentSplitter();
  readonly #place = new Place();
  #document = newDocument();
  #isBegun = false;
  /** Where in the file the document that is open begins. */
  #start: Position = { line: 1, column: 1 };
  #format: string | null = null;
  #isJoined = false;
  #events: BankFileEvent[] = [];

  read(bytes: Uint8Array): BankFileEvent[] {
    this.#take(this.#splitter.push(this.#decoder.push(bytes)));
    return this.#events.splice(0);
  }

  end(): BankFileEvent[] {
    this.#take(this.#splitter.push(this.#decoder.end()));
    this.#take(this.#splitter.end());
    this.#endDocument();
    return this.#events.splice(0);
  }

  #take(pieces: readonly string[]): void {
    for (const [n, piece] of pieces.entries()) {
      if (n > 0) this.#beginDocument();
      this.#place.pass(piece);
      if (piece === '' || this.#document.stopped) continue;
      // The text is read as UTF-8, whatever the declaration says that it was.
      const bytes = new TextEncoder().encode(this.#isBegun ? piece : `\uFEFF${piece}`);
      this.#isBegun = true;
      this.#push(this.#document.read(bytes));
    }
  }

  #beginDocument(): void {
    this.#endDocument();
    this.#document = newDocument();
    this.#isBegun = false;
    this.#start = this.#place.position;
    if (this.#isJoined) return;
    this.#isJoined = true;
    const message =
      'Expected one message in a file; found another after it. All of them were read; look ' +
      'whether a statement is there twice.';
    this.#events.push(problemAt(this.#inLine('1:1'), 'warning', 'documents-joined', message));
  }

  #endDocument(): void {
    if (!this.#document.stopped) this.#push(this.#document.end());
  }

  #push(events: readonly CamtEvent[]): void {
    for (const event of events) {
      if (event.type === 'document') this.#tellFormat(event.format);
      else this.#events.push(...eventsOf(event, this.#inLine));
    }
  }

  #tellFormat(format: string): void {
    if (this.#format === null) this.#events.push({ type: 'format', format });
    this.#format ??= format;
    if (this.#format === format) return;
    const message =
      `Expected ${this.#format} in all of the file; found ${format} too. It was read; look whether ` +
      `it says again what is in the others.`;
    this.#events.push(problemAt(this.#inLine('1:1'), 'warning', 'format-changes', message));
  }

  /** "12:5" of the document that is open is "line 12, column 5", counted from where it begins. */
  readonly #inLine = (where: string): string => {
    const [line = 1, column = 1] = where.split(':').map(Number);
    const start = this.#start;
    const own = line === 1 ? start.column + column - 1 : column;
    return `line ${start.line + line - 1}, column ${own}`;
  };
}

const newDocument = (): CamtDocument => new CamtDocument(['camt.052', 'camt.053', 'camt.054']);

/** Makes a place of the form "12:5" into words. */
type InLine = (where: string) => string;

function eventsOf(
  event: Exclude<CamtEvent, { type: 'document' }>,
  inLine: InLine,
): BankFileEvent[] {
  if (event.type === 'line') return eventsOfLine(event.line, inLine);
  if (event.type === 'statement') {
    const { account, currency, id, sequence } = event.statement;
    return [{ type: 'statement', account, currency, reference: id ?? sequence }];
  }
  if (event.type === 'statementEnd') return eventsOfEnd(event.statement, inLine(event.where));
  const { severity, code, where, message } = event.problem;
  return [problemAt(inLine(where), severity, CODES.get(code) ?? code, message)];
}

/** Balances that cannot be compared, as of two currencies, are given and do not balance. */
function eventsOfEnd(end: CamtStatementEnd, where: string): BankFileEvent[] {
  const { from, to, fromOpening, currency, stated, complete } = end;
  const isBoth = stated.opening !== null && stated.closing !== null;
  const isOdd = complete && isBoth && (end.opening === null || end.closing === null);
  const balances = isOdd ? false : end.balances;
  const event: BankFileEvent = { type: 'statementEnd', from, to, fromOpening, ...stated, balances };
  if (!isOdd) return [event];
  const message =
    `Statement ${end.number}: Expected the opening and the closing balance in ` +
    `${shown(currency ?? 'one currency')}, of at most 18 digits; found another. Nothing proves that ` +
    `the lines are complete; ask the bank.`;
  return [problemAt(where, 'warning', 'does-not-balance', message), event];
}

/** A line without an amount that can be read is not made up: its problem stands for it. */
function eventsOfLine(line: CamtLine, inLine: InLine): BankFileEvent[] {
  const { bookedOn, valueOn, reference, counterparty, text } = line;
  const amount = line.amount ?? line.stated ?? null;
  if (amount === null) return [];
  const status: BankFileLine['status'] = line.status === 'booked' ? 'booked' : 'pending';
  const details = line.details.map(detailOf);
  const given = { bookedOn, valueOn, amount, status, reference, counterparty, text, details };
  const { currency, batch, endToEndId } = line;
  const alsoKnownBy = [batch, endToEndId].filter((one) => one !== null);
  const event: BankFileEvent = { type: 'line', line: given, currency, alsoKnownBy };
  return [...problemsOf(line, inLine(line.where)), event];
}

/** What the form of all bank files cannot say of a line, or the book cannot hold. */
function problemsOf(line: CamtLine, where: string): BankFileEvent[] {
  const problems: BankFileEvent[] = [];
  const note: Note = (...said) => problems.push(problemAt(where, ...said));
  if (line.amount !== null) checkLength(line.amount, note);
  const other = line.details.find(
    (one) => (one.stated?.currency ?? line.currency) !== line.currency,
  );
  if (other === undefined) return problems;
  note(
    'warning',
    'currency-differs',
    `Expected the details in the line's currency ${shown(line.currency)}; found ` +
      `${shown(other.stated?.currency)}. Their amounts were kept as they are.`,
  );
  return problems;
}

/** The sender's own reference is what tells one payment of a batch from another. */
function detailOf(detail: CamtDetail): BankFileDetail {
  const { endToEndId, counterparty, text } = detail;
  return {
    amount: detail.stated?.amount ?? detail.amount,
    reference: endToEndId ?? detail.reference,
    counterparty,
    text,
  };
}

import { checkLength } from './amounts.ts';
import { CamtDocument, type CamtEvent } from './camt-document.ts';
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

/** Gives what is in a CAMT message in the one form of all bank files. */
export class CamtReader implements BankFileReader {
  readonly #document = new CamtDocument(['camt.052', 'camt.053', 'camt.054']);

  get stopped(): boolean {
    return this.#document.stopped;
  }

  read(bytes: Uint8Array): BankFileEvent[] {
    return this.#document.read(bytes).flatMap(eventsOf);
  }

  end(): BankFileEvent[] {
    return this.#document.end().flatMap(eventsOf);
  }
}

function eventsOf(event: CamtEvent): BankFileEvent[] {
  if (event.type === 'document') return [{ type: 'format', format: event.format }];
  if (event.type === 'line') return eventsOfLine(event.line);
  if (event.type === 'statement') {
    const { account, currency } = event.statement;
    return [{ type: 'statement', account, currency }];
  }
  if (event.type === 'statementEnd') return eventsOfEnd(event.statement, event.where);
  const { severity, code, where, message } = event.problem;
  return [problemAt(inLine(where), severity, CODES.get(code) ?? code, message)];
}

/** Balances that cannot be compared, as of two currencies, are given and do not balance. */
function eventsOfEnd(end: CamtStatementEnd, where: string): BankFileEvent[] {
  const { from, to, currency, stated, complete } = end;
  const isBoth = stated.opening !== null && stated.closing !== null;
  const isOdd = complete && isBoth && (end.opening === null || end.closing === null);
  const balances = isOdd ? false : end.balances;
  const event: BankFileEvent = { type: 'statementEnd', from, to, ...stated, balances };
  if (!isOdd) return [event];
  const message =
    `Statement ${end.number}: Expected the opening and the closing balance in ` +
    `${shown(currency ?? 'one currency')}, of at most 18 digits; found another. Nothing proves that ` +
    `the lines are complete; ask the bank.`;
  return [problemAt(inLine(where), 'warning', 'does-not-balance', message), event];
}

/** A line without an amount that can be read is not made up: its problem stands for it. */
function eventsOfLine(line: CamtLine): BankFileEvent[] {
  const { bookedOn, valueOn, reference, counterparty, text } = line;
  const amount = line.amount ?? line.stated ?? null;
  if (amount === null) return [];
  const status: BankFileLine['status'] = line.status === 'booked' ? 'booked' : 'pending';
  const details = line.details.map(detailOf);
  const given = { bookedOn, valueOn, amount, status, reference, counterparty, text, details };
  return [...problemsOf(line), { type: 'line', line: given }];
}

/** What the form of all bank files cannot say of a line, or the book cannot hold. */
function problemsOf(line: CamtLine): BankFileEvent[] {
  const problems: BankFileEvent[] = [];
  const note: Note = (...said) => problems.push(problemAt(inLine(line.where), ...said));
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

/** "12:5" is "line 12, column 5". */
function inLine(where: string): string {
  const [line = '', column = ''] = where.split(':');
  return `line ${line}, column ${column}`;
}

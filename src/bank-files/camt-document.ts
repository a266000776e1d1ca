import type { SaxesTagPlain } from 'saxes';
import { transactionOf } from './camt-details.ts';
import { lineOf, type CamtLine } from './camt-entry.ts';
import {
  STATEMENT_PARTS,
  StatementInProgress,
  type CamtStatement,
  type CamtStatementEnd,
} from './camt-statement.ts';
import { MOST_DETAILS, shown, type BankFileProblem, type Note } from './events.ts';
import { MESSAGES, OTHER_MESSAGES, type CamtMessage } from './camt-messages.ts';
import { XmlTreeReader, type XmlNode, type XmlWatcher } from './xml-tree.ts';

/**
 * What the reader finds, in the order of the file. Every `statement` is followed by its lines
 * and one `statementEnd`, also when the file breaks off.
 */
export type CamtEvent =
  | { readonly type: 'document'; readonly format: string }
  | { readonly type: 'statement'; readonly statement: CamtStatement }
  | { readonly type: 'line'; readonly statement: number; readonly line: CamtLine }
  | { readonly type: 'statementEnd'; readonly statement: CamtStatementEnd; readonly where: string }
  | { readonly type: 'problem'; readonly problem: BankFileProblem };

/** An envelope has a handful of namespaces; more are not looked at. */
const MOST_NAMESPACES = 100;

/**
 * Reads an ISO 20022 message of bank to customer (camt.052, .053, .054, versions 1 to 12) as its
 * bytes arrive, in the memory of one line. Follows the tree reader and makes events of what it
 * finds. Elements go by their local names, so one mapper reads all versions.
 */
export class CamtDocument implements XmlWatcher {
  readonly #reader = new XmlTreeReader(this, 'TxDtls');
  readonly #accepted: readonly CamtMessage['name'][];
  #events: CamtEvent[] = [];
  #namespaces = new Map<string, string>();
  #root = '';
  /** Depths of the open Document, message and Stmt (or Rpt, Ntfctn); 0 when there is none. */
  #document = 0;
  #message = 0;
  #stmt = 0;
  /** What the message is, from when it has begun. */
  #kind: CamtMessage | null = null;
  #statement: StatementInProgress | null = null;
  #announced = false;
  #statements = 0;
  #lines = 0;

  /** `accepted` are the messages that are read; others end the reading with `wrong-message`. */
  constructor(accepted: readonly CamtMessage['name'][]) {
    this.#accepted = accepted;
  }

  get stopped(): boolean {
    return this.#reader.stopped;
  }

  read(bytes: Uint8Array): CamtEvent[] {
    this.#reader.write(bytes);
    return this.#taken();
  }

  end(): CamtEvent[] {
    this.#reader.end();
    if (!this.stopped) this.#checkFound();
    return this.#taken();
  }

  opened(name: string, tag: SaxesTagPlain, depth: number, where: string): boolean {
    if (this.#stmt > 0) return depth === this.#stmt + 1 && STATEMENT_PARTS.has(name);
    if (depth === 1) this.#root = shown(name);
    if (this.#message > 0) {
      if (depth === this.#message + 1 && name === this.#kind?.part)
        this.#openStatement(depth, where);
      return false;
    }
    this.#learnNamespaces(tag);
    if (this.#document === 0 && name === 'Document') {
      this.#document = depth;
    } else if (this.#document > 0 ? depth === this.#document + 1 : isMessage(name, depth)) {
      this.#openMessage(name, depth, tag);
    }
    return false;
  }

  closed(depth: number): void {
    if (depth === this.#stmt) this.#closeStatement(true);
    else if (depth === this.#message) this.#message = 0;
    else if (depth === this.#document) this.#document = 0;
  }

  kept(node: XmlNode, where: string): void {
    const statement = this.#statement;
    if (statement === null) return;
    if (node.name === 'TxDtls') this.#addTransaction(statement, node);
    else if (node.name === 'Ntry') this.#addLine(statement, node, where);
    else statement.add(node, this.#noteAt(where, `Statement ${statement.number}`));
  }

  warned(code: string, where: string, message: string): void {
    this.#problem('warning', code, where, message);
  }

  failed(code: string, where: string, message: string): void {
    if (this.#stmt > 0) this.#closeStatement(false);
    const read = this.#kind
      ? ` The reading stopped there: the ${this.#lines} lines before it are not the whole file.`
      : '';
    this.#problem('error', code, where, `${message}${read}`);
  }

  #openMessage(name: string, depth: number, tag: SaxesTagPlain): void {
    const message = withoutVersion(name);
    const namespace = this.#namespaces.get(prefixOf(tag.name)) ?? '';
    const kind = MESSAGES.get(message);
    if (kind === undefined || !this.#accepted.includes(kind.name)) {
      return this.#refuseMessage(message, namespace);
    }
    this.#message = depth;
    this.#kind = kind;
    const stated = /camt\.05[234]\.\d{3}\.\d{2}/.exec(namespace)?.[0];
    const format = stated?.startsWith(kind.name) === true ? stated : kind.name;
    this.#events.push({ type: 'document', format });
    if (/\.001\.(?:0[1-9]|1[0-2])$/.test(format)) return;
    this.#problem(
      'warning',
      'version-unknown',
      this.#reader.where(),
      `Expected ${kind.name}.001.01 to .12; found ${format === kind.name ? 'no version' : format}. ` +
        `It was read as if it were one of these; check a few lines.`,
    );
  }

  #refuseMessage(message: string, namespace: string): void {
    const version = /[a-z]{4}\.\d{3}\.\d{3}\.\d{2}/.exec(namespace)?.[0];
    const other = MESSAGES.get(message);
    const known = other ? `${other.words} (${other.name})` : OTHER_MESSAGES.get(message);
    this.#reader.stop(
      'wrong-message',
      `Expected ${this.#expected('BkToCstmrStmt')}; found ${known ?? 'another message'}, ` +
        `<${shown(message)}>${version === undefined ? '' : ` of ${version}`}. Ask the bank for the ` +
        `camt.053 statement, or load this file where that message belongs.`,
    );
  }

  #expected(element: string): string {
    return this.#accepted.length > 1
      ? `an account report, statement or notice (camt.052, .053 or .054, such as <${element}>)`
      : `a bank statement (camt.053, <${element}>)`;
  }

  #checkFound(): void {
    if (this.#kind === null) {
      this.#problem(
        'error',
        'wrong-message',
        this.#reader.where(),
        `Expected ${this.#expected('Document')} in <Document>; found XML that begins with ` +
          `<${this.#root}>. Choose the format this file is in.`,
      );
    } else if (this.#statements === 0) {
      this.#problem(
        'error',
        'no-statements',
        this.#reader.where(),
        `Expected at least one statement (<${this.#kind.part}>); the message has none. Ask the bank ` +
          `whether the account was set up for this message.`,
      );
    }
  }

  #openStatement(depth: number, where: string): void {
    this.#stmt = depth;
    this.#statements += 1;
    this.#statement = new StatementInProgress(
      this.#statements,
      where,
      this.#kind?.hasBalances ?? true,
    );
    this.#announced = false;
  }

  #addTransaction(statement: StatementInProgress, node: XmlNode): void {
    statement.transactions.push(transactionOf(node));
    if (statement.transactions.length <= MOST_DETAILS) return;
    const limit = MOST_DETAILS.toLocaleString('en-GB');
    this.#reader.stop(
      'line-too-large',
      `Expected at most ${limit} payments in one line; found more. Ask the bank to book the ` +
        `batch in several lines.`,
    );
  }

  #addLine(statement: StatementInProgress, node: XmlNode, where: string): void {
    const number = statement.lineCount + 1;
    // The words are made when there is something to say: most lines have no problem.
    const note: Note = (severity, code, message) => {
      const what = `Statement ${statement.number}, line ${number}`;
      this.#problem(severity, code, where, `${what}: ${message}`);
    };
    const { transactions } = statement;
    statement.transactions = [];
    const line = lineOf(node, transactions, { number, where }, note);
    statement.addLine(line, note);
    this.#lines += 1;
    this.#announce(statement);
    this.#events.push({ type: 'line', statement: statement.number, line });
  }

  #announce(statement: StatementInProgress): void {
    if (this.#announced) return;
    this.#announced = true;
    this.#events.push({ type: 'statement', statement: statement.heading(() => {}) });
  }

  #closeStatement(complete: boolean): void {
    const statement = this.#statement;
    this.#statement = null;
    this.#stmt = 0;
    if (statement === null) return;
    this.#announce(statement);
    const note = this.#noteAt(statement.where, `Statement ${statement.number}`);
    const end = statement.ending(complete, note);
    this.#events.push({ type: 'statementEnd', statement: end, where: statement.where });
  }

  #noteAt(where: string, what: string): Note {
    return (severity, code, message) => this.#problem(severity, code, where, `${what}: ${message}`);
  }

  #problem(
    severity: BankFileProblem['severity'],
    code: string,
    where: string,
    message: string,
  ): void {
    this.#events.push({ type: 'problem', problem: { severity, code, where, message } });
  }

  #learnNamespaces(tag: SaxesTagPlain): void {
    if (this.#namespaces.size > MOST_NAMESPACES) return;
    for (const [name, value] of Object.entries(tag.attributes)) {
      if (name === 'xmlns') this.#namespaces.set('', value);
      else if (name.startsWith('xmlns:')) this.#namespaces.set(name.slice(6), value);
    }
  }

  #taken(): CamtEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}

/** Some banks leave out the Document around the message. */
function isMessage(name: string, depth: number): boolean {
  return depth === 1 && MESSAGES.has(withoutVersion(name));
}

/** Version 1 has its version in the element's name. */
function withoutVersion(name: string): string {
  return name.replace(/V\d\d$/, '');
}

function prefixOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf(':')));
}

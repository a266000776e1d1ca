import type { SaxesTagPlain } from 'saxes';
import { XmlTreeReader, type XmlNode, type XmlWatcher } from '../../bank-files/xml-tree.ts';
import type { AnswerFormat, Finding } from './answer.ts';
import { ArucsLayout, AwacsLayout } from './bacs-layout.ts';
import type { Layout } from './layout.ts';
import { Pain002Layout } from './pain002-layout.ts';
import { shown } from './values.ts';

/** Files of banks that are none of the three, by the element that tells. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['CstmrCdtTrfInitn', 'a payment order (pain.001), as it is sent to the bank'],
  ['BkToCstmrStmt', 'a bank statement (camt.053): import it as a bank file'],
  ['BkToCstmrAcctRpt', 'an account report during the day (camt.052)'],
  ['BkToCstmrDbtCdtNtfctn', 'a notice of debits and credits (camt.054)'],
  ['ARUDD', 'the Bacs report of unpaid direct debits (ARUDD)'],
  ['InputReport', 'the Bacs input report'],
]);

const UNNAMED =
  ' It has advices that do not say what they are of: if it is of wrong accounts, name the format awacs.';

const DOCTYPE =
  'Expected a file without a document type declaration; found <!DOCTYPE ...>, which no file of a ' +
  'bank has and which can be used to attack the reader. Do not load this file; ask where it came from.';

/** How deep the element that tells the format can be: BACSDocument, Data, ARUCS. */
const DEEPEST = 3;

/**
 * Follows a file and gives its parts to the layout of its format, which it finds out by itself.
 * Advices of Bacs look alike whatever they are of, so one that does not call itself AWACS is read
 * only when the caller says that it is.
 */
export class AnswerXmlReader implements XmlWatcher {
  readonly #reader = new XmlTreeReader(this, '');
  readonly #finding: Finding;
  readonly #said: AnswerFormat | undefined;
  readonly #path: string[] = [];
  #layout: Layout | null = null;
  #root = '';
  /** Whether there are advices that do not say what they are of. */
  #advices = false;
  /** How deep the element of the message is; 0 before it was met. */
  #message = 0;

  constructor(finding: Finding, said: AnswerFormat | undefined) {
    this.#finding = finding;
    this.#said = said;
  }

  get stopped(): boolean {
    return this.#reader.stopped;
  }

  write(bytes: Uint8Array): void {
    this.#reader.write(bytes);
  }

  end(): void {
    this.#reader.end();
    if (this.stopped) return;
    if (this.#layout === null) this.#refuseFormat(shown(this.#root), this.#reader.where());
    else this.#layout.ended();
  }

  opened(name: string, tag: SaxesTagPlain, depth: number, where: string): boolean {
    this.#path.push(name);
    if (depth === 1) this.#root = name;
    if (this.#layout === null) this.#recognise(name, tag, depth, where);
    const inside = this.#inside();
    if (this.#layout === null || inside.length === 0) return false;
    if (this.#layout.keeps(inside)) {
      this.#path.pop();
      return true;
    }
    this.#layout.opened(inside, tag, where);
    return false;
  }

  closed(depth: number): void {
    const inside = this.#inside();
    if (inside.length > 0) this.#layout?.closed(inside);
    if (depth === this.#message) this.#message = 0;
    this.#path.pop();
  }

  kept(node: XmlNode, where: string): void {
    this.#layout?.kept(node, where);
  }

  warned(_code: string, where: string, message: string): void {
    this.#finding.warn(where, message);
  }

  failed(code: string, where: string, message: string): void {
    this.#finding.refuse(where, code === 'doctype-refused' ? DOCTYPE : message);
  }

  /** The path below the element of the message; empty outside of it. */
  #inside(): string[] {
    return this.#message === 0 ? [] : this.#path.slice(this.#message);
  }

  #recognise(name: string, tag: SaxesTagPlain, depth: number, where: string): void {
    if (depth > DEEPEST) return;
    const path = this.#path.join('/');
    const other = OTHERS.get(name);
    if (other !== undefined) return this.#refuseFormat(name, where, other);
    const layout = this.#layoutOf(path, tag);
    if (layout === null) return;
    if (this.#said !== undefined && this.#said !== layout.format) {
      const message = `Expected ${this.#said}, as was asked for; found ${layout.format}.`;
      return this.#reader.stop('wrong-message', message, where);
    }
    this.#layout = layout;
    this.#message = depth;
    this.#finding.format = layout.format;
  }

  #layoutOf(path: string, { attributes }: SaxesTagPlain): Layout | null {
    if (Pain002Layout.reads(path)) return new Pain002Layout(this.#finding);
    if (path === 'BACSDocument/Data/ARUCS') return new ArucsLayout(this.#finding);
    if (path === 'BACSDocument/Data/AWACS') return new AwacsLayout(this.#finding);
    if (path !== 'BACSDocument/Data/MessagingAdvices') return null;
    this.#advices = true;
    const named = Object.values(attributes).some((value) => /awacs/i.test(value));
    return named || this.#said === 'awacs' ? new AwacsLayout(this.#finding) : null;
  }

  #refuseFormat(name: string, where: string, other?: string): void {
    const found = other ?? `XML that begins with <${name}>`;
    this.#finding.refuse(
      where,
      'Expected a payment status report (pain.002), or a Bacs report of returned credits (ARUCS) ' +
        `or of wrong accounts (AWACS); found ${found}.${this.#advices ? UNNAMED : ''}`,
    );
    this.#reader.stopped = true;
  }
}

import { CharsetDecoder } from './charset.ts';
import {
  LONGEST_LINE,
  problemAt,
  shown,
  type BankFileEvent,
  type BankFileProblem,
  type BankFileReader,
  type Family,
} from './events.ts';
import { OfxStatement } from './ofx-statement.ts';
import { OfxStructure, isSecurities, isStatement, isTransaction } from './ofx-structure.ts';
import { inWords, OfxTokenizer, type OfxPlace, type OfxToken } from './ofx-tokens.ts';
import { valueText } from './ofx-values.ts';
import { signOfOfx } from './signs.ts';

/** Open Financial Exchange 1 (SGML) and 2 (XML), of banks, cards and brokers. */
export const ofx: Family = { name: 'ofx', looksLike: signOfOfx, open: () => new OfxReader() };

/** The header is before the first tag; no bank's is longer. */
const LONGEST_HEADER = 4000;

/** Reads OFX as it arrives: tokens, of which an open part or value is the only state. */
export class OfxReader implements BankFileReader {
  readonly stopped = false;
  readonly #decoder = new CharsetDecoder((code, message) => this.#say('warning', code, message));
  readonly #tokenizer = new OfxTokenizer();
  readonly #structure = new OfxStructure();
  #events: BankFileEvent[] = [];
  #where: OfxPlace = { line: 1, column: 1 };
  #header = '';
  #format: string | null = null;
  #value: { name: string; text: string; where: OfxPlace } | null = null;
  #status = new Map<string, string>();
  #statement: OfxStatement | null = null;
  #statements = 0;
  #isOpen = false;
  readonly #said = new Set<string>();

  read(bytes: Uint8Array): BankFileEvent[] {
    this.#take(this.#tokenizer.push(this.#decoder.push(bytes)));
    return this.#taken();
  }

  end(): BankFileEvent[] {
    this.#take(this.#tokenizer.push(this.#decoder.end()));
    this.#take(this.#tokenizer.end());
    this.#tellFormat();
    const isBroken = this.#isOpen || this.#statement !== null;
    this.#endStatement();
    if (isBroken) this.#tellTruncated();
    else if (this.#statements === 0) this.#tellNothing();
    return this.#taken();
  }

  #taken(): BankFileEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #take(tokens: readonly OfxToken[]): void {
    for (const token of tokens) {
      this.#where = token;
      if (token.kind === 'text') this.#text(token.text, token.literal);
      else if (token.kind === 'instruction') this.#keepHeader(`${token.text}\n`);
      else this.#tag(token.kind, token.name);
    }
  }

  #tag(kind: 'open' | 'close', name: string): void {
    this.#endValue();
    const ended = kind === 'open' ? this.#structure.open(name) : this.#structure.close(name);
    if (ended.unclosed) this.#tellUnclosed();
    for (const one of ended.names) this.#endPart(one);
    if (kind === 'close') {
      if (isStatement(name)) this.#endStatement();
      if (name === 'OFX') this.#isOpen = false;
      return;
    }
    this.#beginPart(name);
    this.#value = { name, text: '', where: this.#where };
  }

  #beginPart(name: string): void {
    if (name === 'OFX') {
      this.#tellFormat();
      this.#isOpen = true;
    }
    if (name === 'STATUS') this.#status.clear();
    if (isStatement(name)) {
      this.#endStatement();
      this.#beginStatement();
    }
    if (isSecurities(name)) this.#statement?.countSecurities();
    if (!isTransaction(name)) return;
    if (this.#statement === null) {
      this.#sayOnce(
        'warning',
        'tag-unclosed',
        'Expected a transaction inside a statement (STMTRS); found one outside. Which account it ' +
          'is of is not known; ask the bank for a corrected file.',
      );
      this.#beginStatement();
    }
    this.#statement?.beginTransaction(this.#where);
  }

  #beginStatement(): void {
    this.#tellFormat();
    this.#statements += 1;
    this.#statement = new OfxStatement(this.#structure, (event) => this.#events.push(event));
  }

  #endPart(name: string): void {
    if (isTransaction(name)) this.#statement?.endTransaction();
    else if (name === 'STATUS') this.#tellStatus();
    else if (isStatement(name) || /TRNRS$|MSGSRSV\d$|^OFX$/.test(name)) this.#endStatement();
  }

  #endStatement(): void {
    this.#statement?.end(this.#where);
    this.#statement = null;
  }

  #text(text: string, literal: boolean): void {
    const value = this.#value;
    if (value === null) {
      this.#keepHeader(text);
      return;
    }
    const room = LONGEST_LINE - value.text.length;
    if (text.length > room) {
      this.#sayOnce(
        'warning',
        'text-too-long',
        `Expected a value of at most ${LONGEST_LINE} characters; found a longer one. The rest of ` +
          `it was left out.`,
      );
    }
    const kept = text.slice(0, room);
    value.text += literal ? kept.replaceAll('&', '&amp;') : kept;
  }

  #endValue(): void {
    const value = this.#value;
    this.#value = null;
    const text = valueText(value?.text ?? '');
    if (value === null || text === '') return;
    if (this.#structure.has('STATUS')) {
      if (value.name === 'CODE' || value.name === 'SEVERITY') this.#status.set(value.name, text);
    } else {
      this.#statement?.value(value.name, { text, where: value.where });
    }
  }

  #keepHeader(text: string): void {
    if (this.#format !== null) return;
    this.#header += text.slice(0, LONGEST_HEADER - this.#header.length);
  }

  /** VERSION:102 is OFX 1.0.2 (OFX 1.6, 2.2.1), VERSION="211" is OFX 2.1.1 (OFX 2.2, 2.2.1). */
  #tellFormat(): void {
    if (this.#format !== null) return;
    const version = /(?:^|[\s"'])VERSION\s*[:=]\s*["']?([\d.]{1,8})/i.exec(
      this.#header.replaceAll(/xml\s+version\s*=/gi, ''),
    )?.[1];
    const digits = version?.replaceAll('.', '') ?? '';
    this.#format = digits === '' ? 'ofx' : `ofx.${digits.split('').join('.')}`;
    this.#header = '';
    this.#events.push({ type: 'format', format: this.#format });
  }

  #tellStatus(): void {
    const code = this.#status.get('CODE') ?? '';
    const severity = this.#status.get('SEVERITY')?.toUpperCase();
    if (severity !== 'ERROR' && severity !== 'WARN') return;
    this.#say(
      severity === 'ERROR' ? 'error' : 'warning',
      'bank-refused',
      `Expected the bank's answer without faults (code 0); found its code ${shown(code)}. Sign in ` +
        `at the bank and fetch the file again.`,
    );
  }

  #tellUnclosed(): void {
    this.#sayOnce(
      'warning',
      'tag-unclosed',
      'Expected every part of the file to be closed by its own tag; found one that is not. It ' +
        'was taken to end where the next part begins; compare the number of lines with the bank.',
    );
  }

  #tellTruncated(): void {
    this.#say(
      'error',
      'file-truncated',
      'Expected </OFX> at the end; found the end of the file before it. Lines may be missing; ' +
        'fetch the file from the bank again.',
    );
  }

  #tellNothing(): void {
    this.#say(
      'error',
      'nothing-to-read',
      'Expected at least one statement of an account (STMTRS, CCSTMTRS or INVSTMTRS); found none. ' +
        'Ask the bank whether it is the right file.',
    );
  }

  #sayOnce(severity: BankFileProblem['severity'], code: string, message: string): void {
    if (this.#said.has(code)) return;
    this.#said.add(code);
    this.#say(severity, code, message);
  }

  #say(severity: BankFileProblem['severity'], code: string, message: string): void {
    this.#events.push(problemAt(inWords(this.#where), severity, code, message));
  }
}

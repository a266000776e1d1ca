/** A place in an OFX file, counted from 1. Its words are made when there is something to say. */
export interface OfxPlace {
  readonly line: number;
  readonly column: number;
}

/** A place in words. */
export function inWords({ line, column }: OfxPlace): string {
  return `line ${line}, column ${column}`;
}

/** A piece of an OFX file, with the place where it begins. */
export type OfxToken = OfxPlace &
  (
    | { readonly kind: 'open' | 'close'; readonly name: string }
    /** Text may come in several pieces. In a CDATA section it has no entities. */
    | { readonly kind: 'text'; readonly text: string; readonly literal: boolean }
    | { readonly kind: 'instruction'; readonly text: string }
  );

/** Anything longer between "<" and ">" is no tag but text with a "<" in it. */
const LONGEST_TAG = 1200;

const TAG = /<(\/?)([A-Za-z][\w.:-]{0,80})(\s[^<>]{0,1000}|\/)?>/y;
const INSTRUCTION = /<\?([^<>]{0,1000})>/y;
const DECLARATION = /<![A-Za-z][^<>]{0,1000}>?/y;

/** A part of the file that ends with certain characters, whatever is in it. */
interface Section {
  readonly end: string;
  /** Whether its text counts (CDATA) or not (a comment). */
  readonly counts: boolean;
}

const CDATA = '<![CDATA[';
const COMMENT = '<!--';

/**
 * Takes the SGML of OFX 1 and the XML of OFX 2 to pieces as their text arrives, holding at most
 * one tag. Whether tags match is not looked at; a "<" that begins no tag is text; declarations
 * (and with them every entity a file declares) and comments are left out.
 */
export class OfxTokenizer {
  #rest = '';
  #at = 0;
  #line = 1;
  /** Where in the text the line that is being read begins; less than 0 when that is read and gone. */
  #lineStart = 0;
  /** Where the line that is being read ends; remembered, as a file may be one long line. */
  #lineEnd = Infinity;
  #section: Section | null = null;
  #tokens: OfxToken[] = [];

  /** The pieces that are complete now. */
  push(text: string): OfxToken[] {
    this.#rest += text;
    return this.#take(false);
  }

  /** The last pieces. A tag that is not complete is text. */
  end(): OfxToken[] {
    return this.#take(true);
  }

  #take(isEnd: boolean): OfxToken[] {
    this.#lineEnd = this.#lineEndFrom(0);
    while (this.#at < this.#rest.length && this.#step(isEnd));
    this.#rest = this.#rest.slice(this.#at);
    this.#lineStart -= this.#at;
    this.#at = 0;
    const tokens = this.#tokens;
    this.#tokens = [];
    return tokens;
  }

  /** Takes one piece; false when more text is needed for it. */
  #step(isEnd: boolean): boolean {
    if (this.#section !== null) return this.#stepInSection(this.#section, isEnd);
    const open = this.#rest.indexOf('<', this.#at);
    if (open !== this.#at) {
      this.#text(open === -1 ? this.#rest.length : open, false);
      return true;
    }
    if (!isEnd && this.#isCut()) return false;
    if (this.#begins(CDATA, { end: ']]>', counts: true })) return true;
    if (this.#begins(COMMENT, { end: '-->', counts: false })) return true;
    if (!this.#markup()) this.#text(this.#at + 1, false);
    return true;
  }

  /** Whether what begins with this "<" may go on in text that is still to come. */
  #isCut(): boolean {
    const { length } = this.#rest;
    if (length - this.#at >= LONGEST_TAG) return false;
    const next = this.#rest.indexOf('<', this.#at + 1);
    return next === -1 && !this.#rest.includes('>', this.#at);
  }

  #begins(start: string, section: Section): boolean {
    if (!this.#rest.startsWith(start, this.#at)) return false;
    this.#pass(this.#at + start.length);
    this.#section = section;
    return true;
  }

  #stepInSection({ end, counts }: Section, isEnd: boolean): boolean {
    const found = this.#rest.indexOf(end, this.#at);
    const kept = isEnd ? 0 : end.length - 1;
    const to = found === -1 ? Math.max(this.#at, this.#rest.length - kept) : found;
    if (counts && to > this.#at) this.#text(to, true);
    else this.#pass(to);
    if (found === -1) return false;
    this.#pass(found + end.length);
    this.#section = null;
    return true;
  }

  #markup(): boolean {
    const tag = this.#match(TAG);
    const [line, column] = [this.#line, this.#column];
    if (tag !== null) {
      const [all, slash, written = '', attributes = ''] = tag;
      const name = written.slice(written.indexOf(':') + 1).toUpperCase();
      this.#tokens.push({ kind: slash === '/' ? 'close' : 'open', name, line, column });
      if (attributes.endsWith('/')) this.#tokens.push({ kind: 'close', name, line, column });
      this.#pass(this.#at + all.length);
      return true;
    }
    const instruction = this.#match(INSTRUCTION);
    if (instruction !== null) {
      this.#tokens.push({ kind: 'instruction', text: instruction[1] ?? '', line, column });
    }
    const other = instruction ?? this.#match(DECLARATION);
    if (other !== null) this.#pass(this.#at + other[0].length);
    return other !== null;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#rest);
  }

  #text(to: number, literal: boolean): void {
    const text = this.#rest.slice(this.#at, to);
    this.#tokens.push({ kind: 'text', text, literal, line: this.#line, column: this.#column });
    this.#pass(to);
  }

  #pass(to: number): void {
    while (this.#lineEnd < to) {
      this.#line += 1;
      this.#lineStart = this.#lineEnd + 1;
      this.#lineEnd = this.#lineEndFrom(this.#lineEnd + 1);
    }
    this.#at = to;
  }

  get #column(): number {
    return this.#at - this.#lineStart + 1;
  }

  #lineEndFrom(at: number): number {
    const found = this.#rest.indexOf('\n', at);
    return found === -1 ? Infinity : found;
  }
}

/** A root element is found within this many characters, and joined documents follow within it. */
const FARTHEST = 32_768;

/**
 * Takes a file apart into the XML documents that were joined in it, as people do with the files of
 * several days. A document ends where the tag that closes its root element is followed by another
 * declaration or element; inside of a document that would not be XML.
 */
export class DocumentSplitter {
  #held = '';
  /** The beginning of the tag that closes the root element; null where nothing can be told. */
  #closing: string | null = null;
  #isKnown = false;

  /** The pieces of text in their order; each one after the first begins another document. */
  push(text: string): string[] {
    return this.#pieces(this.#held + text, false);
  }

  /** What is still held. */
  end(): string[] {
    return this.#pieces(this.#held, true);
  }

  #pieces(text: string, isLast: boolean): string[] {
    const pieces: string[] = [];
    let start = 0;
    let from = 0;
    for (;;) {
      if (!this.#learnRoot(text, start, isLast)) break;
      const found = this.#closing === null ? -1 : text.indexOf(this.#closing, from);
      if (found === -1) {
        const kept = isLast || this.#closing === null ? 0 : this.#closing.length - 1;
        from = Math.max(start, text.length - kept);
        break;
      }
      const next = nextAfter(text, found + (this.#closing ?? '').length);
      if (next === undefined && !isLast && text.length - found < FARTHEST) {
        from = found;
        break;
      }
      from = found + 1;
      if (next === null || next === undefined) continue;
      // A mark of the order of bytes may stand only before a document.
      const between = text.slice(next.end, next.start).replaceAll('\uFEFF', ' ');
      pieces.push(text.slice(start, next.end) + between);
      start = next.start;
      from = next.start;
      this.#isKnown = false;
    }
    this.#held = text.slice(from);
    return [...pieces, text.slice(start, from)];
  }

  /** False when more text is needed to know the root element. */
  #learnRoot(text: string, start: number, isLast: boolean): boolean {
    if (this.#isKnown) return true;
    const root = rootOf(text, start);
    if (root === undefined && !isLast && text.length - start < FARTHEST) return false;
    this.#isKnown = true;
    this.#closing = typeof root === 'string' ? `</${root}` : null;
    return true;
  }
}

/**
 * Where this document ends and the one after it starts; null when there is none, undefined if that
 * is not known yet.
 */
function nextAfter(
  text: string,
  nameEnd: number,
): { readonly end: number; readonly start: number } | null | undefined {
  const end = blankEnd(text, nameEnd);
  if (end === text.length) return undefined;
  if (text[end] !== '>') return null;
  const start = blankEnd(text, end + 1);
  const head = text.slice(start, start + 6);
  if (head === '' || (head.length < 6 && head.startsWith('<'))) return undefined;
  return /^<(?:\?xml\s|[A-Za-z_])/.test(head) ? { end: end + 1, start } : null;
}

/** The root element's name; null when the text is no XML, undefined if it has not come yet. */
function rootOf(text: string, start: number): string | null | undefined {
  let at = blankEnd(text, start);
  while (text[at] === '<') {
    const isComment = text.startsWith('<!--', at);
    if (!isComment && text[at + 1] !== '?') break;
    const end = text.indexOf(isComment ? '-->' : '?>', at);
    if (end === -1) return undefined;
    at = blankEnd(text, end + (isComment ? 3 : 2));
  }
  const name = /^<([A-Za-z_][\w.:-]{0,200})[\s/>]/.exec(text.slice(at, at + 210))?.[1];
  if (name !== undefined) return name;
  return text.length - at > 210 ? null : undefined;
}

function blankEnd(text: string, start: number): number {
  const filled = /[^\s\uFEFF]/g;
  filled.lastIndex = start;
  return filled.exec(text)?.index ?? text.length;
}

/** A place in a file, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Counts the lines of the text that has passed. Lines end in LF, CR LF or CR. */
export class Place {
  #line = 1;
  #column = 1;
  #afterReturn = false;

  get position(): Position {
    return { line: this.#line, column: this.#column };
  }

  /** Goes on behind a text. */
  pass(text: string): void {
    let start = this.#afterReturn && text.startsWith('\n') ? 1 : 0;
    const ends = /\r\n?|\n/g;
    ends.lastIndex = start;
    for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
      this.#line += 1;
      this.#column = 1;
      start = ends.lastIndex;
    }
    this.#column += text.length - start;
    if (text !== '') this.#afterReturn = text.endsWith('\r');
  }
}

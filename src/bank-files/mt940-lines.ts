import { LineSplitter, type TextLine } from './text-lines.ts';

const AFTER_ATS = /@@:(?:\d\d[A-Z]?|NS):/g;
const AFTER_LINE_END = /[\r\n]:(?:\d\d[A-Z]?|NS):/g;

/**
 * Makes lines of the text of a file. Banking programs that hand on a message in one line write
 * "@@" where its lines end (FinTS); the beginning of the file shows it.
 */
export class Mt940Lines {
  readonly #lines = new LineSplitter();
  #hasAts: boolean | null = null;
  #held = '';

  /** The lines that are complete now. */
  push(text: string): TextLine[] {
    if (text === '') return [];
    this.#hasAts ??= countOf(text, AFTER_ATS) > countOf(text, AFTER_LINE_END);
    if (!this.#hasAts) return this.#lines.push(text);
    const all = this.#held + text;
    // One "@" at the end may be the first of two.
    this.#held = /(?<!@)(?:@@)*@$/.test(all.slice(-1000)) ? '@' : '';
    return this.#lines.push(all.slice(0, all.length - this.#held.length).replaceAll('@@', '\n'));
  }

  /** The last line, when the file does not end in the end of a line. */
  end(): TextLine[] {
    return [...this.#lines.push(this.#held), ...this.#lines.end()];
  }
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

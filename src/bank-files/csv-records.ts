import { LONGEST_LINE } from './events.ts';

/** A row of a CSV file. Empty rows are rows too, as a spreadsheet counts them. */
export interface CsvRow {
  /** 1 for the first row of the file. */
  readonly number: number;
  readonly cells: readonly string[];
  /** Why the row could not be taken apart; it has no cells then. */
  readonly fault: 'quote-open' | 'row-too-long' | null;
  /** Whether the file ends in it, without the end of a line: it may be cut off. */
  readonly isUnended: boolean;
}

/** A text in quotes goes over no more lines than this; otherwise its quote was never closed. */
const MOST_LINES_IN_QUOTES = 50;

type Found = { readonly row: CsvRow; readonly next: number };
/** A cell and where the reading goes on; no value where its quote is not closed. */
type Cell = { readonly value: string | null; readonly next: number };

/**
 * Takes a CSV file apart as its text arrives: RFC 4180, with any mark between the cells and line
 * ends in LF, CR LF or CR. More lenient in one thing, as banks do not double the quotes inside
 * quotes: a quote closes only before a mark or the end of a line. A quote that is never closed
 * costs its own row, not those that follow.
 */
export class RowSplitter {
  readonly #mark: string;
  readonly #cellEnd: RegExp;
  #text = '';
  #number = 0;
  #isSkipping = false;

  /** The mark is one character: a comma, a semicolon, a tab or a bar. */
  constructor(mark: string) {
    this.#mark = mark;
    this.#cellEnd = new RegExp(`[${mark}\\r\\n]`, 'g');
  }

  /** The rows that are complete now. */
  push(text: string): CsvRow[] {
    this.#text += text;
    return this.#rows(false);
  }

  /** The rows that are left at the end of the file. */
  end(): CsvRow[] {
    return this.#rows(true);
  }

  #rows(isLast: boolean): CsvRow[] {
    const rows: CsvRow[] = [];
    let at = this.#isSkipping ? this.#skip(0, isLast) : 0;
    while (at < this.#text.length) {
      const found = this.#row(at, isLast);
      if (found === null) break;
      rows.push(found.row);
      at = this.#isSkipping ? this.#skip(found.next, isLast) : found.next;
    }
    this.#text = this.#text.slice(at);
    return rows;
  }

  /** Null when the end of the row has not arrived. */
  #row(start: number, isLast: boolean): Found | null {
    const end = this.#lineEnd(start);
    if ((end < 0 ? this.#text.length : end) - start > LONGEST_LINE) {
      return this.#faulty('row-too-long', start);
    }
    if (end < 0 && !isLast) return null;
    const line = end < 0 ? this.#text.slice(start) : this.#text.slice(start, end);
    if (line.includes('"')) return this.#quotedRow(start, isLast);
    const next = end < 0 ? this.#text.length : this.#after(end, isLast);
    return next === null ? null : this.#whole(line.split(this.#mark), next);
  }

  #quotedRow(start: number, isLast: boolean): Found | null {
    const cells: string[] = [];
    let at = start;
    for (;;) {
      let from = at;
      while (this.#text[from] === ' ') from += 1;
      const isQuoted = this.#text[from] === '"';
      const cell = isQuoted ? this.#quoted(from, isLast) : this.#unquoted(at, isLast);
      if (cell === null) return null;
      if (cell.value === null) return this.#faulty('quote-open', from);
      cells.push(cell.value);
      if (this.#text[cell.next] === this.#mark) {
        at = cell.next + 1;
        continue;
      }
      const next = this.#after(cell.next, isLast);
      return next === null ? null : this.#whole(cells, next);
    }
  }

  #unquoted(start: number, isLast: boolean): Cell | null {
    this.#cellEnd.lastIndex = start;
    const end = this.#cellEnd.exec(this.#text)?.index ?? this.#text.length;
    if (end === this.#text.length && !isLast) return null;
    return { value: this.#text.slice(start, end), next: end };
  }

  /** `open` is the place of the quote that opens the cell. */
  #quoted(open: number, isLast: boolean): Cell | null {
    const lineEnd = this.#lineEnd(open);
    const unclosed: Cell = { value: null, next: open };
    let hasStray = false;
    let at = this.#text.indexOf('"', open + 1);
    for (; at >= 0; at = this.#text.indexOf('"', at)) {
      if (this.#text[at + 1] === '"') {
        at += 2;
        continue;
      }
      let next = at + 1;
      while (this.#text[next] === ' ') next += 1;
      const follows = this.#text[next];
      if (follows === undefined && !isLast) return this.#isTooFar(open, at) ? unclosed : null;
      const closes = follows === undefined || '\r\n'.includes(follows) || follows === this.#mark;
      const isOver = lineEnd >= 0 && at > lineEnd;
      // A quote in the middle of a text on a later line is one that opens there: this one was not
      // closed, and the rows between must not become a part of its text.
      if (isOver && (hasStray || !closes)) return unclosed;
      if (closes) {
        if (isOver && this.#isTooFar(open, at)) return unclosed;
        return { value: this.#text.slice(open + 1, at).replaceAll('""', '"'), next };
      }
      hasStray = true;
      at += 1;
    }
    return isLast || this.#isTooFar(open, this.#text.length) ? unclosed : null;
  }

  #isTooFar(open: number, end: number): boolean {
    if (end - open > LONGEST_LINE) return true;
    let lines = 0;
    for (let at = this.#lineEnd(open); at >= 0 && at < end; at = this.#lineEnd(at + 1)) {
      lines += 1;
      if (lines > MOST_LINES_IN_QUOTES) return true;
    }
    return false;
  }

  #lineEnd(start: number): number {
    const ends = /[\r\n]/g;
    ends.lastIndex = start;
    return ends.exec(this.#text)?.index ?? -1;
  }

  /** After the end of a line; null when it could be a CR whose LF is still to come. */
  #after(end: number, isLast: boolean): number | null {
    if (this.#text[end] !== '\r') return Math.min(end + 1, this.#text.length);
    if (end + 1 === this.#text.length && !isLast) return null;
    return end + (this.#text[end + 1] === '\n' ? 2 : 1);
  }

  #whole(cells: readonly string[], next: number): Found {
    this.#number += 1;
    const isUnended = next === this.#text.length && !'\r\n'.includes(this.#text.at(-1) ?? '');
    return { row: { number: this.#number, cells, fault: null, isUnended }, next };
  }

  /** Only the line with the fault is lost; the reading goes on with the one after it. */
  #faulty(fault: 'quote-open' | 'row-too-long', at: number): Found {
    this.#number += 1;
    this.#isSkipping = true;
    const row: CsvRow = { number: this.#number, cells: [], fault, isUnended: false };
    return { row, next: at };
  }

  #skip(start: number, isLast: boolean): number {
    const end = this.#lineEnd(start);
    if (end < 0) return this.#text.length;
    const next = this.#after(end, isLast);
    if (next === null) return end;
    this.#isSkipping = false;
    return next;
  }
}

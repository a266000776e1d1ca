import { LONGEST_LINE } from './events.ts';
import { withoutControls, type TextLine } from './text-lines.ts';

/** One record with its continuations (88). */
export interface Bai2Record {
  /** Its code of two digits: 01, 02, 03, 16, 49, 98 or 99. */
  readonly code: string;
  /** Its fields without the code. */
  readonly fields: readonly Bai2Field[];
  /** The number of its first line in the file. */
  readonly number: number;
  /** How many records it is with its continuations, as the totals count them. */
  readonly count: number;
  readonly cut: boolean;
}

/** A field; `starts` says that it begins a continuation. */
export interface Bai2Field {
  readonly text: string;
  readonly starts: boolean;
}

/** Codes of records; a line of a text may begin with other digits. */
const CODES = new Set(['01', '02', '03', '16', '49', '88', '98', '99']);

interface OpenRecord {
  readonly code: string;
  readonly fields: Bai2Field[];
  readonly number: number;
  count: number;
  length: number;
  cut: boolean;
}

/** Makes records of lines. A record ends in "/", and at many banks with the line. */
export class RecordJoiner {
  #open: OpenRecord | null = null;

  /** The record that is complete now that this line begins another. */
  push(line: TextLine): Bai2Record[] {
    const text = withoutControls(line.text).trim();
    if (text === '') return [];
    const code = /^(\d\d)(?=[,/]|$)/.exec(text)?.[1];
    const isRecord = code !== undefined && (CODES.has(code) || this.#open?.code !== '16');
    if (this.#open !== null && (!isRecord || code === '88')) {
      // A line without a code goes on with a text that has an end of line in it.
      this.#continue(this.#open, isRecord ? text.slice(3) : text, isRecord, line.cut);
      return [];
    }
    const done = this.end();
    const { number, cut } = line;
    this.#open = { code: code ?? '', fields: [], number, count: 1, length: 0, cut };
    this.#add(this.#open, text.slice(3), false);
    return done;
  }

  /** The last record. */
  end(): Bai2Record[] {
    const done = this.#open;
    this.#open = null;
    return done === null ? [] : [done];
  }

  /** Leaves out the record that is open: the file ends inside it. */
  drop(): void {
    this.#open = null;
  }

  #continue(open: OpenRecord, text: string, isRecord: boolean, cut: boolean): void {
    if (isRecord) open.count += 1;
    open.cut ||= cut;
    this.#add(open, text, true);
  }

  #add(open: OpenRecord, text: string, starts: boolean): void {
    open.length += text.length + 1;
    open.cut ||= open.length > LONGEST_LINE;
    if (open.cut) return;
    const parts = textBefore(text, open.code).split(',');
    for (const [n, part] of parts.entries()) {
      open.fields.push({ text: part, starts: starts && n === 0 });
    }
  }
}

/** What stands before the stroke at the end; only a text (of 16) can have strokes inside. */
function textBefore(text: string, code: string): string {
  if (code === '16') return text.replace(/\/$/, '');
  const end = text.indexOf('/');
  return end === -1 ? text : text.slice(0, end);
}

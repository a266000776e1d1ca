import { LONGEST_LINE } from './events.ts';

/** A line of text of a file, without its end. */
export interface TextLine {
  /** 1 for the first line of the file. */
  readonly number: number;
  readonly text: string;
  /** Whether it was longer than a line may be; the rest of it was left out. */
  readonly cut: boolean;
}

const CONTROL = /\p{Cc}/u;

/**
 * A line without the control characters of an old transmission around it (SOH, ETX, Ctrl-Z). Those
 * within become spaces: to leave them out would make one amount of two halves.
 */
export function withoutControls(text: string): string {
  if (!CONTROL.test(text)) return text;
  let [start, end] = [0, text.length];
  while (start < end && isControl(text, start)) start += 1;
  while (end > start && isControl(text, end - 1)) end -= 1;
  return text.slice(start, end).replaceAll(/\p{Cc}/gu, ' ');
}

function isControl(text: string, at: number): boolean {
  const character = text.charAt(at);
  return character !== '\t' && CONTROL.test(character);
}

/** Makes lines of text as it arrives. Lines end in LF, CR LF or CR, as programs on any system do. */
export class LineSplitter {
  #rest = '';
  #cut = false;
  #number = 0;
  /** Whether the text so far ends in a CR, whose LF may be still to come. */
  #afterReturn = false;

  /** The lines that are complete now. */
  push(text: string): TextLine[] {
    const lines: TextLine[] = [];
    let start = 0;
    const ends = /\r\n|\n|\r/g;
    if (this.#afterReturn && text !== '') {
      this.#afterReturn = false;
      if (text.startsWith('\n')) start = 1;
    }
    ends.lastIndex = start;
    for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
      this.#add(text.slice(start, end.index));
      lines.push(this.#taken());
      start = ends.lastIndex;
      this.#afterReturn = end[0] === '\r' && start === text.length;
    }
    this.#add(text.slice(start));
    return lines;
  }

  /** The last line, when the file does not end in the end of a line. */
  end(): TextLine[] {
    return this.#rest === '' && !this.#cut ? [] : [this.#taken()];
  }

  #add(text: string): void {
    if (text === '') return;
    this.#cut ||= this.#rest.length + text.length > LONGEST_LINE;
    this.#rest += text.slice(0, LONGEST_LINE - this.#rest.length);
  }

  #taken(): TextLine {
    this.#number += 1;
    const line = { number: this.#number, text: this.#rest, cut: this.#cut };
    this.#rest = '';
    this.#cut = false;
    return line;
  }
}

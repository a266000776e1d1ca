import { LONGEST_LINE } from './events.ts';
import { LineSplitter, type TextLine } from './text-lines.ts';

/** How long a record is where the file does not say it. */
const USUAL_LENGTH = 80;

const CODE = /^(?:01|02|03|16|49|88|98|99)(?:,|\/|$)/;
const RECORD_END = /\/\s*(?=(?:01|02|03|16|49|88|98|99),)/g;

interface Splitter {
  push(text: string): TextLine[];
  end(): TextLine[];
}

/**
 * Makes lines of the text of a file: one for each record. A file from a mainframe may have no line
 * ends: its records are then blocks of one length, filled up with spaces, or follow one another.
 */
export class Bai2Lines implements Splitter {
  #splitter: Splitter | null = null;

  /** The lines that are complete now. The first text decides, which is the first slice of the file. */
  push(text: string): TextLine[] {
    if (text === '') return [];
    this.#splitter ??= splitterFor(text);
    return this.#splitter.push(text);
  }

  /** The last line, when the file does not end in the end of a line. */
  end(): TextLine[] {
    return this.#splitter?.end() ?? [];
  }
}

function splitterFor(text: string): Splitter {
  const records = text.trim();
  if (/[\r\n]/.test(records) || !/\/\s*(?:02|03|16|49|88|98|99),/.test(records)) {
    return new LineSplitter();
  }
  const stated = Number(/^\s*01(?:,[^,/]*){5},\s*(\d{1,4})\s*,/.exec(text)?.[1] ?? 0);
  const length = [stated, USUAL_LENGTH].find((one) => one > 10 && areBlocks(text, one));
  return length === undefined ? new RunOnRecords() : new Blocks(length);
}

/** Whether a record begins wherever a block of this length would. */
function areBlocks(text: string, length: number): boolean {
  if (text.length <= length) return false;
  for (let at = 0; at < text.length; at += length) {
    const block = text.slice(at, at + length);
    if (block.trim() !== '' && !CODE.test(block.trimEnd())) return false;
  }
  return true;
}

class Blocks implements Splitter {
  readonly #length: number;
  #held = '';
  #number = 0;

  constructor(length: number) {
    this.#length = length;
  }

  push(text: string): TextLine[] {
    const lines: TextLine[] = [];
    const all = this.#held + text;
    let at = 0;
    for (; at + this.#length <= all.length; at += this.#length) {
      lines.push(this.#line(all.slice(at, at + this.#length)));
    }
    this.#held = all.slice(at);
    return lines;
  }

  end(): TextLine[] {
    return this.#held === '' ? [] : [this.#line(this.#held)];
  }

  #line(text: string): TextLine {
    this.#number += 1;
    return { number: this.#number, text, cut: false };
  }
}

/** Records that follow one another, each closed by its stroke. */
class RunOnRecords implements Splitter {
  #held = '';
  #number = 0;
  #isCut = false;

  push(text: string): TextLine[] {
    const lines: TextLine[] = [];
    const all = this.#held + text;
    let start = 0;
    // The code after a stroke may be still to come.
    const settled = all.slice(0, Math.max(0, all.length - 3));
    for (const end of settled.matchAll(RECORD_END)) {
      lines.push(this.#line(all.slice(start, end.index + 1)));
      start = end.index + end[0].length;
    }
    this.#held = all.slice(start);
    if (this.#held.length > LONGEST_LINE) {
      this.#isCut = true;
      this.#held = this.#held.slice(-LONGEST_LINE / 2);
    }
    return lines;
  }

  end(): TextLine[] {
    const { lines, rest } = { lines: this.push('   '), rest: this.#held.trimEnd() };
    return rest === '' ? lines : [...lines, this.#line(rest)];
  }

  #line(text: string): TextLine {
    this.#number += 1;
    const line = { number: this.#number, text, cut: this.#isCut };
    this.#isCut = false;
    return line;
  }
}

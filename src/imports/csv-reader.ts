/** A record of a CSV file: the line it begins on (from 1), its cells, or what is wrong with it. */
export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: string };

const UNQUOTED = /[^,"\r\n]*/y;
const TO_LINE_END = /[^\n]*/y;

/**
 * Reads the text of a CSV file strictly as RFC 4180 has it, record by record: commas, quotes that
 * are doubled inside quotes, lines that end in CR LF or LF. A record that breaks the rules is given
 * with its fault, and reading goes on at the next line; a quote that is never closed ends it.
 */
export function* readCsv(text: string): Generator<CsvRecord, void> {
  const reading = new Reading(text);
  while (!reading.isAtEnd) yield reading.record();
}

class Reading {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  record(): CsvRecord {
    const line = this.#line;
    const cells: string[] = [];
    for (;;) {
      const cell = this.#text[this.#at] === '"' ? this.#quoted() : this.#unquoted();
      if ('fault' in cell) return { line, fault: cell.fault };
      cells.push(cell.value);
      if (this.#text[this.#at] === ',') {
        this.#at += 1;
        continue;
      }
      if (this.#endLine()) return { line, cells };
      return { line, fault: this.#misplaced() };
    }
  }

  #unquoted(): { value: string } {
    UNQUOTED.lastIndex = this.#at;
    const value = UNQUOTED.exec(this.#text)![0];
    this.#at += value.length;
    return { value };
  }

  #quoted(): { value: string } | { fault: string } {
    const opened = this.#at;
    let close = this.#text.indexOf('"', opened + 1);
    while (close >= 0 && this.#text[close + 1] === '"') close = this.#text.indexOf('"', close + 2);
    if (close < 0) {
      this.#at = this.#text.length;
      return { fault: 'A quote opens in this line and is never closed.' };
    }
    const inside = this.#text.slice(opened + 1, close);
    this.#at = close + 1;
    this.#line += inside.split('\n').length - 1;
    return { value: inside.replaceAll('""', '"') };
  }

  /** Goes past the end of a line, if there is one here. */
  #endLine(): boolean {
    if (this.isAtEnd) return true;
    const length = this.#text.startsWith('\r\n', this.#at) ? 2 : 1;
    if (this.#text[this.#at + length - 1] !== '\n') return false;
    this.#at += length;
    this.#line += 1;
    return true;
  }

  /** What is wrong where neither a comma nor the end of a line follows; goes on at the next line. */
  #misplaced(): string {
    const found = this.#text[this.#at];
    const after = this.#text[this.#at - 1] === '"';
    TO_LINE_END.lastIndex = this.#at;
    this.#at += TO_LINE_END.exec(this.#text)![0].length;
    this.#endLine();
    if (found === '\r') return 'A line ends in CR LF or LF. Found a CR alone.';
    if (after) return 'After the quote that closes a cell comes a comma or the end of the line.';
    return 'A quote stands inside a cell: put the whole cell in quotes, and double those inside.';
  }
}

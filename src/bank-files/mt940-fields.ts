import { withoutControls, type TextLine } from './text-lines.ts';

/** One field of a message, or the beginning or the end of a message. */
export type Mt940Item =
  | { readonly type: 'field'; readonly field: Mt940Field }
  | { readonly type: 'envelope'; readonly kind: 'mt940' | 'mt942' | null }
  | { readonly type: 'end' };

/** A field such as ":61:". */
export interface Mt940Field {
  readonly tag: string;
  /** Its lines without the tag; there is always a first one. Blank lines are left out. */
  readonly lines: string[];
  /** The number of its first line in the file. */
  readonly number: number;
  /** Whether something was left out because it is too long. */
  cut: boolean;
  /** Whether the file ends inside its last line. */
  open: boolean;
}

/** Fields of MT940 and MT942. */
const TAGS = new Set(
  '13 13D 20 21 25 25P 28 28C 34F 60F 60M 61 62F 62M 64 65 86 90C 90D NS'.split(' '),
);

/** Fields of free text, in which a line may begin like a tag without being one. */
const FREE = new Set(['61', '86', 'NS']);

/** The most characters of one field, and of the texts of one line: a few hundred are normal. */
export const LONGEST_FIELD = 100_000;

/** The beginning or the end of a block of SWIFT. */
const ENVELOPE = /^-?\s*\}|^\{[1-5]:/;

/** Makes fields of lines of text, whatever stands between the messages. */
export class FieldSplitter {
  #field: Mt940Field | null = null;
  #length = 0;
  /** The number of a line that is a colon only: some banks break a line inside a tag. */
  #colon: number | null = null;

  /** The items that are complete with this line. */
  push(line: TextLine): Mt940Item[] {
    const items: Mt940Item[] = [];
    const text = withoutControls(line.text);
    this.#read(text, line, items);
    return items;
  }

  /** The last item; `open` says that the file ended inside a line. */
  end(open: boolean): Mt940Item[] {
    const items: Mt940Item[] = [];
    if (this.#field !== null) this.#field.open = open;
    this.#close(items);
    return items;
  }

  #read(text: string, line: TextLine, items: Mt940Item[]): void {
    if (this.#colon !== null) {
      const number = this.#colon;
      this.#colon = null;
      if (this.#startsField(`:${text}`, { ...line, number }, items)) return;
      this.#append(':', false);
    }
    if (text.trim() === ':') {
      this.#colon = line.number;
    } else if (ENVELOPE.test(text)) {
      this.#envelope(text, line, items);
    } else if (/^-(?:XXX)?\s*$/.test(text)) {
      this.#close(items);
      items.push({ type: 'end' });
    } else if (!this.#startsField(text, line, items)) {
      this.#append(text, line.cut);
    }
  }

  /** The blocks of SWIFT around a message: "{1:…}{2:O940…}{4:" before it and "-}{5:…}" after it. */
  #envelope(text: string, line: TextLine, items: Mt940Item[]): void {
    this.#close(items);
    if (!text.startsWith('{')) items.push({ type: 'end' });
    const kind = /\{2:[IO]?(94[02])/.exec(text)?.[1];
    // The last one: what follows it is no envelope, however many a hostile line has.
    const block = text.lastIndexOf('{4:');
    if (kind !== undefined || block !== -1 || text.startsWith('{')) {
      items.push({ type: 'envelope', kind: kind === undefined ? null : `mt${kind as '940'}` });
    }
    const rest = block === -1 ? '' : text.slice(block + 3);
    if (block !== -1 && !ENVELOPE.test(rest)) this.#read(rest, line, items);
  }

  #startsField(text: string, line: TextLine, items: Mt940Item[]): boolean {
    const found = /^:(\d\d[A-Z]?|NS|94[02]):/.exec(text);
    const tag = found?.[1];
    if (tag === undefined) return false;
    if (
      !TAGS.has(tag) &&
      !tag.startsWith('94') &&
      this.#field !== null &&
      FREE.has(this.#field.tag)
    )
      return false;
    this.#close(items);
    // Some banks put the kind of a message before it as if it were a field.
    if (tag.startsWith('94')) return true;
    const value = text.slice(tag.length + 2);
    this.#field = {
      tag,
      lines: [value.slice(0, LONGEST_FIELD)],
      number: line.number,
      cut: line.cut || value.length > LONGEST_FIELD,
      open: false,
    };
    this.#length = value.length;
    return true;
  }

  #append(text: string, cut: boolean): void {
    if (this.#field === null || text.trim() === '') return;
    this.#length += text.length;
    if (cut || this.#length > LONGEST_FIELD) this.#field.cut = true;
    else this.#field.lines.push(text);
  }

  #close(items: Mt940Item[]): void {
    if (this.#field !== null) items.push({ type: 'field', field: this.#field });
    this.#field = null;
  }
}

import { labelByBytes, labelByWords } from './charset-labels.ts';
import { Declared, joined, NamedOrUtf8, Utf8OrWindows, type Decoding } from './decodings.ts';

/** How many bytes are looked at to find out the character set; a declaration is within them. */
const HEAD_BYTES = 1024;

/** Tells about the character set. Reading goes on. */
export type CharsetNote = (
  code: 'encoding-guessed' | 'encoding-unknown' | 'encoding-differs' | 'characters-lost',
  message: string,
) => void;

/**
 * Turns the bytes of a file into text as they arrive.
 *
 * What decides, in this order: the byte order mark (UTF-8, UTF-16); the zero bytes of UTF-16
 * without a mark; the encoding of an XML declaration; CHARSET and ENCODING of an OFX header;
 * else UTF-8, where any byte that is no UTF-8 is read as Windows-1252, with one note: banks join
 * texts of both into one file. ISO-8859-1 is read as Windows-1252, of which it is a part. Where
 * the bytes show that what the file says is wrong, the bytes are believed, with a note: banks
 * write "CHARSET:1252" over UTF-8, and "UTF-8" over Windows-1252.
 */
export class CharsetDecoder {
  readonly #note: CharsetNote;
  #head = new Uint8Array(0);
  #decoding: Decoding | null = null;

  constructor(note: CharsetNote) {
    this.#note = note;
  }

  /** The text of the next bytes; the first calls may give nothing yet. */
  push(bytes: Uint8Array): string {
    if (this.#decoding) return this.#decoding.decode(bytes);
    this.#head = joined(this.#head, bytes);
    return this.#head.length < HEAD_BYTES ? '' : this.#begin();
  }

  /** The text that is still held when the bytes have ended. */
  end(): string {
    const held = this.#decoding ? '' : this.#begin();
    return held + (this.#decoding?.end() ?? '');
  }

  #begin(): string {
    this.#decoding = this.#decodingOf(this.#head);
    const text = this.#decoding.decode(this.#head);
    this.#head = new Uint8Array(0);
    return text;
  }

  #decodingOf(head: Uint8Array): Decoding {
    const byBytes = labelByBytes(head);
    if (byBytes !== null && byBytes !== 'utf-8') return this.#declared(new TextDecoder(byBytes));
    const stated = byBytes ?? labelByWords(head);
    if (stated === null) return this.#utf8('encoding-guessed');
    if (/^(?:utf-?16|ucs|utf-?32)/.test(stated)) this.#tellUtf8(stated);
    if (/^(?:utf|ucs)/.test(stated)) return this.#utf8('encoding-differs');
    const decoder = decoderFor(stated);
    if (decoder === null) {
      this.#note(
        'encoding-unknown',
        `Expected UTF-8, UTF-16, ISO-8859-1 or Windows-1252; the file says "${stated}". It was ` +
          `read as UTF-8; check names with accents, or ask the bank for UTF-8.`,
      );
      return this.#utf8('encoding-guessed');
    }
    const named = this.#declared(decoder);
    if (!LIKE_WINDOWS.has(decoder.encoding)) return named;
    return new NamedOrUtf8(named, () => {
      this.#tellUtf8(stated);
      return new Utf8OrWindows(() => {});
    });
  }

  /** One bad byte must not lose a name, also where UTF-8 is what the file says. */
  #utf8(code: 'encoding-guessed' | 'encoding-differs'): Decoding {
    const expected =
      code === 'encoding-guessed'
        ? 'UTF-8 or a character set that the file names'
        : 'UTF-8, as the file says';
    return new Utf8OrWindows(() => {
      this.#note(
        code,
        `Expected ${expected}; found other bytes, which were read as Windows-1252. Check names ` +
          `with accents and pound signs.`,
      );
    });
  }

  #declared(decoder: TextDecoder): Decoding {
    return new Declared(decoder, () => {
      this.#note(
        'characters-lost',
        `Expected ${decoder.encoding} text; some bytes are no characters of it and show as ` +
          `"\uFFFD". Check names and texts, or ask the bank for UTF-8.`,
      );
    });
  }

  #tellUtf8(stated: string): void {
    this.#note(
      'encoding-differs',
      `Expected the character set "${stated}" that the file names; found UTF-8, and read it as ` +
        `that. Check names with accents and pound signs.`,
    );
  }
}

/** Character sets whose letters with accents are those of Windows-1252, or nearly. */
const LIKE_WINDOWS: ReadonlySet<string> = new Set(['windows-1252', 'iso-8859-15']);

/** The text of the beginning of a file, for finding out what it is. */
export function headText(head: Uint8Array): string {
  const decoder = new CharsetDecoder(() => {});
  return decoder.push(head) + decoder.end();
}

function decoderFor(label: string): TextDecoder | null {
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}

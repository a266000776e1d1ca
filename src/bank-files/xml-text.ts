import { CharsetDecoder } from './charset.ts';

/** How many bytes are looked at to find out the encoding; a declaration takes under 200. */
const HEAD_BYTES = 1024;

const DECLARED = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/;

/** What was found out about the encoding of a file, and whether a person should be told. */
interface Encoding {
  /** Null when the file says nothing. */
  readonly label: string | null;
  readonly remark: 'encoding-differs' | null;
  readonly declared: string | null;
}

/** Tells the owner of the decoder about the encoding. Only `encoding-unknown` ends the reading. */
export type EncodingNote = (
  code: 'encoding-unknown' | 'encoding-differs' | 'encoding-guessed' | 'characters-lost',
  message: string,
) => void;

/**
 * Turns the bytes of an XML file into text as they arrive.
 *
 * The byte order mark decides first (UTF-8, UTF-16), then the zero bytes of UTF-16 without a
 * mark, then the encoding the XML declaration names, then UTF-8 (XML 1.0, appendix F), where any
 * byte that is none is read as Windows-1252.
 * ISO-8859-1 is read as Windows-1252, of which it is a part: banks that declare the one send the
 * other. Bytes that are no characters become U+FFFD with a warning, because one bad byte in a
 * name is no reason to refuse a month of payments.
 */
export class XmlDecoder {
  readonly #note: EncodingNote;
  #head = new Uint8Array(0);
  #decoder: TextDecoder | null = null;
  /** For a file that does not say what it is in. */
  #guessing: CharsetDecoder | null = null;
  #lost = false;

  constructor(note: EncodingNote) {
    this.#note = note;
  }

  /** The text of the next bytes; the first call or calls may give nothing yet. */
  push(bytes: Uint8Array): string {
    if (this.#guessing) return this.#guessing.push(bytes);
    if (this.#decoder) return this.#checked(this.#decoder.decode(bytes, { stream: true }));
    this.#head = joined(this.#head, bytes);
    return this.#head.length < HEAD_BYTES ? '' : this.#begin();
  }

  /** The text that is still held when the bytes have ended. */
  end(): string {
    const held = this.#decoder || this.#guessing ? '' : this.#begin();
    if (this.#guessing) return held + this.#guessing.end();
    return held + this.#checked(this.#decoder?.decode() ?? '');
  }

  #begin(): string {
    const { label, remark, declared } = encodingOf(this.#head);
    if (label === null) return this.#guess();
    const decoder = decoderFor(label);
    if (!decoder) {
      this.#note(
        'encoding-unknown',
        `Expected the encoding UTF-8, UTF-16, ISO-8859-1 or Windows-1252; the file declares ` +
          `"${label}". Ask the bank for UTF-8.`,
      );
      return '';
    }
    if (remark && declared !== null) {
      this.#note(
        remark,
        `The file declares the encoding "${declared}" but its bytes are not that. It was read ` +
          `as UTF-8; check names with accents.`,
      );
    }
    this.#decoder = decoder;
    const text = decoder.decode(this.#head, { stream: true });
    this.#head = new Uint8Array(0);
    return this.#checked(text);
  }

  #guess(): string {
    this.#guessing = new CharsetDecoder((code, message) => this.#note(code, message));
    const text = this.#guessing.push(this.#head);
    this.#head = new Uint8Array(0);
    return text;
  }

  #checked(text: string): string {
    if (!this.#lost && text.includes('\uFFFD')) {
      this.#lost = true;
      this.#note(
        'characters-lost',
        `Expected ${this.#decoder?.encoding ?? 'utf-8'} text; after this place some characters ` +
          `were lost and show as "\uFFFD". Amounts and dates are not affected; check names.`,
      );
    }
    return text;
  }
}

function encodingOf(head: Uint8Array): Encoding {
  const label = labelByBytes(head);
  if (label !== null) return { label, remark: null, declared: null };
  // The declaration is plain ASCII in every encoding that reaches this point.
  const start = String.fromCharCode(...head.subarray(0, HEAD_BYTES));
  const declared = DECLARED.exec(start)?.[1] ?? null;
  if (declared === null) return { label: null, remark: null, declared };
  // A UTF-16 file would have shown zero bytes. Programs that write a text as UTF-8 after making
  // it in memory often leave the word "utf-16" in the declaration.
  const wide = /^(utf-?16|ucs-?2|utf-?32)/i.test(declared);
  return wide
    ? { label: 'utf-8', remark: 'encoding-differs', declared }
    : { label: declared, remark: null, declared };
}

function labelByBytes(head: Uint8Array): string | null {
  const [first, second, third] = head;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0x3c && second === 0) return 'utf-16le';
  if (first === 0 && second === 0x3c) return 'utf-16be';
  return null;
}

function decoderFor(label: string): TextDecoder | null {
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

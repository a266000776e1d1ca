/** How many bytes are looked at to find out the character set; a declaration is within them. */
const HEAD_BYTES = 1024;

const XML_DECLARED = /^\s*<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']/;

/** Tells about the character set: `encoding-guessed` or `encoding-unknown`. Reading goes on. */
export type CharsetNote = (code: 'encoding-guessed' | 'encoding-unknown', message: string) => void;

interface Decoding {
  decode(bytes: Uint8Array): string;
  end(): string;
}

/**
 * Turns the bytes of a file into text as they arrive.
 *
 * What decides, in this order: the byte order mark (UTF-8, UTF-16); the zero bytes of UTF-16
 * without a mark; the encoding of an XML declaration; CHARSET and ENCODING of an OFX header;
 * else UTF-8, where any byte that is no UTF-8 is read as Windows-1252, with one note: banks join
 * texts of both into one file. ISO-8859-1 is read as Windows-1252, of which it is a part.
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
    const guess = (): Decoding =>
      new Utf8OrWindows(() => {
        this.#note(
          'encoding-guessed',
          'Expected UTF-8 or a character set that the file names; found other bytes, which were ' +
            'read as Windows-1252. Check names with accents and pound signs.',
        );
      });
    const label = labelByBytes(head) ?? labelByWords(head);
    // A declared UTF-8 is read in the same way: one bad byte must not lose a name.
    if (label === null || label === 'utf-8') return guess();
    try {
      return new Declared(new TextDecoder(label));
    } catch {
      this.#note(
        'encoding-unknown',
        `Expected UTF-8, UTF-16, ISO-8859-1 or Windows-1252; the file says "${label}". It was ` +
          `read as UTF-8; check names with accents, or ask the bank for UTF-8.`,
      );
      return guess();
    }
  }
}

/** The text of the beginning of a file, for finding out what it is. */
export function headText(head: Uint8Array): string {
  const decoder = new CharsetDecoder(() => {});
  return decoder.push(head) + decoder.end();
}

class Declared implements Decoding {
  readonly #decoder: TextDecoder;

  constructor(decoder: TextDecoder) {
    this.#decoder = decoder;
  }

  decode(bytes: Uint8Array): string {
    return this.#decoder.decode(bytes, { stream: true });
  }

  end(): string {
    return this.#decoder.decode();
  }
}

/** UTF-8 with the bytes that are none read as Windows-1252. */
class Utf8OrWindows implements Decoding {
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #windows = new TextDecoder('windows-1252');
  readonly #guessed: () => void;
  #held = new Uint8Array(0);
  #begun = false;
  #told = false;

  constructor(guessed: () => void) {
    this.#guessed = guessed;
  }

  decode(bytes: Uint8Array): string {
    const all = this.#held.length === 0 ? bytes : joined(this.#held, bytes);
    const end = wholeCharacters(all);
    this.#held = Uint8Array.from(all.subarray(end));
    return this.#withoutMark(this.#text(all.subarray(0, end)));
  }

  end(): string {
    return this.#withoutMark(this.#held.length === 0 ? '' : this.#mixed(this.#held));
  }

  #withoutMark(text: string): string {
    if (this.#begun || text === '') return text;
    this.#begun = true;
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  }

  #text(bytes: Uint8Array): string {
    try {
      return this.#utf8.decode(bytes);
    } catch {
      return this.#mixed(bytes);
    }
  }

  #mixed(bytes: Uint8Array): string {
    if (!this.#told) this.#guessed();
    this.#told = true;
    const parts: string[] = [];
    let start = 0;
    for (let at = 0; at < bytes.length;) {
      const length = characterLength(bytes, at);
      if (length > 0) {
        at += length;
        continue;
      }
      parts.push(this.#utf8.decode(bytes.subarray(start, at)));
      parts.push(this.#windows.decode(bytes.subarray(at, at + 1)));
      at += 1;
      start = at;
    }
    parts.push(this.#utf8.decode(bytes.subarray(start)));
    return parts.join('');
  }
}

/** The lowest and highest second byte of a UTF-8 character, where they are not 80 and BF. */
const SECOND: ReadonlyMap<number, readonly [number, number]> = new Map([
  [0xe0, [0xa0, 0xbf]],
  [0xed, [0x80, 0x9f]],
  [0xf0, [0x90, 0xbf]],
  [0xf4, [0x80, 0x8f]],
]);

function lengthByFirst(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** How many bytes the UTF-8 character at a place has; 0 when there is none (RFC 3629). */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length = lengthByFirst(first);
  if (length > 1 && !continues(bytes, at, length)) return 0;
  return length;
}

function continues(bytes: Uint8Array, at: number, length: number): boolean {
  const [low, high] = SECOND.get(bytes[at] ?? 0) ?? [0x80, 0xbf];
  for (let n = 1; n < length; n += 1) {
    const byte = bytes[at + n] ?? 0;
    if (byte < (n === 1 ? low : 0x80) || byte > (n === 1 ? high : 0xbf)) return false;
  }
  return true;
}

/** Where the last character begins if the bytes end inside it, else their length. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = lengthByFirst(byte);
    const isCut = length > back && continues(bytes, bytes.length - back, back);
    return isCut ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function labelByBytes(head: Uint8Array): string | null {
  const [first, second, third] = head;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // Without a mark, two letters of UTF-16 show where their zero bytes are.
  const [, , , fourth] = head;
  const isText = (byte: number | undefined): boolean => (byte ?? 0) >= 0x09 && (byte ?? 0) < 0x80;
  if (isText(first) && second === 0 && isText(third) && fourth === 0) return 'utf-16le';
  if (first === 0 && isText(second) && third === 0 && isText(fourth)) return 'utf-16be';
  return null;
}

/** Every declaration is plain ASCII in the encodings that reach this point. */
function labelByWords(head: Uint8Array): string | null {
  const words = String.fromCharCode(...head.subarray(0, HEAD_BYTES));
  const declared = XML_DECLARED.exec(words)?.[1]?.toLowerCase();
  // A UTF-16 file would have shown its zero bytes.
  if (declared !== undefined) return /^(?:utf|ucs)/.test(declared) ? 'utf-8' : declared;
  return /^\s*OFXHEADER:/i.test(words) ? ofxLabel(words) : null;
}

function ofxLabel(words: string): string | null {
  const [header = ''] = words.split('<');
  const charset = /\bCHARSET:\s*([\w.-]{1,40})/i.exec(header)?.[1]?.toLowerCase() ?? '';
  const encoding = /\bENCODING:\s*([\w.-]{1,40})/i.exec(header)?.[1]?.toLowerCase() ?? '';
  if (/^(?:utf-?8|unicode)/.test(encoding) || /^(?:utf-?8|65001|unicode)/.test(charset)) {
    return 'utf-8';
  }
  if (/^(?:windows-|cp)?125\d$/.test(charset)) return `windows-${charset.slice(-4)}`;
  if (/^(?:iso-?)?8859-\d{1,2}$/.test(charset)) return `iso-${charset.replace(/^iso-?/, '')}`;
  return charset === '' || charset === 'none' || encoding !== '' ? null : charset;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

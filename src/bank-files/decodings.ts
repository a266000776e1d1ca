import { characterLength, wholeCharacters } from './utf8.ts';

/** Makes text of bytes as they arrive. */
export interface Decoding {
  decode(bytes: Uint8Array): string;
  end(): string;
}

/** A character set that is sure. Bytes that are none of it are told once. */
export class Declared implements Decoding {
  readonly #decoder: TextDecoder;
  readonly #lost: () => void;
  #told = false;

  constructor(decoder: TextDecoder, lost: () => void) {
    this.#decoder = decoder;
    this.#lost = lost;
  }

  decode(bytes: Uint8Array): string {
    return this.#checked(this.#decoder.decode(bytes, { stream: true }));
  }

  end(): string {
    return this.#checked(this.#decoder.decode());
  }

  #checked(text: string): string {
    if (!this.#told && text.includes('\uFFFD')) {
      this.#told = true;
      this.#lost();
    }
    return text;
  }
}

/**
 * The character set that a file names, unless its letters with accents turn out to be UTF-8. A
 * pair of bytes that begins a letter beyond those of Europe's west decides nothing: "É" and a
 * closing quote of Windows-1252 look like one.
 */
export class NamedOrUtf8 implements Decoding {
  readonly #named: Decoding;
  readonly #utf8: () => Decoding;
  #isUtf8: Decoding | null = null;
  #held = new Uint8Array(0);

  constructor(named: Decoding, utf8: () => Decoding) {
    this.#named = named;
    this.#utf8 = utf8;
  }

  decode(bytes: Uint8Array): string {
    if (this.#isUtf8 !== null) return this.#isUtf8.decode(bytes);
    const all = this.#held.length === 0 ? bytes : joined(this.#held, bytes);
    const end = wholeCharacters(all);
    const at = firstOfUtf8(all.subarray(0, end));
    if (at === -1) {
      this.#held = Uint8Array.from(all.subarray(end));
      return this.#named.decode(all.subarray(0, end));
    }
    const before = this.#named.decode(all.subarray(0, at));
    this.#isUtf8 = this.#utf8();
    return before + this.#isUtf8.decode(all.subarray(at));
  }

  end(): string {
    if (this.#isUtf8 !== null) return this.#isUtf8.end();
    return this.#named.decode(this.#held) + this.#named.end();
  }
}

/** Where the first character is that only UTF-8 would have; -1 for none. */
function firstOfUtf8(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at += 1) {
    const first = bytes[at] ?? 0;
    if (first < 0xc2) continue;
    const isSure = first <= 0xc5 || first >= 0xe0;
    if (isSure && characterLength(bytes, at) > 1) return at;
  }
  return -1;
}

/** UTF-8 with the bytes that are none read as Windows-1252. */
export class Utf8OrWindows implements Decoding {
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

/** Two pieces of bytes as one. */
export function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

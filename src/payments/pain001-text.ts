/**
 * Text as banks carry it in ISO 20022 messages: the letters A to Z and a to z, the digits, space
 * and / - ? : ( ) . , ' +. The schema allows any character; banks refuse the file for others.
 */
const CARRIED = /^[A-Za-z0-9/\-?:().,'+ ]*$/;

/** Accents over a Latin letter: they are left out, and the letter stays. */
const ACCENT = /[\u0300-\u036f]/g;

/** What is written for a character that has no place in the set. What is not here is refused. */
const WRITTEN: Readonly<Record<string, string>> = {
  Æ: 'AE',
  æ: 'ae',
  Ð: 'D',
  ð: 'd',
  Đ: 'D',
  đ: 'd',
  Ħ: 'H',
  ħ: 'h',
  ı: 'i',
  Ł: 'L',
  ł: 'l',
  Ø: 'O',
  ø: 'o',
  Œ: 'OE',
  œ: 'oe',
  ß: 'ss',
  ẞ: 'SS',
  Þ: 'TH',
  þ: 'th',
  Ŧ: 'T',
  ŧ: 't',
  '’': "'",
  '‘': "'",
  ʼ: "'",
  '`': "'",
  '´': "'",
  '"': "'",
  '“': "'",
  '”': "'",
  '‐': '-',
  '–': '-',
  '—': '-',
  _: '-',
  '&': '+',
  ';': ',',
  '[': '(',
  ']': ')',
  '{': '(',
  '}': ')',
  '⁄': '/',
  '\\': '/',
  '£': 'GBP',
  '€': 'EUR',
  '\t': ' ',
  '\r': ' ',
  '\n': ' ',
};

export interface CarriedText {
  readonly text: string;
  /** The positions, from 1, of the characters that cannot be carried and stand in no table. */
  readonly refused: readonly number[];
}

/**
 * A text in the characters of the set, with single spaces between its words. What is refused is
 * left out of `text`, so use that only when `refused` is empty.
 */
export function carriedText(text: string): CarriedText {
  // Most texts need nothing, and a run has many.
  if (CARRIED.test(text)) return { text: singleSpaced(text), refused: [] };
  const refused: number[] = [];
  let carried = '';
  for (const [index, character] of Array.from(text.normalize('NFC')).entries()) {
    const written = writtenAs(character);
    if (written === null) refused.push(index + 1);
    else carried += written;
  }
  return { text: singleSpaced(carried), refused };
}

function singleSpaced(text: string): string {
  return text.replaceAll(/ +/g, ' ').trim();
}

function writtenAs(character: string): string | null {
  const known = WRITTEN[character];
  if (known !== undefined) return known;
  let written = '';
  for (const part of character.normalize('NFKD').replaceAll(ACCENT, '')) {
    const one = CARRIED.test(part) ? part : WRITTEN[part];
    if (one === undefined) return null;
    written += one;
  }
  return written;
}

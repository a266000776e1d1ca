import { money, toText, type Decimal } from './money.ts';

/** Plain text that people read: lines of at most 80 columns, with headings and lists. */

const COLUMNS = 80;

const LETTERS = new Intl.Segmenter('en-GB');

/** What a reader counts as letters: an accent or a joined sign belongs to the one before it. */
const lettersOf = (text: string): string[] =>
  Array.from(LETTERS.segment(text), ({ segment }) => segment);

/**
 * A text in lines of at most 80 columns, broken between words; a word that is longer than a line
 * is broken too. The first line begins with one indent, those after it with another.
 */
export function wrap(text: string, first = '', rest = first): string {
  const lines: string[] = [];
  let line = first;
  let room = COLUMNS - first.length;
  let empty = true;
  for (const word of wordsOf(text)) {
    const length = lettersOf(word).length;
    if (!empty && length + 1 > room) {
      lines.push(line);
      line = rest;
      room = COLUMNS - rest.length;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    room -= empty ? length : length + 1;
    empty = false;
  }
  return [...lines, line].map((one) => one.trimEnd()).join('\n');
}

/** The words of a text; one that fits on no line comes in parts that do. */
function wordsOf(text: string): string[] {
  return text
    .split(/\s+/u)
    .filter((word) => word !== '')
    .flatMap((word) => piecesOf(lettersOf(word)));
}

const LONGEST = 60;

function piecesOf(letters: readonly string[]): string[] {
  const count = Math.ceil(letters.length / LONGEST);
  return Array.from({ length: count }, (_, n) =>
    letters.slice(n * LONGEST, (n + 1) * LONGEST).join(''),
  );
}

/** Paragraphs, as they are written with an empty line or a line break between them. */
export function paragraphs(text: string): string {
  const parts = text.split(/\n+/u).filter((part) => part.trim() !== '');
  return parts.map((part) => wrap(part)).join('\n\n');
}

/** A heading: its text underlined. */
export function heading(text: string, underline: '=' | '-' = '-'): string {
  const lines = wrap(text).split('\n');
  const longest = Math.max(...lines.map((line) => lettersOf(line).length));
  return [...lines, underline.repeat(longest)].join('\n');
}

/** An item of a list. */
export function item(text: string): string {
  return wrap(text, '- ', '  ');
}

/** A list in a sentence: "education, health and social care". */
export function listed(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** An amount for reading: two decimals and thousands separators, "1,234.56". */
export function amountInWords(amount: Decimal): string {
  const [pounds = '', pence = ''] = toText(amount).split('.');
  return `${pounds.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${pence}`;
}

/** Pounds as people read them, e.g. "£769.23" or "-£1,440.48". */
export function inPounds(text: string): string {
  const amount = money(text);
  return `${amount.lt(0) ? '-' : ''}£${amountInWords(amount.abs())}`;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** A date as a person writes it: 6 April 2026. */
export function dayInWords(text: string): string {
  const day = Temporal.PlainDate.from(text);
  return `${day.day} ${MONTHS[day.month - 1]} ${day.year}`;
}

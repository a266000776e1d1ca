/** What is written in a line, or in one payment of a batch. */
export interface Written {
  readonly reference: string | null;
  readonly text: string | null;
}

/** A line with the payments that it is the total of. */
export interface WrittenLine extends Written {
  readonly details?: readonly Written[] | undefined;
}

const SHORTEST = 4;
const LONGEST = 40;
const MOST_WORDS = 40;

/**
 * What a payment may be known by in a line: the words of its reference, its text and its details,
 * in capitals, split at anything but letters and digits, of 4 characters and more. A reference is
 * also given as a whole without its separators, and with two and three neighbouring parts joined,
 * because one bank writes "RUN-2026/17" where another writes "RUN202617".
 *
 * @returns each word once, in order; at most 40 of at most 40 characters, those of the line's own
 *   reference and text before those of its details
 */
export function wordsOf({ reference, text, details = [] }: WrittenLine): string[] {
  const words = new Set<string>();
  addReference(words, reference);
  addText(words, text);
  for (const detail of details) {
    if (words.size >= MOST_WORDS) break;
    addReference(words, detail.reference);
    addText(words, detail.text);
  }
  return [...words].slice(0, MOST_WORDS).sort(byCode);
}

/** The words of a reference alone: its parts, its whole, and neighbouring parts joined. */
export function referenceWords(reference: string | null): string[] {
  const words = new Set<string>();
  addReference(words, reference);
  return [...words];
}

/** All parts of a text, short ones too, in capitals and in their order. */
export function partsOf(text: string | null): string[] {
  if (text === null) return [];
  return text
    .normalize('NFKC')
    .toUpperCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '');
}

/** Two and three neighbouring parts joined. */
export function joinsOf(parts: readonly string[]): string[] {
  return parts.flatMap((part, n) => {
    const [second, third] = [parts[n + 1], parts[n + 2]];
    if (second === undefined) return [];
    const two = part + second;
    return third === undefined ? [two] : [two, two + third];
  });
}

function addReference(words: Set<string>, reference: string | null): void {
  const parts = partsOf(reference);
  add(words, parts.join(''));
  for (const part of parts) add(words, part);
  for (const joined of joinsOf(parts)) add(words, joined);
}

function addText(words: Set<string>, text: string | null): void {
  for (const part of partsOf(text)) add(words, part);
}

function add(words: Set<string>, word: string): void {
  if (word.length >= SHORTEST) words.add(word.slice(0, LONGEST));
}

/** In the order of their characters, which is the same in every language. */
function byCode(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

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
  const words: string[] = [];
  addReference(words, reference);
  addText(words, text);
  for (const detail of details) {
    if (words.length >= MOST_WORDS) break;
    addReference(words, detail.reference);
    addText(words, detail.text);
  }
  return words.slice(0, MOST_WORDS).sort(byCode);
}

/** The words of a reference alone: its parts, its whole, and neighbouring parts joined. */
export function referenceWords(reference: string | null): string[] {
  const words: string[] = [];
  addReference(words, reference);
  return words;
}

const NOT_ASCII = /[^\0-\x7f]/;

/** All parts of a text, short ones too, in capitals and in their order. */
export function partsOf(text: string | null): string[] {
  if (text === null) return [];
  // Most texts have no other letters, and a line is read in half the time.
  const parts = NOT_ASCII.test(text)
    ? text
        .normalize('NFKC')
        .toUpperCase()
        .split(/[^\p{L}\p{N}]+/u)
    : text.toUpperCase().split(/[^A-Z0-9]+/);
  return parts.filter((part) => part !== '');
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

function addReference(words: string[], reference: string | null): void {
  const parts = partsOf(reference);
  if (parts.length > 1) add(words, parts.join(''));
  for (const part of parts) add(words, part);
  for (const joined of joinsOf(parts)) add(words, joined);
}

function addText(words: string[], text: string | null): void {
  for (const part of partsOf(text)) {
    // A text of a million words has no more than these.
    if (words.length > MOST_WORDS) return;
    add(words, part);
  }
}

/** There are few words in a line: to look through them is faster than any index of them. */
function add(words: string[], word: string): void {
  if (word.length < SHORTEST || words.length > MOST_WORDS) return;
  const kept = word.length > LONGEST ? word.slice(0, LONGEST) : word;
  if (!words.includes(kept)) words.push(kept);
}

/** In the order of their characters, which is the same in every language. */
function byCode(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
